"""What changes: an indicator by year and by period of the chosen year, beside the reference."""

from dashboard.access import Scope
from dashboard.figures.trend import trend_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from dashboard.theme import basis_colour
from etl.periods import school_year_name


def build(scope: Scope, reading: Reading) -> Content:
    """One point a period of the unit and of its reference."""
    own, other, view = reading.own, reading.other, reading.view
    of_students = bool(own.row) and "reserve_rate" in own.row
    what = "Доля учеников на «4» и «5»" if of_students else "Качество знаний"
    return Content(
        figure=trend_figure(
            own.periods,
            other.periods,
            names=(own.name, other.name),
            colour=basis_colour(view.basis),
        ),
        table=Table(_columns(own.name, other.name), _rows(own.periods, other.periods)),
        note=f"{what} по годам и по периодам выбранного года",
    )


def _columns(name: str, other: str) -> list[dict]:
    ours = [
        name_column("Период"),
        number_column("n", "n", "count"),
        number_column("quality_rate", name, "percent"),
        number_column("quality_low", "от", "percent"),
        number_column("quality_high", "до", "percent"),
    ]
    return [*ours, *([number_column("reference", other, "percent")] if other else [])]


def _rows(own: list[dict], other: list[dict]) -> list[dict]:
    """Periods in the order of time; what is rounded in the reference is rounded already."""
    theirs = {row["period_id"]: row for row in other}
    return [
        row
        | {"name": f"{school_year_name(row['school_year'])}, {row['period']}"}
        | _reference(theirs.get(row["period_id"]))
        for row in own
    ]


def _reference(row: dict | None) -> dict:
    """The number of the unit to compare with, and that it is rounded where it is."""
    of_others = ("reference",) if is_disclosed(row) else ()
    return {"reference": row and row["quality_rate"], "of_others": of_others}


REPORT = Report("trend", "Что меняется?", build, has_figure=True, in_pack=True)
