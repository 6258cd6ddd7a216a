"""Rows and columns of tasks and elements of an assessment."""

from dashboard.rounded import is_comparable
from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.tables import shown_part
from etl.indicators.solve import STATUSES, SUFFICIENT

LEVEL_NAMES = {"Б": "basic", "П": "advanced", "В": "high"}
RATE = {"keys": ["low", "solve_rate", "high", "reference"]}
TASK_FIELDS = (
    *("name", "n", "max_points", "solve_rate", "low", "high", "reference", "level", "threshold"),
    *("full_rate", "partial_rate", "zero_rate", "not_attempted_rate", "discrimination"),
    *("disclosed", "step"),
)
ELEMENT_FIELDS = (
    *("code", "name", "n_students", "n_tasks", "solve_rate", "low", "high", "reference"),
    *("threshold", "status", "disclosed", "step"),
)
STATUS_CLASSES = {"warm": f"params.value === '{STATUSES['insufficient']}'"}


def task_columns() -> list[dict]:
    """How far each task was solved, and how well it tells students apart."""
    return [
        name_column("Задание", width=120),
        {"field": "level", "headerName": "Уровень", "width": 88, "cellClass": "centred"},
        number_column("max_points", "Макс.", "decimal(params.value, 0)", width=78),
        number_column("n", "n", "count", width=80, headerTooltip="учеников"),
        number_column("solve_rate", "Решаемость", "percent", width=118),
        interval_column("solve_rate", "Интервал", colId="interval", cellRendererParams=RATE),
        {
            "field": "full_rate",
            "colId": "shares",
            "headerName": "Как решали",
            "cellRenderer": "Shares",
            "minWidth": 130,
            "flex": 1,
        },
        number_column("full_rate", "Полностью", "percent", width=112),
        number_column("zero_rate", "0 баллов", "percent", width=102),
        number_column("not_attempted_rate", "Не прист.", "percent", width=106),
        number_column("discrimination", "Различение", "mean", width=118),
    ]


def task_rows(solved: list[dict], compared: list[dict]) -> list[dict]:
    """One row per task, with the rate of the unit above."""
    fine = [row for row in compared if is_comparable(row, "solve_rate")]
    known = {row["task_id"]: row["solve_rate"] for row in fine}
    return [
        shown_part(
            row
            | {"name": f"№ {task_label(row)}", "level": row["difficulty_level"]}
            | {"reference": known.get(row["task_id"])},
            TASK_FIELDS,
        )
        for row in solved
    ]


def task_label(row: dict) -> str:
    """«9.1», with the variants where the task is not of all of them."""
    return row["task"] + (f" (вар. {row['variant']})" if row["variant"] else "")


def task_bars(solved: list[dict]) -> list[dict]:
    """Tasks as the figure of solve rates wants them."""
    return [
        row
        | {"label": task_label(row), "name": f"Задание {task_label(row)}"}
        | {"threshold": SUFFICIENT.get(LEVEL_NAMES.get(row["difficulty_level"], ""))}
        for row in solved
    ]


def element_columns() -> list[dict]:
    """How far each element was mastered against its threshold."""
    return [
        name_column("Код", width=110, field="code", tooltipField=None, cellRenderer=None),
        {
            "field": "name",
            "headerName": "Что проверялось",
            "minWidth": 280,
            "flex": 2,
            "wrapText": True,
            "autoHeight": True,
            "valueFormatter": {"function": "words(params.value)"},
            "cellClass": "wrapped",
        },
        number_column("n_students", "n", "count", width=85, headerTooltip="учеников"),
        number_column("n_tasks", "Заданий", "decimal(params.value, 0)", width=100),
        number_column("solve_rate", "Решаемость", "percent", width=120),
        interval_column("solve_rate", "Интервал", colId="interval", cellRendererParams=RATE),
        number_column("threshold", "Порог", "percent(params.value)", width=95),
        {
            "field": "status",
            "headerName": "Вывод",
            "width": 200,
            "cellClassRules": STATUS_CLASSES,
        },
    ]


def element_rows(mastered: list[dict]) -> list[dict]:
    """One row per element; the threshold is the reference on the line."""
    return [
        shown_part(
            row | {"reference": row["threshold"], "status": STATUSES.get(row["status"])},
            ELEMENT_FIELDS,
        )
        for row in mastered
    ]


def element_bars(mastered: list[dict]) -> list[dict]:
    """Elements as the figure of solve rates wants them."""
    return [
        row
        | {"label": row["code"], "n": row["n_students"]}
        | {"name": f"{row['code']} {row['name'] or ''}"}
        for row in mastered
    ]
