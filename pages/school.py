"""/school/<id>: Школа."""

from functools import partial

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import unit
from dashboard.shell import unit_title

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__,
    path="/school",
    path_template="/school/<unit_id>",
    title=partial(unit_title, "school"),
)


def layout(address: str = "", unit_id: str = "", **query):
    return unit.layout("school", address, query)
