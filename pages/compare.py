"""/compare: Сравнение."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import compare

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/compare", title="Сравнение – МСОКО")


def layout(address: str = "", **query):
    return compare.layout(query)
