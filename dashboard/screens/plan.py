"""One plan of the bank: what it consists of, who wrote it, its versions, its empty protocols."""

from dash import Dash, Input, Output, State, ctx, dcc, html

from dashboard import components
from dashboard.access import TERRITORY, Right, Scope
from dashboard.bank.approvals import set_approved
from dashboard.bank.writing import BUSY, Busy
from dashboard.components import Headline
from dashboard.gate.doors import NotThere, open_to
from dashboard.manage.moments import local
from dashboard.numbers import count, day
from dashboard.queries.plan_versions import plan_versions
from dashboard.queries.works import work
from dashboard.reports.content import Table
from dashboard.screens import plan_tables
from dashboard.screens.addresses import id_in, link, number_in
from dashboard.screens.allowed import may_export
from dashboard.screens.blocks import plain_table
from dashboard.screens.participating import (
    BY_CLASS,
    NOTE,
    ONLY_HANDED_IN,
    participation,
    participation_in_words,
)
from dashboard.screens.places import line_to, name_in, own_units, top_unit
from dashboard.screens.plan_changes import changes_in_words, said
from dashboard.screens.plan_protocols import participation_table
from dashboard.session import current_account, current_scope

SEVERAL = 2
NOBODY = "Здесь эту работу никто не должен был писать: классов этой параллели нет."
SHARES = "Задание с несколькими кодами даёт баллы каждому: доли вместе могут быть больше 100 %"
FILE = "Файл плана загружается обратно без изменений; с новым кодом работы он – начало нового плана"


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The plan the address names; who wrote it in the unit of the query, or at the top."""
    scope = current_scope()
    versions = plan_versions(scope, number_in(address))
    asked = number_in(query.get("unit"))
    line = line_to(scope, asked or top_unit(scope))
    if not versions or not line:
        return components.not_found()
    return skeleton(scope, versions, line)


def skeleton(scope: Scope, versions: list[dict], line: list[dict]) -> html.Div:
    """The blocks of the screen."""
    version = versions[0]
    return html.Div(
        [
            components.head(
                components.trail(
                    "plan-trail",
                    components.breadcrumb([("Банк работ", "/plans"), (version["title"], "")]),
                ),
                components.title("plan-name", version["title"], kind_of(version)),
            ),
            components.block("Что это за работа?", *_about(scope, versions)),
            components.block(
                "Из чего она состоит?", *_specification(version), note=SHARES, wide=True
            ),
            components.block(
                "Кто писал и чьи протоколы ждать?", *_written(scope, version, line), wide=True
            ),
            components.block("Как менялся план?", plain_table(version_table(versions)), wide=True),
            dcc.Store(id="plan-assessment", data=version["assessment_id"]),
        ],
        className="screen",
    )


def kind_of(version: dict) -> str:
    """«МКР · Математика · 8 класс · 15.04.2026 · код МКР-8»."""
    words = (version["procedure"], version["subject"], f"{version['grade']} класс")
    return " · ".join((*words, day(version["date"]), f"код {version['assessment']}"))


def _about(scope: Scope, versions: list[dict]) -> list:
    version = versions[0]
    elements = {one["code"] for task in version["tasks"] for one in task["kes"]}
    numbers = [
        Headline("Заданий", count(version["n_tasks"]), "строк плана"),
        Headline("Баллов", said(version["max_points"]), "за все задания плана"),
        Headline("Элементов содержания", count(len(elements)), "разных кодов КЭС"),
        Headline("Версий плана", count(len(versions)), "сначала последняя"),
    ]
    marks = plan_tables.marks_in_words(version)
    file = html.A(
        "Скачать план (XLSX)", className="download", download=True,
        href=link("export/plan.xlsx", assessment=version["assessment_id"]),
    )  # fmt: skip
    return [
        html.Div(components.headlines(numbers), className="headlines"),
        html.P(f"Отметки: {marks}" if marks else "Баллы за отметки в плане не указаны."),
        html.P(state_of(version), id="plan-state", role="status"),
        *(_buttons(version) if scope.has(Right.KEEP_BANK) else []),
        *([html.P(file), html.P(FILE, className="note below")] if scope.has(Right.EXPORT) else []),
    ]


def state_of(version: dict) -> str:
    """«План утверждён 05.11.2025 12:10 (методист муниципалитета).»: the role, not the person."""
    if version["approved_at"] is None:
        return "План не утверждён."
    role = f" ({version['approved_as'].lower()})" if version["approved_as"] else ""
    return f"План утверждён {local(version['approved_at'])}{role}."


def _buttons(version: dict) -> list:
    approved = version["approved_at"] is not None
    named = (
        ("plan-approve", "Утвердить план", approved),
        ("plan-withdraw", "Отозвать утверждение", not approved),
    )
    buttons = [html.Button(name, id=id, className="quiet", hidden=off) for id, name, off in named]
    return [html.Div(buttons, className="actions no-print")]


def _specification(version: dict) -> list:
    tables = [
        plan_tables.by_level(version),
        plan_tables.by_type(version),
        plan_tables.by_element(version, "kes", "КЭС"),
        plan_tables.by_element(version, "kpu", "КПУ"),
    ]
    variants = plan_tables.variants_in_words(version)
    shown = [plain_table(table) for table in tables if table.rows]
    if variants:
        shown += [html.P(variants), plain_table(plan_tables.variant_table(version))]
    every = [html.Summary("Все задания"), plain_table(plan_tables.task_table(version))]
    tables = html.Div(shown, className="plan-tables")
    return [tables, html.Details(every, className="as-table")]


def _written(scope: Scope, version: dict, line: list[dict]) -> list:
    id, unit = version["assessment_id"], line[-1]
    rows = participation(scope, id, unit, "plan")
    if not rows:
        return [*_places(scope, id, line), html.P(NOBODY)]
    by_class = unit["level"] in BY_CLASS
    results = dcc.Link("Результаты работы", href=link("assessment", id, unit=unit["unit_id"]))
    can_export = may_export(scope, unit["path"])
    return [
        *_places(scope, id, line),
        html.P(participation_in_words(rows), className="sentence"),
        *([html.P(results)] if work(scope, id) else []),
        participation_table(id, rows, by_class=by_class, may_export=can_export),
        html.P(f"{NOTE}." if by_class else f"{NOTE}. {ONLY_HANDED_IN}.", className="note below"),
    ]


def _places(scope: Scope, assessment_id: int, line: list[dict]) -> list[html.Nav]:
    """The units above, and one's other units where there are several."""
    steps = [(step["name"], link("plan", assessment_id, unit=step["unit_id"])) for step in line]
    trail = html.Ol(components.breadcrumb(steps))
    found = [html.Nav(trail, className="trail", **{"aria-label": "Где"})]
    own = own_units(scope)
    if len(own) < SEVERAL:
        return found
    others = [
        dcc.Link(name_in(one, own), href=link("plan", assessment_id, unit=one["unit_id"]))
        for one in own
    ]
    return [*found, html.Nav(others, className="own-units", **{"aria-label": "Ваши классы"})]


