"""The tables of a student's sheet: subjects with their periods, and works with points."""

from dash import dcc, html

from dashboard.figures.sparkline import sparkline
from dashboard.numbers import NO_DATA, count, day, decimal, percent
from dashboard.screens.addresses import link
from dashboard.screens.choices import period_place
from etl.periods import YEAR, period_name, school_year_of

CLASSES = {"5": "mark-5", "4": "mark-4", "3": "mark-3", "2": "mark-2", "1": "mark-1"}


def subject_table(
    marks: list[dict], period: int | None, *, in_plain_words: bool = False
) -> html.Table | html.P:
    """One row per subject: its mark in every period of the year, the trend and the arithmetic."""
    year = [row for row in marks if row["period_id"] // 100 == (period or 0) // 100]
    if not year:
        return html.P("За этот год отметок нет.", className="note")
    periods = sorted({row["period_id"] for row in year if row["final_mark"]}, key=period_place)
    by_subject: dict[str, dict[int, dict]] = {}
    for row in year:
        by_subject.setdefault(row["subject"], {})[row["period_id"]] = row
    mean = "Средний балл с весом" if in_plain_words else "Средневзвешенный"
    rows = [_subject(name, found, periods, period) for name, found in by_subject.items()]
    return html.Table([html.Thead(_head(periods, mean)), html.Tbody(rows)], className="plain sheet")


def _head(periods: list[int], mean: str) -> html.Tr:
    shown = [html.Th(_short(period), scope="col", className="cell") for period in periods]
    rest = ("Динамика", mean, "= Σ отметка × вес / Σ весов", "Выходит")
    ends = [html.Th(name, scope="col") for name in (*rest, "Отметок", "Пропуски")]
    return html.Tr([html.Th("Предмет", scope="col"), *shown, *ends])


def _short(period: int) -> str:
    number, _, word = period_name(period).partition(" ")
    return f"{number} {word[:4]}." if word else number


def _subject(name: str, found: dict[int, dict], periods: list[int], period: int) -> html.Tr:
    row = found.get(period, {})
    finals = [mark_cell((found.get(id) or {}).get("final_mark")) for id in periods]
    suggested = row.get("suggested_mark")
    return html.Tr(
        [
            html.Th(name, scope="row"),
            *finals,
            html.Td(_trend(name, found)),
            html.Td(html.B(decimal(row.get("weighted_mean")))),
            html.Td(arithmetic(row), className="muted"),
            html.Td(NO_DATA if suggested is None else str(suggested)),
            html.Td(count(row.get("n_marks"))),
            html.Td(count(row.get("n_absences"))),
        ]
    )


def mark_cell(mark) -> html.Td:
    """A mark on its ground; «н/а» and «осв» are grey."""
    text = "" if mark is None else str(mark)
    ground = CLASSES.get(text, "mark-none") if text else ""
    return html.Td(html.Span(text, className=f"mark {ground}") if text else "", className="cell")


def arithmetic(row: dict) -> str:
    """«91,2 / 25,1»: the sums of hundredths behind the weighted mean."""
    if not row.get("sum_weight"):
        return ""
    return f"{_sum(row['sum_weighted'])} / {_sum(row['sum_weight'])}"


def _sum(hundredths: int) -> str:
    return decimal(hundredths / 100, 2).removesuffix("0").removesuffix(",0")


def _trend(name: str, found: dict[int, dict]) -> html.Img | str:
    periods = sorted((id for id in found if id % 100 < YEAR), key=period_place)
    means = [found[id]["weighted_mean"] for id in periods]
    picture = sparkline(means)
    if not picture:
        return ""
    told = ", ".join(f"{period_name(id)} {decimal(found[id]['weighted_mean'])}" for id in periods)
    return html.Img(src=picture, alt=f"{name}: {told}", title=told, width=92, height=22)


def work_table(works: list[dict], year: int | None, *, linked: bool = True) -> html.Table | html.P:
    """One row per work of the year: points, share of the maximum, mark; linked to the work."""
    shown = [work for work in works if school_year_of(work["date"]) == year]
    if not shown:
        return html.P("В этом году работ с протоколами нет.", className="note")
    heads = ("Работа", "Дата", "Баллы", "Выполнено", "Отметка")
    head = html.Tr([html.Th(name, scope="col") for name in heads])
    newest_first = sorted(shown, key=lambda work: work["date"], reverse=True)
    rows = [_work(work, linked=linked) for work in newest_first]
    return html.Table([html.Thead(head), html.Tbody(rows)], className="plain works")


def _work(work: dict, *, linked: bool) -> html.Tr:
    href = link("assessment", work["assessment_id"], unit=work["class_id"])
    points = f"{decimal(work['points'], 0)} из {decimal(work['max_points'], 0)}"
    if work["points"] is not None and work["points"] % 1:
        points = f"{decimal(work['points'], 1)} из {decimal(work['max_points'], 0)}"
    procedure = "" if work["procedure"] in work["title"] else f" {work['procedure']}"
    title = dcc.Link(work["title"], href=href) if linked else work["title"]
    name = [title, html.Span(procedure, className="muted")]
    share = work["solve_rate"] if not work["is_absent"] else None
    bar = html.Span(html.Span(style={"width": f"{100 * (share or 0):.0f}%"}), className="share-bar")
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(day(work["date"])),
            html.Td("не писал(а)" if work["is_absent"] else points),
            html.Td([bar, percent(share, 0)] if share is not None else NO_DATA),
            mark_cell(work["mark"]),
        ]
    )
