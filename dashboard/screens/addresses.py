"""Addresses: the id a path ends with, links that carry the view, the address kept up to date."""

from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output

from dashboard.filters import View

LONGEST_ID = 9


def number_in(address: str | None) -> int:
    """The id at the end of a path; 0, which nothing has, when there is none."""
    last = (address or "").rstrip("/").rsplit("/", 1)[-1]
    return int(last) if last.isascii() and last.isdigit() and len(last) <= LONGEST_ID else 0


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
