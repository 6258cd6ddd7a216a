"""What needs attention: at most seven things, those that concern the most students first."""

from collections.abc import Iterable
from dataclasses import replace

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.low_results import low_procedures
from dashboard.queries.rosters import classes_with_students
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.addresses import link, unit_link
from dashboard.screens.attention import (
    RULE,
    Line,
    below,
    in_group,
    in_order,
    low_results,
    more_failing,
    shortfall,
    without_marks,
)
from dashboard.screens.grids import name_column, number_column, sign_column
from dashboard.screens.reading import Reading
from dashboard.screens.since import children_at, row_of, year_before
from dashboard.screens.tables import link_down, shown_children
from etl.periods import YEAR

MOST = 7  # things to a block
OF_A_KIND = 3  # so many of them at most
NO_MARKS_IN = 1  # grade: its students get no marks
CLASSES = ("parallel", "school_class")
NOTHING = "По этим правилам ничего не выделяется."
NOT_BETWEEN_CLASSES = "По внешним процедурам классы между собой не сравниваются."
GROUPS = (("failing", "не успевают"), ("not_attested", "не аттестованы"))


def build(scope: Scope, reading: Reading) -> Content:
    """The lines as a table, the first of them as a sentence, and the rule with its thresholds."""
    own = reading.own.row
    if own is None or is_disclosed(own) or reading.view.work_type:
        return Content()
    found = lines(scope, reading)
    note = f"{NOT_BETWEEN_CLASSES} {RULE}" if _is_between_classes(reading) else RULE
    if not found:
        return Content(sentence=NOTHING, note=note)
    table = Table(_columns(), [_row(line) for line in found])
    return Content(table=table, sentence=f"Прежде всего: {found[0].short}.", note=note)


def lines(scope: Scope, reading: Reading) -> list[Line]:
    """At most seven; what is missing is said even where much else is found."""
    missing = _missing(scope, reading)
    kinds = (
        *(_children(reading), _subjects(reading), _of_groups(reading)),
        *(_low(scope, reading), _growing(scope, reading)),
    )
    found = in_order(line for kind in kinds for line in in_order(kind)[:OF_A_KIND])
    return [*found[: MOST - len(missing)], *missing]


def _columns() -> list[dict]:
    return [
        name_column("На что посмотреть"),
        sign_column(),
        number_column("students", "Учеников", "count"),
        number_column("n", "Из скольких", "count"),
    ]


def _row(line: Line) -> dict:
    row = {"name": line.sentence, "sign": line.sign, "href": line.href, "n": line.n}
    return row | {"students": line.students or None}


def _is_between_classes(reading: Reading) -> bool:
    return reading.view.basis == "external" and reading.unit["level"] in CLASSES


def _children(reading: Reading) -> list[Line]:
    """Child × subject, each beside the same subject of the unit."""
    if _is_between_classes(reading):
        return []
    view, unit = reading.view, reading.unit
    whole = {row["subject_id"]: row for row in reading.own.subjects}
    whole[view.subject] = reading.own.row
    children = {child["unit_id"]: child for child in shown_children(reading)}
    asked = (row for row in reading.below if row["unit_id"] in children and _is_asked(view, row))
    found = []
    for row, other in _farthest(asked, whole):
        child = children[row["unit_id"]]
        href = link_down(child, replace(view, subject=row["subject_id"]))
        found += below(_with_subject(child["name"], row), row, other, unit["name"], href)
    return found


def _farthest(rows: Iterable[dict], references: dict[int, dict]) -> list[tuple[dict, dict | None]]:
    """The rows that lie farthest below the reference in their subject, each with it."""
    pairs = ((row, references.get(row["subject_id"])) for row in rows)
    return sorted(pairs, key=lambda pair: -shortfall(*pair))[:OF_A_KIND]


def _of_itself(unit: dict, view: View, subject: int) -> str:
    """The unit in another subject than the one it is shown in."""
    chosen = replace(view, subject=subject)
    return unit_link(unit["level"], unit["unit_id"], chosen) if subject != view.subject else ""


def _is_asked(view, row: dict) -> bool:
    """Of one subject only that one is asked."""
    return not view.subject or row["subject_id"] == view.subject


