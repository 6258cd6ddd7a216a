"""Loads on the screen «Данные»: the list of files, one file, and what of it was not taken."""

from math import ceil

from dash import dcc, html

from dashboard import components
from dashboard.access import ROOT, Right, Scope
from dashboard.components import Headline
from dashboard.manage.moments import local
from dashboard.mending import LAW, NOT_SHOWN, OTHER_RULE, RULES
from dashboard.numbers import count
from dashboard.queries.loads import (
    PAGE,
    REJECTED,
    Wanted,
    broken_rules,
    load,
    loads,
    notes,
    rejected_rows,
)
from dashboard.screens.addresses import link
from dashboard.screens.choices import option
from dashboard.screens.grids import grid, name_column, number_column
from etl.frames import KINDS

ALL = "0"
FILTERS = ("kind", "state", "text", "portion")
OF_LAW = dict(
    zip(LAW, ("Прочитано", "Загружено", "Без изменений", "Отклонено", "Пропущено"), strict=True)
)
LAW_WIDTHS = {"rows_read": 100, "loaded": 100, "unchanged": 128, "rejected": 102, "ignored": 104}
STATES = {
    "loaded": "загружен",
    "unchanged": "без изменений",
    "rejected": "отклонён целиком",
    "undone": "отменён",
}
CHOSEN_STATES = {**STATES, REJECTED: "есть отклонённые строки"}
LAW_NOTE = "Прочитано = загружено + без изменений + отклонено + пропущено"
OF_SEVERAL = (
    "В этом файле есть и другие школы: видны только записи вашей. Отклонённые строки не показаны, "
    "потому что по строке нельзя узнать, какой она школы."
)
OF_NOBODY = (
    "Файлы, из которых не взято ни одной строки, нельзя отнести к школе: "
    "их видит администратор системы."
)
HIDDEN_VALUES = (
    f"«{NOT_SHOWN}»: отметки, баллы, имена и коды чужих учеников администраторам не показываются; "
    "найдите ячейку в своём файле по листу, строке и столбцу"
)
ALL_TAKEN = "Отклонённых строк нет: взято всё, что прочитано."
MOST_NOTES = 100
SIZE = 60  # rejected rows on a page


def found(scope: Scope, chosen: dict[str, str]) -> dict:
    """The leaves of the list: its rows, its pages and the page that is shown."""
    wanted = wanted_of(chosen)
    page = (
        int(chosen["portion"]) if chosen["portion"].isdecimal() and chosen["portion"] != "0" else 1
    )
    rows = loads(scope, wanted, page) or loads(scope, wanted)
    n = rows[0]["n_loads"] if rows else 0
    page = page if page <= ceil(n / PAGE) else 1
    return {
        "loads": [load_row(row) for row in rows],
        "portion_options": page_options(n),
        "portion_value": str(page),
    }


def wanted_of(chosen: dict[str, str]) -> Wanted:
    """What the filters ask for; a word they do not offer asks for nothing."""
    return Wanted(
        kind=chosen["kind"] if chosen["kind"] in KINDS else "",
        state=chosen["state"] if chosen["state"] in CHOSEN_STATES else "",
        text=chosen["text"].strip(),
    )


def page_options(n: int) -> list[dict]:
    """«1–50 из 169», «51–100 из 169» …"""
    pages = range(1, max(1, ceil(n / PAGE)) + 1)
    return [option(_span(page, PAGE, n), page) for page in pages]


def _span(page: int, size: int, n: int) -> str:
    first, last = (page - 1) * size + 1, min(page * size, n)
    return f"{count(min(first, n))}–{count(last)} из {count(n)}"


def load_row(row: dict) -> dict:
    """A load as the table shows it."""
    return {
        "name": row["file"],
        "href": link("data", None, load=row["load_id"]),
        "when": local(row["created_at"]),
        "kind": title_of(row["kind"]),
        "state": STATES.get(row["state"], row["state"]),
        "own_rows": row["own_rows"],
        **{name: row[name] for name in LAW},
    }


def title_of(kind: str) -> str:
    """The kind of a file in words."""
    return KINDS[kind].title if kind in KINDS else kind


