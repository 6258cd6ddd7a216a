"""What stands around every page: the index, the rail of tasks, the place for failures."""

import re

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html

from dashboard.queries.units import unit
from dashboard.session import current_scope
from models.tree import LEVELS

NAME = "МСОКО"
INDEX = """<!DOCTYPE html>
<html lang="ru">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
    {%css%}
    <script src="/assets/05-theme.js"></script>
  </head>
  <body>
    {%app_entry%}
    <noscript>Для работы нужен включённый JavaScript.</noscript>
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>
"""
SECTIONS = (("/", "Обзор"), ("/assessments", "Работы"))
WITH_ID = re.compile(rf"/(?P<kind>{'|'.join(LEVELS)}|student|assessment)/(?P<id>\d{{1,9}})")


def layout() -> html.Div:
    """The frame; only the page inside changes."""
    return html.Div(
        [
            html.A("К содержанию", href="#content", className="skip"),
            html.Header(_rail(), className="rail"),
            html.Main(dash.page_container, id="content", className="content", tabIndex=-1),
            html.Div(id="shell-failure", className="failure", role="alert"),
            dcc.Store(id="shell-sections", data=[path for path, _ in SECTIONS]),
        ],
        className="frame",
    )


def _rail() -> list:
    links = [
        dcc.Link(name, href=path, id=f"shell-section-{number}", className="rail-link")
        for number, (path, name) in enumerate(SECTIONS)
    ]
    return [
        dcc.Link([html.B(NAME), html.Span("качество образования")], href="/", className="brand"),
        html.Nav(links, className="rail-links", **{"aria-label": "Разделы"}),
        html.Div("Локальный администратор", className="person"),
        html.Button(
            [
                html.Span("Тёмная тема", className="to-dark"),
                html.Span("Светлая тема", className="to-light"),
            ],
            id="shell-theme",
            className="quiet theme",
            type="button",
        ),
    ]


def add_callbacks(app: dash.Dash) -> None:
    """Mark the section one is in."""
    app.clientside_callback(
        ClientsideFunction("msoko", "markSection"),
        [Output(f"shell-section-{number}", "className") for number in range(len(SECTIONS))],
        Input("_pages_location", "pathname"),
        State("shell-sections", "data"),
    )


def title_at(path: str) -> str:
    """The title of the page at an address: the name of the visible unit, or of the section."""
    found = WITH_ID.fullmatch(path)
    if found and found["kind"] in LEVELS:
        return unit_title(found["kind"], found["id"])
    return {"/assessments": f"Работы – {NAME}"}.get(path, NAME)


def unit_title(level: str, unit_id: str) -> str:
    """«Школа № 12 – МСОКО»; the bare name of the product for what is not there."""
    if not unit_id.isdigit() or len(unit_id) > 9:
        return NAME
    found = unit(current_scope(), int(unit_id))
    return f"{found['name']} – {NAME}" if found and found["level"] == level else NAME


def is_known(path: str) -> bool:
    """Whether an address belongs to a page; what it names may still not be there."""
    return path in {page["path"] for page in dash.page_registry.values()} or bool(
        WITH_ID.fullmatch(path)
    )
