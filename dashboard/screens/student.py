"""The screen of a student: subjects, periods, works."""

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import Scope
from dashboard.components import Headline
from dashboard.figures.trend import mark_trend_figure
from dashboard.filters import View
from dashboard.numbers import count, decimal
from dashboard.queries.students import student, student_subjects, student_trend, student_works
from dashboard.queries.units import breadcrumb
from dashboard.screens.addresses import keep_address, link, number_in, steps
from dashboard.screens.choices import LABELS, chosen_view, option, with_period
from dashboard.screens.grids import grid, interval_column, name_column, number_column
from dashboard.screens.tables import MARK_CELL, MEAN_CLASSES, records
from dashboard.session import current_scope
from etl.periods import PERIOD_ORDER, YEAR, period_name, school_year_name

FILTERS = ("year", "period")
ARITHMETIC = (
    "Средневзвешенный балл = Σ(отметка × вес) / Σ весов. По нему выходит: от 4,50 – «5», "
    "от 3,50 – «4», от 2,50 – «3», ниже – «2»."
)
PARTS = {
    "headlines": ("student-headlines", "children"),
    "columns": ("student-subjects", "columnDefs"),
    "rows": ("student-subjects", "rowData"),
    "trend": ("student-trend", "figure"),
    "address": ("student-address", "data"),
    "trail": ("student-trail", "children"),
    **{f"{name}_options": (f"student-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"student-{name}", "value") for name in FILTERS},
}


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The screen of the student the address names, or «not found»."""
    scope = current_scope()
    found = student(scope, number_in(address))
    if found is None:
        return components.not_found()
    return skeleton(scope, found, content(scope, found, View.parse(query)))


def skeleton(scope: Scope, found: dict, parts: dict) -> html.Div:
    """What stays while year and period change."""
    kind = f"Ученик, {found['school_class']}"
    selects = [
        components.choice(
            f"student-{name}", LABELS[name], parts[f"{name}_options"], parts[f"{name}_value"]
        )
        for name in FILTERS
    ]
    return html.Div(
        [
            components.head(
                components.trail("student-trail", parts["trail"]),
                components.title("student-name", name_of(found), kind),
            ),
            components.filters(*selects),
            components.block(
                "Как идут дела?",
                html.Div(parts["headlines"], id="student-headlines", className="headlines"),
            ),
            components.block(
                "Что получается по предметам?",
                grid("student-subjects", parts["columns"], parts["rows"]),
                note=ARITHMETIC,
                wide=True,
            ),
            components.block(
                "Что меняется?",
                html.Div(
                    components.graph("student-trend", parts["trend"], "средневзвешенный-балл"),
                    className="scrolled",
                ),
                note="Средневзвешенный балл по периодам, у всех предметов одна шкала",
            ),
            components.block(
                "Какие работы написаны?",
                grid("student-works", work_columns(), work_rows(scope, found)),
                wide=True,
            ),
            dcc.Store(id="student-id", data=found["student_id"]),
            dcc.Store(id="student-address", data=parts["address"]),
        ],
        className="screen screen-student",
    )


def content(scope: Scope, found: dict, view: View) -> dict:
    """The value of every leaf that year and period change."""
    all_periods = student_trend(scope, found["student_id"], View(year=view.year))
    view = with_period(view, sorted(set(all_periods["period_id"])))
    periods = student_trend(scope, found["student_id"], View(year=view.year))
    marks = student_subjects(scope, found["student_id"], View(year=view.year, period=view.period))
    of_year = periods[periods["school_year"] == view.year]
    shown = View(year=view.year, period=view.period)
    line = [*steps(breadcrumb(scope, found["class_id"]), shown), (name_of(found), "")]
    return {
        "trail": components.breadcrumb(line),
        "headlines": components.headlines(headline_numbers(marks)),
        "columns": subject_columns(of_year),
        "rows": subject_rows(marks, of_year),
        "trend": mark_trend_figure(of_year[of_year["period_id"] % 100 != YEAR]),
        "address": link("student", found["student_id"], year=view.year, period=view.period),
        **_filters(view, periods),
    }


def _filters(view: View, periods: pd.DataFrame) -> dict:
    years = sorted(set(periods["school_year"]), reverse=True)
    parts = periods.loc[periods["school_year"] == view.year, "period_id"].unique()
    return {
        "year_options": [option(school_year_name(year), year) for year in years],
        "year_value": str(view.year or ""),
        "period_options": [option(period_name(id), id) for id in sorted(parts, key=_order)],
        "period_value": str(view.period or ""),
    }


def name_of(found: dict) -> str:
    """The name where it may be seen, else the code."""
    return found["name"] or found["student_code"]


def headline_numbers(marks: pd.DataFrame) -> list[Headline]:
    """Weighted mean, final marks, number of marks and absences of the period."""
    finals = marks["final_mark"].dropna().astype(str)
    counts = {mark: int((finals == mark).sum()) for mark in ("5", "4", "3", "2")}
    shown = " · ".join(f"«{mark}»: {number}" for mark, number in counts.items() if number)
    subjects = f"предметов: {len(marks)}"
    return [
        Headline(
            "Средневзвешенный балл",
            decimal(marks["weighted_mean"].mean()),
            "средний по предметам",
            subjects,
        ),
        Headline("Итоговых отметок", count(len(finals)), "за период", shown),
        Headline("Текущих отметок", count(marks["n_marks"].sum()), "за период", subjects),
        Headline("Пропуски", count(marks["n_absences"].sum()), "отметки об отсутствии", subjects),
    ]


def subject_columns(of_year: pd.DataFrame) -> list[dict]:
    """Current marks of the period, and the final marks of every period of the year."""
    with_finals = of_year.dropna(subset=["final_mark"])["period_id"].unique()
    marks = [
        {
            "field": f"p{id}",
            "headerName": period_name(id),
            "width": 100,
            **MARK_CELL,
        }
        for id in sorted(with_finals, key=_order)
    ]
    decimals = "decimal(params.value, 2)"
    return [
        name_column("Предмет", width=210),
        number_column("n_marks", "n отметок", "count", width=115),
        number_column("mean_mark", "Средний", decimals),
        number_column(
            "weighted_mean", "Средневзв.", decimals, width=120, cellClassRules=MEAN_CLASSES
        ),
        number_column("suggested_mark", "Выходит", "mark"),
        *marks,
        number_column("n_absences", "Пропуски", "count", width=110),
    ]


def subject_rows(marks: pd.DataFrame, of_year: pd.DataFrame) -> list[dict]:
    """One row per subject."""
    finals = {(row.subject_id, row.period_id): row.final_mark for row in of_year.itertuples()}
    shown = ("name", "n_marks", "mean_mark", "weighted_mean", "suggested_mark", "n_absences")
    rows = records(marks.assign(name=marks["subject"]), shown)
    for row, subject in zip(rows, marks["subject_id"], strict=True):
        row |= {
            f"p{period}": mark
            for (of_subject, period), mark in finals.items()
            if of_subject == subject and not pd.isna(mark)
        }
    return rows


def work_columns() -> list[dict]:
    """Points, share of the maximum and mark of every work."""
    points = "params.data.is_absent ? 'не писал(а)' : decimal(params.value, 1)"
    return [
        name_column("Работа", width=280),
        number_column("date", "Дата", "day", sort="desc", width=110),
        {"field": "procedure", "headerName": "Процедура", "width": 135},
        {"field": "subject", "headerName": "Предмет", "width": 150},
        number_column("points", "Баллы", "") | {"valueFormatter": {"function": points}},
        number_column("max_points", "из", "decimal(params.value, 0)", width=70),
        number_column("solve_rate", "Выполнено", "percent", width=115),
        interval_column("solve_rate", "От 0 до 100 %", colId="bar", cellRendererParams=BAR),
        {"field": "mark", "headerName": "Отметка", "width": 100, **MARK_CELL},
    ]


BAR = {"keys": ["zero", "solve_rate", "solve_rate", "none"]}


def work_rows(scope: Scope, found: dict) -> list[dict]:
    """One row per work of the student, linked to the work in his or her class."""
    works = student_works(scope, found["student_id"])
    hrefs = [link("assessment", row.assessment_id, unit=row.class_id) for row in works.itertuples()]
    shown = ("name", "href", "date", "procedure", "subject", "points", "max_points")
    shown += ("solve_rate", "zero", "mark", "is_absent")
    days = [day.isoformat() for day in works["date"]]
    marks = works["mark"].astype("string")
    return records(
        works.assign(name=works["title"], href=hrefs, date=days, zero=0.0, mark=marks), shown
    )


def _order(period: int) -> int:
    return PERIOD_ORDER.index(period % 100)


def add_callbacks(app: Dash) -> None:
    """Year and period change the leaves."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={
            "chosen": {name: Input(f"student-{name}", "value") for name in FILTERS},
            "student_id": State("student-id", "data"),
        },
        prevent_initial_call=True,
    )
    def changed(chosen: dict, student_id: int) -> dict:
        scope = current_scope()
        found = student(scope, student_id)
        if found is None:
            raise LookupError(f"student {student_id} is not there for this person")
        return content(scope, found, chosen_view(chosen))

    keep_address(app, "student-address")
