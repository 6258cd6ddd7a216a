"""/assessment/<id>: Работа."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import assessment

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(
    __name__,
    path="/assessment",
    path_template="/assessment/<assessment_id>",
    title="Работа – МСОКО",
)


def layout(address: str = "", assessment_id: str = "", **query):
    return assessment.layout(address, query)
