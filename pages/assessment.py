"""/assessment/<id>: Работа."""

import dash

from dashboard.screens import assessment

ROLES = (
    *("subject_teacher", "class_teacher", "deputy_head", "head"),
    *("methodologist", "regional_administrator", "administrator"),
)

dash.register_page(
    __name__,
    path="/assessment",
    path_template="/assessment/<assessment_id>",
    title="Работа – МСОКО",
)


def layout(address: str = "", assessment_id: str = "", **query):
    return assessment.layout(address, query)
