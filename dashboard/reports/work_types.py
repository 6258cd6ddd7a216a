"""For what marks are given: shares and means by work type, control works against the others."""

from dashboard.access import Scope
from dashboard.figures.work_types import work_type_figure
from dashboard.numbers import counted, decimal, signed
from dashboard.queries.places import Place
from dashboard.queries.work_types import marks_by_work_type
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.compared import MARKS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from etl.indicators.current import control_gap

SHOWN = 7  # numbers to a block; the rest is added up
OTHER = "Остальные"
NOTE = "Текущие отметки периода по формам контроля; каждая полоса – её отметки, n – сколько их"
BY_MARK = ("m5", "m4", "m3", "m2", "m1")
SUMS = ("n_marks", "sum_marks", *BY_MARK)


def build(scope: Scope, reading: Reading) -> Content:
    """One row a work type, the most frequent first; nothing without current marks of one's own."""
    found = _types(scope, reading)
    types = shown_types(found)
    if not types:
        return Content()
    return Content(
        figure=work_type_figure(types),
        table=Table(_columns(), [_row(row) for row in types]),
        sentence=control_sentence(found),
        note=NOTE,
    )


def _types(scope: Scope, reading: Reading) -> list[dict]:
    """Work types stand behind journal marks only."""
    view = reading.view
    if view.basis == "external" or view.period is None or reading.own.row is None:
        return []
    return marks_by_work_type(scope, Place(reading.unit["unit_id"], view.grade), view)


def shown_types(types: list[dict]) -> list[dict]:
    """The most frequent types, and all others added up."""
    if len(types) <= SHOWN:
        return types
    rest = types[SHOWN - 1 :]
    sums = {name: sum(row.get(name) or 0 for row in rest) for name in SUMS}
    n_marks = sums["n_marks"]
    other = {"name": OTHER, "is_control": False, **sums}
    other |= {"share": sum(row["share"] for row in rest)}
    other |= {"mean_mark": sums["sum_marks"] / n_marks if n_marks else None}
    return [*types[: SHOWN - 1], other]


def _columns() -> list[dict]:
    return [
        name_column("Форма контроля"),
        number_column("n_marks", "Отметок", "count"),
        number_column("share", "Доля", "percent"),
        number_column("mean_mark", "Средняя", "mean"),
        *(number_column(name, f"«{name[1]}»", "count", width=84) for name in BY_MARK),
    ]


def _row(row: dict) -> dict:
    return {name: row[name] for name in ("name", "n_marks", "share", "mean_mark", *BY_MARK)}


def control_sentence(types: list[dict]) -> str:
    """Control works against all others, in one sentence."""
    n, total = _sums(row for row in types if row["is_control"])
    n_other, total_other = _sums(row for row in types if not row["is_control"])
    if not n or not n_other:
        return ""
    gap = signed(float(control_gap(total, n, total_other, n_other)), 2)
    return (
        f"Контрольные: {counted(n, MARKS)}, средняя {decimal(total / n)}; "
        f"остальные: {decimal(total_other / n_other)}, разница {gap}."
    )


def _sums(rows) -> tuple[int, int]:
    pairs = [(row["n_marks"], row["sum_marks"]) for row in rows]
    return sum(n for n, _ in pairs), sum(total for _, total in pairs)


REPORT = Report("work_types", "За что ставят отметки?", build, has_figure=True, later=True)
