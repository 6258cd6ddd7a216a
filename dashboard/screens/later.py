"""«Ещё вопросы»: each has a button, and is read by itself when somebody asks it."""

from collections.abc import Iterable
from typing import Any

from dash import Input, ctx, html, no_update
from dash.exceptions import PreventUpdate

from dashboard.access import Scope
from dashboard.reports.content import Report
from dashboard.screens import blocks

NOTHING_HERE = "Для ответа на этот вопрос здесь пока нет данных."
Asked = tuple[Report, ...]


def places(prefix: str, reports: Iterable[Report]) -> dict[str, tuple[str, str]]:
    """Leaf → id and property: of every answer, and of the button that asks for it."""
    buttons = {f"{report.name}_asked": (_button(prefix, report), "hidden") for report in reports}
    return blocks.places(prefix, reports) | buttons


def clicks(prefix: str, reports: Iterable[Report]) -> dict[str, Input]:
    """The input of every button, by the name of its report."""
    return {report.name: Input(_button(prefix, report), "n_clicks") for report in reports}


def questions(prefix: str, reports: Iterable[Report], level: str) -> html.Div:
    """A button for every question of the level; the others stand hidden, as inputs must stand."""
    buttons = [
        html.Button(
            report.asked_at(level) if report.is_of(level) else "",
            id=_button(prefix, report),
            type="button",
            hidden=not report.is_of(level),
            **{"data-asks": f"{prefix}-{report.name}-place"},
        )
        for report in reports
    ]
    return html.Div([html.B("Ещё вопросы"), *buttons], className="more")


def asked(prefix: str, reports: Iterable[Report], clicked: dict[str, object]) -> Asked:
    """What is to be read now: the question just asked, or all that stand open in another view.

    Raises
    ------
    PreventUpdate
        Nothing has been asked yet.
    """
    opened = tuple(report for report in reports if clicked[report.name])
    if not opened:
        raise PreventUpdate
    just = tuple(report for report in opened if ctx.triggered_id == _button(prefix, report))
    return just or opened


def leaves(
    scope: Scope, reports: Iterable[Report], now: Asked, level: str, reading: Any, caption: str
) -> dict[str, Any]:
    """The leaves of what is read now; all the others stay as they are."""
    found = dict.fromkeys(places("", reports), no_update)
    read = [report for report in now if report.is_of(level)]
    found |= blocks.leaves(scope, read, level, reading, caption)
    for report in read:
        found[f"{report.name}_asked"] = True
        if found[f"{report.name}_hidden"]:
            found[f"{report.name}_hidden"] = False
            found[f"{report.name}_body"] = [
                html.P(NOTHING_HERE, className="note"),
                blocks.no_table(report),
            ]
    return found


def _button(prefix: str, report: Report) -> str:
    return f"{prefix}-{report.name}-ask"
