"""Every mark behind the mean of a student in a subject, with the file and row it came from."""

from dash import dcc, html

from dashboard import components
from dashboard.access import Scope
from dashboard.explained import Explanation
from dashboard.filters import View
from dashboard.numbers import NO_DATA, day, decimal
from dashboard.queries.marks import final_marks_of_subject, marks_of_subject
from dashboard.queries.students import marks_of_student, student
from dashboard.queries.units import breadcrumb
from dashboard.screens.addresses import link, number_in, steps
from dashboard.screens.choices import period_place, with_period
from dashboard.screens.sheet import arithmetic, mark_cell
from dashboard.screens.why import equation
from dashboard.session import current_scope
from etl.indicators import INDICATORS
from etl.periods import period_name, school_year_name

FORMULA = "Σ (отметка · вес) / Σ весов"
COMES_TO = "от 4,50 – «5», от 3,50 – «4», от 2,50 – «3», ниже – «2»"
NOT_COUNTED = "Пропуски, долги без отметки и «н/а» в балл не входят."
LETTERS = "буквы – коды посещаемости из журнала"
NO_MARKS = "В этом периоде отметок нет."


def layout(address: str, query: dict) -> html.Div | html.Section:
    """The marks of the student the address names, or «not found»."""
    scope = current_scope()
    found = student(scope, number_in(address))
    if found is None:
        return components.not_found()
    return screen(scope, found, View.parse(query))


def screen(scope: Scope, found: dict, asked: View) -> html.Div:
    """The arithmetic, the marks one by one, and the final marks of the year."""
    every = marks_of_student(scope, found["student_id"])
    view = with_period(View(asked.year, asked.period), {row["period_id"] for row in every})
    shown = {row["subject_id"]: row for row in every if row["period_id"] == view.period}
    subject = asked.subject if asked.subject in shown else next(iter(shown), 0)
    view = View(view.year, view.period, subject)
    head = _head(scope, found, view, shown.get(subject))
    if not subject:
        empty = components.block("Какие отметки?", html.P(NO_MARKS, className="note"))
        return html.Div([head, empty], className="screen screen-marks")
    singles = marks_of_subject(scope, found["student_id"], subject, view.period)
    finals = final_marks_of_subject(scope, found["student_id"], subject, view.year)
    parts = [
        _chips(_subject_links(found, view, shown), "Предмет"),
        _chips(_period_links(found, view, every), "Период"),
        _arithmetic(shown[subject]),
        _singles(singles),
        _finals(finals),
    ]
    return html.Div([head, *parts], className="screen screen-marks")


def _head(scope: Scope, found: dict, view: View, row: dict | None) -> html.Div:
    """Where one is: the class, the sheet of the student, the subject."""
    name = found["name"] or found["student_code"]
    sheet = link("student", found["student_id"], year=view.year, period=view.period)
    line = steps(breadcrumb(scope, found["class_id"]), View(view.year, view.period))
    trail = [*line, (name, sheet), (row["subject"] if row else "Отметки", "")]
    when = f"{period_name(view.period)}, {school_year_name(view.year)}" if view.period else ""
    return components.head(
        components.trail("marks-trail", components.breadcrumb(trail)),
        components.title("marks-name", row["subject"] if row else "Отметки", name),
        html.Div([html.Span(when), dcc.Link("К листу ученика", href=sheet)], className="aside"),
    )


def _link(found: dict, view: View) -> str:
    return link(
        "marks",
        found["student_id"],
        subject=view.subject,
        year=view.year,
        period=view.period,
    )


def _subject_links(found: dict, view: View, shown: dict[int, dict]) -> list[tuple]:
    return [
        (row["subject"], _link(found, View(view.year, view.period, id)), id == view.subject)
        for id, row in shown.items()
    ]


