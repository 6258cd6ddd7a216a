"""The line of filters: what can be chosen in a unit, and the view with every choice made."""

from dataclasses import replace

from dash import html

from dashboard.components import choice, filters
from dashboard.filters import BASES, View, usual_period
from etl.indicators.progress import PROGRESS_GROUPS
from etl.periods import PERIOD_ORDER, period_name, school_year_name

BASIS_NAMES = {"current": "текущие", "final": "итоговые", "external": "внешние"}
WITH_GRADES = ("region", "municipality", "school")
FILTERS = ("year", "period", "subject", "grade", "basis", "procedure", "work_type", "group")
LABELS = {
    "year": "Учебный год",
    "period": "Период",
    "subject": "Предмет",
    "grade": "Параллель",
    "basis": "Отметки",
    "procedure": "Процедура",
    "work_type": "Форма контроля",
    "group": "Ученики",
}


def settled(seen: list[dict], view: View) -> View:
    """The view without open ends, from rows of `basis, period_id, procedure, grade` with marks.

    What is asked for and not there falls to the usual: basis, period, procedure, grade.
    """
    view = with_basis(view, {row["basis"] for row in seen})
    of_basis = [row for row in seen if row["basis"] == view.basis]
    view = with_period(view, {row["period_id"] for row in of_basis})
    of_period = [row for row in of_basis if row["period_id"] == view.period]
    procedures = sorted({row["procedure"] for row in of_period if row["procedure"]})
    usual = procedures[0] if procedures else ""
    grades = {row["grade"] for row in of_period}
    return replace(
        view,
        procedure=view.procedure if view.procedure in procedures else usual,
        grade=view.grade if view.grade in grades else 0,
    )


def with_basis(view: View, there: set[str]) -> View:
    """The asked basis when there are such marks, else final, current, external in this order."""
    for basis in (view.basis, "final", "current", "external"):
        if basis in there:
            return replace(view, basis=basis)
    return view


def with_period(view: View, ids: set[int]) -> View:
    """The asked period; the same part of the asked year; the usual one of the year; the latest."""
    if not ids:
        return replace(view, year=None, period=None)
    years = {id // 100 for id in ids}
    year = view.year if view.year in years else max(years)
    same = year * 100 + (view.period or 0) % 100
    period = same if same in ids else usual_period(id for id in ids if id // 100 == year)
    return replace(view, year=year, period=period)


def with_subject(view: View, subjects: dict[int, str], *, has_sum: bool) -> View:
    """The asked subject; all together where they may be added up; else the first of them."""
    if view.subject in subjects:
        return view
    return replace(view, subject=0 if has_sum else next(iter(subjects), 0))


def chosen_view(chosen: dict[str, str]) -> View:
    """The view of the selects; the period is moved into the chosen year, which may be new."""
    period = chosen.get("period", "")
    if period.isdigit() and chosen.get("year", "").isdigit():
        chosen = chosen | {"period": f"{chosen['year']}{period[-2:]}"}
    return View.parse(chosen)


def options(
    seen: list[dict],
    view: View,
    subjects: dict[int, str],
    *,
    has_sum: bool = True,
    work_types: tuple[dict, ...] = (),
) -> dict[str, list[dict]]:
    """The options of every filter; `subjects` are those with marks in the period.

    «Все предметы» is offered where all of them may be added up.
    """
    of_basis = [row for row in seen if row["basis"] == view.basis]
    of_period = [row for row in of_basis if row["period_id"] == view.period]
    ids = {row["period_id"] for row in of_basis}
    grades = sorted({row["grade"] for row in of_period} - {0})
    procedures = sorted({row["procedure"] for row in of_period if row["procedure"]})
    there = {row["basis"] for row in seen}
    return {
        "year": year_options(ids),
        "period": period_options(ids, view.year),
        "subject": [
            *([option("Все предметы", 0)] if has_sum else []),
            *(option(name, subject) for subject, name in subjects.items()),
        ],
        "grade": [option("Все", 0)] + [option(f"{number} классы", number) for number in grades],
        "basis": [
            option(BASIS_NAMES[basis], basis) | {"disabled": basis not in there} for basis in BASES
        ],
        "procedure": [option(name, name) for name in procedures],
        "work_type": [
            option("Все", 0),
            *(option(one["work_type"], one["work_type_id"]) for one in work_types),
        ],
        "group": GROUP_OPTIONS,
    }


GROUP_OPTIONS = [
    {"label": "Все", "value": "0"},  # an empty value is the placeholder of a select
    *({"label": title, "value": group} for group, title in PROGRESS_GROUPS.items()),
]


def year_options(periods: set[int]) -> list[dict]:
    """School years, the latest first."""
    years = sorted({period // 100 for period in periods}, reverse=True)
    return [option(school_year_name(year), year) for year in years]


def period_options(periods: set[int], year: int | None) -> list[dict]:
    """Periods of a year in the order of a school year."""
    of_year = (period for period in periods if period // 100 == year)
    return [option(period_name(id), id) for id in sorted(of_year, key=period_place)]


def period_place(period: int) -> int:
    """The place of a period within its school year."""
    return PERIOD_ORDER.index(period % 100)


def option(label: str, value) -> dict:
    """An option of a native select: its value is always text."""
    return {"label": label, "value": str(value)}


def filter_line(prefix: str, view: View, shown: dict, *, without: tuple[str, ...] = ()) -> html.Div:
    """The one line of filters that never moves; `shown` are the options."""
    values = filter_values(view)
    places = [
        choice(f"{prefix}-{name}", LABELS[name], shown[name], values[name], hidden=name in without)
        for name in FILTERS
    ]
    return filters(*places)


def filter_values(view: View) -> dict[str, str]:
    """The value of every select, as text."""
    return {name: str(getattr(view, name) or _nothing(name)) for name in FILTERS}


def _nothing(name: str):
    return 0 if name in ("subject", "grade", "work_type", "group") else ""
