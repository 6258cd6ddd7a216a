"""/why/<id>: Почему так."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import why

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__, path="/why", path_template="/why/<unit_id>", title="Почему так – МСОКО"
)


def layout(address: str = "", unit_id: str = "", **query):
    return why.layout(address, query)
