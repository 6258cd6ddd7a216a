"""The screen «Данные»: what has been loaded, what was not taken, and where something is missing."""

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components
from dashboard.access import HEADS, ROOT, TERRITORY, Right, Role, Scope
from dashboard.filters import usual_period
from dashboard.gate.doors import NotThere, open_to
from dashboard.queries.filled import (
    filled_by_classes,
    filled_by_schools,
    filled_periods,
    filled_place,
)
from dashboard.screens import data_loads
from dashboard.screens.addresses import id_in, keep_address, link, number_in, text_in
from dashboard.screens.choices import option
from dashboard.screens.data_filled import (
    CLASSES,
    SCHOOLS,
    filled_columns,
    filled_rows,
    note,
    sentence,
)
from dashboard.screens.grids import grid
from dashboard.session import current_scope
from etl.periods import EXAM, PERIOD_ORDER, TOTAL, YEAR, period_dates, period_name, school_year_name

READERS = (Role.SCHOOL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, *HEADS, *TERRITORY)
PARTS = {
    "period_value": ("data-period", "value"),
    "finding": ("data-finding", "children"),
    "filled": ("data-filled", "rowData"),
    "loads": ("data-loads", "rowData"),
    "portion_options": ("data-portion", "options"),
    "portion_value": ("data-portion", "value"),
    "address": ("data-address", "data"),
}
CHOICES = ("period", *data_loads.FILTERS)
NOTHING_YET = "Ни отметок, ни работ здесь пока нет."
HOW_TO_LOAD = (
    "Загрузите сначала список учеников, потом кодификатор, планы работ, журналы, итоговые отметки, "
    "протоколы и внешние результаты: файлы .csv, .csv.gz, .xlsx или папку и архив с ними."
)
BY_WHOM = "Загружает администратор системы командой на сервере:"
COMMAND = "python -m etl load ПУТЬ"


def layout(query: dict) -> html.Div | html.Section:
    """One load where the address names it; else all of them, and what there is of all data."""
    scope = current_scope()
    if query.get("load"):
        return data_loads.one_load(scope, number_in(query["load"]), number_in(query.get("portion")))
    asked = number_in(query.get("unit"))
    place = filled_place(scope, asked) if asked else only_place(scope)
    if asked and place is None:
        return components.not_found()
    chosen = {name: _text(query.get(name)) for name in CHOICES}
    return skeleton(scope, place, content(scope, place, chosen), chosen)


def _text(value: object) -> str:
    return value[:100] if isinstance(value, str) else ""


def only_place(scope: Scope) -> dict | None:
    """The only unit one answers for; None where it is the whole system, or several."""
    areas = (*scope.within(Right.IMPORT), *scope.within(Right.SEE_RESULTS))
    paths = {area.path for area in areas}
    [path] = paths if len(paths) == 1 else [ROOT]
    return filled_place(scope, number_in(path)) if path != ROOT else None


def content(scope: Scope, place: dict | None, chosen: dict[str, str]) -> dict:
    """The value of every leaf that a filter changes."""
    period = settled_period(filled_periods(scope), chosen["period"])
    rows, what = _filled(scope, place, period)
    found = data_loads.found(scope, chosen)
    settled = chosen | {"period": str(period or ""), "portion": found["portion_value"]}
    return {
        "period_value": str(period or ""),
        "finding": sentence(rows, what) if rows else NOTHING_YET,
        "filled": filled_rows(rows, _grain(place), _links(place, rows, period)),
        **found,
        "address": address(place, settled),
    }


def settled_period(periods: list[int], asked: str) -> int | None:
    """The asked period where it has marks; else the last one of the year, «год» when alone."""
    if asked.isdecimal() and int(asked) in periods:
        return int(asked)
    current = [one for one in periods if one % 100 not in (YEAR, EXAM, TOTAL)]
    if not current:
        return usual_period(periods)
    return max(current, key=lambda one: (period_dates(one)[1], -PERIOD_ORDER.index(one % 100)))


