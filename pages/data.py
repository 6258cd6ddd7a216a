"""/data: Данные."""

import dash

from dashboard.screens import data_state

ROLES = data_state.READERS

dash.register_page(__name__, path="/data", title="Данные – МСОКО")


def layout(address: str = "", **query):
    return data_state.layout(query)
