"""/plans: Банк работ."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import plans

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/plans", title="Банк работ – МСОКО")


def layout(address: str = "", **query):
    return plans.layout(query)
