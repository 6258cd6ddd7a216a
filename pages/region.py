"""/region/<id>: Регион."""

from functools import partial

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import unit
from dashboard.shell import unit_title

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__,
    path="/region",
    path_template="/region/<unit_id>",
    title=partial(unit_title, "region"),
)


def layout(address: str = "", unit_id: str = "", **query):
    return unit.layout("region", address, query)
