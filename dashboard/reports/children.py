"""What is inside a unit: its children ranked with their intervals, or the students of a class."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.inside import inside, is_open
from dashboard.screens.reading import Reading

QUESTIONS = {
    "region": "Где лучше и где хуже?",
    "municipality": "Где лучше и где хуже?",
    "school": "В каких параллелях лучше и хуже?",
    "parallel": "Как классы смотрятся рядом?",
    "school_class": "У кого что получается?",
}
NOTHING_INSIDE = "Что внутри, видят те, кто здесь работает; вам открыты только общие числа."
NOT_INSIDE = {
    "school_class": "Отдельных учеников этого класса видят те, кто в нём работает; "
    "вам он открыт только для сравнения."
}


def build(scope: Scope, reading: Reading) -> Content:
    """One row a child, or a sentence why there are none for this person."""
    if not is_open(reading):
        return Content(sentence=NOT_INSIDE.get(reading.unit["level"], NOTHING_INSIDE))
    found = inside(scope, reading)
    return Content(table=Table(found.columns, found.rows), extra=found.groups)


REPORT = Report(
    "children",
    QUESTIONS,
    build,
    is_grid=True,
    upright=("school_class",),
    in_pack=True,
    wide=True,
    compares=("region", "municipality", "school", "parallel"),
)
