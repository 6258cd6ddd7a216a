"""/objectivity: Объективность."""

import dash

from dashboard.access import HEADS, TERRITORY
from dashboard.screens import objectivity

ROLES = (*TERRITORY, *HEADS)

dash.register_page(__name__, path="/objectivity", title="Объективность – МСОКО")


def layout(address: str = "", **query):
    return objectivity.layout(query)
