"""The table of participation: on the list, wrote, absent, released, not in the protocol at all."""

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.queries.overview import children_in_order
from dashboard.queries.participation import participation_by_class
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column

COUNTS = ("n_listed", "n_wrote", "n_absent", "n_released", "n_missing", "n_beyond")
BY_CLASS = ("school", "parallel", "school_class")
NOTE = (
    "В списке – записаны в класс на день работы; освобождены – не в протоколе, с итоговым «осв» по "
    "предмету в этом году; нет в протоколе – в списке, но ни баллов, ни отметки об отсутствии; "
    "не из списка – в протоколе есть, а в классе в тот день не числились"
)
ONLY_HANDED_IN = "Считаны только школы, сдавшие хотя бы один протокол"
STUDENTS = ("ученик", "ученика", "учеников")
CLASSES = ("класс", "класса", "классов")


def participation(scope: Scope, assessment_id: int, unit: dict, page: str) -> list[dict]:
    """One row per class of one's own in a school; above it one per child, linked to `page`."""
    classes = participation_by_class(scope, assessment_id, unit)
    if unit["level"] in BY_CLASS:
        return [_row(row, [row], row["class_id"], assessment_id, page) for row in classes]
    children = children_in_order(scope, unit["unit_id"])
    inside = ((one, _inside(classes, unit, one)) for one in children)
    return [_row(one, some, one["unit_id"], assessment_id, page) for one, some in inside if some]


def _inside(classes: list[dict], unit: dict, child: dict) -> list[dict]:
    path = f"{unit['path']}{child['unit_id']}/"
    return [row for row in classes if row["path"].startswith(path)]


def _row(place: dict, classes: list[dict], id: int, assessment_id: int, page: str) -> dict:
    """The counts of some classes together; a class without a protocol is missing as a whole."""
    sums = {name: sum(row[name] for row in classes) for name in COUNTS}
    without = sum(not row["has_protocol"] for row in classes)
    names = {"name": place["name"], "href": link(page, assessment_id, unit=id), "unit_id": id}
    return names | sums | {"n_without": without}


def participation_columns(title: str, *, by_class: bool) -> list[dict]:
    """One number a column; above a class also how many classes have no protocol."""
    told = {
        "n_listed": "В списке",
        "n_wrote": "Писали",
        "n_absent": "Не были",
        "n_released": "Освобождены",
        "n_missing": "Нет в протоколе",
        "n_beyond": "Не из списка",
        **({} if by_class else {"n_without": "Классов без протокола"}),
    }
    columns = (number_column(name, text, "count", width=144) for name, text in told.items())
    return [name_column(title, width=210), *columns]


def participation_in_words(rows: list[dict]) -> str:
    """«В списке 112 учеников: писали 98, не были 9, …»; empty without rows."""
    if not rows:
        return ""
    sums = {name: sum(row[name] for row in rows) for name in (*COUNTS, "n_without")}
    parts = [f"писали {sums['n_wrote']}", f"не были {sums['n_absent']}"]
    parts += [f"освобождены {sums['n_released']}"] if sums["n_released"] else []
    parts.append(f"нет в протоколе {sums['n_missing']}")
    without = f" Без протокола: {counted(sums['n_without'], CLASSES)}." if sums["n_without"] else ""
    beyond = f", ещё {sums['n_beyond']} не из списка" if sums["n_beyond"] else ""
    listed = counted(sums["n_listed"], STUDENTS)
    return f"В списке {listed}: {', '.join(parts)}{beyond}.{without}"
