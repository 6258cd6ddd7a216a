"""Who wrote a work, who was absent, and whom the protocol does not name at all."""

from dash import dcc, html

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.participating import (
    BY_CLASS,
    NOTE,
    ONLY_HANDED_IN,
    participation,
    participation_columns,
    participation_in_words,
)
from dashboard.screens.work_reading import WorkReading


def build(scope: Scope, reading: WorkReading) -> Content:
    """One row a class of one's own, above a school one a child; nothing of others."""
    id, unit = reading.found["assessment_id"], reading.unit
    rows = participation(scope, id, unit, "assessment")
    if not rows:
        return Content()
    by_class = unit["level"] in BY_CLASS
    href = link("plan", id, unit=unit["unit_id"])
    to_plan = dcc.Link("План работы и бланки протоколов", href=href)
    return Content(
        table=Table(participation_columns("Класс" if by_class else "Где", by_class=by_class), rows),
        sentence=participation_in_words(rows),
        note=NOTE if by_class else f"{NOTE}. {ONLY_HANDED_IN}",
        extra=[html.P(to_plan, className="note")],
    )


REPORT = Report(
    "participation", "Кто писал и кого нет в протоколе?", build, is_grid=True, wide=True
)
