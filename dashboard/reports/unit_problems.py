"""What was not learnt in a unit: the first of its problem components, and the way to all."""

from dataclasses import replace

from dash import dcc, html

from dashboard.access import Scope
from dashboard.reports.content import Content, Report
from dashboard.reports.problems_found import told
from dashboard.screens.problems_reading import read_problems
from dashboard.screens.reading import Reading

MOST = 7  # lines to a block


def build(scope: Scope, reading: Reading) -> Content:
    """The pairs with the most students behind them; nothing where no work has a protocol."""
    view = reading.view
    query = {"unit": str(reading.unit["unit_id"]), "year": str(view.year or "")}
    query |= {"subject": str(view.subject), "grade": str(view.grade)}
    found = read_problems(scope, query)
    if found is None or not found.rows:
        return Content()
    flagged = found.flagged
    content = told(found, flagged[:MOST])
    every = f"Все {len(flagged)} и по элементам" if len(flagged) > MOST else "По элементам"
    way = html.P(dcc.Link(every, href=found.address), className="note")
    return replace(content, extra=[way])


REPORT = Report(
    "problems",
    "Какие элементы не усвоены?",
    build,
    is_grid=True,
    wide=True,
    later=True,
)
