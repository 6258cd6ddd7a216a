"""What of the data of a period is there and what is missing, school by school or class by class.

Present against expected, where «expected» is what somebody beside has: own rules, said on the
screen. Counts of classes, subjects and works, never of marks: whoever imports may see them.
"""

from collections import defaultdict

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from dashboard.access import ROOT, Right, Scope, end_of
from dashboard.queries.database import rows
from dashboard.queries.ordering import by_nature
from dashboard.queries.places import of_unit
from etl.periods import PERIODS, YEAR, period_dates
from models import AssessmentMart, Load, LoadPart, MarkMart, Membership, Plan, SchoolCalendar, Unit
from models.tree import LEVELS

BASES = {"journal": "current", "final": "final"}
MARKS = tuple(name for kind in BASES for name in (kind, f"{kind}_of"))
ABOVE = ("parent_id", "parent")
WITHOUT_MARKS = 1  # the grade that learns without marks
KINDS = ("journal", "final", "works", "external")  # of data; each is a pair: there, expected
SEVERAL = 2  # schools: what only one wrote is a work of its own
Keys = dict[int, set[tuple]]


def filled_periods(scope: Scope) -> list[int]:
    """Ids of the periods for which somebody of one's own has marks."""
    statement = (
        select(MarkMart.period_id)
        .join(Unit, Unit.id == MarkMart.unit_id)
        .where(Unit.level == "school", _own(scope, Unit), MarkMart.parent_id == Unit.parent_id)
        .where(MarkMart.basis.in_(BASES.values()), MarkMart.grade == 0, MarkMart.subject_id == 0)
        .distinct()
    )
    return sorted(row["period_id"] for row in rows(statement))


def filled_place(scope: Scope, unit_id: int) -> dict | None:
    """A region, municipality or school of one's own: `unit_id, level, name, path`."""
    statement = select(Unit.id.label("unit_id"), Unit.level, Unit.name, Unit.path).where(
        Unit.id == unit_id, Unit.level.in_(LEVELS[:3]), _own(scope, Unit)
    )
    return next(iter(rows(statement)), None)


def filled_by_schools(scope: Scope, period: int, path: str = ROOT) -> list[dict]:
    """One row per school inside the path: classes with marks, works, external results.

    `unit_id, unit, parent_id, parent, loaded_at`, and by kind `journal, journal_of` …
    """
    found = _schools(scope, period, path)
    if not found:
        return []
    grades = {row["unit_id"]: row["grades"] for row in found}
    groups = {row["unit_id"]: row["parent_id"] for row in found}
    others = _beyond_marks(scope, "school", period, path)
    works, external = (_compared(own, grades, groups, SEVERAL) for own in others.values())
    last = _last_loads(scope, path)
    return [
        _without(row, "grades")
        | _pair("works", works[row["unit_id"]])
        | _pair("external", external[row["unit_id"]])
        | {"loaded_at": last.get(row["unit_id"])}
        for row in found
    ]


def filled_by_classes(scope: Scope, period: int, path: str) -> list[dict]:
    """One row per class inside a school: subjects with marks, works, external results.

    `unit_id, unit, parent_id, parent`, and by kind `journal, journal_of` …
    """
    found = _classes(scope, period, path)
    if not found:
        return []
    grades = {row["unit_id"]: {row["grade"]} for row in found}
    groups = {row["unit_id"]: row["parent_id"] for row in found}
    others = _beyond_marks(scope, "school_class", period, path)
    works, external = (_compared(own, grades, groups, 1) for own in others.values())
    return [
        _without(row, "grade")
        | _pair("works", works[row["unit_id"]])
        | _pair("external", external[row["unit_id"]])
        for row in found
    ]


def _schools(scope: Scope, period: int, path: str) -> list[dict]:
    """Schools with their classes of the grades that have such a period, with and without marks."""
    school, above = Unit.__table__.alias("school"), Unit.__table__.alias("above")
    parallel, marks = Unit.__table__.alias("parallel"), _marks_of(period)
    statement = (
        select(
            *(school.c.id.label("unit_id"), school.c.name.label("unit"), school.c.code),
            *(above.c.id.label("parent_id"), above.c.name.label("parent"), Unit.grade),
            *(_system(school.c.id).label("system"), func.count(Unit.id).label("n_classes")),
            *(func.count(mart.c.unit_id).label(basis) for basis, (mart, _) in marks.items()),
        )
        .select_from(Unit)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .join(above, above.c.id == school.c.parent_id)
        .where(*_classes_of(period), _inside(Unit, path), _own(scope, Unit))
        .group_by(school.c.id, school.c.name, school.c.code, above.c.id, above.c.name, Unit.grade)
    )
    for mart, condition in marks.values():
        statement = statement.outerjoin(mart, condition)
    return sorted(_added_up(rows(statement), period), key=by_nature("parent", "unit", "code"))


