"""Rows of a table chosen with boxes: a link to their comparison, made in the browser."""

from dash import ClientsideFunction, Dash, Input, Output, State, dcc


def chosen_link(table: str) -> dcc.Link:
    """The way to the comparison of the chosen rows; hidden until there are two."""
    return dcc.Link("", href="/compare", id=f"{table}-compare", className="compare-chosen not-yet")


def add_chosen(app: Dash, table: str, address: str) -> None:
    """The link follows the boxes; `address` is the store that knows the view."""
    app.clientside_callback(
        ClientsideFunction("msoko", "compareChosen"),
        Output(f"{table}-compare", "children"),
        Output(f"{table}-compare", "href"),
        Output(f"{table}-compare", "className"),
        Input(table, "selectedRows"),
        State(address, "data"),
        prevent_initial_call=True,
    )
