"""What stands around every page: the index, the sections of the rail, the place for failures."""

import re
from dataclasses import dataclass

import dash
from dash import html
from flask import render_template

from dashboard.access import FAMILY, HEADS, TERRITORY, Right, Scope
from dashboard.queries.units import unit
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
KINDS = (*LEVELS, "student", "assessment", "plan", "why", "marks")
WITH_ID = re.compile(rf"/(?P<kind>{'|'.join(KINDS)})/(?P<id>\d{{1,9}})")
OF_OVERVIEW = ("", *LEVELS, "student", "compare", "why", "marks")


@dataclass(frozen=True)
class Section:
    """A part of the product in the rail; `of` are the first words of the addresses in it."""

    path: str
    name: str
    icon: str
    of: tuple[str, ...]


def layout() -> html.Div:
    """What Dash itself shows inside the frame: the page and what went wrong. Nothing for nobody."""
    if current_account() is None:
        return html.Div()
    failure = html.Div(id="shell-failure", className="message message-problem", role="alert")
    return html.Div([dash.page_container, failure])


def framed(entry: str) -> str:
    """The place of the screens inside the frame that the pages of the server have as well."""
    return render_template("screens.html", entry=entry)


def sections(scope: Scope) -> list[Section]:
    """Every part of the product this person can open, by task."""
    sees_results = scope.has(Right.SEE_RESULTS)
    keeps_data = scope.has(Right.IMPORT) or bool(scope.roles & {*HEADS, *TERRITORY})
    sees_schools = sees_results and bool(scope.roles & {*HEADS, *TERRITORY})
    asked = (
        (True, "/", overview_name(scope), "overview", OF_OVERVIEW),
        (sees_results, "/assessments", "Работы", "works", ("assessments", "assessment")),
        (sees_results, "/plans", "Банк работ", "bank", ("plans", "plan", "codifiers")),
        (sees_results, "/problems", "Проблемные компоненты", "problems", ("problems",)),
        (sees_results, "/forecast", "Прогноз", "forecast", ("forecast",)),
        (sees_results, "/students", "Ученики", "students", ("students",)),
        (sees_schools, "/objectivity", "Объективность", "objectivity", ("objectivity",)),
        (scope.has(Right.EXPORT), "/reports", "Отчёты", "tray", ("reports",)),
        (scope.has(Right.SET_RULES), "/settings", "Настройки", "settings", ("settings",)),
        (keeps_data, "/data", "Данные", "data", ("data",)),
        (scope.has(Right.MANAGE_USERS), "/users", "Пользователи", "users", ("users",)),
        (scope.has(Right.READ_AUDIT), "/audit", "Журнал действий", "audit", ("audit",)),
    )
    return [Section(*section) for may, *section in asked if may]


def overview_name(scope: Scope) -> str:
    """What the first screen is to this person."""
    is_family = scope.roles and scope.roles <= set(FAMILY)
    return "Результаты" if is_family else "Обзор"


def title_at(path: str) -> str:
    """The title of the page at an address: the name of the visible unit, or of the section."""
    found = WITH_ID.fullmatch(path)
    if found and found["kind"] in LEVELS:
        return unit_title(found["kind"], found["id"])
    page = next((one for one in dash.page_registry.values() if one["path"] == path), {})
    title = page.get("title", NAME)
    return title if isinstance(title, str) else NAME


def unit_title(level: str, unit_id: str = "") -> str:
    """«Школа № 12 – МСОКО»; the bare name of the product for what is not there."""
    found = unit(current_scope(), number_in(unit_id))
    return f"{found['name']} – {NAME}" if found and found["level"] == level else NAME


def is_known(path: str) -> bool:
    """Whether an address belongs to a page; what it names may still not be there."""
    return path in {page["path"] for page in dash.page_registry.values()} or bool(
        WITH_ID.fullmatch(path)
    )
