"""Students by group in the unit and in its reference: a stacked bar, and every number under it."""

from dash import html

from dashboard.numbers import NO_DATA, count, percent
from dashboard.rounded import is_disclosed
from dashboard.screens.reading import Side

NAMES = {
    "excellent": "отличники",
    "good": "хорошисты",
    "one_three": "с одной «3»",
    "satisfactory": "успевают на «3»",
    "failing": "не успевают",
    "not_attested": "не аттестованы",
}


def group_table(own: Side, other: Side) -> list:
    """One row per group: students and share here, share there; nothing of others' groups."""
    if not has_groups(own.row):
        return []
    theirs = other.row if has_groups(other.row) else None
    sides = [side for side in (own, other) if has_groups(side.row)]
    heads = ["Группа", "Учеников", "Доля", *(["Сравнение"] if theirs else [])]
    head = html.Tr([html.Th(name, scope="col") for name in heads])
    rows = [_row(group, own.row, theirs) for group in NAMES]
    return [
        *(_bar(side) for side in sides),
        html.Table([html.Thead(head), html.Tbody(rows)], className="plain groups"),
    ]


def has_groups(row: dict | None) -> bool:
    """Whether the students of each group are counted in the row and may be told."""
    return bool(row) and "reserve_rate" in row and not is_disclosed(row)


def _bar(side: Side) -> html.Div:
    n = side.row["n"]
    parts = [
        html.Span(className=f"group-{group}", style={"width": f"{100 * side.row[group] / n:.2f}%"})
        for group in NAMES
        if side.row[group]
    ]
    name = html.Span(f"{side.name}, n = {count(n)}", className="bar-name")
    return html.Div([name, html.Div(parts, className="stacked", **{"aria-hidden": "true"})])


def _row(group: str, own: dict, theirs: dict | None) -> html.Tr:
    there = [html.Td(percent(theirs[group] / theirs["n"]) if theirs else NO_DATA)]
    swatch = html.Span(className=f"swatch group-{group}")
    return html.Tr(
        [
            html.Th([swatch, NAMES[group]], scope="row"),
            html.Td(count(own[group])),
            html.Td(percent(own[group] / own["n"])),
            *(there if theirs else []),
        ]
    )
