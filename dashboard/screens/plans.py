"""The bank of works: plans by year, subject, grade, procedure, state and words."""

from math import ceil

from dash import Dash, Input, Output, dcc, html

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.gate.doors import open_to
from dashboard.numbers import count
from dashboard.queries.plans import APPROVED, NEW, OWN, PAGE, Wanted, plan_choices, plans
from dashboard.screens.addresses import keep_address, link, text_in, texts_in
from dashboard.screens.choices import LABELS, option
from dashboard.screens.grids import grid, name_column, number_column
from dashboard.session import current_scope
from etl.periods import school_year_name

ALL = "0"
FILTERS = ("year", "subject", "grade", "procedure", "state", "text", "portion")
STATES = {APPROVED: "Утверждённые", OWN: "Писали у нас", NEW: "У нас не писали"}
LONGEST = 100
NOTE = (
    "Виден план, если он утверждён, если работу ещё никто не писал или писали там, что видно вам. "
    "«Писали» – ученики из вашей области"
)
NOTHING = (
    "Планов пока нет. План загружает администратор: строка на задание, столбцы «Код работы», "
    "«Предмет», «Параллель», «Дата», «№ задания», «Макс. балл»."
)
PARTS = {
    "rows": ("plans-list", "rowData"),
    "portion_options": ("plans-portion", "options"),
    "portion_value": ("plans-portion", "value"),
    "address": ("plans-address", "data"),
}


def layout(query: dict) -> html.Div | html.Section:
    """The bank as the address filters it."""
    scope = current_scope()
    choices = plan_choices(scope)
    chosen = {name: _text(query.get(name)) for name in FILTERS}
    return skeleton(choices, chosen, content(scope, choices, chosen))


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def skeleton(choices: list[dict], chosen: dict[str, str], parts: dict) -> html.Div:
    """The filters and the table."""
    options = filter_options(choices)
    settled = {name: offered(options[name], chosen[name]) for name in options}
    selects = [
        components.choice(f"plans-{name}", LABELS.get(name, "Какие"), options[name], settled[name])
        for name in options
    ]
    table = grid("plans-list", columns(), parts["rows"])
    return html.Div(
        [
            components.head(
                components.title("plans-name", "Банк работ", ""),
                html.P(html.A("Кодификаторы и похожие названия", href="/codifiers")),
            ),
            components.filters(*selects, _search(chosen["text"]), _portions(parts)),
            components.block(
                "Какие планы работ есть?",
                table if choices else html.P(NOTHING),
                note=NOTE,
                wide=True,
            ),
            dcc.Store(id="plans-address", data=parts["address"]),
        ],
        className="screen",
    )


def _search(text: str) -> html.Div:
    """A part of the title or of the code; asked for when it is written and left."""
    field = dcc.Input(
        id="plans-text", value=text, type="search", debounce=True, maxLength=LONGEST,
        className="form-control form-control-sm",
    )  # fmt: skip
    return html.Div(
        [html.Label("Название или код", htmlFor="plans-text"), field], className="choice"
    )


def _portions(parts: dict) -> html.Div:
    options, value = parts["portion_options"], parts["portion_value"]
    return components.choice("plans-portion", "Показаны", options, value)


def filter_options(choices: list[dict]) -> dict[str, list[dict]]:
    """What there is to choose from, «все» first."""
    years = sorted({row["school_year"] for row in choices}, reverse=True)
    subjects = sorted({(row["subject"], row["subject_id"]) for row in choices})
    grades = sorted({row["grade"] for row in choices})
    procedures = sorted({row["procedure"] for row in choices})
    every = [option("Все", ALL)]
    return {
        "year": every + [option(school_year_name(year), year) for year in years],
        "subject": every + [option(name, id) for name, id in subjects],
        "grade": every + [option(f"{grade} классы", grade) for grade in grades],
        "procedure": every + [option(name, name) for name in procedures],
        "state": every + [option(name, state) for state, name in STATES.items()],
    }


def offered(options: list[dict], asked: str) -> str:
    """The asked value where it is offered, else «все»."""
    return asked if asked in [one["value"] for one in options] else ALL


def content(scope: Scope, choices: list[dict], chosen: dict[str, str]) -> dict:
    """The rows of the page that is shown, and the address of it."""
    options = filter_options(choices)
    settled = {name: offered(options[name], chosen[name]) for name in options}
    wanted = wanted_of(settled, chosen["text"].strip())
    page = int(chosen["portion"]) if chosen["portion"].isdecimal() else 1
    page = max(1, min(page, LONGEST))
    found = plans(scope, wanted, page) or plans(scope, wanted)
    n = found[0]["n_plans"] if found else 0
    page = page if page <= ceil(n / PAGE) else 1
    set_ones = {name: value for name, value in settled.items() if value != ALL}
    set_ones |= {"text": wanted.text, "portion": str(page) if page > 1 else ""}
    return {
        "rows": [row_of(plan) for plan in found],
        "portion_options": page_options(n),
        "portion_value": str(page),
        "address": link("plans", None, **set_ones),
    }


def wanted_of(settled: dict[str, str], text: str) -> Wanted:
    """What the filters ask for."""
    numbers = {name: int(settled[name]) for name in ("year", "subject", "grade")}
    words = {name: "" if settled[name] == ALL else settled[name] for name in ("procedure", "state")}
    return Wanted(**numbers, **words, text=text)


def page_options(n: int) -> list[dict]:
    """«1–50 из 169» …"""
    pages = range(1, max(1, ceil(n / PAGE)) + 1)
    spans = ((min((page - 1) * PAGE + 1, n), min(page * PAGE, n), page) for page in pages)
    return [option(f"{count(a)}–{count(b)} из {count(n)}", page) for a, b, page in spans]


def columns() -> list[dict]:
    """What, when, how long, and who has written it."""
    return [
        name_column("Работа", width=240),
        {"field": "code", "headerName": "Код", "width": 118, "tooltipField": "code"},
        number_column("date", "Дата", "day", width=104),
        {"field": "subject", "headerName": "Предмет", "width": 124, "tooltipField": "subject"},
        number_column("grade", "Класс", "decimal(params.value, 0)", width=74),
        {"field": "procedure", "headerName": "Процедура", "width": 130},
        number_column("n_tasks", "Заданий", "count", width=88),
        number_column("max_points", "Баллов", "decimal(params.value, 0)", width=82),
        number_column("n_wrote", "Писали", "count", width=84),
        number_column("approved", "Утверждён", "day", width=108),
    ]


def row_of(plan: dict) -> dict:
    """A plan as the table shows it."""
    names = ("subject", "grade", "procedure", "n_tasks", "max_points", "n_wrote")
    approved = plan["approved_at"]
    return {name: plan[name] for name in names} | {
        "name": plan["title"],
        "href": link("plan", plan["assessment_id"]),
        "code": plan["assessment"],
        "date": plan["date"].isoformat(),
        "approved": approved.date().isoformat() if approved else None,
    }


def add_callbacks(app: Dash) -> None:
    """Filters change the rows and the address."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={"chosen": {name: Input(f"plans-{name}", "value") for name in FILTERS}},
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict) -> dict:
        scope = current_scope()
        chosen = {name: _text(text_in(value)) for name, value in texts_in(chosen).items()}
        return content(scope, plan_choices(scope), chosen)

    keep_address(app, "plans-address")
