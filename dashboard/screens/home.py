"""The first screen: what a person works with, at once when it is one thing, else as a list."""

from dash import dcc, html

from dashboard import components
from dashboard.access import ROOT, Right, Scope
from dashboard.filters import View
from dashboard.queries.students import children_of
from dashboard.screens import student, unit
from dashboard.screens.addresses import link, unit_link
from dashboard.screens.allowed import own_areas
from dashboard.screens.cards import Card, cards, child_card
from dashboard.screens.landing import unit_cards
from dashboard.screens.places import own_units
from dashboard.session import current_scope

TASKS = (
    (
        *(Right.IMPORT, "/data", "Данные"),
        "что загружено, что отклонено и чего не хватает",
    ),
    (Right.MANAGE_USERS, "/users", "Пользователи", "завести, отключить, дать роли и пароли"),
    (Right.READ_AUDIT, "/audit", "Журнал действий", "кто входил, что смотрел, загружал и менял"),
)
IN_CARDS = (
    "▲▼ – отличие больше случайного: от того, с чем сравнивают, – по интервалу, от прошлого года – "
    "по интервалу разности; «=» – может быть случайным, «*» – меньше 11. Год назад в классе с этим "
    "названием учились другие дети."
)
LOADING = "Данные загружают на сервере командой «python -m etl load ПУТЬ»."


def layout(query: dict) -> html.Div | html.Section:
    """The only unit or child at once; several as a list; else what there is to do here."""
    scope = current_scope()
    own, children = own_units(scope), children_of(scope)
    if len(own) == 1 and not children:
        return unit.layout(own[0]["level"], _address(own[0]), query)
    if len(children) == 1 and not own:
        return student.layout(link("student", children[0]["student_id"]), query)
    if own or children:
        return where_to_begin(scope, own, children)
    return nothing_to_show(scope)


def where_to_begin(scope: Scope, own: list[dict], children: list[dict]) -> html.Section:
    """The units and the children of a person as cards, each with why it is there."""
    units = unit_cards(scope, own)
    pupils = [_child(scope, child) for child in children]
    title = "С чего начать?" if own else "Чей лист показать?"
    parts = [cards(found) for found in (units, pupils) if found]
    note = html.P(IN_CARDS, className="note") if units else None
    return html.Section([html.H1(title), *parts, note], className="begin with-cards")


def _child(scope: Scope, child: dict) -> Card:
    return child_card(scope, child, link("student", child["student_id"]), place_of(child))


def place_of(child: dict) -> str:
    """«8А, Школа № 7»."""
    return ", ".join(part for part in (child.get("school_class"), child.get("school")) if part)


def nothing_to_show(scope: Scope) -> html.Section:
    """What to do for those who see no results: administrators, an account without roles."""
    tasks = [task for task in TASKS if scope.has(task[0])]
    if any(area.path == ROOT for area in own_areas(scope)):
        return nothing_loaded()
    if tasks:
        return _of_administrator(scope, tasks)
    return components.empty(
        "Вам ещё не дали доступ",
        html.P("Вы вошли, но у вашей учётной записи пока нет ни одной действующей роли."),
        html.P("Её даёт администратор вашей школы: назовите ему свой логин, класс и предмет."),
        html.P(html.A("Мой вход", href="/account")),
    )


def _of_administrator(scope: Scope, tasks: list[tuple]) -> html.Section:
    entries = [
        _entry(name, path, what, is_page=right == Right.IMPORT) for right, path, name, what in tasks
    ]
    is_of_all = any(area.path == ROOT for area in scope.within(Right.IMPORT))
    loading = [html.P(LOADING, className="note")] if is_of_all else []
    return html.Section(
        [
            html.H1("Что здесь можно сделать?"),
            html.Ul(entries, className="entries"),
            html.P("Результаты учеников администраторам не показываются.", className="note"),
            *loading,
        ],
        className="begin",
    )


def _entry(name: str, href: str, what: str, *, is_page: bool = True) -> html.Li:
    """A link and what is behind it; what is not a page of the screens is loaded anew."""
    to = dcc.Link(name, href=href) if is_page else html.A(name, href=href)
    return html.Li([to, html.Span(what, className="muted")])


def _address(one: dict) -> str:
    return unit_link(one["level"], one["unit_id"], View())


def nothing_loaded() -> html.Section:
    """What to do when the database is empty."""
    return components.empty(
        "Данных пока нет",
        html.P("Загрузите журналы, итоговые отметки, протоколы работ или результаты процедур:"),
        html.Pre("python -m etl load ПУТЬ"),
        html.P("Или посмотрите на придуманном примере:"),
        html.Pre("make run"),
        html.P("Потом обновите эту страницу."),
    )
