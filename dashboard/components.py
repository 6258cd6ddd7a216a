"""The parts every screen is made of; each knows how it looks and nothing about data."""

from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.explained import Explanation
from dashboard.light import CORE, element
from dashboard.theme import GRAPH_CONFIG

LEVEL_NAMES = {
    "region": "Регион",
    "municipality": "Муниципалитет",
    "school": "Школа",
    "parallel": "Параллель",
    "school_class": "Класс",
    "student": "Ученик",
}
LEGEND = (
    ("▲ ▼", "выше или ниже так, что это не случайность: весь интервал по одну сторону"),
    ("=", "разница может быть случайной"),
    ("*", "меньше 11: мало, чтобы судить"),
    ("–", "нет данных"),
)
OF_OTHERS = (("≈", "округлено: чужая группа"), ("×", "скрыто: мало учеников"))


@dataclass(frozen=True)
class Headline:
    """One headline number: what it is, its value, how many stand behind it, and the comparison."""

    name: str
    value: str
    rule: str
    behind: str = ""
    sign: str = ""
    compared: str = ""
    gap: str = ""
    explained: Explanation | None = None
    since: str = ""  # what has become of it in a year
    since_sign: str = ""


def headlines(numbers: list[Headline]) -> list[dict]:
    """Headline numbers side by side."""
    return [_headline(number) for number in numbers]


def _headline(number: Headline) -> dict:
    gap = [sign_mark(number.sign)] if number.sign and number.gap else []
    gap += [element("Span", number.gap)] if number.gap else []
    parts = {
        "name": number.name,
        "value": _value(number),
        "behind": number.behind,
        "gap": gap,
        "compared": number.compared,
        "since": _since(number),
        "rule": number.rule,
    }
    lines = [element("Div", part, className=f"headline-{name}") for name, part in parts.items()]
    return element("Div", lines, className="headline")


def _since(number: Headline) -> list[dict]:
    sign = [sign_mark(number.since_sign)] if number.since_sign else []
    return [*sign, element("Span", number.since)] if number.since else []


def _value(number: Headline) -> str | dict:
    """The value, which says how it was made when one comes near it (assets/35-explain.js)."""
    told = number.explained
    if told is None:
        return number.value
    hidden = element("Span", ", как посчитано", className="visually-hidden")
    shown = {"type": "button", "className": "why-open", "aria-expanded": "false"}
    button = element("Button", [number.value, hidden], **shown)
    reason = element("Span", explanation(told), className="why-told")
    return element("Span", [button, reason], className="why-of")


def explanation(told: Explanation) -> list[dict]:
    """What a number is made of, a line each: formula, counts, interval, source, the way down."""
    made = " = ".join(part for part in (told.arithmetic, told.value) if part)
    own = f"{told.title} = {told.formula}" if told.formula else told.title
    dated = "; ".join(part for part in (told.period, told.data_date) if part)
    lines = [
        element("Span", own, className="why-formula"),
        element("Span", made, className="why-made"),
    ]
    rest = (told.remark, told.interval, dated, f"Источник: {told.source}" if told.source else "")
    lines += [element("Span", line) for line in rest if line]
    down = element("Link", "Почему так: до отметок", of=CORE, href=told.href)
    return [*lines, down] if told.href else lines


def explaining(grid_id: str) -> html.P:
    """The line under a grid that says what the cell one points at is made of."""
    return html.P(id=f"{grid_id}-told", className="cell-told", **{"aria-live": "polite"})


def sign_mark(sign: str) -> dict:
    """▲ and ▼ stand out, everything else is grey."""
    kind = {"▲": "up", "▼": "down"}.get(sign, "same")
    return element("Span", sign, className=f"sign sign-{kind}")


def block(question: str, *content, note: str = "", wide: bool = False) -> html.Section:
    """A part of the screen under the question it answers."""
    top = [html.H2(question)] + ([html.P(note, className="note")] if note else [])
    return html.Section([*top, *content], className="block wide" if wide else "block")


def graph(id: str, figure: dict, label: str) -> dcc.Graph:
    """Every graph of the product: own settings, no toolbar but «save as picture»."""
    config = GRAPH_CONFIG | {
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": label}
    }
    style = height_of(figure)
    return dcc.Graph(id=id, figure=figure, config=config, className="graph", style=style)


def height_of(figure: dict) -> dict[str, str]:
    """The height of a graph: of bars the more of them the higher."""
    return {"height": f"{figure['layout'].get('height', 200)}px"}


def breadcrumb(steps: list[tuple[str, str]]) -> list:
    """Links from the region down; the last step is where one is."""
    links = [html.Li(dcc.Link(name, href=href)) for name, href in steps[:-1]]
    here = [html.Li(steps[-1][0], **{"aria-current": "page"})] if steps else []
    return links + here


def trail(id: str, links: list) -> html.Nav:
    """The place of the breadcrumb."""
    return html.Nav(html.Ol(links, id=id), className="trail", **{"aria-label": "Путь"})


def filters(*choices: html.Div) -> html.Div:
    """The one line of filters under the title."""
    return html.Div(choices, className="filters", role="search", **{"aria-label": "Фильтры"})


def head(*parts) -> html.Div:
    """The top of a screen: where one is and what it is about."""
    return html.Div(parts, className="head")


def choice(id: str, name: str, options: list[dict], value, *, hidden: bool = False) -> html.Div:
    """One filter: a native select under its name, so keyboard and screen reader know it."""
    select = dbc.Select(id=id, options=options, value=value, size="sm")
    label = html.Label(name, htmlFor=id)
    return html.Div([label, select], id=f"{id}-place", className="choice", hidden=hidden)


def title(id: str, name: str, kind: str) -> html.Div:
    """What the screen is about."""
    return html.Div([html.H1(name, id=id), html.Span(kind, className="kind")], className="title")


def copyable(id: str, sentence: str) -> html.Div:
    """A finding as a sentence with its numbers, ready for a note."""
    copy = dcc.Clipboard(target_id=id, title="Скопировать вывод", className="copy")
    return html.Div([html.P(sentence, id=id), copy], className="finding")


def rounded(id: str, rule: str, *, hidden: bool) -> html.P:
    """That some of the numbers are rounded, in one line; the legend explains its signs with it."""
    return html.P(rule, id=id, className="note below rounded", hidden=hidden)


def legend() -> html.Dl:
    """What the signs in the tables mean."""
    entries = []
    for sign, meaning in LEGEND:
        entries.append(html.Div([html.Dt(sign), html.Dd(meaning)]))
    for sign, meaning in OF_OTHERS:
        entries.append(html.Div([html.Dt(sign), html.Dd(meaning)], className="of-others"))
    scale = html.Span(
        [
            html.Span(className="interval-line", style={"left": "25%", "width": "50%"}),
            html.Span(className="interval-reference", style={"left": "70%"}),
            html.Span(className="interval-value", style={"left": "50%"}),
        ],
        className="interval",
    )
    meaning = (
        "значение, его 95-процентный интервал и (чёрточка) значение для сравнения, от 0 до 100 %"
    )
    entries.append(html.Div([html.Dt(scale), html.Dd(meaning)]))
    return html.Dl(entries, className="legend")


def empty(sentence: str, *remedies) -> html.Section:
    """Nothing to show, and what to do about it."""
    return html.Section([html.H1(sentence), *remedies], className="empty")


def not_found() -> html.Section:
    """One answer for an unknown page, an unknown id and an id one may not see."""
    return empty(
        "Не найдено",
        html.P("Такой страницы нет, или она вне вашей области доступа."),
        html.P(dcc.Link("На главную", href="/")),
    )
