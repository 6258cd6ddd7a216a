"""/: the way in."""

import dash

from dashboard.screens import home

ROLES = (
    *("subject_teacher", "class_teacher", "deputy_head", "head"),
    *("methodologist", "regional_administrator", "administrator"),
)

dash.register_page(__name__, path="/", title="МСОКО")


def layout(address: str = "", **query):
    return home.layout(query)
