"""Whether all data are there: journals, final marks, protocols and external results, by child."""

from dashboard.access import Scope
from dashboard.queries.filled import filled_by_classes, filled_by_schools
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import unit_link
from dashboard.screens.data_filled import (
    CLASSES,
    SCHOOLS,
    by_parent,
    filled_columns,
    filled_rows,
    note,
    sentence,
)
from dashboard.screens.reading import Reading

CHILDREN = {"region": "Муниципалитет", "municipality": "Школа", "school": "Класс"}
LEVELS = {"region": "municipality", "municipality": "school", "school": "school_class"}
GRAINS = {"region": "school", "municipality": "class", "school": "subject"}
NOUNS = {"municipality": SCHOOLS, "school": CLASSES}


def build(scope: Scope, reading: Reading) -> Content:
    """One row a child of one's own, in the period of the view: there, expected, missing."""
    level, period = reading.unit["level"], reading.view.period
    if period is None:
        return Content()
    found = _found(scope, level, period, reading.unit["path"])
    rows = by_parent(found) if level == "region" else found
    if not rows:
        return Content()
    links = {row["unit_id"]: unit_link(LEVELS[level], row["unit_id"], reading.view) for row in rows}
    grain = GRAINS[level]
    return Content(
        table=Table(
            filled_columns(CHILDREN[level], has_day=level != "school"),
            filled_rows(rows, grain, links),
        ),
        sentence=sentence(found, NOUNS.get(level, SCHOOLS)),
        note=note(grain),
    )


def _found(scope: Scope, level: str, period: int, path: str) -> list[dict]:
    return (filled_by_classes if level == "school" else filled_by_schools)(scope, period, path)


REPORT = Report(
    "completeness",
    "Все ли данные на месте?",
    build,
    levels=tuple(CHILDREN),
    is_grid=True,
    wide=True,
    later=True,
)
