"""The line of filters: what can be chosen in a unit, and the view with every choice made."""

from dataclasses import dataclass, replace

import pandas as pd
from dash import html

from dashboard.access import Scope
from dashboard.components import choice, filters
from dashboard.filters import BASES, View
from dashboard.queries.indicators import indicators
from dashboard.queries.options import grades
from dashboard.queries.periods import periods_with_marks, usual_period
from etl.periods import PERIOD_ORDER, period_name, school_year_name

BASIS_NAMES = {"current": "текущие", "final": "итоговые", "external": "внешние"}
WITH_GRADES = ("region", "municipality", "school")
FILTERS = ("year", "period", "subject", "grade", "basis", "procedure")
LABELS = {
    "year": "Учебный год",
    "period": "Период",
    "subject": "Предмет",
    "grade": "Параллель",
    "basis": "Отметки",
    "procedure": "Процедура",
}


@dataclass(frozen=True)
class Choices:
    """A view without open ends, and the options of every filter."""

    view: View
    options: dict[str, list[dict]]

    @property
    def has_data(self) -> bool:
        """Whether there is any period with marks."""
        return self.view.period is not None


def choices(scope: Scope, unit: dict, view: View) -> Choices:
    """What can be chosen at a unit; a choice that is not there falls to the usual one."""
    id = unit["unit_id"]
    periods = {basis: periods_with_marks(scope, basis=basis, unit_id=id) for basis in BASES}
    view = with_basis(view, periods)
    view = with_period(view, periods[view.basis])
    found = _subjects_and_procedures(scope, unit, view)
    view = with_subject(view, found)
    return Choices(view, _options(scope, unit, view, periods, found))


def chosen_view(chosen: dict[str, str | None]) -> View:
    """The view of the selects; the period is moved into the chosen year, which may be new."""
    period = chosen.get("period") or ""
    if period.isdigit() and (chosen.get("year") or "").isdigit():
        chosen = chosen | {"period": f"{chosen['year']}{period[-2:]}"}
    return View.parse(chosen)


def with_basis(view: View, periods: dict[str, list[int]]) -> View:
    """The asked basis when there are such marks, else final, current, external in this order."""
    for basis in (view.basis, "final", "current", "external"):
        if periods[basis]:
            return replace(view, basis=basis)
    return view


def with_period(view: View, ids: list[int]) -> View:
    """The asked period; the same part of the asked year; the usual one of the year; the latest."""
    if not ids:
        return replace(view, year=None, period=None)
    years = {id // 100 for id in ids}
    year = view.year if view.year in years else max(years)
    same = year * 100 + (view.period or 0) % 100
    period = same if same in ids else usual_period(id for id in ids if id // 100 == year)
    return replace(view, year=year, period=period)


def with_subject(view: View, found: pd.DataFrame) -> View:
    """The asked subject and procedure when they have marks here."""
    subject = view.subject if view.subject in set(found["subject_id"]) else 0
    if view.basis != "external":
        return replace(view, subject=subject, procedure="")
    known = sorted(set(found["procedure"]))
    procedure = view.procedure if view.procedure in known else next(iter(known), "")
    return replace(view, subject=subject, procedure=procedure)


def marks_view(unit: dict, view: View) -> View:
    """A view as the marts know it: below the school a unit has one grade."""
    return view if unit["level"] in WITH_GRADES else replace(view, grade=0)


def _subjects_and_procedures(scope: Scope, unit: dict, view: View) -> pd.DataFrame:
    return indicators(
        scope,
        basis=view.basis,
        unit_id=unit["unit_id"],
        period_id=view.period,
        grade=marks_view(unit, view).grade,
    )[["subject_id", "subject", "procedure"]]


def _options(scope, unit, view: View, periods: dict, found: pd.DataFrame) -> dict[str, list[dict]]:
    ids = periods[view.basis]
    years = sorted({id // 100 for id in ids}, reverse=True)
    parts = sorted((id for id in ids if id // 100 == view.year), key=_order)
    subjects = found.drop_duplicates("subject_id")
    numbers = grades(scope, unit["unit_id"]) if unit["level"] in WITH_GRADES else []
    return {
        "year": [option(school_year_name(year), year) for year in years],
        "period": [option(period_name(id), id) for id in parts],
        "subject": [option("Все предметы", 0)]
        + [option(row.subject, row.subject_id) for row in subjects.itertuples()],
        "grade": [option("Все", 0)] + [option(f"{number} классы", number) for number in numbers],
        "basis": [
            option(BASIS_NAMES[basis], basis) | {"disabled": not periods[basis]} for basis in BASES
        ],
        "procedure": [option(name, name) for name in sorted(set(found["procedure"])) if name],
    }


def option(label: str, value) -> dict:
    """An option of a native select: its value is always text."""
    return {"label": label, "value": str(value)}


def filter_line(prefix: str, made: Choices, *, without: tuple[str, ...] = ()) -> html.Div:
    """The one line of filters that never moves."""
    places = [
        choice(
            f"{prefix}-{name}",
            LABELS[name],
            made.options[name],
            str(getattr(made.view, name) or _nothing(name)),
            hidden=name in without or (name == "procedure" and made.view.basis != "external"),
        )
        for name in FILTERS
    ]
    return filters(*places)


def filter_values(made: Choices) -> dict[str, str]:
    """The value of every select, as text."""
    return {name: str(getattr(made.view, name) or _nothing(name)) for name in FILTERS}


def _nothing(name: str):
    return 0 if name in ("subject", "grade") else ""


def _order(period: int) -> int:
    return PERIOD_ORDER.index(period % 100)
