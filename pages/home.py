"""/: the way in."""

import dash

from dashboard.access import CLASS_ROLES
from dashboard.screens import home

ROLES = CLASS_ROLES

dash.register_page(__name__, path="/", title="МСОКО")


def layout(address: str = "", **query):
    return home.layout(query)
