"""Reports on a screen: each in its block with its leaves, which a callback fills anew."""

from collections.abc import Iterable
from typing import Any

from dash import html

from dashboard import components
from dashboard.access import Scope
from dashboard.light import CORE, element
from dashboard.reports.cells import Column, columns_of, text_of
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.chosen_rows import chosen_link
from dashboard.screens.grids import grid
from dashboard.theme import empty_figure

IN_WORDS = (  # kind of file, as the browser asks for it, and how it is called
    ("pack", "В набор к педсовету"),
    ("png", "Картинка PNG"),
    ("svg", "Картинка SVG"),
    ("xlsx", "Таблица XLSX"),
    ("csv", "Таблица CSV"),
)
OF_FIGURES = ("png", "svg")
MOST_PRINTED = 40  # rows; a browser makes each cell


def places(prefix: str, reports: Iterable[Report]) -> dict[str, tuple[str, str]]:
    """Leaf → id and property of everything the blocks of a screen show."""
    found = {}
    for report in reports:
        id = f"{prefix}-{report.name}"
        found[f"{report.name}_hidden"] = (f"{id}-place", "hidden")
        found[f"{report.name}_body"] = (f"{id}-body", "children")
        if report.has_figure:
            found[f"{report.name}_figure"] = (id, "figure")
            found[f"{report.name}_height"] = (id, "style")
        if report.is_grid:
            found[f"{report.name}_no_table"] = (f"{id}-grid", "hidden")
            found[f"{report.name}_columns"] = (id, "columnDefs")
            found[f"{report.name}_rows"] = (id, "rowData")
    return found


def leaves(
    scope: Scope, reports: Iterable[Report], level: str, reading: Any, caption: str
) -> dict[str, Any]:
    """The value of every leaf; what is not asked at the level stays empty and hidden."""
    found = {}
    for report in reports:
        content = report.build(scope, reading) if report.is_of(level) else Content()
        found |= _leaves(report, content, level, caption)
    return found


def empty_leaves(reports: Iterable[Report]) -> dict[str, Any]:
    """Every leaf of reports nobody has asked for yet."""
    found = {}
    for report in reports:
        found |= _leaves(report, Content(), "", "")
    return found


def _leaves(report: Report, content: Content, level: str, caption: str) -> dict[str, Any]:
    name = report.name
    found = {f"{name}_hidden": content.is_empty, f"{name}_body": _body(report, content, caption)}
    if report.has_figure:
        figure = content.figure or empty_figure("")
        question = report.asked_at(level) if level and report.is_of(level) else ""
        found[f"{name}_figure"] = titled(figure, question, caption)
        is_drawn = content.figure is not None
        found[f"{name}_height"] = components.height_of(figure) if is_drawn else {"display": "none"}
    if report.is_grid:
        table = content.table or Table([], [])
        found |= {f"{name}_columns": table.columns, f"{name}_rows": table.rows}
        found[f"{name}_no_table"] = content.table is None
    return found


def titled(figure: dict, question: str, caption: str) -> dict:
    """The figure with what a picture of it says over and under it."""
    meta = {"question": question, "caption": caption}
    return figure | {"layout": figure["layout"] | {"meta": meta}}


def _body(report: Report, content: Content, caption: str) -> list:
    """What stands under the question: caption of the figure, finding, lines, note, the numbers."""
    if content.is_empty:
        return []
    caption = [html.P(caption, className="caption")] if content.figure is not None else []
    sentence = [html.P(content.sentence, className="sentence")] if content.sentence else []
    told = " ".join(part for part in (content.note, content.hint) if part)
    note = [html.P(told, className="note")] if told else []
    numbers = _numbers(report, content.table)
    return [*caption, *sentence, *content.extra, *numbers, *note, *_without_table(report, content)]


def _without_table(report: Report, content: Content) -> list[html.Span]:
    """A mark by which the files of a table are not offered (assets/44-blocks.css)."""
    has_table = content.table is not None and content.table.columns
    return [] if has_table else [no_table(report)]


