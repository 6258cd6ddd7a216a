"""«Почему так»: what a number of a unit is made of, down to the marks of students."""

from dash import dcc, html

from dashboard import components
from dashboard.access import Scope
from dashboard.explained import Explanation, explained
from dashboard.filters import View
from dashboard.rounded import RULE, is_disclosed, is_hidden
from dashboard.screens.addresses import LONGEST_TEXT, link, number_in, steps, unit_link
from dashboard.screens.choices import BASIS_NAMES
from dashboard.screens.explaining import why_link
from dashboard.screens.places import line_to
from dashboard.screens.why_parts import parts_table
from dashboard.screens.why_reading import WhyReading, read_why
from dashboard.session import current_scope
from etl.indicators import INDICATORS
from etl.periods import period_in_words

NO_MARKS = "В этом виде отметок нет: вернитесь на экран и выберите другой период или предмет."
HIDDEN_HERE = "Учеников здесь так мало, что числа скрыты."
SUMS_TRAVEL = "Складываются количества, а не доли: поэтому сумма частей – это само число."
NOT_ADDED = (
    "Чужие группы округлены, их слагаемые не показываются, поэтому и сумма здесь не складывается."
)
OF_EXTERNAL = "Отметки внешних процедур по ученикам – в работах."
NOT_INSIDE = "Что внутри, видят те, кто здесь работает; вам открыты только общие числа."


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The arithmetic behind an indicator of the unit the address names, or «not found»."""
    scope = current_scope()
    line = line_to(scope, number_in(address))
    if not line:
        return components.not_found()
    asked = str(query.get("indicator") or "")[:LONGEST_TEXT]
    return screen(scope, read_why(scope, line, View.parse(query), asked))


def screen(scope: Scope, reading: WhyReading) -> html.Div:
    """Title, the other indicators of the same row, the formula and the parts."""
    if reading.row is None or reading.chosen is None or is_hidden(reading.row):
        text = NO_MARKS if reading.row is None else HIDDEN_HERE
        blocks = [components.block("Почему так?", html.P(text, className="note"))]
    else:
        blocks = [_choice(reading), _arithmetic(reading), _parts(reading)]
    return html.Div([_head(reading), *blocks], className="screen screen-why")


def _head(reading: WhyReading) -> html.Div:
    unit, view = reading.unit, reading.view
    back = dcc.Link("К экрану", href=unit_link(unit["level"], unit["unit_id"], view))
    title = reading.chosen.title if reading.chosen else "Почему так"
    trail = [*steps(reading.line, view), ("Почему так", "")]
    return components.head(
        components.trail("why-trail", components.breadcrumb(trail)),
        components.title("why-name", title, unit["name"]),
        html.Div([html.Span(what(reading)), back], className="aside"),
    )


def what(reading: WhyReading) -> str:
    """«Алгебра · итоговые отметки · 8 классы»."""
    view, row = reading.view, reading.row
    parts = [
        period_in_words(view.period),
        row["subject"] if row else "",
        f"{BASIS_NAMES[view.basis]} отметки",
        f"{view.grade} классы" if view.grade else "",
        view.procedure,
    ]
    return " · ".join(part for part in parts if part)


def _choice(reading: WhyReading) -> html.Nav:
    """The other indicators of the same row."""
    links = [
        dcc.Link(
            one.title,
            href=why_link(reading.unit["unit_id"], reading.view, one.indicator),
            className="chip here" if one is reading.chosen else "chip",
        )
        for one in reading.others
    ]
    return html.Nav(links, className="chips", **{"aria-label": "Показатель"})


def _arithmetic(reading: WhyReading) -> html.Section:
    told = explained(reading.row, reading.chosen.indicator, loaded_at=reading.loaded_at)
    rule = INDICATORS[reading.chosen.indicator]
    own = " Это собственное правило системы." if rule.own_rule else ""
    return components.block(
        "Как посчитано?",
        *equation(told),
        components.copyable("why-sentence", f"{told.sentence}."),
        html.P(f"{_begun(rule.formula)}. Источник: {rule.source}.{own}", className="note below"),
        components.rounded("why-rounded", RULE, hidden=not is_disclosed(reading.row)),
    )


def _begun(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def equation(told: Explanation) -> list[html.P]:
    """The formula with words, and under it with numbers."""
    made = [f"{told.arithmetic} = "] if told.arithmetic else []
    return [
        html.P(f"{told.title} = {told.formula}", className="equation"),
        html.P([*made, html.B(told.value)], className="equation numbers"),
        html.P(told.interval, className="note below"),
    ]


def _parts(reading: WhyReading) -> html.Section:
    """The parts, or why there are none for this person."""
    question = "От каких учеников?" if reading.is_class else "Из чего складывается?"
    if not reading.parts:
        return components.block(question, *_without_parts(reading))
    has_others = any(map(is_disclosed, reading.parts))
    table = html.Div(
        parts_table(reading),
        className="scrolled",
        tabIndex=0,
        role="region",
        **{"aria-label": question},
    )
    return components.block(question, table, note=NOT_ADDED if has_others else SUMS_TRAVEL)


def _without_parts(reading: WhyReading) -> list:
    if reading.view.basis == "external" and not is_disclosed(reading.row):
        works = link("assessments", None, unit=reading.unit["unit_id"])
        return [html.P([OF_EXTERNAL, " ", dcc.Link("Работы", href=works)], className="note")]
    return [html.P(NOT_INSIDE, className="note")]
