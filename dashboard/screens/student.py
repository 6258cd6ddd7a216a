"""The screen of a student: one sheet of A4 that can be handed to a parent."""

from collections import Counter

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import FAMILY, HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import Headline
from dashboard.filters import View
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import count, decimal
from dashboard.queries.students import marks_of_student, student, student_works
from dashboard.queries.units import breadcrumb
from dashboard.screens.addresses import id_in, keep_address, link, number_in, steps, texts_in
from dashboard.screens.allowed import sees_all_subjects
from dashboard.screens.choices import (
    LABELS,
    chosen_view,
    period_options,
    with_period,
    year_options,
)
from dashboard.screens.matrix import ONE, student_groups
from dashboard.screens.sheet import subject_table, work_table
from dashboard.session import current_scope
from etl.periods import YEAR, period_name, school_year_name, school_year_of

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
    "subjects": ("student-subjects", "children"),
    "works": ("student-works", "children"),
    "when": ("student-when", "children"),
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
    words = OF_FAMILY if is_own_child(scope, found) else OF_STAFF
    return skeleton(found, content(scope, found, View.parse(query)), words)


def is_own_child(scope: Scope, found: dict) -> bool:
    """Whether the sheet is the person's own or a child's, and is told in plain words."""
    return scope.allows_child(found["student_id"]).allowed


def skeleton(found: dict, parts: dict, words: dict[str, str]) -> html.Div:
    """What stays while year and period change."""
    selects = [
        components.choice(
            f"student-{name}", LABELS[name], parts[f"{name}_options"], parts[f"{name}_value"]
        )
        for name in FILTERS
    ]
    print_it = html.Button("Печать", id="student-print", className="quiet", type="button")
    return html.Div(
        [
            components.head(
                components.trail("student-trail", parts["trail"]),
                components.title("student-name", name_of(found), f"{found['school_class']} класс"),
                html.Div(
                    [html.Span(parts["when"], id="student-when"), print_it], className="aside"
                ),
                html.P(f"Вы видите этот лист как: {_reason(found)}.", className="why"),
            ),
            components.filters(*selects),
            components.block(
                "Как идут дела?",
                html.Div(parts["headlines"], id="student-headlines", className="headlines"),
            ),
            components.block(
                "Что получается по предметам?",
                _scrolled(parts["subjects"], "student-subjects", "Предметы"),
                html.P(words["arithmetic"], className="note below"),
            ),
            components.block(
                "Какие работы написаны?", _scrolled(parts["works"], "student-works", "Работы")
            ),
            dcc.Store(id="student-id", data=found["student_id"]),
            dcc.Store(id="student-address", data=parts["address"]),
        ],
        className="screen screen-student",
    )


def _reason(found: dict) -> str:
    """«классный руководитель, 8А», «родитель, ваш ребёнок»: one colon is enough in a sentence."""
    return found["reason"].replace(": ", ", ", 1) if found["left_on"] is None else found["reason"]


def _scrolled(table, id: str, name: str) -> html.Div:
    """A wide table scrolls in its own place, also by the keyboard."""
    return html.Div(
        table, id=id, className="scrolled", tabIndex=0, role="region", **{"aria-label": name}
    )


def content(scope: Scope, found: dict, asked: View) -> dict:
    """The value of every leaf that year and period change."""
    marks = marks_of_student(scope, found["student_id"])
    works = student_works(scope, found["student_id"])
    ids = {row["period_id"] for row in marks} | {_year_of(work) for work in works}
    view = with_period(asked, ids)
    view = View(year=view.year, period=view.period)
    shown = [row for row in marks if row["period_id"] == view.period]
    line = breadcrumb(scope, found["class_id"])
    is_child = is_own_child(scope, found)
    words = OF_FAMILY if is_child else OF_STAFF
    in_groups = is_child or sees_all_subjects(scope, found["path"])
    numbers = headline_numbers(shown, in_groups=in_groups)
    return {
        "trail": components.breadcrumb(_trail(scope, found, line, view)),
        "headlines": components.headlines(numbers) or [html.P(words["no_marks"], className="note")],
        "subjects": subject_table(marks, view.period, in_plain_words=is_child),
        "works": work_table(works, view.year, linked=not is_child or bool(line)),
        "when": _when(view),
        "address": link("student", found["student_id"], year=view.year, period=view.period),
        "year_options": year_options(ids),
        "year_value": str(view.year or ""),
        "period_options": period_options(ids, view.year),
        "period_value": str(view.period or ""),
    }


def _trail(scope: Scope, found: dict, line: list[dict], view: View) -> list[tuple[str, str]]:
    """The units that may be opened; for a parent of several the way back to the others."""
    others = [("Мои дети", "/")] if not line and len(scope.children) > 1 else []
    return [*others, *steps(line, view), (name_of(found), "")]


def _year_of(work: dict) -> int:
    """The period «год» of a work: a year with works and without marks is shown as well."""
    return school_year_of(work["date"]) * 100 + YEAR


def _when(view: View) -> str:
    if view.period is None:
        return ""
    return f"{period_name(view.period)}, {school_year_name(view.period // 100)}"


def name_of(found: dict) -> str:
    """The name where it may be seen, else the code."""
    return found["name"] or found["student_code"]


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
        Headline("Средневзвешенный балл", decimal(mean), "средний по предметам", subjects),
        Headline("Текущих отметок", count(sum(r["n_marks"] for r in marks)), "за период", subjects),
        Headline(
            "Пропуски", count(sum(r["n_absences"] for r in marks)), "отметки об отсутствии",
            subjects,
        ),
    ]  # fmt: skip


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
        found = student(scope, id_in(student_id))
        if found is None:
            raise NotThere("student")
        return content(scope, found, chosen_view(texts_in(chosen)))

    app.clientside_callback(
        ClientsideFunction("msoko", "printPage"),
        Output("student-print", "title"),
        Input("student-print", "n_clicks"),
        prevent_initial_call=True,
    )
    keep_address(app, "student-address")
