"""External marks beside journal marks, by the units inside: lowered, confirmed, raised."""

from dashboard.access import Scope
from dashboard.figures.stacked import stacked_figure
from dashboard.numbers import counted, percent
from dashboard.queries.objectivity import compared_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.allowed import opens_below
from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.objectivity_reading import external_view, link_down
from dashboard.screens.objectivity_words import COMPARED_RULE, LAW, NO_JOURNAL
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part
from dashboard.theme import INK

RAMP = {
    "lowered": ("ниже отметки журнала", "#efb23f", "/", INK),
    "confirmed": ("совпала", "#bcd3e5", "", INK),
    "raised": ("выше отметки журнала", "#3f78a8", "", "#ffffff"),
}
TITLES = {"lowered": "Ниже", "confirmed": "Совпала", "raised": "Выше"}
SUMMED = "По всем предметам n – учеников × предметов, поэтому интервал уже, чем он есть. "
MISSING = "Без отметки журнала: нет данных"
MOST = 30  # bars
FORMS = ("отметки", "отметок", "отметок")
FIELDS = (
    *("name", "href", "procedure", "subject", "grade", "n_both", "n_missing", "disclosed", "step"),
    *(f"{part}_{end}" for part in RAMP for end in ("rate", "low", "high")),
)


def build(scope: Scope, reading: Reading) -> Content:
    """One row a child and procedure; the bars are of one's own."""
    view, unit = external_view(reading), reading.unit
    found = compared_of_children(scope, unit["unit_id"], view)
    if not found:
        return Content(sentence=NO_JOURNAL)
    rows = [_row(scope, reading, row) for row in found]
    own = [row for row in rows if not is_disclosed(row)]
    bars = [row | {"unit": f"{row['name']}, {row['procedure']}", "n": row["n_both"]} for row in own]
    return Content(
        figure=stacked_figure(bars[:MOST], RAMP) if bars else None,
        table=Table([name_column("Где"), *columns(with_subject=False)],
                    [shown_part(row, FIELDS) for row in rows]),
        sentence=finding(own, is_part=len(own) < len(rows)),
        note=f"{COMPARED_RULE}{'' if view.subject else SUMMED}{LAW}",
    )  # fmt: skip


def _row(scope: Scope, reading: Reading, row: dict) -> dict:
    opens = opens_below(scope, f"{reading.unit['path']}{row['unit_id']}/")
    href = link_down(reading, row["level"], row["unit_id"]) if opens else ""
    return row | {"name": row["unit"], "href": href}


def columns(*, with_subject: bool) -> list[dict]:
    """Procedure, n, and each of the three shares with its interval."""
    grade = number_column("grade", "Класс", "decimal(params.value, 0)", width=80)
    shares = [column for part in RAMP for column in _share(part)]
    return [
        {"field": "procedure", "headerName": "Процедура", "width": 112},
        *([grade] if with_subject else []),
        number_column("n_both", "n", "count", headerTooltip="С обеими отметками", width=74),
        *shares,
        number_column("n_missing", "Без отм.", "count", headerTooltip=MISSING, width=88),
    ]


def _share(part: str) -> list[dict]:
    keys = {"keys": [f"{part}_low", f"{part}_rate", f"{part}_high", "none"]}
    return [
        number_column(f"{part}_rate", TITLES[part], "percent", width=92),
        interval_column(
            f"{part}_rate", "Интервал", colId=part, cellRendererParams=keys, minWidth=80
        ),
    ]


def finding(rows: list[dict], *, is_part: bool) -> str:
    """«Из 1 240 отметок внешняя ниже у 20,1 %, …» over the rows of one's own."""
    n = sum(row["n_both"] for row in rows)
    if not n:
        return ""
    lowered, confirmed, raised = (percent(sum(row[part] for row in rows) / n) for part in RAMP)
    where = "Там, где вы работаете, внешняя" if is_part else "Внешняя"
    return (
        f"{where} отметка совпала с отметкой журнала в {confirmed} случаев, ниже – в {lowered}, "
        f"выше – в {raised} (n = {counted(n, FORMS)} с обеими)."
    )


REPORT = Report(
    "marks_compared",
    "Совпадают ли отметки журнала с внешними?",
    build,
    levels=("region", "municipality", "school"),  # classes are not compared by ВПР
    has_figure=True,
    wide=True,
    later=True,
)
