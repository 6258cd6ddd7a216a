"""/assessments: Работы."""

import dash

from dashboard.screens import assessments

ROLES = (
    *("subject_teacher", "class_teacher", "deputy_head", "head"),
    *("methodologist", "regional_administrator", "administrator"),
)

dash.register_page(__name__, path="/assessments", title="Работы – МСОКО")


def layout(address: str = "", **query):
    return assessments.layout(query)
