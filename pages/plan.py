"""/plan/<id>: План работы."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import plan

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__, path="/plan", path_template="/plan/<plan_id>", title="План работы – МСОКО"
)


def layout(address: str = "", plan_id: str = "", **query):
    return plan.layout(address, query)