def _with_subject(name: str, row: dict) -> str:
    return f"{name}, {row['subject']}" if row["subject_id"] else name


def _subjects(reading: Reading) -> list[Line]:
    """The unit and its subjects beside the reference."""
    if _is_between_classes(reading):
        return []
    own, other, view, unit = reading.own, reading.other, reading.view, reading.unit
    theirs = {row["subject_id"]: row for row in other.subjects}
    theirs[view.subject] = other.row
    every = [own.row, *(own.subjects if not view.subject else [])]
    found = []
    for row, reference in _farthest(every, theirs):
        href = _of_itself(unit, view, row["subject_id"])
        found += below(_with_subject(unit["name"], row), row, reference, other.name, href)
    return found


def _of_groups(reading: Reading) -> list[Line]:
    """Who fails and who is not attested, in whole students, with the way to them."""
    if not reading.of_students or not reading.all_subjects:
        return []
    unit = reading.unit
    return [
        line
        for group, what in GROUPS
        for line in in_group(unit["name"], reading.own.row, group, what, _students(reading, group))
    ]


def _students(reading: Reading, group: str) -> str:
    view = reading.view
    chosen = {"year": view.year, "period": view.period, "grade": view.grade, "group": group}
    unit_id = reading.unit["unit_id"]
    return link("students", None, unit=unit_id, **chosen) if reading.shows_students else ""


def _low(scope: Scope, reading: Reading) -> list[Line]:
    """External procedures of schools and municipalities; classes are not judged by them."""
    unit, view = reading.unit, reading.view
    if unit["level"] in CLASSES:
        return []
    external = replace(view, basis="external", procedure="", period=None)
    links = {child["unit_id"]: link_down(child, external) for child in reading.children}
    links[unit["unit_id"]] = unit_link(unit["level"], unit["unit_id"], external)
    return low_results(low_procedures(scope, unit, view), links)


def _growing(scope: Scope, reading: Reading) -> list[Line]:
    """The unit and its children with many more who fail than a year ago."""
    if _is_between_classes(reading):
        return []
    view, unit = reading.view, reading.unit
    before = row_of(reading.own.periods, year_before(view.period))
    found = more_failing(unit["name"], reading.own.row, before, "")
    if not reading.below or not before:
        return found
    then = children_at(scope, reading, year_before(view.period))
    now = {r["unit_id"]: r for r in reading.below if r["subject_id"] == view.subject}
    for child in shown_children(reading):
        id, href = child["unit_id"], link_down(child, view)
        found += more_failing(child["name"], now.get(id), then.get(id), href)
    return found


def _missing(scope: Scope, reading: Reading) -> list[Line]:
    """Children of one's own without any marks in the view, where all of them should have some."""
    if not _all_should_have_marks(reading):
        return []
    there = {row["unit_id"] for row in reading.below}
    without = [
        child
        for child in shown_children(reading)
        if child["unit_id"] not in there and child["grade"] != NO_MARKS_IN
    ]
    missing = [child for child in without if _has_students(scope, reading, child)]
    href = link_down(missing[0], reading.view) if len(missing) == 1 else ""
    return without_marks([child["name"] for child in missing], href)


def _has_students(scope: Scope, reading: Reading, child: dict) -> bool:
    """Whether the child is one's own, and not a class that nobody is in any more."""
    place = child | {"path": f"{reading.unit['path']}{child['unit_id']}/"}
    if not scope.is_own(place["path"]):
        return False
    is_school = child["level"] in ("municipality", "school")
    return is_school or bool(classes_with_students(scope, place, reading.view.year or 0))


def _all_should_have_marks(reading: Reading) -> bool:
    """Not of one subject, nor of a procedure; and half-years are no quarters."""
    view, level = reading.view, reading.unit["level"]
    is_of_all = view.subject == 0 and view.basis != "external" and level != "school_class"
    is_same = level != "school" or view.period % 100 == YEAR
    return is_of_all and is_same and (view.grade == 0 or level == "school")


REPORT = Report("attention", "Что требует внимания?", build, in_pack=True, wide=True)
