"""The list of students of a unit of one's own: thousands of rows, a page at a time."""

from dataclasses import dataclass, replace

import dash_ag_grid as dag
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard import components
from dashboard.access import HEADS, TEACHERS, TERRITORY, Scope
from dashboard.components import choice
from dashboard.filters import View
from dashboard.gate.doors import NotThere, open_to
from dashboard.numbers import counted
from dashboard.queries.options import subjects
from dashboard.queries.overview import seen
from dashboard.queries.student_list import SORTED_BY, Asked, student_list
from dashboard.screens import asked_rows
from dashboard.screens.addresses import id_in, keep_address, link, number_in, text_in, texts_in
from dashboard.screens.allowed import sees_students
from dashboard.screens.asked_rows import AskedRows
from dashboard.screens.choices import (
    GROUP_OPTIONS,
    LABELS,
    WITH_GRADES,
    chosen_view,
    filter_values,
    options,
    settled,
    with_subject,
)
from dashboard.screens.compared import STUDENTS
from dashboard.screens.grids import OPTIONS, USUAL, name_column, number_column
from dashboard.screens.matrix import MARK_CELL, MEAN, ONE
from dashboard.screens.places import line_to, own_units
from dashboard.session import current_scope

FILTERS = ("year", "period", "subject", "grade", "group")
PAGE = 100  # rows the browser asks for at once
RULE = "Группа – по итоговым отметкам всех предметов за период, как на экране класса."
COUNTED = "Здесь те, у кого есть итоговые отметки; если их ещё нет ни у кого – все с отметками."
OF_SUBJECT = "По своему предмету; группа складывается из всех предметов, поэтому здесь её нет."
INFINITE = {
    "domLayout": "normal",
    "cacheBlockSize": PAGE,
    "maxConcurrentDatasourceRequests": 1,  # of several at once only the last is answered
    "infiniteInitialRowCount": 1,
    "maxBlocksInCache": 20,
}


@dataclass(frozen=True)
class ListReading:
    """The unit, the settled view, its options, and whether students may be put into groups."""

    unit: dict
    line: list[dict]
    view: View
    options: dict[str, list[dict]]
    in_groups: bool

    @property
    def address(self) -> str:
        """The address of this list."""
        query = self.view.query().removeprefix("?")
        return f"/students?unit={self.unit['unit_id']}{'&' if query else ''}{query}"


def read_list(scope: Scope, unit_id: int, asked: View) -> ListReading | None:
    """The list of a unit of one's own; None where its students are not seen one by one."""
    line = line_to(scope, unit_id)
    if not line or not sees_students(scope, line[-1]["path"]):
        return None
    unit = line[-1]
    there = [row for row in seen(scope, unit_id) if row["basis"] != "external"]
    view = settled(there, replace(asked, basis="final", procedure="", work_type=0))
    in_groups = scope.is_own(unit["path"], year=view.year)
    known = {row["subject_id"]: row["subject"] for row in subjects(scope, unit_id, view)}
    view = with_subject(view, known, has_sum=in_groups)
    view = view if in_groups else replace(view, group="")
    shown = options(there, view, known, has_sum=in_groups) | {"group": GROUP_OPTIONS}
    return ListReading(unit, line, view, shown, in_groups)


def page_of(scope: Scope, reading: ListReading, asked: AskedRows, beginning: str) -> dict:
    """The rows that the table asks for, and how many there are in all."""
    sort = asked.sort if asked.sort in SORTED_BY else ""
    is_shown = sort != "group" or reading.in_groups
    order = {"sort": sort, "descending": asked.descending} if sort and is_shown else {}
    if asked.sort == "school_class":
        order = {"descending": asked.descending}
    place = {"first": asked.first, "last": asked.last, "beginning": " ".join(beginning.split())}
    found = student_list(
        scope, Asked(reading.unit["unit_id"], reading.view, reading.in_groups, **order, **place)
    )
    total = found[0]["total"] if found else None if asked.first else 0
    return {"rowData": [_row(row, reading.view) for row in found], "rowCount": total}


