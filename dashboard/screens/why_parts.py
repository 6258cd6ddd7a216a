"""The parts of an indicator as a table whose last row is their sum."""

from dash import dcc, html

from dashboard.explained import BY_MARK, GROUPS, Arithmetic, field_in
from dashboard.numbers import NO_DATA, count, decimal
from dashboard.rounded import is_disclosed, mean, number, share
from dashboard.screens.sheet import mark_cell
from dashboard.screens.why_reading import WhyReading
from etl.indicators.progress import PROGRESS_GROUPS

MARK_NAMES = dict(zip(BY_MARK, ("«5»", "«4»", "«3»", "«2»", "«1»", "н/а"), strict=True))
SUM_NAMES = {
    "sum_marks": "Сумма отметок",
    "n_marks": "Число отметок",
    "sum_weighted": "Σ отметка · вес",
    "sum_weight": "Σ весов",
}
NAMES = MARK_NAMES | PROGRESS_GROUPS | SUM_NAMES
WHO = {
    "region": "Муниципалитет",
    "municipality": "Школа",
    "school": "Параллель",
    "parallel": "Класс",
    "school_class": "Ученик",
}


def parts_table(reading: WhyReading) -> html.Table:
    """One row per part with its counts, its N and its value; the sum of all is the unit's own."""
    one = reading.chosen
    columns = shown_columns(one, reading.parts)
    heads = [WHO[reading.unit["level"]], *(NAMES[name] for name in columns)]
    heads += ["N"] if one.parts in (BY_MARK, GROUPS) else []
    last = ("Отметка", "cell") if has_marks(reading) else (one.title, None)
    head = [html.Th(name, scope="col") for name in heads]
    head = html.Tr([*head, html.Th(last[0], scope="col", className=last[1])])
    rows = [_row(part, one, columns, reading) for part in reading.parts]
    foot = [] if any(map(is_disclosed, reading.parts)) else [_total(reading, columns)]
    return html.Table(
        [html.Thead(head), html.Tbody(rows), html.Tfoot(foot)], className="plain parts"
    )


def shown_columns(one: Arithmetic, parts: list[dict]) -> list[str]:
    """The counts that the indicator is made of; «1» only where somebody has it."""
    return [name for name in one.parts if name != "n1" or any(part.get("n1") for part in parts)]


def has_marks(reading: WhyReading) -> bool:
    """Whether the parts are students in one subject, so that each has a mark and no share."""
    return reading.is_class and bool(reading.view.subject)


def _row(part: dict, one: Arithmetic, columns: list[str], reading: WhyReading) -> html.Tr:
    name = dcc.Link(part["name"], href=part["href"]) if part["href"] else part["name"]
    cells = [html.Td(_count(part, column, one)) for column in columns]
    last = mark_cell(part["mark"]) if has_marks(reading) else html.Td(_value(part, one))
    return html.Tr([html.Th(name, scope="row"), *cells, *_n(part, one), last])


def _count(part: dict, column: str, one: Arithmetic) -> str:
    """Of others nothing is told; what is in no mark at all is a zero."""
    value = part.get(column) or 0
    if is_disclosed(part):
        return NO_DATA
    return count(value) if one.divided == 1 else decimal(value / one.divided, 2)


def _n(part: dict, one: Arithmetic) -> list[html.Td]:
    if one.parts not in (BY_MARK, GROUPS):
        return []
    if is_disclosed(part):
        return [html.Td(number(part))]
    return [html.Td(count(sum(part.get(name) or 0 for name in one.parts)))]


def _value(part: dict, one: Arithmetic) -> str:
    """The indicator of a unit; of a single student over all subjects only what is a mean."""
    if "unit_id" in part:
        field = field_in(part, one)
        return share(part, field) if one.form == "percent" else mean(part, field)
    if one.form != "mean":
        return NO_DATA
    return decimal(value_of(part, one))


def value_of(part: dict, one: Arithmetic) -> float | None:
    """The ratio of the counts of one part."""
    counts = [part.get(name) or 0 for name in one.parts]
    below = sum(n * weight for n, weight in zip(counts, one.below, strict=True))
    return sum(n * w for n, w in zip(counts, one.above, strict=True)) / below if below else None


def _total(reading: WhyReading, columns: list[str]) -> html.Tr:
    """The sums of the parts, and the indicator made of them."""
    one = reading.chosen
    sums = {name: sum(part.get(name) or 0 for part in reading.parts) for name in one.parts}
    value = value_of(sums, one)
    shown = share({"v": value}, "v") if one.form == "percent" else decimal(value)
    cells = [html.Td(_count(sums, column, one)) for column in columns]
    last = html.Td(html.B(shown))
    return html.Tr([html.Th("Вместе", scope="row"), *cells, *_n(sums, one), last])