def no_table(report: Report) -> html.Span:
    """Says that the report has no table here."""
    return html.Span(className="no-table", **{"data-of": report.name})


def _numbers(report: Report, table: Table | None) -> list:
    """The table under a figure, folded; where there is no figure it stands open."""
    if report.is_grid or not report.has_table or table is None or not table.rows:
        return []
    if not report.has_figure:
        return _as_printed(table)
    summary = html.Summary("Показать таблицей")
    return [html.Details([summary, *_as_printed(table)], className="as-table")]


def _as_printed(table: Table) -> list:
    """The table; of a very long one what a browser can hold, all of it is in the files."""
    if len(table.rows) <= MOST_PRINTED:
        return [plain_table(table)]
    told = f"Показаны первые {MOST_PRINTED} строк из {len(table.rows)}, все – в файле XLSX или CSV."
    first = Table(table.columns, table.rows[:MOST_PRINTED])
    return [plain_table(first), html.P(told, className="note")]


def plain_table(table: Table) -> html.Div:
    """A short table as it is printed; its first column leads down where the row has a link."""
    columns = columns_of(table.columns)
    heads = [element("Th", column.title, scope="col", **_side(column)) for column in columns]
    rows = [
        element("Tr", [_first(row, columns[0]), *(_cell(row, column) for column in columns[1:])])
        for row in table.rows
    ]
    body = [element("Thead", element("Tr", heads)), element("Tbody", rows)]
    return html.Div(element("Table", body, className="plain"), className="scrolled", tabIndex=0)


def _first(row: dict, column: Column) -> dict:
    text, href = text_of(row, column), row.get("href")
    name = element("Link", text, of=CORE, href=href) if href else text
    return element("Th", name, scope="row")


def _cell(row: dict, column: Column) -> dict:
    return element("Td", text_of(row, column), **_side(column))


def _side(column: Column) -> dict:
    """Numbers stand on the right, words on the left, where they may take several lines."""
    if column.is_number:
        return {"className": "number"}
    return {"className": "words"} if column.form == "words" and column.field != "sign" else {}


def block(
    prefix: str, report: Report, level: str, parts: dict, *, can_export: bool
) -> html.Section:
    """A report under its question with its leaves and what can be taken away."""
    id, name = f"{prefix}-{report.name}", report.name
    question = report.asked_at(level) if report.is_of(level) else ""
    figure = [components.graph(id, parts[f"{name}_figure"], name)] if report.has_figure else []
    table = _grid(id, report, level, parts) if report.is_grid else []
    return html.Section(
        [
            html.Div([html.H2(question), *tools(report, can_export)], className="block-head"),
            *figure,
            html.Div(parts[f"{name}_body"], id=f"{id}-body", className="block-body"),
            *table,
        ],
        id=f"{id}-place",
        hidden=parts[f"{name}_hidden"],
        className="block wide" if report.wide else "block",
    )


def _grid(id: str, report: Report, level: str, parts: dict) -> list:
    columns, rows = parts[f"{report.name}_columns"], parts[f"{report.name}_rows"]
    is_chosen = level in report.compares
    table = grid(id, columns, rows, upright=level in report.upright, is_chosen=is_chosen)
    chosen = [chosen_link(id)] if is_chosen else []
    return [html.Div([*chosen, table], id=f"{id}-grid", hidden=parts[f"{report.name}_no_table"])]


def tools(report: Report, can_export: bool) -> list[html.Details]:
    """What can be taken away of a report: into the tray, as a picture, as a table."""
    if not can_export:
        return []
    kinds = [
        html.Button(name, type="button", className="tool", **_asks(kind, report))
        for kind, name in IN_WORDS
        if report.has_figure or kind not in OF_FIGURES
    ]
    summary = html.Summary("Взять", **{"aria-label": "Взять с собой"})
    return [html.Details([summary, html.Div(kinds, className="tools-list")], className="tools")]


def _asks(kind: str, report: Report) -> dict[str, str]:
    """What assets/44-blocks.js reads off a button."""
    return {"data-take": kind, "data-report": report.name}
