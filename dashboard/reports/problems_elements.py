"""What was learnt and what was not: every element of the unit against its threshold."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.problem_words import element_name
from dashboard.screens.problems_reading import ProblemsReading
from dashboard.screens.tables import shown_part
from etl.indicators.problem import PROBLEMS
from etl.indicators.solve import STATUSES

NOTE = (
    "Порог: 60 % для базового уровня, 30 % для повышенного и высокого; «недостаточный» – если "
    "ниже него весь интервал. Чёрточка – чего ждать при общем уровне этих учеников"
)
INTERVAL = {"keys": ["low", "solve_rate", "high", "expected"]}
FIELDS = (
    *("name", "subject", "n_students", "n_tasks", "solve_rate", "low", "high", "threshold"),
    *("expected", "status", "problem"),
)


def build(scope: Scope, reading: ProblemsReading) -> Content:
    """One row per element, by subject, parallel and code."""
    if not reading.whole:
        return Content()
    rows = [_row(row) for row in reading.whole]
    return Content(table=Table(_columns(reading), rows), sentence=_finding(reading), note=NOTE)


def _columns(reading: ProblemsReading) -> list[dict]:
    subject = {"field": "subject", "headerName": "Предмет, класс", "width": 150}
    return [
        name_column("Элемент", width=240, cellRenderer=None),
        *([] if reading.subject and reading.grade else [subject]),
        number_column("n_students", "n", "count", headerTooltip="учеников", width=74),
        number_column("n_tasks", "Заданий", "decimal(params.value, 0)", width=96),
        number_column("solve_rate", "Решаемость", "percent", width=114),
        interval_column("solve_rate", "Интервал", colId="interval", cellRendererParams=INTERVAL),
        number_column("threshold", "Порог", "percent(params.value)", width=90),
        {"field": "status", "headerName": "Против порога", "width": 190}
        | {"cellClassRules": {"warm": f"params.value === '{STATUSES['insufficient']}'"}},
        {"field": "problem", "headerName": "Вывод", "width": 190},
    ]


def _row(row: dict) -> dict:
    told = {"name": element_name(row), "subject": f"{row['subject']}, {row['grade']}"}
    told |= {"status": STATUSES[row["status"]], "problem": PROBLEMS[row["problem"]]}
    return shown_part(row | told, FIELDS)


def _finding(reading: ProblemsReading) -> str:
    """How many elements were learnt and how many were not."""
    known = [row for row in reading.whole if row["threshold"] is not None]
    if not known:
        return ""
    number = {name: sum(row["status"] == name for row in known) for name in STATUSES}
    return (
        f"{reading.unit['name']}: из {len(known)} элементов с известным порогом достаточно усвоены "
        f"{number['sufficient']}, недостаточно {number['insufficient']}, об остальных судить рано."
    )


REPORT = Report("elements", "Что усвоено, а что нет?", build, is_grid=True, wide=True)
