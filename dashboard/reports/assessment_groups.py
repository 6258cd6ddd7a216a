"""How the tasks came off for those who got «2», «3», «4», «5» for the whole work."""

from itertools import pairwise

from dashboard.access import Scope
from dashboard.figures.by_task import task_groups_figure
from dashboard.numbers import count
from dashboard.queries.answers import task_groups
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.own_work import in_order, listed, not_told
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.solving import task_label
from dashboard.screens.work_reading import WorkReading
from etl.indicators.intervals import wilson
from etl.indicators.solve import solve_rate

FEWEST = 10  # students of each of two groups to set them beside one another
NOTE = (
    "Решаемость задания у тех, кто получил за работу такую отметку; линии – у групп от 10 "
    "учеников. Обычно линии не пересекаются; если пересеклись, задание стоит посмотреть: это "
    "повод, не доказательство"
)
NO_MARKS = "За эту работу нет отметок: ни в протоколах, ни по шкале баллов в плане."


def build(scope: Scope, reading: WorkReading) -> Content:
    """One line a mark; one row a task."""
    if (instead := not_told(reading, "Группы по отметкам")) is not None:
        return instead
    id, unit_id = reading.found["assessment_id"], reading.unit["unit_id"]
    found = [row for row in task_groups(scope, id, unit_id) if row["mark"]]
    if not found:
        return Content(sentence=NO_MARKS)
    marks = sorted({row["mark"] for row in found}, reverse=True)
    by_task: dict[int, dict[int, dict]] = {}
    for row in found:
        by_task.setdefault(row["task_id"], {})[row["mark"]] = row
    tasks = [
        _row(row, by_task[row["task_id"]]) for row in reading.solved if row["task_id"] in by_task
    ]
    sizes = {mark: max(row["n"] for row in found if row["mark"] == mark) for mark in marks}
    drawn = [mark for mark in marks if sizes[mark] >= FEWEST]
    return Content(
        task_groups_figure(tasks, drawn) if drawn else None,
        Table(_columns(marks), in_order(tasks)),
        sentence=_sentence(tasks, marks, sizes),
        note=NOTE,
    )


def _row(task: dict, groups: dict[int, dict]) -> dict:
    found = {"label": task_label(task), "name": f"№ {task_label(task)}", "n": task["n"]}
    found |= {"solve_rate": task["solve_rate"]}
    for mark, row in groups.items():
        highest = row["n"] * task["max_points"]
        found |= {f"n{mark}": row["n"], f"r{mark}": solve_rate(row["points"], highest)}
    return found


def _sentence(tasks: list[dict], marks: list[int], sizes: dict[int, int]) -> str:
    told = "Учеников с отметкой " + ", ".join(f"«{m}»: {count(sizes[m])}" for m in marks)
    crossed = [row["label"] for row in tasks if _is_crossed(row, marks)]
    if not crossed:
        return f"{told}. Нет задания, которое группа послабее решила бы заметно лучше."
    return f"{told}. Группа с отметкой ниже решает заметно лучше: {listed(crossed)}."


def _is_crossed(row: dict, marks: list[int]) -> bool:
    """Whether some group did better than the one above it, by more than chance."""
    groups = [mark for mark in marks if row.get(f"n{mark}", 0) >= FEWEST]
    return any(_is_better(row, lower, higher) for higher, lower in pairwise(groups))


def _is_better(row: dict, lower: int, higher: int) -> bool:
    low, _ = wilson(row[f"r{lower}"] * row[f"n{lower}"], row[f"n{lower}"])
    _, high = wilson(row[f"r{higher}"] * row[f"n{higher}"], row[f"n{higher}"])
    return low > high


def _columns(marks: list[int]) -> list[dict]:
    return [
        name_column("Задание"),
        number_column("n", "n", "count"),
        number_column("solve_rate", "Все", "percent"),
        *(
            column
            for mark in marks
            for column in (
                number_column(f"r{mark}", f"«{mark}»", "percent"),
                number_column(f"n{mark}", f"n «{mark}»", "count"),
            )
        ),
    ]


REPORT = Report(
    "mark_groups", "Как задания решают группы «2», «3», «4», «5»?", build, has_figure=True,
    wide=True, later=True,
)  # fmt: skip