def _filled(scope: Scope, place: dict | None, period: int | None) -> tuple[list[dict], tuple]:
    """Classes of a school, else schools."""
    if period is None:
        return [], SCHOOLS
    if place and place["level"] == "school":
        return filled_by_classes(scope, period, place["path"]), CLASSES
    return filled_by_schools(scope, period, place["path"] if place else ROOT), SCHOOLS


def _grain(place: dict | None) -> str:
    return "subject" if place and place["level"] == "school" else "class"


def _links(place: dict | None, rows: list[dict], period: int | None) -> dict[int, str]:
    """Schools lead to their classes."""
    if _grain(place) == "subject":
        return {}
    return {row["unit_id"]: link("data", None, unit=row["unit_id"], period=period) for row in rows}


def address(place: dict | None, chosen: dict[str, str]) -> str:
    """The address of the screen as it is filtered."""
    usual = {"portion": "1", "kind": data_loads.ALL, "state": data_loads.ALL}
    shown = {name: value for name, value in chosen.items() if value != usual.get(name)}
    return link("data", None, unit=place["unit_id"] if place else 0, **shown)


def skeleton(scope: Scope, place: dict | None, parts: dict, chosen: dict[str, str]) -> html.Div:
    """The blocks; those about loads only for those who import."""
    imports = scope.has(Right.IMPORT)
    return html.Div(
        [
            components.head(
                components.trail("data-trail", components.breadcrumb(_trail(place))),
                components.title("data-name", "Данные", place["name"] if place else ""),
            ),
            _filled_block(scope, place, parts),
            html.Div(data_loads.blocks(scope, parts, chosen), hidden=not imports),
            dcc.Store(id="data-unit", data=place["unit_id"] if place else 0),
            dcc.Store(id="data-address", data=parts["address"]),
        ],
        className="screen",
    )


def _trail(place: dict | None) -> list[tuple[str, str]]:
    here = [(place["name"], "")] if place else []
    return [("Данные", "/data"), *here]


def _filled_block(scope: Scope, place: dict | None, parts: dict) -> html.Section:
    options = period_options(filled_periods(scope))
    is_empty = not parts["filled"]
    title = "Класс" if _grain(place) == "subject" else "Школа"
    columns = filled_columns(title, has_day=_grain(place) == "class")
    table = [
        components.copyable("data-finding", parts["finding"]),
        grid("data-filled", columns, parts["filled"]),
        html.P(note(_grain(place)), className="note below"),
    ]
    return components.block(
        "Где чего не хватает?",
        components.filters(
            components.choice(
                "data-period", "Период", options, parts["period_value"], hidden=not options
            )
        ),
        html.Div(how_to_load(), hidden=not is_empty),
        html.Div(table, hidden=is_empty),
        wide=True,
    )


def how_to_load() -> list:
    """What to load and how, where there is nothing."""
    return [
        html.P(NOTHING_YET, className="note"),
        html.P(HOW_TO_LOAD),
        html.P(BY_WHOM),
        html.Pre(COMMAND),
    ]


def period_options(periods: list[int]) -> list[dict]:
    """Periods of all years, the latest year first."""
    shown = (one for one in periods if one % 100 not in (EXAM, TOTAL))
    ordered = sorted(shown, key=lambda one: (-(one // 100), PERIOD_ORDER.index(one % 100)))
    return [option(f"{period_name(one)}, {school_year_name(one // 100)}", one) for one in ordered]


def add_callbacks(app: Dash) -> None:
    """Filters change the leaves of the screen and the address."""

    @app.callback(
        output={part: Output(*place) for part, place in PARTS.items()},
        inputs={
            "chosen": {name: Input(f"data-{name}", "value") for name in CHOICES},
            "unit_id": State("data-unit", "data"),
        },
        prevent_initial_call=True,
    )
    @open_to(*READERS)
    def changed(chosen: dict, unit_id: int) -> dict:
        scope, id = current_scope(), id_in(unit_id)
        place = filled_place(scope, id) if id else None
        if id and place is None:
            raise NotThere("unit")
        return content(scope, place, {name: _text(text_in(v)) for name, v in chosen.items()})

    keep_address(app, "data-address")
