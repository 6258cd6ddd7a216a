"""/student/<id>: Ученик."""

import dash

from dashboard.access import FAMILY, HEADS, TEACHERS, TERRITORY
from dashboard.screens import student

ROLES = (*TERRITORY, *HEADS, *TEACHERS, *FAMILY)

dash.register_page(
    __name__, path="/student", path_template="/student/<student_id>", title="Ученик – МСОКО"
)


def layout(address: str = "", student_id: str = "", **query):
    return student.layout(address, query)
