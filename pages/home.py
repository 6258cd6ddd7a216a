"""/: the way in."""

import dash

from dashboard.access import EVERYBODY
from dashboard.screens import home

ROLES = EVERYBODY

dash.register_page(__name__, path="/", title="МСОКО")


def layout(address: str = "", **query):
    return home.layout(query)