def version_table(versions: list[dict]) -> Table:
    """One row a version, the latest first: when, which file, what changed, whether approved."""
    columns = [
        plan_tables.words_column("name", "Загружена"),
        plan_tables.words_column("file", "Файл"),
        plan_tables.words_column("changes", "Что изменилось"),
        plan_tables.words_column("approved", "Утверждена"),
    ]
    before = [*versions[1:], None]
    rows = [
        {
            "name": local(version["loaded_at"]) or "–",
            "file": version["file"] or "–",
            "changes": changes_in_words(version, older),
            "approved": day(version["approved_at"]) if version["approved_at"] else "–",
        }
        for version, older in zip(versions, before, strict=True)
    ]
    return Table(columns, rows)


def add_callbacks(app: Dash) -> None:
    """A plan is approved, and its approval taken back."""

    @app.callback(
        output={
            "state": Output("plan-state", "children"),
            "approve": Output("plan-approve", "hidden"),
            "withdraw": Output("plan-withdraw", "hidden"),
        },
        inputs={
            "approve": Input("plan-approve", "n_clicks"),
            "withdraw": Input("plan-withdraw", "n_clicks"),
            "assessment_id": State("plan-assessment", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY)
    def decided(approve: int, withdraw: int, assessment_id: int) -> dict:
        scope, id = current_scope(), id_in(assessment_id)
        if not all(clicks is None or type(clicks) is int for clicks in (approve, withdraw)):
            raise NotThere("no click")
        approved = ctx.triggered_id == "plan-approve"
        try:
            if not set_approved(scope, id, current_account().login, approved=approved):
                raise NotThere("plan")
            told = ""
        except Busy:
            told = BUSY
        version = plan_versions(scope, id)[0]
        is_approved = version["approved_at"] is not None
        return {
            "state": told or state_of(version),
            "approve": is_approved,
            "withdraw": not is_approved,
        }