def _period_links(found: dict, view: View, every: list[dict]) -> list[tuple]:
    """Every period with marks in the subject: those of the year, and «год» of other years."""
    of_subject = [row["period_id"] for row in every if row["subject_id"] == view.subject]
    of_year = sorted({id for id in of_subject if id // 100 == view.year}, key=period_place)
    return [
        (period_name(id), _link(found, View(view.year, id, view.subject)), id == view.period)
        for id in of_year
    ]


def _chips(links: list[tuple], name: str) -> html.Nav:
    chips = [
        dcc.Link(text, href=href, className="chip here" if is_here else "chip")
        for text, href, is_here in links
    ]
    return html.Nav(chips, className="chips", **{"aria-label": name})


def _arithmetic(row: dict) -> html.Section:
    """The weighted mean with its sums, and the mark it comes to."""
    if not row["sum_weight"]:
        note = "В этом периоде текущих отметок нет, только итоговая."
        return components.block("Как посчитан балл?", html.P(note, className="note"))
    told = mean_explained(row)
    mark = (
        "" if row["suggested_mark"] is None else f"Выходит «{row['suggested_mark']}»: {COMES_TO}."
    )
    return components.block(
        "Как посчитан балл?",
        *equation(told),
        components.copyable("marks-sentence", f"{told.sentence}."),
        html.P(f"{mark} {NOT_COUNTED}", className="note below"),
    )


def mean_explained(row: dict, href: str = "") -> Explanation:
    """The weighted mean of a student in a subject: «Σ (отметка · вес) / Σ весов = 40 / 9»."""
    above, _, below = arithmetic(row).partition(" / ")
    rule = INDICATORS["weighted_mean"]
    return Explanation(
        title=f"{rule.title}, {row['subject']}",
        value=decimal(row["weighted_mean"]),
        formula=FORMULA,
        numerator=above,
        denominator=below,
        period=f"{row['period']} {school_year_name(row['school_year'])}",
        source=rule.source,
        href=href,
    )


def _singles(marks: list[dict]) -> html.Section:
    """One row per mark, absence or debt, with the sums so far."""
    if not marks:
        return components.block("Какие отметки?", html.P(NO_MARKS, className="note"))
    heads = ["Дата", "За что", "Отметка", "Вес", "Отметка · вес", "Сумма", "Σ весов", "Балл"]
    heads += ["Откуда"] if any(row["file"] for row in marks) else []
    head = html.Tr([_th(name) for name in heads])
    rows = [_single(row, "Откуда" in heads) for row in with_running_sums(marks)]
    return components.block(
        "Какие отметки?",
        _scrolled(html.Table([html.Thead(head), html.Tbody(rows)], className="plain singles")),
        note=f"По порядку дней; «Балл» – каким он был после этой отметки; {LETTERS}",
    )


def _th(name: str) -> html.Th:
    """A heading that stands as its cells do: words to the left, marks in the middle."""
    kind = {"За что": "words", "Отметка": "cell"}.get(name)
    return html.Th(name, scope="col", className=kind)


def with_running_sums(marks: list[dict]) -> list[dict]:
    """Each mark with its product and with the sums and the mean up to it; hundredths."""
    above = below = 0
    found = []
    for row in marks:
        product = row["mark"] * row["weight"] if row["mark"] is not None else None
        above, below = above + (product or 0), below + (row["weight"] if product else 0)
        sums = {"product": product, "above": above, "below": below}
        found.append(row | sums | {"mean": above / below if below else None})
    return found


def _single(row: dict, with_origin: bool) -> html.Tr:
    what = [row["work_type"], html.Span(f" {row['topic']}", className="muted")]
    numbers = [row["weight"], row["product"], row["above"], row["below"]]
    is_mark = row["product"] is not None
    shown = [html.Td(_hundredths(value) if is_mark else "") for value in numbers]
    return html.Tr(
        [
            html.Th(day(row["date"]), scope="row"),
            html.Td(what, className="words"),
            _mark(row),
            *shown,
            html.Td(decimal(row["mean"]) if is_mark else ""),
            *([html.Td(origin(row), className="origin")] if with_origin else []),
        ]
    )


def _mark(row: dict) -> html.Td:
    """A mark on its ground, with its nuance; else what stands in its place."""
    if row["mark"] is None:
        return html.Td(_instead(row), className="cell muted")
    cell = mark_cell(row["mark"])
    nuance = {1: "+", -1: "−"}.get(row["nuance"] or 0, "")
    debt = " долг" if row["debt"] else ""
    return html.Td([cell.children, html.Span(nuance + debt, className="muted")], className="cell")


def _instead(row: dict) -> str:
    if row["absence"]:
        return row["absence"]
    return row["state"] or ("долг" if row["debt"] else NO_DATA)


def origin(row: dict) -> str:
    """«marks_2025_7.csv, лист «8А», строка 318»; empty where it is not told."""
    sheet = f"лист «{row['sheet']}»" if row["sheet"] else ""
    line = f"строка {row['row']}" if row["row"] is not None else ""
    return ", ".join(part for part in (row["file"], sheet, line) if part)


def _finals(finals: list[dict]) -> html.Section | None:
    """The final marks of the year and where each was stated."""
    if not finals:
        return None
    with_origin = any(row["file"] for row in finals)
    heads = ["Период", "Отметка", *(["Откуда"] if with_origin else [])]
    head = html.Tr([_th(name) for name in heads])
    rows = [
        html.Tr(
            [
                html.Th(row["period"], scope="row"),
                mark_cell(row["mark"]),
                *([html.Td(origin(row), className="origin")] if with_origin else []),
            ]
        )
        for row in finals
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="plain finals")
    return components.block("Какие итоговые отметки?", _scrolled(table))


def _scrolled(table: html.Table) -> html.Div:
    return html.Div(
        table, className="scrolled", tabIndex=0, role="region", **{"aria-label": "Отметки"}
    )


def _hundredths(value: int) -> str:
    text = decimal(value / 100, 2)
    return text.rstrip("0").removesuffix(",")
