"""The first screen: the only region, the list of regions, or what to load first."""

from dash import dcc, html

from dashboard import components
from dashboard.queries.units import units
from dashboard.screens import unit
from dashboard.session import current_scope


def layout(query: dict) -> html.Div | html.Section:
    """The only region at once; several as a list; none with the way to load data."""
    regions = units(current_scope(), level="region")
    if regions.empty:
        return nothing_loaded()
    if len(regions) == 1:
        return unit.layout("region", f"/region/{regions['unit_id'].iloc[0]}", query)
    links = [
        html.Li(dcc.Link(row.name, href=f"/region/{row.unit_id}"))
        for row in regions.itertuples(index=False)
    ]
    return components.block("Какой регион показать?", html.Ul(links, className="regions"))


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
