"""/problems: Проблемные компоненты."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import problems

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/problems", title="Проблемные компоненты – МСОКО")


def layout(address: str = "", **query):
    return problems.layout(query)