def load_columns(scope: Scope) -> list[dict]:
    """File, when, kind, the five counts of the row law, state; own rows where not all are own."""
    own = (
        [] if is_of_all(scope) else [number_column("own_rows", "Ваших записей", "count", width=130)]
    )
    law = [
        number_column(name, title, "count", width=LAW_WIDTHS[name])
        for name, title in OF_LAW.items()
    ]
    plain = {"sortable": False}
    return [
        name_column("Файл", width=226, **plain),
        {"field": "when", "headerName": "Когда", "width": 152, **plain},
        {"field": "kind", "headerName": "Что в нём", "width": 166, **plain},
        *({**column, **plain} for column in (*own, *law)),
        {"field": "state", "headerName": "Состояние", "width": 116, **plain},
    ]


def is_of_all(scope: Scope) -> bool:
    """Whether one imports for the whole system."""
    return any(area.path == ROOT for area in scope.within(Right.IMPORT))


def blocks(scope: Scope, parts: dict, chosen: dict[str, str]) -> list:
    """The list of files with its filters, and the rules that were broken."""
    return [_list_block(scope, parts, chosen), _rules_block(broken_rules(scope))]


def _list_block(scope: Scope, parts: dict, chosen: dict[str, str]) -> html.Section:
    kinds = [option("Все", ALL), *(option(kind.title, name) for name, kind in KINDS.items())]
    states = [option("Все", ALL), *(option(name, key) for key, name in CHOSEN_STATES.items())]
    wanted = wanted_of(chosen)
    only_own = [] if is_of_all(scope) else [html.P(OF_NOBODY, className="note below")]
    return components.block(
        "Что загружено?",
        components.filters(
            components.choice("data-kind", "Что в файле", kinds, wanted.kind or ALL),
            components.choice("data-state", "Состояние", states, wanted.state or ALL),
            _search(wanted.text),
            components.choice(
                "data-portion", "Показаны", parts["portion_options"], parts["portion_value"]
            ),
        ),
        grid("data-loads", load_columns(scope), parts["loads"]),
        *only_own,
        note=f"{LAW_NOTE}; последние сверху",
        wide=True,
    )


def _search(text: str) -> html.Div:
    """Part of the name of a file; asked for when it is written and left."""
    label = html.Label("Имя файла", htmlFor="data-text")
    field = dcc.Input(
        id="data-text", value=text, type="search", debounce=True, maxLength=100,
        className="form-control form-control-sm",
    )  # fmt: skip
    return html.Div([label, field], className="choice")


def _rules_block(rules: list[dict]) -> html.Section:
    """One line a rule that rows have broken, with what to do and a file to begin with."""
    if not rules:
        return components.block("Что отклонено и как исправить?", html.P(ALL_TAKEN))
    heads = ("Что не так", "Как исправить", "Строк", "Файлов", "Начните с файла")
    head = html.Tr([html.Th(name, scope="col") for name in heads])
    lines = [_rule_line(rule) for rule in rules]
    table = html.Table([html.Thead(head), html.Tbody(lines)], className="plain worded")
    return components.block(
        "Что отклонено и как исправить?",
        html.Div(table, className="scrolled", tabIndex=0, role="region",
                 **{"aria-label": "Правила, которые нарушены"}),
        note="Исправьте строки в файле и загрузите его снова: взятое раньше не повторится",
        wide=True,
    )  # fmt: skip


def _rule_line(rule: dict) -> html.Tr:
    what, remedy = RULES.get(rule["rule"], OTHER_RULE)
    to = dcc.Link(f"загрузка {rule['load_id']}", href=link("data", None, load=rule["load_id"]))
    return html.Tr(
        [
            html.Th(what, scope="row"),
            html.Td(remedy),
            html.Td(count(rule["n_rejected"])),
            html.Td(count(rule["n_files"])),
            html.Td(to),
        ]
    )


def one_load(scope: Scope, load_id: int, page: int) -> html.Div | html.Section:
    """One file: what became of its rows, how it is undone, and what was not taken."""
    row = load(scope, load_id)
    if row is None:
        return components.not_found()
    return html.Div(
        [
            components.head(
                components.trail("data-trail", components.breadcrumb(
                    [("Данные", "/data"), (f"Загрузка {load_id}", "")]
                )),
                components.title("data-name", row["file"], title_of(row["kind"])),
            ),
            _law_block(row),
            *_notes_block(notes(scope, load_id)),
            *([_rejected_block(scope, row, max(1, page))] if row["is_whole"] else []),
        ],
        className="screen",
    )  # fmt: skip


