"""/student/<id>: Ученик."""

import dash

from dashboard.screens import student

ROLES = (
    *("student", "parent", "subject_teacher", "class_teacher", "deputy_head", "head"),
    "administrator",
)

dash.register_page(
    __name__, path="/student", path_template="/student/<student_id>", title="Ученик – МСОКО"
)


def layout(address: str = "", student_id: str = "", **query):
    return student.layout(address, query)
