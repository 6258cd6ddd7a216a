"""What is there of what is expected, as a table: «15 из 17», and in words what is missing."""

from collections import defaultdict
from datetime import datetime

from dashboard.numbers import count, counted
from dashboard.queries.filled import KINDS
from dashboard.screens.grids import name_column

TITLES = {
    "journal": "Журнал",
    "final": "Итоговые",
    "works": "Протоколы",
    "external": "Внешние",
}
CLASSES = ("класса", "классов", "классов")  # after «из»
SUBJECTS = ("предмета", "предметов", "предметов")
LACKING = {
    "journal": ("журнала", {"class": "в {} кл.", "subject": "по {} предм."}),
    "final": ("итоговых отметок", {"class": "в {} кл.", "subject": "по {} предм."}),
    "works": ("протоколов работ", {"class": "{}", "subject": "{}"}),
    "external": ("внешних результатов", {"class": "{}", "subject": "{}"}),
}
SCHOOLS = ("школы", "школ", "школ")
NO_CELL = "–"
COUNTED_IN = {
    "school": "Журнал и итоговые – школы, где есть отметки всех классов",
    "class": "Журнал и итоговые – классы с отметками за период; 1 классы учатся без отметок",
    "subject": "Журнал и итоговые – предметы с отметками за период из тех, по которым "
    "у класса есть отметки в этом учебном году",
}
EXPECTED = (
    "Протоколы и внешние результаты ожидаются те, что есть хотя бы у двух школ того же "
    "муниципалитета, а внутри школы – у любого класса параллели"
)


def note(grain: str) -> str:
    """How the numbers are made; `grain` is what marks are counted in."""
    return f"{COUNTED_IN[grain]}. {EXPECTED}"


def filled_columns(title: str, *, has_day: bool = True) -> list[dict]:
    """The unit, a column a kind of data, what is missing, and when something was last loaded."""
    natural = {"comparator": {"function": "naturally(valueA, valueB)"}}
    kinds = [
        {"field": kind, "headerName": name, "width": 112, **natural}
        for kind, name in TITLES.items()
    ]
    day = {"field": "day", "headerName": "Загружено", "width": 116, "context": {"form": "day"}}
    day |= {"valueFormatter": {"function": "day(params.value)"}}
    missing = {"field": "missing", "headerName": "Чего не хватает", "tooltipField": "missing"}
    return [
        name_column(title),
        *kinds,
        missing | {"flex": 1, "minWidth": 240},
        *([day] if has_day else []),
    ]


def filled_rows(found: list[dict], grain: str, links: dict[int, str]) -> list[dict]:
    """One row per unit; a pair with nothing expected is a dash."""
    return [
        {
            "name": row["unit"],
            "href": links.get(row["unit_id"], ""),
            **{kind: _pair(row, kind) for kind in KINDS},
            "missing": missing(row, grain),
            "day": _day(row.get("loaded_at")),
        }
        for row in found
    ]


def _pair(row: dict, kind: str) -> str:
    expected = row[f"{kind}_of"]
    return f"{count(row[kind])} из {count(expected)}" if expected else NO_CELL


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def missing(row: dict, grain: str) -> str:
    """«журнала в 2 кл., протоколов работ: 3»; empty where everything is there."""
    parts = []
    for kind, (name, places) in LACKING.items():
        lacking = row[f"{kind}_of"] - row[kind]
        if lacking:
            where = places.get(grain, "{}").format(lacking)
            parts.append(f"{name} {where}" if kind in ("journal", "final") else f"{name}: {where}")
    return ", ".join(parts)


def by_parent(schools: list[dict]) -> list[dict]:
    """Rows of schools as rows of municipalities: how many schools lack nothing of a kind."""
    found: dict[int, dict] = {}
    last: dict[int, list] = defaultdict(list)
    for row in schools:
        names = {"unit_id": row["parent_id"], "unit": row["parent"]}
        known = found.setdefault(row["parent_id"], names | dict.fromkeys(_numbers(), 0))
        last[row["parent_id"]].append(row["loaded_at"])
        for kind in KINDS:
            known[f"{kind}_of"] += bool(row[f"{kind}_of"])
            known[kind] += bool(row[f"{kind}_of"]) and row[kind] >= row[f"{kind}_of"]
    return [
        row | {"loaded_at": max((day for day in last[id] if day), default=None)}
        for id, row in found.items()
    ]


def _numbers() -> list[str]:
    return [name for kind in KINDS for name in (kind, f"{kind}_of")]


def sentence(found: list[dict], what: tuple[str, str, str]) -> str:
    """«Есть не всё; без пропусков: журнал – 112 из 114 школ; …», ready for a note."""
    parts, is_whole = [], True
    for kind, name in TITLES.items():
        expected = [row for row in found if row[f"{kind}_of"]]
        if expected:
            full = sum(row[kind] >= row[f"{kind}_of"] for row in expected)
            is_whole &= full == len(expected)
            parts.append(f"{name.lower()} – {count(full)} из {counted(len(expected), what)}")
    begin = "Всё, что ожидается, есть" if is_whole else "Есть не всё; без пропусков"
    return f"{begin}: {'; '.join(parts)}." if parts else ""