def _law_block(row: dict) -> html.Section:
    state = html.P(
        f"{local(row['created_at'])}, {STATES.get(row['state'], row['state'])}.",
        className="note below",
    )
    if not row["is_whole"]:
        own = Headline("Ваших записей", count(row["own_rows"]), "взято из файла о вашей школе")
        numbers = html.Div(components.headlines([own]), className="headlines")
        return components.block("Что стало со строками?", numbers, state, html.P(OF_SEVERAL))
    numbers = [Headline(title, count(row[name]), "строк") for name, title in OF_LAW.items()]
    command = f"python -m etl undo {row['load_id']}"
    undo = [
        html.P("Отменить эту загрузку может администратор системы командой на сервере:"),
        html.Pre(command),
    ]
    return components.block(
        "Что стало со строками?",
        html.Div(components.headlines(numbers), className="headlines"),
        state,
        *(undo if row["state"] == "loaded" else []),
        note=LAW_NOTE,
    )


def _notes_block(found: list[str]) -> list[html.Section]:
    """What was taken and still asks for a look; the marks themselves are in the file."""
    if not found:
        return []
    shown = [html.Li(note) for note in found[:MOST_NOTES]]
    more = f"Показаны {MOST_NOTES} из {count(len(found))}." if len(found) > MOST_NOTES else ""
    return [
        components.block(
            "На что посмотреть?",
            html.Ul(shown),
            *([html.P(more)] if more else []),
            note="Эти строки взяты; расхождения сумм и отметок – без самих баллов: они в файле",
            wide=True,
        )
    ]


def _rejected_block(scope: Scope, row: dict, page: int) -> html.Section:
    rows = rejected_rows(scope, row["load_id"], page, SIZE)
    if not rows:
        return components.block("Что отклонено и как исправить?", html.P(ALL_TAKEN))
    n = rows[0]["n_rejected"]
    file = html.A(
        "Скачать отклонённые строки (CSV)", href=f"/export/rejected/{row['load_id']}.csv",
        className="download", download=True,
    )  # fmt: skip
    return components.block(
        "Что отклонено и как исправить?",
        html.P(_span(page, SIZE, n), className="note"),
        grid(
            "data-rejected",
            rejected_columns(has_sheets=any(one["sheet"] for one in rows)),
            [rejected_row(one) for one in rows],
        ),
        _pages(row["load_id"], page, n),
        file,
        html.P(HIDDEN_VALUES, className="note below"),
        wide=True,
    )


def rejected_columns(*, has_sheets: bool) -> list[dict]:
    """Where the row stands, what stands there, and what to do; the sheet of a workbook."""
    sheet = [{"field": "sheet", "headerName": "Лист", "width": 110}] if has_sheets else []
    words = {"wrapText": True, "autoHeight": True, "cellClass": "wrapped"}
    return [
        number_column("row", "Строка", "count", width=90),
        *sheet,
        {"field": "column", "headerName": "Столбец", "width": 170, **words},
        {"field": "value", "headerName": "Значение", "width": 140, **words},
        {"field": "what", "headerName": "Что не так", "width": 210, **words},
        {"field": "message", "headerName": "Что сделать", "flex": 1, "minWidth": 280, **words},
    ]


def rejected_row(row: dict) -> dict:
    """A rejected row as the table and the file show it."""
    shown = {name: row[name] for name in ("row", "sheet", "column", "value", "message")}
    return shown | {"what": what_is_wrong(row["rule"])}


def what_is_wrong(rule: str) -> str:
    """The broken rule in words."""
    return RULES.get(rule, OTHER_RULE)[0]


def _pages(load_id: int, page: int, n: int) -> html.Nav:
    """Links to the pages before and after; none where all is on one."""
    before = [_page_link(load_id, page - 1, "← Предыдущие")] if page > 1 else []
    after = [_page_link(load_id, page + 1, "Следующие →")] if page * SIZE < n else []
    return html.Nav([*before, *after], className="own-units", **{"aria-label": "Страницы"})


def _page_link(load_id: int, page: int, name: str) -> dcc.Link:
    return dcc.Link(name, href=link("data", None, load=load_id, portion=page))