def said(total: int | None) -> object:
    """«192 ученика»; what was said before where it is not known past the last row."""
    if total is None:
        return no_update
    return counted(total, STUDENTS) if total else "Таких учеников нет."


def _row(row: dict, view: View) -> dict:
    shown = {name: row[name] for name in ("school_class", "school", "mean", "n_absences")}
    marks = {"mark": row["mark"]} if view.subject else {"n2": row["n2"], "n3": row["n3"]}
    group = {"group": ONE.get(row["group"], "")} if "group" in row else {}
    href = link("student", row["student_id"], year=view.year, period=view.period)
    return shown | marks | group | {"name": row["name"] or row["student_code"], "href": href}


NOT_HERE = {"filter": False}  # the server narrows the list, by what stands over it


def columns(reading: ListReading) -> list[dict]:
    """Student, class, school, group, mean, «2», «3» or the mark of the subject, absences."""
    school = {"field": "school", "headerName": "Школа", "minWidth": 150, "sortable": False}
    group = {"field": "group", "headerName": "Группа", "minWidth": 124}
    group |= {"cellClassRules": {"warm": "params.value === 'не успевает'"}}
    shown = {"function": "mark(params.value)"}
    mark = {"field": "mark", "headerName": "Отметка", "width": 96, "valueFormatter": shown}
    of_marks = [
        number_column("n2", "«2»", "count", headerTooltip="Итоговых «2» и «1»", width=70),
        number_column("n3", "«3»", "count", headerTooltip="Итоговых «3»", width=70),
    ]
    is_above = reading.unit["level"] in ("region", "municipality")
    return [
        name_column("Ученик", width=290),
        {"field": "school_class", "headerName": "Класс", "width": 84},
        *([school] if is_above else []),
        *([group] if reading.in_groups else []),
        *([mark | MARK_CELL | {"sortable": False}] if reading.view.subject else of_marks),
        number_column("mean", "Ср. взвеш.", "mean", headerTooltip=MEAN, width=110),
        number_column("n_absences", "Пропуски", "count", width=104,
                      headerTooltip="Отметок об отсутствии"),
    ]  # fmt: skip


PARTS = {
    "trail": ("students-trail", "children"),
    "note": ("students-note", "children"),
    "columns": ("students-list", "columnDefs"),
    "address": ("students-address", "data"),
    **{f"{name}_options": (f"students-{name}", "options") for name in FILTERS},
    **{f"{name}_value": (f"students-{name}", "value") for name in FILTERS},
    **{f"{name}_place": (f"students-{name}-place", "hidden") for name in FILTERS},
}


def layout(query: dict) -> html.Div | html.Section:
    """The students of the unit in the query, or of the only one of one's own."""
    scope = current_scope()
    asked = number_in(str(query.get("unit", "")))
    if not asked and len(own := own_units(scope)) != 1:
        return _where(own)
    asked = asked or own[0]["unit_id"]
    reading = read_list(scope, asked, View.parse(query))
    return skeleton(reading, content(reading)) if reading else components.not_found()


def _where(own: list[dict]) -> html.Section:
    """Whose students: a link to the list of each unit of one's own."""
    entries = [
        html.Li(dcc.Link(unit["name"], href=link("students", unit=unit["unit_id"]))) for unit in own
    ]
    if not entries:
        return components.not_found()
    return html.Section([html.H1("Чьи ученики?"), html.Ul(entries, className="entries")],
                        className="begin")  # fmt: skip


