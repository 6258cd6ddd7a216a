"""/assessments: Работы."""

import dash

from dashboard.access import CLASS_ROLES
from dashboard.screens import assessments

ROLES = CLASS_ROLES

dash.register_page(__name__, path="/assessments", title="Работы – МСОКО")


def layout(address: str = "", **query):
    return assessments.layout(query)
