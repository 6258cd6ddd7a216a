"""What quality of a unit is made of and what it could grow by: one row a child, or the class."""

from dashboard.access import Scope
from dashboard.numbers import counted, percent, points
from dashboard.queries.reserve import reserve_of_children, reserve_of_unit
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.groups import has_groups
from dashboard.reports.reserve import RULE
from dashboard.rounded import is_disclosed
from dashboard.screens.compared import STUDENTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.inside import TITLES
from dashboard.screens.reading import Reading
from dashboard.screens.tables import link_down, shown_children
from etl.indicators.progress import PROGRESS_GROUPS
from etl.indicators.reserve import RESERVE_KINDS, reserve_gain

QUESTIONS = {
    "region": "В каких муниципалитетах может вырасти качество?",
    "municipality": "В каких школах может вырасти качество?",
    "school": "В каких параллелях может вырасти качество?",
    "parallel": "В каких классах может вырасти качество?",
    "school_class": "За счёт чего может вырасти качество класса?",
}
MOST = 3  # children to a sentence
NONE = dict.fromkeys(RESERVE_KINDS, 0)


def build(scope: Scope, reading: Reading) -> Content:
    """Groups of students with those one mark away, quality, and quality with the reserve."""
    rows = factor_rows(scope, reading)
    if not rows:
        return Content()
    title = TITLES[reading.unit["level"]] if reading.children else "Класс"
    return Content(table=Table(_columns(title), rows), sentence=_finding(rows), note=RULE)


def factor_rows(scope: Scope, reading: Reading) -> list[dict]:
    """One row per child, of others only what is disclosed; of a class its own row."""
    unit, view = reading.unit, reading.view
    if not reading.of_students or not reading.own.row or view.work_type:
        return []
    if unit["level"] == "school_class":
        return _of_class(scope, reading)
    found = {row["unit_id"]: row for row in reading.below if not row["subject_id"]}
    kinds = reserve_of_children(scope, unit["unit_id"], view, (0,))
    by_child = {row["unit_id"]: row for row in kinds}
    return [
        _row(child["name"], link_down(child, view), found[id], by_child.get(id))
        for child in shown_children(reading)
        if (id := child["unit_id"]) in found and "reserve_rate" in found[id]
    ]


def _of_class(scope: Scope, reading: Reading) -> list[dict]:
    own, unit = reading.own.row, reading.unit
    if not has_groups(own) or not reading.all_subjects:
        return []
    kinds = reserve_of_unit(scope, unit["unit_id"], reading.view)
    return [_row(unit["name"], "", own, row) for row in kinds if not row["subject_id"]]


def _row(name: str, href: str, groups: dict, kinds: dict | None) -> dict:
    rates = ("n", "quality_rate", "quality_low", "quality_high", "reserve_rate")
    row = {"name": name, "href": href} | {rate: groups[rate] for rate in rates}
    row |= {"disclosed": is_disclosed(groups), "step": groups.get("step")}
    if is_disclosed(groups):
        return row | {"hidden": groups["hidden"]}
    with_threes = groups["one_three"] + groups["satisfactory"]
    gain = reserve_gain(groups["one_three"], groups["n"])
    of_kinds = {kind: (kinds or NONE)[kind] for kind in RESERVE_KINDS}
    return (
        row
        | {group: groups[group] for group in PROGRESS_GROUPS}
        | of_kinds
        | {"with_threes": with_threes, "reserve_gain": float(gain)}
    )


def _columns(title: str) -> list[dict]:
    counts = (
        *(("excellent", "Отличники"), ("good", "Хорошисты")),
        *(("one_four", "из них с одной «4»"), ("with_threes", "С «3»")),
        *(("one_three", "из них с одной «3»"), ("two_threes", "с двумя «3»")),
        *(("failing", "Не успевают"), ("one_two", "из них с одной «2»")),
        ("not_attested", "Не аттестованы"),
    )
    return [
        name_column(title, width=150),
        number_column("n", "Учеников", "count", width=84),
        *(_count_column(field, name) for field, name in counts),
        number_column("quality_rate", "На 4 и 5", "percent", width=92),
        number_column("quality_low", "от", "percent", width=76),
        number_column("quality_high", "до", "percent", width=76),
        number_column("reserve_gain", "Резерв, п. п.", "gap", width=112),
        number_column("reserve_rate", "С резервом", "percent", width=100),
    ]


def _count_column(field: str, title: str) -> dict:
    """Narrow, under its name written upwards."""
    look = {"headerClass": "upright", "headerTooltip": title, "width": 54}
    return number_column(field, title, "count", **look)


def _finding(rows: list[dict]) -> str:
    """«Больше всего прибавили бы: 2Б – 2 ученика (87,5 % → 93,8 %, +6,3 п. п.), …»."""
    own = [row for row in rows if row.get("one_three")]
    if not own:
        return "Учеников с одной «3» здесь нет: от них качество не вырастет."
    most = sorted(own, key=lambda row: -row["one_three"])[:MOST]
    told = [
        f"{row['name']} – {counted(row['one_three'], STUDENTS)} ({percent(row['quality_rate'])} → "
        f"{percent(row['reserve_rate'])}, {points(row['reserve_gain'])})"
        for row in most
    ]
    first = "С одной «3» больше всего" if len(rows) > 1 else "С одной «3»"
    return f"{first}: {'; '.join(told)}."


REPORT = Report(
    "reserve_inside",
    QUESTIONS,
    build,
    is_grid=True,
    upright=tuple(QUESTIONS),
    wide=True,
    later=True,
)
