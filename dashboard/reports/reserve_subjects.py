"""Which subject keeps how many where: children by subjects, students with one «3» in it."""

from dashboard.access import Scope
from dashboard.queries.reserve import reserve_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.inside import TITLES
from dashboard.screens.reading import Reading
from dashboard.screens.tables import link_down, shown_children

NOTE = (
    "Столько учеников перешло бы на «4» и «5», если бы улучшился только этот предмет: у них одна "
    "«3», и она по нему. Свои классы и школы; чужих здесь нет."
)
NOBODY = "Учеников с одной «3» здесь нет."
GROUND = {  # darker where it is more students
    "muted": "params.value === 0",
    "heat-2": "params.value >= 1 && params.value < 3",
    "heat-3": "params.value >= 3 && params.value < 8",
    "heat-4": "params.value >= 8",
}
LEVELS = ("region", "municipality", "school", "parallel")


def build(scope: Scope, reading: Reading) -> Content:
    """A cell a child and subject: students whose only «3» is in it."""
    if not reading.of_students or not reading.own.row or reading.view.work_type:
        return Content()
    subjects = tuple(row["subject_id"] for row in reading.own.subjects)
    found = reserve_of_children(scope, reading.unit["unit_id"], reading.view, (0, *subjects))
    if not any(row["one_three"] for row in found):
        return Content(sentence=NOBODY) if found else Content()
    named = {row["subject_id"]: row["subject"] for row in found if row["one_three"]}
    named.pop(0, None)
    columns = _columns(TITLES[reading.unit["level"]], named)
    return Content(table=Table(columns, _rows(reading, found, named)), note=NOTE)


def _columns(title: str, subjects: dict[int, str]) -> list[dict]:
    ordered = sorted(subjects.items(), key=lambda pair: pair[1])
    return [
        name_column(title, width=210),
        number_column("s0", "Учеников с одной «3»", "count", headerClass="upright", width=64),
        *(_subject_column(id, name) for id, name in ordered),
    ]


def _subject_column(subject_id: int, subject: str) -> dict:
    look = {"headerClass": "upright", "cellClass": "cell", "cellClassRules": GROUND}
    place = {"headerTooltip": subject, "minWidth": 44, "flex": 1}
    return number_column(f"s{subject_id}", subject, "count", **look, **place)


def _rows(reading: Reading, found: list[dict], subjects: dict[int, str]) -> list[dict]:
    """One row per child of one's own that has students in some kind of reserve."""
    by_child: dict[int, dict] = {}
    nobody = {f"s{subject}": 0 for subject in (0, *subjects)}
    for row in found:
        cells = by_child.setdefault(row["unit_id"], dict(nobody))
        if row["subject_id"] in subjects or not row["subject_id"]:
            cells[f"s{row['subject_id']}"] = row["one_three"]
    return [
        {"name": child["name"], "href": link_down(child, reading.view)} | by_child[id]
        for child in shown_children(reading)
        if (id := child["unit_id"]) in by_child
    ]


REPORT = Report(
    "reserve_subjects",
    "Какой предмет скольких держит?",
    build,
    levels=LEVELS,
    is_grid=True,
    upright=LEVELS,
    wide=True,
    later=True,
)
