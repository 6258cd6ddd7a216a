"""The blocks of a unit's screen: each under its question, each leaf with its own id."""

from dash import dcc, html

from dashboard import components
from dashboard.rounded import RULE
from dashboard.screens.choices import filter_line
from dashboard.screens.grids import grid
from dashboard.screens.inside import is_open
from dashboard.screens.reading import Reading, without_choice
from dashboard.screens.tables import subject_columns
from dashboard.screens.written import work_columns

QUESTIONS = {
    "region": "Где лучше и где хуже?",
    "municipality": "Где лучше и где хуже?",
    "school": "В каких параллелях лучше и хуже?",
    "parallel": "Как классы смотрятся рядом?",
    "school_class": "У кого что получается?",
}
NOTHING_INSIDE = "Что внутри, видят те, кто здесь работает; вам открыты только общие числа."
NOT_INSIDE = {
    "school_class": "Отдельных учеников этого класса видят те, кто в нём работает; "
    "вам он открыт только для сравнения."
}


def skeleton(reading: Reading, parts: dict) -> html.Div:
    """What never changes while filters do; every leaf that does has its id in PARTS."""
    level = reading.unit["level"]
    without = without_choice(reading)
    return html.Div(
        [
            _head(reading, parts),
            filter_line("unit", reading.view, reading.options, without=without),
            components.block(
                "Как у нас?",
                html.Div(parts["headlines"], id="unit-headlines", className="headlines"),
                components.copyable("unit-finding", parts["finding"]),
                components.rounded("unit-rounded", RULE, hidden=parts["rounded_hidden"]),
            ),
            html.Div(_pictures(parts), id="unit-with-marks", hidden=parts["without_marks"]),
            _written(parts),
            _children(reading, parts),
            _heat(parts),
            _subjects(level, parts),
            components.legend(),
            dcc.Store(id="unit-id", data=reading.unit["unit_id"]),
            dcc.Store(id="unit-address", data=parts["address"]),
        ],
        className=f"screen screen-{level}",
    )


def _head(reading: Reading, parts: dict) -> html.Div:
    kind = components.LEVEL_NAMES[reading.unit["level"]]
    works = dcc.Link("Работы", href=parts["works"], id="unit-works", className="aside-link")
    return components.head(
        components.trail("unit-trail", parts["trail"]),
        components.title("unit-name", reading.unit["name"], kind),
        html.Div(
            [html.Span(parts["badge"], id="unit-badge", className="badge-data"), works],
            className="aside",
        ),
    )


def _pictures(parts: dict) -> html.Div:
    trend = components.block(
        "Что меняется?",
        html.P(parts["trend_note"], id="unit-trend-note", className="note"),
        components.graph("unit-trend", parts["trend"], "качество-по-периодам"),
    )
    types = components.block(
        "За что ставят отметки?",
        html.Div(parts["types"], id="unit-types"),
        note="Текущие отметки периода по формам контроля",
    )
    types = html.Div(types, id="unit-types-place", hidden=parts["types_hidden"])
    groups = components.block("Кто как учится?", html.Div(parts["groups"], id="unit-groups"))
    marks = components.block(
        "Как делятся отметки?",
        components.graph("unit-distribution", parts["distribution"], "распределение-отметок"),
    )
    hidden = parts["groups_hidden"]
    place = html.Div(groups, id="unit-groups-place", hidden=hidden)
    marks = html.Div(marks, id="unit-distribution-place", hidden=parts["distribution_hidden"])
    return html.Div([html.Div([trend, types]), html.Div([place, marks])], className="side-by-side")


def _written(parts: dict) -> html.Div:
    """The works of a unit that has no marks to show."""
    works = components.block(
        "Какие работы писали и как справились?",
        grid("unit-written", work_columns(), parts["written"]),
        wide=True,
    )
    return html.Div(works, id="unit-written-place", hidden=parts["written_hidden"])


def _children(reading: Reading, parts: dict) -> html.Section:
    """The table of what is inside, or a sentence why there is none for this person."""
    level = reading.unit["level"]
    line = html.Dl(parts["group_line"], id="unit-group-line", className="group-line")
    table = grid("unit-children", parts["columns"], parts["rows"], upright=level == "school_class")
    file = html.A(
        "Скачать таблицу (CSV)", href=parts["export"], id="unit-export", className="download",
        download=True, hidden=not reading.can_export,
    )  # fmt: skip
    there = is_open(reading)
    why = [] if there else [html.P(NOT_INSIDE.get(level, NOTHING_INSIDE), className="note")]
    content = html.Div([line, table, file], hidden=not there)
    return components.block(QUESTIONS[level], *why, content, wide=True)


def _heat(parts: dict) -> html.Div:
    heat = components.block(
        "Где какой предмет проседает?",
        grid("unit-heat", parts["heat_columns"], parts["heat"], upright=True),
        note="Качество по предметам, % «4» и «5»; темнее – выше; при наведении – число учеников",
        wide=True,
    )
    return html.Div(heat, id="unit-heat-place", hidden=parts["heat_hidden"])


def _subjects(level: str, parts: dict) -> html.Div:
    subjects = components.block(
        "По каким предметам?",
        grid("unit-subjects", subject_columns(level != "region"), parts["subjects"]),
        wide=True,
    )
    return html.Div(subjects, id="unit-subjects-place", hidden=parts["subjects_hidden"])
