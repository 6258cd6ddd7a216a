"""/assessments: Работы."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import assessments

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/assessments", title="Работы – МСОКО")


def layout(address: str = "", **query):
    return assessments.layout(query)
