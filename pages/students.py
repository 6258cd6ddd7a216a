"""/students: Ученики."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import students_list

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/students", title="Ученики – МСОКО")


def layout(address: str = "", **query):
    return students_list.layout(query)
