"""How good the work itself is: its reliability, and tasks that do not do their job."""

import numpy as np

from dashboard.access import Scope
from dashboard.figures.discrimination import discrimination_figure
from dashboard.numbers import count, counted, decimal, is_known
from dashboard.queries.measured import column, numbers, with_columns
from dashboard.queries.scales import OF_TASK, task_scales
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import TASKS, in_order, not_told
from dashboard.rounded import is_disclosed
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import task_label
from dashboard.screens.work_reading import WorkReading
from etl.psychometrics.quality import (
    FLAGS,
    WEAK,
    alpha_without_from_sums,
    correlation_interval,
    task_flags,
)

MOST_NAMED = 6
NOTE = (
    "Столбик – связь задания с остальной работой, с интервалом; ниже 0,2 задание слабо отличает "
    "знающих. Вопрос к заданию ставится, когда случайностью это не объяснить: это повод посмотреть "
    "задание, не доказательство. Трудность – на общей шкале всех школ, писавших работу: 0 – по "
    "силам половине, больше – труднее (логиты); согласие (infit) около 1, больше 1,3 – ответы не "
    "следуют за уровнем ученика. Шкала есть, когда работу писали 100 учеников и больше"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a task; in the table also its place on the common scale."""
    if (instead := not_told(reading, "Качество самой работы")) is not None:
        return instead
    scales = {row["task_id"]: row for row in task_scales(scope, reading.found["assessment_id"])}
    rows = [_row(row, scales.get(row["task_id"])) for row in _measured(reading)]
    first = sorted(in_order(rows), key=lambda row: not row["has_flag"])
    table = Table(_columns(has_scale=bool(scales)), first)
    figure = discrimination_figure(rows, WEAK)
    return Content(figure, table, sentence=_sentence(reading.here, rows), note=NOTE)


def _measured(reading: WorkReading) -> list[dict]:
    """The tasks with the interval of their correlation, and α of the work without each."""
    tasks = reading.solved
    if not tasks:
        return []
    low, high = correlation_interval(numbers(tasks, "discrimination"), column(tasks, "n"))
    without = np.full(len(tasks), np.nan)
    n = reading.here["n_complete"]
    if len(tasks) == reading.found["n_tasks"] and all(row["n"] == n for row in tasks):
        sums = ("points", "sum_xx", "sum_rest", "sum_rest_sq")
        points, *others = (column(tasks, name) for name in sums)
        without = alpha_without_from_sums(n, 100 * points, *others)  # the rest are hundredths
    return with_columns(tasks, {"r_low": low, "r_high": high, "alpha_without": without})


def _row(task: dict, scale: dict | None) -> dict:
    place = _place(scale)
    r_high, infit = (np.nan if v is None else v for v in (task["r_high"], place["infit"]))
    flags = task_flags(task["solve_rate"], r_high, task["n"], infit)
    label = task_label(task)
    named = {"label": label, "name": f"№ {label}", "has_flag": bool(flags)}
    return task | named | place | {"said": "; ".join(FLAGS[flag] for flag in flags)}


def _place(scale: dict | None) -> dict:
    """Difficulty, its error and infit; of a scale that is mostly others' they are rounded."""
    found = {name: scale[name] if scale else None for name in OF_TASK}
    if scale and is_disclosed(scale):
        return found | {"of_others": OF_TASK, "step": scale["step"]}
    return found


def _sentence(here: dict, rows: list[dict]) -> str:
    asked = [row for row in rows if row["said"]]
    named = "; ".join(f"№ {row['label']} ({row['said']})" for row in asked[:MOST_NAMED])
    left = len(asked) - MOST_NAMED
    more = f" и ещё {counted(left, TASKS)} в таблице" if left > 0 else ""
    about = f"Вопросы есть к {count(len(asked))} из {counted(len(rows), OF_TASKS)}"
    questions = f"{about}: {named}{more}." if asked else "К заданиям вопросов нет."
    return f"{_reliability(here)} {questions}"


OF_TASKS = ("задания", "заданий", "заданий")


def _reliability(here: dict) -> str:
    if not is_known(here["alpha"]):
        return "Надёжность α не считается: всех заданий никто не получил."
    return (
        f"Надёжность α = {decimal(here['alpha'])}, ошибка измерения ± {decimal(here['sem'], 1)} "
        f"балла при среднем {decimal(here['mean_points'], 1)} из {decimal(here['max_points'], 0)} "
        f"(n = {count(here['n_complete'])})."
    )


def _columns(*, has_scale: bool) -> list[dict]:
    scale = [
        number_column("difficulty", "Трудность, логиты", "mean"),
        number_column("error", "Ошибка ±", "mean"),
        number_column("infit", "Согласие (infit)", "mean"),
    ]
    return [
        name_column("Задание"),
        number_column("n", "n", "count"),
        number_column("solve_rate", "Решаемость", "percent"),
        number_column("discrimination", "Различение", "mean"),
        number_column("r_low", "от", "mean"),
        number_column("r_high", "до", "mean"),
        number_column("alpha_without", "α без задания", "mean"),
        *(scale if has_scale else []),
        {"field": "said", "headerName": "Вопрос к заданию"},
    ]


REPORT = Report(
    "quality",
    "Насколько хороша сама работа?",
    build,
    has_figure=True,
    wide=True,
    later=True,
)
