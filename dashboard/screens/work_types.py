"""For what marks are given: shares and means by work type, control works against the others."""

from dash import html

from dashboard.numbers import count, counted, decimal, percent, signed
from dashboard.screens.compared import MARKS
from etl.indicators.current import control_gap

SHOWN = 7  # numbers to a block; the rest is added up
OTHER = "Остальные"


def work_type_table(types: list[dict]) -> list:
    """One row per work type: number of marks, share, mean; nothing without current marks."""
    if not types:
        return []
    heads = ("Форма контроля", "Отметок", "Доля", "Средняя")
    head = html.Tr([html.Th(name, scope="col") for name in heads])
    rows = [_row(row) for row in shown_types(types)]
    return [
        html.Table([html.Thead(head), html.Tbody(rows)], className="plain"),
        html.P(control_sentence(types), className="note below"),
    ]


def shown_types(types: list[dict]) -> list[dict]:
    """The most frequent types, and all others added up."""
    if len(types) <= SHOWN:
        return types
    rest = types[SHOWN - 1 :]
    n_marks = sum(row["n_marks"] for row in rest)
    other = {"name": OTHER, "is_control": False, "n_marks": n_marks}
    other |= {"share": sum(row["share"] for row in rest)}
    other |= {"mean_mark": sum(row["sum_marks"] for row in rest) / n_marks if n_marks else None}
    return [*types[: SHOWN - 1], other]


def _row(row: dict) -> html.Tr:
    return html.Tr(
        [
            html.Th(row["name"], scope="row"),
            html.Td(count(row["n_marks"])),
            html.Td(percent(row["share"])),
            html.Td(decimal(row["mean_mark"])),
        ]
    )


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
