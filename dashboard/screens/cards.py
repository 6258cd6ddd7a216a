"""Cards of the first screen: a unit or a child each, with what needs attention first."""

from dataclasses import dataclass, field

from dash import dcc, html

from dashboard.access import Scope
from dashboard.components import sign_mark
from dashboard.figures.sparkline import sparkline
from dashboard.filters import usual_period
from dashboard.numbers import count, decimal, signed
from dashboard.queries.students import marks_of_student
from dashboard.rounded import (
    TOO_FEW_TO_JUDGE,
    gap_in_points,
    is_comparable,
    is_early,
    share,
    sign_beyond,
)
from dashboard.screens.attention import Line, below, in_group, more_failing
from dashboard.screens.choices import period_place
from dashboard.screens.compared import difference
from dashboard.screens.since import change_since
from etl.periods import YEAR, period_name, school_year_name

FAILING = (("failing", "не успевают"), ("not_attested", "не аттестованы"))


@dataclass(frozen=True)
class Number:
    """One number of a card; `sign` stands before what is said under it."""

    name: str
    value: str
    below: str = ""
    sign: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Card:
    """Where it leads, why it is there, what needs attention first, and its numbers."""

    name: str
    href: str
    why: str
    when: str = ""
    attention: list[str] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)


def cards(shown: list[Card]) -> html.Ul:
    """Cards side by side, each with one link."""
    return html.Ul([_card(one) for one in shown], className="entries cards")


def _card(card: Card) -> html.Li:
    head = html.Div([dcc.Link(card.name, href=card.href), html.Span(card.why, className="muted")])
    lines = [html.Li(line) for line in card.attention]
    first = [html.Ul(lines, className="card-attention")] if lines else []
    numbers = [html.Dl([_number(one) for one in card.numbers])] if card.numbers else []
    when = html.P(card.when or "Отметок пока нет", className="muted card-when")
    return html.Li([head, *first, *numbers, when], className="card-of")


def _number(number: Number) -> html.Div:
    sign = [sign_mark(number.sign), " "] if number.sign else []
    picture = [html.Img(src=number.picture, alt="", width=92, height=22)] if number.picture else []
    below = [html.Dd([*sign, number.below], className="muted")] if number.below else []
    return html.Div([html.Dt(number.name), html.Dd([html.B(number.value), *picture]), *below])


def when(period: int) -> str:
    """«год, 2025/2026»."""
    return f"{period_name(period)}, {school_year_name(period // 100)}"


def unit_attention(row: dict, other: dict | None, above: str, before: dict | None) -> list[str]:
    """What the row of a unit says by the rules of attention, the most students first."""
    found: list[Line] = [
        *below("", row, other, above, ""),
        *more_failing("", row, before, ""),
        *(line for group, what in FAILING for line in in_group("", row, group, what, "")),
    ]
    return [line.what for line in sorted(found, key=lambda line: -line.students)]


def unit_numbers(row: dict, other: dict | None, above: str, before: dict | None) -> list[Number]:
    """Quality beside the reference, the change of a year, the mean, and how many."""
    change, sign = change_since([before] if before else [], row, "quality_rate")
    title = "На «4» и «5»" if "reserve_rate" in row else "Качество"
    quality = Number(title, share(row, "quality_rate"), *_beside(row, other, above))
    since = [Number("За год", change.partition(" за год")[0], _was(change), sign)] if change else []
    return [quality, *since, Number("Учеников", count(row["n"]))]


def _was(change: str) -> str:
    """«было 12,4 %»."""
    return change.partition("(")[2].removesuffix(")")


def _beside(row: dict, other: dict | None, above: str) -> tuple[str, str]:
    """«−15 п. п. · 8 классы 27 %» and its sign."""
    if is_early(row):
        return TOO_FEW_TO_JUDGE, "*"
    if not is_comparable(other):
        return "", ""
    reference = other["quality_rate"]
    gap = gap_in_points(difference(row["quality_rate"], reference), row, other)
    sign = sign_beyond(row["quality_low"], row["quality_high"], reference, row, other)
    return f"{gap} · {above} {share(other, 'quality_rate')}", sign


def child_card(scope: Scope, child: dict, href: str, where: str) -> Card:
    """A child by the last period with marks: mean, change of a year, absences; nobody beside."""
    name = child["name"] or child["student_code"]
    marks = marks_of_student(scope, child["student_id"])
    period = usual_period(row["period_id"] for row in marks)
    if period is None:
        return Card(name, href, where)
    now = [row for row in marks if row["period_id"] == period]
    then = [row for row in marks if row["period_id"] == period - 100]
    numbers = [
        Number("Средний балл с весом", decimal(_mean(now)), _change(now, then),
               picture=_trend(marks, period // 100)),
        Number("Пропуски", count(sum(row["n_absences"] for row in now)), "отметки об отсутствии"),
    ]  # fmt: skip
    return Card(name, href, where, when(period), child_attention(now), numbers)


def child_attention(marks: list[dict]) -> list[str]:
    """The subjects with a «2» or without a mark, in plain words."""
    failed = [row["subject"] for row in marks if row["final_mark"] in ("1", "2")]
    without = [row["subject"] for row in marks if row["final_mark"] == "н/а"]
    found = [f"есть «2»: {', '.join(failed)}"] if failed else []
    return [*found, *([f"не аттестован(а): {', '.join(without)}"] if without else [])]


def _mean(marks: list[dict]) -> float | None:
    """The mean over subjects of the weighted means."""
    means = [row["weighted_mean"] for row in marks if row["weighted_mean"] is not None]
    return sum(means) / len(means) if means else None


def _change(now: list[dict], then: list[dict]) -> str:
    gap = difference(_mean(now), _mean(then))
    return f"{signed(gap, 2)} за год" if gap is not None else ""


def _trend(marks: list[dict], year: int) -> str:
    periods = sorted(
        {row["period_id"] for row in marks if year * 100 < row["period_id"] < year * 100 + YEAR},
        key=period_place,
    )
    each = [[row for row in marks if row["period_id"] == period] for period in periods]
    return sparkline([_mean(rows) for rows in each])
