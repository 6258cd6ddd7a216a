"""Addresses: the id a path ends with, links that carry the view, the address kept up to date."""

from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output

from dashboard.filters import View
from dashboard.gate.doors import NotThere

LONGEST_ID = 9
LONGEST_TEXT = 200


def number_in(address: object) -> int:
    """The id at the end of a path; 0, which nothing has, when there is none."""
    last = address.rstrip("/").rsplit("/", 1)[-1] if isinstance(address, str) else ""
    return int(last) if _is_id(last) else 0


def id_in(value: object) -> int:
    """The id a callback was given, as a number or as text; anything else names nothing."""
    text = str(value) if type(value) is int else value
    if isinstance(text, str) and _is_id(text):
        return int(text)
    raise NotThere("no id")


def text_in(value: object) -> str:
    """The value of a select; nothing chosen is empty, what no select can hold names nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return value
    raise NotThere("no value of a select")


def texts_in(chosen: dict[str, object]) -> dict[str, str]:
    """The values of several selects."""
    return {name: text_in(value) for name, value in chosen.items()}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def unit_link(level: str, unit_id: int, view: View) -> str:
    """The screen of a unit in the same view."""
    return f"/{level}/{int(unit_id)}{view.query()}"


def link(page: str, id: int | None = None, **query) -> str:
    """An address of another page: «/assessment/7?unit=3»; empty parameters are left out."""
    chosen = {name: value for name, value in query.items() if value}
    path = f"/{page}" if id is None else f"/{page}/{int(id)}"
    return f"{path}?{urlencode(chosen)}" if chosen else path


def steps(line: list[dict], view: View) -> list[tuple[str, str]]:
    """The breadcrumb as names and links."""
    return [(step["name"], unit_link(step["level"], step["unit_id"], view)) for step in line]


def keep_address(app: Dash, store: str) -> None:
    """Keep the address as the store says, without a new page and without a new step back."""
    app.clientside_callback(
        ClientsideFunction("msoko", "keepAddress"),
        Output(store, "modified_timestamp"),  # never changed: without an output it is not started
        Input(store, "data"),
    )