def _added_up(found: list[dict], period: int) -> list[dict]:
    """Rows of a school and grade to rows of schools, with the grades of each."""
    sums: dict[int, dict] = {}
    for row in found:
        named = {name: row[name] for name in ("unit_id", "unit", "code", "parent_id", "parent")}
        known = sums.setdefault(row["unit_id"], named | dict.fromkeys(MARKS, 0) | {"grades": set()})
        known["grades"].add(row["grade"])
        expected = row["n_classes"]
        if not _is_expected(row, period):
            expected = 0
        for kind, basis in BASES.items():
            known[kind] += row[basis]
            known[f"{kind}_of"] += max(expected, row[basis])
    return list(sums.values())


def _classes_of(period: int) -> list[ColumnElement[bool]]:
    """Classes with a student in the period: a class of another year lacks nothing in this one."""
    begin, end = period_dates(period)
    stay = select(Membership.id).where(
        *(Membership.class_id == Unit.id, Membership.is_current),
        or_(Membership.date_from.is_(None), Membership.date_from <= end),
        or_(Membership.date_to.is_(None), Membership.date_to >= begin),
    )
    return [Unit.level == "school_class", Unit.is_active, stay.exists()]


def _marks_of(period: int) -> dict[str, tuple]:
    """By basis: the mart, and how it is joined to a class with such marks in the period."""
    marts = {basis: MarkMart.__table__.alias(basis) for basis in BASES.values()}
    return {
        basis: (
            mart,
            and_(
                *(mart.c.parent_id == Unit.parent_id, mart.c.unit_id == Unit.id),
                *(mart.c.basis == basis, mart.c.grade == 0, mart.c.subject_id == 0),
                *(mart.c.period_id == period, mart.c.procedure == ""),
            ),
        )
        for basis, mart in marts.items()
    }


