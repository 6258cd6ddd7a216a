"""/school_class/<id>: Класс."""

from functools import partial

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import unit
from dashboard.shell import unit_title

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__,
    path="/school_class",
    path_template="/school_class/<unit_id>",
    title=partial(unit_title, "school_class"),
)


def layout(address: str = "", unit_id: str = "", **query):
    return unit.layout("school_class", address, query)
