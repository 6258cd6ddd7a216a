"""The tables of a student's sheet: subjects with their periods, and works with points."""

from dash import dcc, html

from dashboard.figures.sparkline import sparkline
from dashboard.numbers import NO_DATA, count, day, decimal, percent, signed
from dashboard.screens.addresses import link
from dashboard.screens.choices import period_place
from dashboard.screens.student_reading import StudentReading
from etl.periods import YEAR, period_name, school_year_of

CLASSES = {"5": "mark-5", "4": "mark-4", "3": "mark-3", "2": "mark-2", "1": "mark-1"}


def subject_table(reading: StudentReading) -> html.Table | html.P:
    """One row per subject: its mark in every period of the year, the trend and the arithmetic."""
    by_subject, periods = subjects_of_year(reading)
    if not by_subject:
        return html.P("За этот год отметок нет.", className="note")
    mean = "Средний балл с весом" if reading.is_family else "Средневзвешенный"
    heads = ["Динамика", mean, "= Σ отметка × вес / Σ весов", "Выходит"]
    heads += ["Класс"] if reading.class_means else []
    shown = [html.Th(_short(period), scope="col", className="cell") for period in periods]
    ends = [html.Th(name, scope="col") for name in (*heads, "Отметок", "Пропуски")]
    head = html.Tr([html.Th("Предмет", scope="col"), *shown, *ends])
    rows = [_subject(reading, name, found, periods) for name, found in by_subject.items()]
    return html.Table([html.Thead(head), html.Tbody(rows)], className="plain sheet")


def subjects_of_year(reading: StudentReading) -> tuple[dict[str, dict[int, dict]], list[int]]:
    """Subject → period → row in the year of the view, and its periods with final marks."""
    year = [row for row in reading.marks if row["school_year"] == reading.view.year]
    periods = sorted({row["period_id"] for row in year if row["final_mark"]}, key=period_place)
    by_subject: dict[str, dict[int, dict]] = {}
    for row in year:
        by_subject.setdefault(row["subject"], {})[row["period_id"]] = row
    return by_subject, periods


def marks_link(reading: StudentReading, found: dict[int, dict]) -> str:
    """The marks behind a subject in the view."""
    subject = next(iter(found.values()))["subject_id"]
    view = reading.view
    when = {"year": view.year, "period": view.period}
    return link("marks", reading.student["student_id"], subject=subject, **when)


def class_mean(reading: StudentReading, row: dict) -> float | None:
    """The weighted mean of the class in the subject of a row; None where it is not told."""
    return reading.class_means.get((row.get("class_id"), row.get("subject_id")))


def _short(period: int) -> str:
    number, _, word = period_name(period).partition(" ")
    return f"{number} {word[:4]}." if word else number


def _subject(
    reading: StudentReading, name: str, found: dict[int, dict], periods: list[int]
) -> html.Tr:
    row = found.get(reading.view.period, {})
    finals = [mark_cell((found.get(id) or {}).get("final_mark")) for id in periods]
    suggested = row.get("suggested_mark")
    beside = [html.Td(_beside(reading, row), className="muted")] if reading.class_means else []
    return html.Tr(
        [
            html.Th(dcc.Link(name, href=marks_link(reading, found)), scope="row"),
            *finals,
            html.Td(_trend(name, found)),
            html.Td(html.B(decimal(row.get("weighted_mean")))),
            html.Td(arithmetic(row), className="muted"),
            html.Td(NO_DATA if suggested is None else str(suggested)),
            *beside,
            html.Td(count(row.get("n_marks"))),
            html.Td(count(row.get("n_absences"))),
        ]
    )


def _beside(reading: StudentReading, row: dict) -> str:
    """«3,92 (+0,31)»: the mean of the class, and the student against it."""
    of_class, own = class_mean(reading, row), row.get("weighted_mean")
    if of_class is None:
        return NO_DATA
    return f"{decimal(of_class)} ({signed(own - of_class, 2)})" if own else decimal(of_class)


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
    heads = [html.Th(name, scope="col") for name in ("Работа", "Дата", "Баллы", "Выполнено")]
    head = html.Tr([*heads, html.Th("Отметка", scope="col", className="cell")])
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