def _classes(scope: Scope, period: int, path: str) -> list[dict]:
    """Classes; expected are the subjects with marks in the year, of nothing those of the grade."""
    parallel = Unit.__table__.alias("parallel")
    statement = (
        select(
            *(Unit.id.label("unit_id"), Unit.name.label("unit"), Unit.grade, Unit.parent_id),
            *(parallel.c.name.label("parent"), _system(parallel.c.parent_id).label("system")),
            *(MarkMart.basis, MarkMart.subject_id, MarkMart.period_id),
        )
        .select_from(Unit)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .outerjoin(
            MarkMart,
            and_(
                *(MarkMart.parent_id == Unit.parent_id, MarkMart.unit_id == Unit.id),
                *(MarkMart.basis.in_(BASES.values()), MarkMart.grade == 0, MarkMart.subject_id > 0),
                MarkMart.period_id.between(period // 100 * 100, period // 100 * 100 + 99),
            ),
        )
        .where(*_classes_of(period), _inside(Unit, path), _own(scope, Unit))
    )
    return sorted(_by_class(rows(statement), period), key=by_nature("grade", "unit"))


def _by_class(found: list[dict], period: int) -> list[dict]:
    """Rows of a class, subject and period to rows of classes."""
    classes = {row["unit_id"]: row for row in found}
    taught, there = defaultdict(set), defaultdict(set)
    for row in found:
        if row["subject_id"] is not None:
            for place in (row["unit_id"], row["parent_id"]):
                taught[place].add(row["subject_id"])
            if row["period_id"] == period:
                there[row["unit_id"], row["basis"]].add(row["subject_id"])
    told = []
    for id, row in classes.items():
        subjects = taught[id] or taught[row["parent_id"]]
        if not _is_expected(row, period):
            subjects = set()
        told.append({name: row[name] for name in ("unit_id", "unit", "grade", *ABOVE)})
        for kind, basis in BASES.items():
            told[-1] |= _pair(kind, (there[id, basis], there[id, basis] | subjects))
    return told


def _beyond_marks(scope: Scope, level: str, period: int, path: str) -> dict[str, list[dict]]:
    """Kind → which unit has which work of the period, which external results of the year."""
    within = [Unit.level == level, _inside(Unit, path), _own(scope, Unit)]
    found = rows(union_all(_works(period).where(*within), _external(level, period).where(*within)))
    return {kind: [row for row in found if row["kind"] == kind] for kind in ("works", "external")}


def _works(period: int) -> Select:
    begin, end = period_dates(period)
    # a year takes all its works, also one written in summer
    days = [] if period % 100 == YEAR else [Plan.date.between(begin, end)]
    key = cast(Plan.assessment_id, String).label("key")
    return (
        select(literal("works").label("kind"), AssessmentMart.unit_id, key, Plan.grade)
        .select_from(Plan)
        .join(AssessmentMart, AssessmentMart.assessment_id == Plan.assessment_id)
        .join(Unit, Unit.id == AssessmentMart.unit_id)
        .where(Plan.is_current, Plan.school_year == period // 100, *days)
    )


def _external(level: str, period: int) -> Select:
    """Below the school rows have no grade of their own."""
    is_class = level == "school_class"
    grade = (Unit.grade if is_class else MarkMart.grade).label("grade")
    of_grade = MarkMart.grade == 0 if is_class else MarkMart.grade > 0
    key = MarkMart.procedure.label("key")
    return (
        select(literal("external").label("kind"), MarkMart.unit_id, key, grade)
        .select_from(Unit)
        .join(MarkMart, of_unit(MarkMart))
        .where(MarkMart.basis == "external", of_grade, MarkMart.subject_id == 0)
        .where(MarkMart.period_id == period // 100 * 100 + YEAR)
    )


def _compared(
    found: list[dict], grades: dict[int, set], groups: dict[int, int], fewest: int
) -> dict[int, tuple[set, set]]:
    """Of each unit what it has, and what it is expected to have: that, and what others beside it
    in these grades have, at least so many of them.
    """
    own: Keys = defaultdict(set)
    having: dict[tuple, set[int]] = defaultdict(set)
    for row in found:
        if row["unit_id"] in groups:
            key = row["key"], row["grade"]
            own[row["unit_id"]].add(key)
            having[groups[row["unit_id"]], key].add(row["unit_id"])
    common: Keys = defaultdict(set)
    for (group, key), units in having.items():
        if len(units) >= fewest:
            common[group].add(key)
    return {
        id: (own[id], own[id] | {key for key in common[group] if key[1] in grades[id]})
        for id, group in groups.items()
    }


def _pair(kind: str, known: tuple[set, set]) -> dict[str, int]:
    there, expected = known
    return {kind: len(there), f"{kind}_of": len(expected)}


def _without(row: dict, name: str) -> dict:
    return {key: value for key, value in row.items() if key != name}


def _last_loads(scope: Scope, path: str) -> dict[int, object]:
    """School → when something of it was last loaded."""
    statement = (
        select(LoadPart.school_id, func.max(Load.created_at).label("loaded_at"))
        .join(Load, Load.id == LoadPart.load_id)
        .join(Unit, Unit.id == LoadPart.school_id)
        .where(Load.state == "loaded", _inside(Unit, path), _own(scope, Unit))
        .group_by(LoadPart.school_id)
    )
    return {row["school_id"]: row["loaded_at"] for row in rows(statement)}


def _system(school_id: ColumnElement[int]) -> ColumnElement[str]:
    """By which periods a class learns: the school's own system, else the common one."""
    calendars = (
        select(SchoolCalendar.system)
        .where(SchoolCalendar.school_id == school, SchoolCalendar.grade == Unit.grade)
        .correlate(Unit, school_id.table)
        .scalar_subquery()
        for school in (school_id, 0)
    )
    return func.coalesce(*calendars)


def _is_expected(row: dict, period: int) -> bool:
    """Whether a grade of a school gets marks in such periods; of an unknown system it does."""
    system = PERIODS[period % 100].system
    return row["grade"] != WITHOUT_MARKS and (system == "year" or row["system"] in (None, system))


def _inside(units, path: str) -> ColumnElement[bool]:
    return and_(units.path >= path, units.path < end_of(path))


def _own(scope: Scope, units) -> ColumnElement[bool]:
    """Of whole areas, in all subjects; whoever imports sees no result here and is shown it too."""
    imports = scope.owns(units.path, subject=0, right=Right.IMPORT)
    return or_(scope.owns(units.path, subject=0), imports)
