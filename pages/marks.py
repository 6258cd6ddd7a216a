"""/marks/<id>: Отметки ученика по предмету."""

import dash

from dashboard.access import FAMILY, HEADS, TEACHERS, TERRITORY
from dashboard.screens import marks

ROLES = (*TERRITORY, *HEADS, *TEACHERS, *FAMILY)

dash.register_page(
    __name__, path="/marks", path_template="/marks/<student_id>", title="Отметки – МСОКО"
)


def layout(address: str = "", student_id: str = "", **query):
    return marks.layout(address, query)
