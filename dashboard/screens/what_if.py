"""What would be if marks came: a subject, a mark, a form of control and how many of them."""

from dash import Dash, Input, Output, State, html

from dashboard import components
from dashboard.access import FAMILY, HEADS, TEACHERS, TERRITORY, Scope
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import NO_DATA, decimal
from dashboard.queries.final_forecasts import final_period
from dashboard.queries.students import marks_of_student
from dashboard.screens.addresses import id_in, text_in
from dashboard.screens.choices import option
from dashboard.screens.final_marks import FinalMarks, forms_of
from dashboard.screens.final_words import MOST, NUMBERS, short, weight_words
from dashboard.session import current_scope
from etl.forecasts.needed import sums_with
from etl.indicators.current import suggested_mark, weighted_mean

QUESTION = "Что было бы, если…"
LABELS = {"subject": "Предмет", "mark": "Отметка", "form": "Форма контроля", "many": "Сколько"}
MARKS = [option(f"«{mark}»", mark) for mark in (5, 4, 3, 2)]
MANY = [option(NUMBERS[n], n) for n in range(1, MOST + 1)]
PARTS = {
    "if_hidden": ("student-if", "hidden"),
    **{f"if_{name}_options": (f"student-if-{name}", "options") for name in ("subject", "form")},
    **{f"if_{name}_value": (f"student-if-{name}", "value") for name in ("subject", "form")},
}


def leaves(found: FinalMarks) -> dict:
    """The subjects and forms there are to choose from; the first of each is chosen."""
    rows = [line.row for line in found.lines if "class_id" in line.row]  # has marks, so weights
    subjects = [option(row["subject"], row["subject_id"]) for row in rows]
    forms = [
        option(f"{form['work_type']} ({weight_words(form)})", form["work_type_id"])
        for form in found.forms
    ]
    return {
        "if_hidden": not (subjects and forms),
        "if_subject_options": subjects,
        "if_subject_value": subjects[0]["value"] if subjects else "",
        "if_form_options": forms,
        "if_form_value": forms[0]["value"] if forms else "",
    }


def panel(parts: dict) -> html.Div:
    """Four selects and the answer under them; it is not printed unless asked."""
    options = {
        "subject": (parts["if_subject_options"], parts["if_subject_value"]),
        "mark": (MARKS, "5"),
        "form": (parts["if_form_options"], parts["if_form_value"]),
        "many": (MANY, "1"),
    }
    choices = [
        components.choice(f"student-if-{name}", LABELS[name], *options[name]) for name in LABELS
    ]
    return html.Div(
        [
            html.H3(QUESTION),
            html.Div(choices, className="what-if", role="group", **{"aria-label": QUESTION}),
            html.P(id="student-if-told", className="sentence", **{"aria-live": "polite"}),
        ],
        id="student-if",
        hidden=parts["if_hidden"],
    )


def would_be(row: dict, form: dict, mark: int, many: int) -> str:
    """«Сейчас 3,42, выходит «3». Ещё одна «5» …: (20,9 + 7,5) / (6,1 + 1,5) = 3,74 – …»"""
    weighted, weight = row["sum_weighted"] or 0, row["sum_weight"] or 0
    after = sums_with(weighted, weight, [(mark, form["weight"])] * many)
    more, heavier = after[0] - weighted, after[1] - weight
    what = f"{NUMBERS[many]} «{mark}» – {form['work_type'].lower()} ({weight_words(form)})"
    made = (
        f"({short(weighted / 100)} + {short(more / 100)}) / "
        f"({short(weight / 100)} + {short(heavier / 100)})"
    )
    return (
        f"{_now(row)} Ещё {what}: {made} = {decimal(weighted_mean(*after))} – "
        f"выйдет «{int(suggested_mark(*after))}». Окончательную отметку ставит учитель."
    )


def _now(row: dict) -> str:
    mean, mark = row["weighted_mean"], row["suggested_mark"]
    if mark is None:
        return "Отметок ещё нет."
    return f"Сейчас {decimal(mean) or NO_DATA}, выходит «{int(mark)}»."


def answer(scope: Scope, student_id: int, period: int, chosen: dict[str, int]) -> str:
    """What would be for one's own student; what is not there raises NotThere."""
    rows = marks_of_student(scope, student_id)
    shown = final_period(scope, period, student_id=student_id) if rows else None
    of_subject = [
        row for row in rows if row["period_id"] == shown and row["subject_id"] == chosen["subject"]
    ]
    forms = {form["work_type_id"]: form for form in forms_of(scope, of_subject, shown or 0)}
    is_asked = chosen["mark"] in range(2, 6) and chosen["many"] in range(1, MOST + 1)
    if not of_subject or chosen["form"] not in forms or not is_asked:
        raise NotThere("subject, form, mark or number")
    return would_be(of_subject[-1], forms[chosen["form"]], chosen["mark"], chosen["many"])


def add_callbacks(app: Dash) -> None:
    """Every choice changes the answer."""

    @app.callback(
        output=Output("student-if-told", "children"),
        inputs={
            "chosen": {name: Input(f"student-if-{name}", "value") for name in LABELS},
            "period": State("student-period", "value"),
            "student_id": State("student-id", "data"),
        },
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS, *FAMILY)
    def asked(chosen: dict, period: str, student_id: int) -> str:
        texts = {name: text_in(value) for name, value in chosen.items()}
        if not all(texts.values()):
            return ""
        numbers = {name: id_in(text) for name, text in texts.items()}
        return answer(current_scope(), id_in(student_id), id_in(period), numbers)
