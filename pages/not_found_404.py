"""Every address that leads nowhere."""

import dash

from dashboard import components
from dashboard.access import EVERYBODY

ROLES = EVERYBODY

dash.register_page(__name__, title="Не найдено – МСОКО")


def layout(**_query):
    return components.not_found()
