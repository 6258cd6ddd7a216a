"""What stands around every page: the index, the rail of tasks, the place for failures."""

import re

import dash
from dash import ClientsideFunction, Input, Output, dcc, html
from flask_wtf.csrf import generate_csrf

from dashboard.access import FAMILY, Right, Scope
from dashboard.accounts.sessions import Account
from dashboard.queries.units import unit
from dashboard.role_names import roles_in_words
from dashboard.screens.addresses import number_in
from dashboard.session import current_account, current_scope
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
SERVER_PAGES = (
    (Right.MANAGE_USERS, "/users", "Пользователи"),
    (Right.READ_AUDIT, "/audit", "Журнал действий"),
)
WITH_ID = re.compile(rf"/(?P<kind>{'|'.join(LEVELS)}|student|assessment)/(?P<id>\d{{1,9}})")


def layout() -> html.Div:
    """The frame for the person signed in; only the page inside changes. Nothing for nobody."""
    account = current_account()
    if account is None:
        return html.Div()
    scope = current_scope()
    return html.Div(
        [
            html.A("К содержанию", href="#content", className="skip"),
            html.Header(_rail(account, scope), className="rail"),
            html.Main(
                [*_banner(account, scope), dash.page_container],
                id="content",
                className="content",
                tabIndex=-1,
            ),
            html.Div(id="shell-failure", className="failure", role="alert"),
        ],
        className="frame",
    )


def sections(scope: Scope) -> list[tuple[str, str, str]]:
    """Address, name and class of every part of the product this person can open."""
    overview = [("/", overview_name(scope), "to-overview")]
    works = [("/assessments", "Работы", "to-works")] if scope.has(Right.SEE_RESULTS) else []
    return [*overview, *works]


def server_pages(scope: Scope) -> list[tuple[str, str]]:
    """Address and name of the pages outside the screens that this person can open."""
    return [(path, name) for right, path, name in SERVER_PAGES if scope.has(right)]


def overview_name(scope: Scope) -> str:
    """What the first screen is to this person."""
    is_family = scope.roles and scope.roles <= set(FAMILY)
    return "Результаты" if is_family else "Обзор"


def _rail(account: Account, scope: Scope) -> list:
    links = [
        *(
            dcc.Link(name, href=path, className=f"rail-link {place}")
            for path, name, place in sections(scope)
        ),
        *(html.A(name, href=path, className="rail-link") for path, name in server_pages(scope)),
    ]
    return [
        dcc.Link([html.B(NAME), html.Span("качество образования")], href="/", className="brand"),
        html.Nav(links, id="shell-sections", className="rail-links", **{"aria-label": "Разделы"}),
        _person(account, scope),
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


def _person(account: Account, scope: Scope) -> html.Div:
    """Who is signed in as what, the way to one's own account, and the way out."""
    return html.Div(
        [
            html.Div(account.name or account.login, className="person-name"),
            html.Div(roles_in_words(scope.roles) or "пока без роли"),
            html.A("Мой вход", href="/account"),
            html.Form(_sign_out(), action="/logout", method="POST"),
        ],
        className="person",
    )


def _sign_out() -> html.Button:
    """The button carries the token itself: Dash has no hidden field for a plain form."""
    token = {"name": "csrf_token", "value": generate_csrf()}
    return html.Button("Выйти", type="submit", className="quiet", **token)


def _banner(account: Account, scope: Scope) -> list[html.P]:
    """That this is a demonstration, for its personas."""
    if not account.is_persona:
        return []
    role = roles_in_words(scope.roles).lower() or account.login
    text = html.Span(f"Демонстрация: вошли как {role}. Данные вымышлены.")
    return [html.P([text, html.A("Сменить роль", href="/login?change=1")], className="demo-banner")]


def add_callbacks(app: dash.Dash) -> None:
    """Mark the section one is in."""
    app.clientside_callback(
        ClientsideFunction("msoko", "markSection"),
        Output("shell-sections", "className"),
        Input("_pages_location", "pathname"),
    )


def title_at(path: str) -> str:
    """The title of the page at an address: the name of the visible unit, or of the section."""
    found = WITH_ID.fullmatch(path)
    if found and found["kind"] in LEVELS:
        return unit_title(found["kind"], found["id"])
    return {"/assessments": f"Работы – {NAME}"}.get(path, NAME)


def unit_title(level: str, unit_id: str = "") -> str:
    """«Школа № 12 – МСОКО»; the bare name of the product for what is not there."""
    found = unit(current_scope(), number_in(unit_id))
    return f"{found['name']} – {NAME}" if found and found["level"] == level else NAME


def is_known(path: str) -> bool:
    """Whether an address belongs to a page; what it names may still not be there."""
    return path in {page["path"] for page in dash.page_registry.values()} or bool(
        WITH_ID.fullmatch(path)
    )
