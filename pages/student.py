"""/student/<id>: Ученик."""

import dash

from dashboard.access import Role
from dashboard.screens import student

ROLES = (
    *(Role.STUDENT, Role.PARENT, Role.CLASS_TEACHER, Role.SUBJECT_TEACHER),
    *(Role.HEAD, Role.DEPUTY_HEAD, Role.SCHOOL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR),
)

dash.register_page(
    __name__, path="/student", path_template="/student/<student_id>", title="Ученик – МСОКО"
)


def layout(address: str = "", student_id: str = "", **query):
    return student.layout(address, query)
