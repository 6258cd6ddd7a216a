"""The screen of a student: one sheet of A4 that can be handed to a parent."""

from collections import Counter

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import FAMILY, HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import Headline
from dashboard.explained import Explanation
from dashboard.filters import View
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import count, decimal
from dashboard.reports import (
    student_final_marks,
    student_forecast,
    student_route,
    student_subjects,
    student_works,
)
from dashboard.reports import student_strengths as strengths
from dashboard.reports.content import Report
from dashboard.screens import blocks, what_if
from dashboard.screens.addresses import id_in, keep_address, link, number_in, steps, texts_in
from dashboard.screens.choices import LABELS, chosen_view, period_options, year_options
from dashboard.screens.final_marks import final_marks, final_table
from dashboard.screens.matrix import ONE, student_groups
from dashboard.screens.next_group import next_group
from dashboard.screens.sheet import subject_table, work_table
from dashboard.screens.student_forecast import forecast_lists
from dashboard.screens.student_reading import StudentReading, read_student
from dashboard.screens.student_route import route_lists
from dashboard.screens.student_strengths import strengths_lists
from dashboard.session import current_scope
from etl.periods import period_in_words

FILTERS = ("year", "period")
COMES_TO = "от 4,50 – «5», от 3,50 – «4», от 2,50 – «3», ниже – «2»."
OF_STAFF = {
    "arithmetic": "Средневзвешенный балл = Σ (отметка × вес) / Σ весов: контрольная весит больше "
    f"ответа. По нему выходит: {COMES_TO}",
    "no_marks": "За этот период отметок нет: загрузите журнал класса.",
}
OF_FAMILY = {
    "arithmetic": "Средний балл с весом: контрольная работа влияет на него сильнее, чем ответ на "
    f"уроке. По нему выходит: {COMES_TO} Окончательную отметку ставит учитель.",
    "no_marks": "За этот период отметок пока нет.",
}
PARTS = {
    "headlines": ("student-headlines", "children"),
    "hint": ("student-hint", "children"),
    "subjects": ("student-subjects", "children"),
    "works": ("student-works", "children"),
    "final": ("student-final", "children"),
    "strengths": ("student-strengths", "children"),
    "route": ("student-route", "children"),
    "forecast": ("student-forecast", "children"),
    "when": ("student-when", "children"),
    "address": ("student-address", "data"),
    "trail": ("student-trail", "children"),
    **what_if.PARTS,
    **{f"{name}_options": (f"student-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"student-{name}", "value") for name in FILTERS},
}


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The screen of the student the address names, or «not found»."""
    scope = current_scope()
    reading = read_student(scope, number_in(address), View.parse(query))
    if reading is None:
        return components.not_found()
    return skeleton(reading, content(scope, reading))


def skeleton(reading: StudentReading, parts: dict) -> html.Div:
    """What stays while year and period change."""
    words = OF_FAMILY if reading.is_family else OF_STAFF
    return html.Div(
        [
            _head(reading, parts),
            components.filters(*_selects(parts)),
            components.block(
                "Как идут дела?",
                html.Div(parts["headlines"], id="student-headlines", className="headlines"),
                html.P(parts["hint"], id="student-hint", className="hint"),
            ),
            _block(
                reading,
                student_subjects.REPORT,
                _scrolled(parts["subjects"], "student-subjects", "Предметы"),
                html.P(words["arithmetic"], className="note below"),
            ),
            _block(
                reading,
                student_final_marks.REPORT,
                html.Div(parts["final"], id="student-final"),
                what_if.panel(parts),
            ),
            _block(reading, strengths.REPORT, html.Div(parts["strengths"], id="student-strengths")),
            _block(
                reading,
                student_route.REPORT,
                html.Div(parts["route"], id="student-route", className="routes"),
            ),
            html.Div(parts["forecast"], id="student-forecast"),
            _block(
                reading, student_works.REPORT, _scrolled(parts["works"], "student-works", "Работы")
            ),
            dcc.Store(id="student-id", data=reading.student["student_id"]),
            dcc.Store(id="student-address", data=parts["address"]),
        ],
        className="screen screen-student",
    )


def _head(reading: StudentReading, parts: dict) -> html.Div:
    found = reading.student
    print_it = html.Button("Печать", id="student-print", className="quiet", type="button")
    when = html.Span(parts["when"], id="student-when")
    return components.head(
        components.trail("student-trail", parts["trail"]),
        components.title("student-name", reading.name, f"{found['school_class']} класс"),
        html.Div([when, print_it], className="aside"),
        html.P(f"Вы видите этот лист как: {_reason(found)}.", className="why"),
    )


def _selects(parts: dict) -> list[html.Div]:
    return [
        components.choice(
            f"student-{name}", LABELS[name], parts[f"{name}_options"], parts[f"{name}_value"]
        )
        for name in FILTERS
    ]


def _block(reading: StudentReading, report: Report, *content) -> html.Section:
    """A report of the sheet in its own form, with what can be taken away of it."""
    question = html.H2(report.asked_at("student"))
    tools = blocks.tools(report, reading.can_export)
    return html.Section(
        [html.Div([question, *tools], className="block-head"), *content], className="block"
    )


def _reason(found: dict) -> str:
    """«классный руководитель, 8А», «родитель, ваш ребёнок»: one colon is enough in a sentence."""
    return found["reason"].replace(": ", ", ", 1) if found["left_on"] is None else found["reason"]


def _scrolled(table, id: str, name: str) -> html.Div:
    """A wide table scrolls in its own place, also by the keyboard."""
    return html.Div(
        table, id=id, className="scrolled", tabIndex=0, role="region", **{"aria-label": name}
    )


def content(scope: Scope, reading: StudentReading) -> dict:
    """The value of every leaf that year and period change."""
    view, ids = reading.view, reading.period_ids
    words = OF_FAMILY if reading.is_family else OF_STAFF
    numbers = headline_numbers(reading.shown, in_groups=reading.in_groups)
    linked = not reading.is_family or bool(reading.line)
    found = final_marks(scope, reading)
    return {
        "trail": components.breadcrumb(_trail(scope, reading)),
        "headlines": components.headlines(numbers) or [html.P(words["no_marks"], className="note")],
        "hint": next_group(reading.shown) if reading.in_groups else "",
        "subjects": subject_table(reading),
        "final": final_table(scope, found),
        **what_if.leaves(found),
        "strengths": strengths_lists(reading.learnt, is_family=reading.is_family),
        "route": route_lists(scope, reading),
        "forecast": _forecast(scope, reading),
        "works": work_table(reading.works, view.year, linked=linked),
        "when": period_in_words(view.period),
        "address": link("student", reading.student["student_id"], **_asked(view)),
        "year_options": year_options(ids),
        "year_value": str(view.year or ""),
        "period_options": period_options(ids, view.year),
        "period_value": str(view.period or ""),
    }


def _forecast(scope: Scope, reading: StudentReading) -> list[html.Section]:
    """The whole block, or nothing of it: families are shown it where the school says so."""
    found = forecast_lists(scope, reading)
    return [_block(reading, student_forecast.REPORT, *found)] if found else []


def _asked(view: View) -> dict:
    return {"year": view.year, "period": view.period}


def _trail(scope: Scope, reading: StudentReading) -> list[tuple[str, str]]:
    """The units that may be opened; for a parent of several the way back to the others."""
    others = [("Мои дети", "/")] if not reading.line and len(scope.children) > 1 else []
    return [*others, *steps(reading.line, reading.view), (reading.name, "")]


def headline_numbers(marks: list[dict], *, in_groups: bool = True) -> list[Headline]:
    """Group (of all subjects only), weighted mean, number of marks and absences of the period."""
    if not marks:
        return []
    finals = Counter(row["final_mark"] for row in marks if row["final_mark"])
    each = " · ".join(f"«{mark}»: {finals[mark]}" for mark in "5432" if finals[mark])
    means = [row["weighted_mean"] for row in marks if row["weighted_mean"] is not None]
    group = ONE.get(student_groups({0: marks})[0] or "", "–")
    mean = sum(means) / len(means) if means else None
    subjects = f"предметов: {len(marks)}"
    rule = "по итоговым отметкам периода"
    whole = Headline("Группа", group, rule, each or "итоговых отметок нет")
    return [
        *([whole] if in_groups else []),
        Headline("Средневзвешенный балл", decimal(mean), "средний по предметам", subjects,
                 explained=_mean_explained(means)),
        Headline("Текущих отметок", count(sum(r["n_marks"] for r in marks)), "за период", subjects),
        Headline(
            "Пропуски", count(sum(r["n_absences"] for r in marks)), "отметки об отсутствии",
            subjects,
        ),
    ]  # fmt: skip


def _mean_explained(means: list[float]) -> Explanation | None:
    """The mean of the subjects, each counted once."""
    if not means:
        return None
    return Explanation(
        title="Средний по предметам",
        value=decimal(sum(means) / len(means)),
        formula="сумма средневзвешенных баллов предметов / число предметов",
        numerator=" + ".join(decimal(mean) for mean in means),
        denominator=count(len(means)),
        source="собственное правило: каждый предмет считается один раз",
    )


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
    @open_to(*TERRITORY, *HEADS, *TEACHERS, *FAMILY)
    def changed(chosen: dict, student_id: int) -> dict:
        scope = current_scope()
        reading = read_student(scope, id_in(student_id), chosen_view(texts_in(chosen)))
        if reading is None:
            raise NotThere("student")
        return content(scope, reading)

    app.clientside_callback(
        ClientsideFunction("msoko", "printPage"),
        Output("student-print", "title"),
        Input("student-print", "n_clicks"),
        prevent_initial_call=True,
    )
    keep_address(app, "student-address")
