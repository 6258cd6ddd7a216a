"""Who stands higher and who lower inside a unit: bars with intervals, tiles, and places."""

from dash import html

from dashboard.access import Scope
from dashboard.figures.ranked import ENDS, drawn, ranked_figure
from dashboard.light import CORE, element
from dashboard.numbers import count, counted, is_known, plural
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import HIDDEN, is_disclosed, is_hidden, share, with_n
from dashboard.screens.grids import interval_column, name_column, number_column, sign_column
from dashboard.screens.inside import TITLES
from dashboard.screens.reading import Reading
from dashboard.screens.tables import KEYS, STEPS, children_rows
from dashboard.theme import basis_colour

QUESTIONS = {
    "region": "Какой муниципалитет выше, какой ниже?",
    "municipality": "Какая школа выше, какая ниже?",
    "school": "Какая параллель выше, какая ниже?",
    "parallel": "Какой класс выше, какой ниже?",
}
OF_THEM = {
    "region": ("муниципалитета", "муниципалитетов", "муниципалитетов"),
    "municipality": ("школы", "школ", "школ"),
    "school": ("параллели", "параллелей", "параллелей"),
    "parallel": ("класса", "классов", "классов"),
}
RULE = (
    "Место – от и до: выше стоят те, чей интервал весь выше, ниже – те, чей весь ниже "
    "(собственное правило)."
)
ALONE = 2  # of one there is nothing to rank
MOST_TILES = 120


def build(scope: Scope, reading: Reading) -> Content:
    """Children from the highest share down, each with the places it may have."""
    rows = with_ranks(children_rows(reading))
    told = [row for row in rows if is_known(row.get("quality_rate"))]
    if len(told) < ALONE:
        return Content()
    name, level = reading.own.name, reading.unit["level"]
    return Content(
        ranked_figure(rows, reference=name, colour=basis_colour(reading.view.basis)),
        Table(_columns(TITLES[level]), sorted(told, key=lambda row: -row["quality_rate"])),
        finding(told, name, OF_THEM[level]),
        " ".join([*_left_out(rows), RULE]),
        [tiles(rows)],
        hint="Столбик ведёт внутрь.",
    )


def with_ranks(rows: list[dict]) -> list[dict]:
    """The rows with `rank`, «3–7 из 12»: the places that their intervals leave open."""
    told = [row for row in rows if is_known(row.get("quality_low"))]
    return [row | {"rank": _rank(row, told) if is_known(row.get("quality_low")) else ""}
            for row in rows]  # fmt: skip


def _rank(row: dict, among: list[dict]) -> str:
    higher = sum(other["quality_low"] > row["quality_high"] for other in among)
    lower = sum(other["quality_high"] < row["quality_low"] for other in among)
    best, worst = higher + 1, len(among) - lower
    places = str(best) if best == worst else f"{best}–{worst}"
    return f"{places} из {len(among)}"


def finding(rows: list[dict], name: str, forms: tuple[str, str, str]) -> str:
    """«Из 12 школ выше, чем «Город», – 3 (Школа № 7, …), ниже – 2 (…); у остальных …»."""
    signs = {sign: [row["name"] for row in rows if row.get("sign") == sign] for sign in "▲▼"}
    if not any(signs.values()):
        every = counted(len(rows), forms)
        return f"Заметных отличий от «{name}» нет: у всех {every} разница может быть случайной."
    above, below = (_listed(signs[sign]) for sign in "▲▼")
    rest = len(rows) - len(signs["▲"]) - len(signs["▼"])
    others = f"; у остальных ({rest}) разница может быть случайной" if rest else ""
    whole = counted(len(rows), forms)
    return f"Из {whole} заметно выше, чем «{name}»: {above}; ниже: {below}{others}."


def _listed(names: list[str], most: int = 3) -> str:
    """«3 (Школа № 7, Школа № 12, Школа № 5)», of more the first ones."""
    if not names:
        return "0"
    more = " и др." if len(names) > most else ""
    return f"{count(len(names))} ({', '.join(names[:most])}{more})"


def _left_out(rows: list[dict]) -> list[str]:
    """What the picture does not show, and why."""
    hidden = sum(is_hidden(row) for row in rows)
    silent = sum(not is_disclosed(row) and not is_known(row.get("quality_rate")) for row in rows)
    known = len(rows) - hidden - silent
    return [
        *([f"Скрыто: {hidden} (мало учеников)."] if hidden else []),
        *([f"Без отметок: {silent}."] if silent else []),
        *([f"Показаны {ENDS} первых и {ENDS} последних из {known}."]
          if known > len(drawn(rows)) else []),
    ]  # fmt: skip


def _columns(title: str) -> list[dict]:
    return [
        name_column(title),
        number_column("n", "n", "count"),
        number_column("quality_rate", "Качество", "percent"),
        interval_column("quality_rate", "Интервал", cellRendererParams=KEYS),
        sign_column(),
        number_column("gap", "Разница, п. п.", "gap"),
        {"field": "rank", "headerName": "Место"},
    ]


def tiles(rows: list[dict]) -> html.Details:
    """Everybody as a tile in the order of names: one look over many, one click down."""
    shown = [_tile(row) for row in rows[:MOST_TILES]]
    more = len(rows) - len(shown)
    left = [html.P(f"и ещё {more}: они в таблице", className="note")] if more > 0 else []
    summary = html.Summary(f"Плитками: {len(rows)} {plural(len(rows), 'место', 'места', 'мест')}")
    return html.Details([summary, html.Ul(shown, className="tiles"), *left], className="as-tiles")


def _tile(row: dict) -> dict:
    value = HIDDEN if is_hidden(row) else share(row, "quality_rate")
    told = [element("B", value), element("Span", f" {row.get('sign', '')}")]
    parts = [
        element("Span", row["name"], className="tile-name"),
        element("Span", told, className="tile-value"),
        element("Span", with_n(row) if is_known(row.get("n")) else "", className="tile-n"),
    ]
    kind = f"tile {ground(row)}{' of-other' if is_disclosed(row) else ''}"
    href = row.get("href")
    if not href:
        return element("Li", element("Span", parts, className=kind))
    return element("Li", element("Link", parts, of=CORE, href=href, className=kind))


def ground(row: dict) -> str:
    """The ground of five steps, as in the heat map; none where nothing is known."""
    value = row.get("quality_rate")
    return f"heat-{1 + sum(value >= step for step in STEPS)}" if is_known(value) else "no-heat"


REPORT = Report(
    "ranked",
    QUESTIONS,
    build,
    levels=tuple(QUESTIONS),
    has_figure=True,
    has_table=False,  # on the screen the table of the children stands right under it
    in_pack=True,
    wide=True,
)