def skeleton(reading: ListReading, parts: dict) -> html.Div:
    """What stays while filters change; the rows come when the table asks for them."""
    search = html.Div(
        [
            html.Label("Начало фамилии или кода", htmlFor="students-search"),
            dcc.Input(
                id="students-search", type="search", debounce=0.4, maxLength=80,
                className="form-control form-control-sm", autoComplete="off",
            ),
        ],
        className="choice",
    )  # fmt: skip
    selects = [
        choice(
            f"students-{name}",
            LABELS[name],
            parts[f"{name}_options"],
            parts[f"{name}_value"],
            hidden=parts[f"{name}_place"],
        )
        for name in FILTERS
    ]
    return html.Div(
        [
            components.head(
                components.trail("students-trail", parts["trail"]),
                components.title("students-title", "Ученики", reading.unit["name"]),
            ),
            components.filters(*selects, search),
            components.block(
                "Кто в какой группе?",
                html.P(parts["note"], id="students-note", className="note"),
                html.P(id="students-total", className="sentence", role="status"),
                _grid(parts["columns"]),
                wide=True,
            ),
            dcc.Store(id="students-unit", data=reading.unit["unit_id"]),
            dcc.Store(id="students-address", data=parts["address"]),
        ],
        className="screen screen-students",
    )


def _grid(columns: list[dict]) -> dag.AgGrid:
    return dag.AgGrid(
        id="students-list",
        columnDefs=columns,
        defaultColDef=USUAL | {"flex": 1, "minWidth": 72},
        rowModelType="infinite",
        dashGridOptions=OPTIONS | INFINITE,
        className="grid long",
        style={"height": "70vh"},
    )


def content(reading: ListReading) -> dict:
    """The value of every leaf but the rows."""
    values, grades = filter_values(reading.view), reading.options["grade"]
    line = [(step["name"], link("students", unit=step["unit_id"])) for step in reading.line]
    has_grades = reading.unit["level"] in WITH_GRADES and len(grades) > 1
    is_there = {"grade": has_grades, "group": reading.in_groups}
    return {
        "trail": components.breadcrumb(line),
        "note": f"{RULE} {COUNTED}" if reading.in_groups else OF_SUBJECT,
        "columns": [column | NOT_HERE for column in columns(reading)],
        "address": reading.address,
        **{f"{name}_options": reading.options[name] for name in FILTERS},
        **{f"{name}_value": values[name] for name in FILTERS},
        **{f"{name}_place": not is_there.get(name, reading.options[name]) for name in FILTERS},
    }


def add_callbacks(app: Dash) -> None:
    """Filters change the columns and the address; the table asks for its rows by itself."""
    chosen = {name: Input(f"students-{name}", "value") for name in FILTERS}

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={"chosen": chosen, "unit_id": State("students-unit", "data")},
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def changed(chosen: dict, unit_id: int) -> dict:
        return content(_asked_for(unit_id, chosen))

    @app.callback(
        output={
            "rows": Output("students-list", "getRowsResponse"),
            "total": Output("students-total", "children"),
        },
        inputs={
            "request": Input("students-list", "getRowsRequest"),
            "chosen": {name: State(f"students-{name}", "value") for name in FILTERS},
            "beginning": State("students-search", "value"),
            "unit_id": State("students-unit", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*TERRITORY, *HEADS, *TEACHERS)
    def turned(request: dict, chosen: dict, beginning: str, unit_id: int) -> dict:
        asked = asked_rows.parsed(request)
        reading = _asked_for(unit_id, chosen)
        rows = page_of(current_scope(), reading, asked, text_in(beginning))
        return {"rows": rows, "total": said(rows["rowCount"])}

    app.clientside_callback(
        ClientsideFunction("msoko", "askAgain"),
        Output("students-list", "className"),
        Input("students-address", "data"),
        Input("students-search", "value"),
        prevent_initial_call=True,
    )
    keep_address(app, "students-address")


def _asked_for(unit_id: object, chosen: dict) -> ListReading:
    reading = read_list(current_scope(), id_in(unit_id), chosen_view(texts_in(chosen)))
    if reading is None:
        raise NotThere("unit")
    return reading
