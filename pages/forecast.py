"""/forecast: Прогноз экзаменов."""

import dash

from dashboard.access import HEADS, TEACHERS, TERRITORY
from dashboard.screens import forecast

ROLES = (*TERRITORY, *HEADS, *TEACHERS)

dash.register_page(__name__, path="/forecast", title="Прогноз экзаменов – МСОКО")


def layout(address: str = "", **query):
    return forecast.layout(query)
