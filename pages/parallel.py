"""/parallel/<id>: Параллель."""

from functools import partial

import dash

from dashboard.access import SCHOOL_ROLES
from dashboard.screens import unit
from dashboard.shell import unit_title

ROLES = SCHOOL_ROLES

dash.register_page(
    __name__,
    path="/parallel",
    path_template="/parallel/<unit_id>",
    title=partial(unit_title, "parallel"),
)


def layout(address: str = "", unit_id: str = "", **query):
    return unit.layout("parallel", address, query)
