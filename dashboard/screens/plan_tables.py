"""The specification of a plan: tasks by level, type and element, what marks cost, its variants."""

from collections import defaultdict

from dashboard.queries.codifier import LEVEL_NAMES
from dashboard.queries.ordering import by_nature
from dashboard.reports.content import Table
from dashboard.screens.grids import number_column
from dashboard.screens.plan_changes import said

TYPES = {"КО": "Краткий ответ", "РО": "Развёрнутый ответ"}
NOT_SAID = "не указано"
SEVERAL = 2
MARKS = {"2": None, "3": "from_3", "4": "from_4", "5": "from_5"}


def words_column(field: str, title: str) -> dict:
    """A column of words of a short table."""
    return {"field": field, "headerName": title}


def specification_columns(title: str) -> list[dict]:
    """How many tasks and points, and which share of all points."""
    return [
        words_column("name", title),
        number_column("n_tasks", "Заданий", "count"),
        number_column("points", "Баллов", "meanOf(params.value, params.data)"),
        number_column("share", "Доля баллов", "percent"),
        words_column("tasks", "Какие"),
    ]


def by_level(version: dict) -> Table:
    """Б, П, В, from the easy to the hard."""
    table = _specified(version, "Уровень", lambda task: [LEVEL_NAMES.get(task["level"], NOT_SAID)])
    order = [*LEVEL_NAMES.values(), NOT_SAID]
    return Table(table.columns, sorted(table.rows, key=lambda row: order.index(row["name"])))


def by_type(version: dict) -> Table:
    """Short and long answers."""
    return _specified(
        version, "Тип", lambda task: [TYPES.get(task["type"], task["type"] or NOT_SAID)]
    )


def by_element(version: dict, kind: str, title: str) -> Table:
    """Content elements or skills; a task of several gives its points to each."""
    return _specified(
        version,
        title,
        lambda task: [f"{one['code']} {one['name'] or ''}".strip() for one in task[kind]],
    )


def _specified(version: dict, title: str, groups_of) -> Table:
    total = sum(task["max_points"] for task in version["tasks"])
    groups: dict[str, list[dict]] = defaultdict(list)
    for task in version["tasks"]:
        for name in groups_of(task):
            groups[name].append(task)
    rows = [_row(name, tasks, total) for name, tasks in groups.items()]
    return Table(specification_columns(title), sorted(rows, key=by_nature("name")))


def _row(name: str, tasks: list[dict], total: float) -> dict:
    points = sum(task["max_points"] for task in tasks)
    labels = list(dict.fromkeys(task["task"] for task in tasks))
    share = points / total if total else None
    what = {"n_tasks": len(tasks), "points": points, "share": share}
    return {"name": name, **what, "tasks": ", ".join(labels)}


def task_table(version: dict) -> Table:
    """Every task of the plan, in order."""
    columns = [
        words_column("name", "Задание"),
        words_column("variant", "Вариант"),
        words_column("kes", "КЭС"),
        words_column("kpu", "КПУ"),
        words_column("level", "Уровень"),
        words_column("type", "Тип"),
        words_column("points", "Баллов"),
    ]
    rows = [
        {
            "name": task["task"],
            "variant": task["variant"] or "все",
            "points": said(task["max_points"]),
            **{name: said(task[name]) for name in ("kes", "kpu", "level", "type")},
        }
        for task in version["tasks"]
    ]
    some = any(task["variant"] for task in version["tasks"])
    return Table([one for one in columns if some or one["field"] != "variant"], rows)


def marks_in_words(version: dict) -> str:
    """«2»: 0–5, «3»: 6–9, … of the points; empty where a border is not known."""
    borders = [version[name] for name in MARKS.values() if name]
    if None in borders:
        return ""
    starts = dict(zip(MARKS, [0.0, *borders], strict=True))
    parts = [f"«{mark}» – от {said(float(start))}" for mark, start in starts.items()]
    return f"{', '.join(parts[::-1])} баллов из {said(version['max_points'])}."


def variants_in_words(version: dict) -> str:
    """Whether the variants have as many tasks, points and levels; empty where there is one."""
    sides = variants_of(version["tasks"])
    if len(sides) < SEVERAL:
        return ""
    if len(set(sides.values())) == 1:
        return f"Вариантов: {len(sides)}, строение у них одинаковое."
    return f"Вариантов: {len(sides)}, по строению они неравны: сравнивать их суммы нельзя."


def variant_table(version: dict) -> Table:
    """A row a variant: tasks, points, and points by level."""
    sides = variants_of(version["tasks"])
    levels = sorted({level for side in sides.values() for level, _ in side[2]}, key=_place)
    columns = [
        words_column("name", "Вариант"),
        number_column("n_tasks", "Заданий", "count"),
        words_column("points", "Баллов"),
        *(words_column(f"level{level}", LEVEL_NAMES.get(level, NOT_SAID)) for level in levels),
    ]
    rows = [
        {"name": name, "n_tasks": side[0], "points": said(side[1])}
        | {f"level{level}": said(dict(side[2]).get(level, 0.0)) for level in levels}
        for name, side in sides.items()
    ]
    return Table(columns, sorted(rows, key=by_nature("name")) if len(rows) >= SEVERAL else [])


def _place(level: str) -> int:
    return list(LEVEL_NAMES).index(level) if level in LEVEL_NAMES else len(LEVEL_NAMES)


def variants_of(tasks: list[dict]) -> dict[str, tuple[int, float, tuple]]:
    """Variant → tasks, points, points by level; tasks of every variant are in each of them."""
    names = sorted({name for task in tasks for name in task["variant"].split(",") if name})
    return {name: _shape([task for task in tasks if _is_in(task, name)]) for name in names}


def _is_in(task: dict, variant: str) -> bool:
    return not task["variant"] or variant in task["variant"].split(",")


def _shape(tasks: list[dict]) -> tuple[int, float, tuple]:
    levels: dict[str, float] = defaultdict(float)
    for task in tasks:
        levels[task["level"] or ""] += task["max_points"]
    return len(tasks), sum(task["max_points"] for task in tasks), tuple(sorted(levels.items()))
