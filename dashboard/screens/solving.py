"""Rows and columns of tasks and elements of an assessment."""

import pandas as pd

from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.tables import plain, records
from etl.indicators.solve import STATUSES, SUFFICIENT

LEVEL_NAMES = {"Б": "basic", "П": "advanced", "В": "high"}
RATE = {"keys": ["low", "solve_rate", "high", "reference"]}
TASK_FIELDS = (
    *("name", "n", "max_points", "solve_rate", "low", "high", "reference", "level", "threshold"),
    *("full_rate", "partial_rate", "zero_rate", "not_attempted_rate", "discrimination"),
)
ELEMENT_FIELDS = (
    *("code", "name", "n_students", "n_tasks", "solve_rate", "low", "high", "reference"),
    *("threshold", "status"),
)
STATUS_CLASSES = {"warm": f"params.value === '{STATUSES['insufficient']}'"}


def task_columns() -> list[dict]:
    """How far each task was solved, and how well it tells students apart."""
    return [
        name_column("Задание", width=100),
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
        number_column("discrimination", "Различение", "decimal(params.value, 2)", width=118),
    ]


def task_rows(solved: pd.DataFrame, compared: pd.DataFrame) -> list[dict]:
    """One row per task, with the rate of the unit above."""
    known = compared.set_index("task_id")["solve_rate"]
    rows = solved.assign(
        name=task_labels(solved),
        level=solved["difficulty_level"],
        reference=solved["task_id"].map(known).astype(float),
    )
    return records(rows, TASK_FIELDS)


def task_labels(solved: pd.DataFrame) -> list[str]:
    """«№ 9.1», with the variants where the task is not of all of them."""
    return [
        f"№ {row.task}" + (f" (вар. {row.variant})" if row.variant else "")
        for row in solved.itertuples()
    ]


def task_bars(solved: pd.DataFrame) -> pd.DataFrame:
    """Tasks as the figure of solve rates wants them."""
    borders = [SUFFICIENT.get(LEVEL_NAMES.get(level, "")) for level in solved["difficulty_level"]]
    labels = [label.removeprefix("№ ") for label in task_labels(solved)]
    names = [f"Задание {label}" for label in labels]
    return solved.assign(
        label=labels, name=names, threshold=pd.Series(borders, index=solved.index, dtype=float)
    )


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
        number_column("n_tasks", "Заданий", "count", width=100),
        number_column("solve_rate", "Решаемость", "percent", width=120),
        interval_column("solve_rate", "Интервал", colId="interval", cellRendererParams=RATE),
        number_column("threshold", "Порог", "percent", width=95),
        {
            "field": "status",
            "headerName": "Вывод",
            "width": 200,
            "cellClassRules": STATUS_CLASSES,
        },
    ]


def element_rows(mastered: pd.DataFrame) -> list[dict]:
    """One row per element; the threshold is the reference on the line."""
    statuses = [STATUSES.get(status, plain(status)) for status in mastered["status"]]
    rows = mastered.assign(
        code=mastered["code"].astype(str), reference=mastered["threshold"], status=statuses
    )
    return records(rows, ELEMENT_FIELDS)


def element_bars(mastered: pd.DataFrame) -> pd.DataFrame:
    """Elements as the figure of solve rates wants them."""
    names = [f"{row.code} {plain(row.name) or ''}" for row in mastered.itertuples(index=False)]
    return mastered.assign(label=mastered["code"].astype(str), n=mastered["n_students"], name=names)
