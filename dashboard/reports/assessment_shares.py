"""How the tasks of a work were solved: fully, partly, not at all, not attempted."""

from dashboard.access import Scope
from dashboard.figures.by_task import SHARES_OF_TASK, task_shares_figure
from dashboard.numbers import percent
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import in_order, listed, not_told
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import task_label
from dashboard.screens.work_reading import WorkReading

SKIPPED = 0.15  # own rule: from this share on the time or the wording is worth a look
NOTE = (
    "«Не приступали» – X в протоколе: 0 баллов, но отдельно от неверных ответов. Какой именно "
    "ответ выбрал ученик, в протоколах не записано, поэтому разбора неверных ответов нет"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a task."""
    if (instead := not_told(reading, "Как решали каждое задание")) is not None:
        return instead
    tasks = [row | {"label": task_label(row)} for row in reading.solved]
    rows = [row | {"name": f"№ {row['label']}"} for row in in_order(tasks)]
    return Content(
        task_shares_figure(tasks), Table(_columns(), rows), sentence=_sentence(tasks), note=NOTE
    )


def _sentence(tasks: list[dict]) -> str:
    skipped = [row["label"] for row in tasks if (row["not_attempted_rate"] or 0) >= SKIPPED]
    if not skipped:
        return f"Нет задания, к которому не приступали хотя бы {percent(SKIPPED, 0)} учеников."
    return f"Не приступали {percent(SKIPPED, 0)} учеников и больше: {listed(skipped)}."


def _columns() -> list[dict]:
    shares = [
        number_column(field, title.capitalize(), "percent")
        for field, (title, *_) in SHARES_OF_TASK.items()
    ]
    return [name_column("Задание"), number_column("n", "n", "count"), *shares]


REPORT = Report(
    "shares", "Решили полностью, частично или не приступали?", build, has_figure=True, wide=True,
    later=True,
)  # fmt: skip
