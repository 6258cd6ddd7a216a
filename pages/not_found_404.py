"""Every address that leads nowhere."""

import dash

from dashboard import components

ROLES = ("everybody",)

dash.register_page(__name__, title="Не найдено – МСОКО")


def layout(**_query):
    return components.not_found()
