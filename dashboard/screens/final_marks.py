"""Final marks of a student: what comes out now, what is forecast, what the next mark takes."""

from dataclasses import dataclass, field
from datetime import date

from dash import html

from dashboard.access import Scope
from dashboard.numbers import NO_DATA, count, day, decimal, percent
from dashboard.queries.final_forecasts import final_forecaster, final_forecasts, final_period
from dashboard.queries.unit_settings import tells_families
from dashboard.queries.work_forms import work_forms
from dashboard.screens.final_words import (
    REASONS,
    forecast_words,
    forms_words,
    held_words,
    likely_to_come,
    mean_words,
    needed_words,
    reason_words,
)
from dashboard.screens.sheet import mark_cell
from dashboard.screens.student_reading import StudentReading
from etl.forecasts.lesson_days import last_day_of
from etl.periods import YEAR, period_name

NO_MARKS = "За этот период отметок нет."
NOT_TOLD = (
    "Прогноз семьям показывает школа, если решит так; здесь – расчёт по отметкам, которые уже есть."
)
NO_FORECASTER = (
    "Прогноза нет: завершённых периодов с итоговыми отметками ещё мало, чтобы по ним научиться."
)


@dataclass(frozen=True)
class Line:
    """A subject: its sums in the period, its final mark, and the forecasts where they are told."""

    row: dict
    of_period: dict | None
    of_year: dict | None
    needed: str


@dataclass(frozen=True)
class FinalMarks:
    """The lines of one period, and from which day it is forecast."""

    period: int | None
    lines: list[Line] = field(default_factory=list)
    forms: list[dict] = field(default_factory=list)
    day: date | None = None
    is_past: bool = False
    why_not: str = ""  # there is no forecast

    @property
    def is_told(self) -> bool:
        """Whether there is any forecast."""
        return any(line.of_period for line in self.lines)

    @property
    def has_year(self) -> bool:
        """Whether the year is forecast as well."""
        return any(line.of_year for line in self.lines)


def final_marks(scope: Scope, reading: StudentReading) -> FinalMarks:
    """The final marks of a student in the period of the view, or in the last one of its year."""
    id, view = reading.student["student_id"], reading.view
    period = final_period(scope, view.period, student_id=id) if view.period else None
    if period is None:
        return FinalMarks(None)
    rows = [row for row in reading.marks if row["period_id"] == period]
    forms = forms_of(scope, rows, period)
    told = final_forecasts(scope, period, student_id=id)
    by_key = {(row["subject_id"], row["period_id"]): row for row in told}
    year = period // 100 * 100 + YEAR
    lines = [
        Line(
            row,
            by_key.get((row["subject_id"], period)),
            by_key.get((row["subject_id"], year)),
            needed_words(row, forms),
        )
        for row in [*rows, *without_marks(reading, rows, told, period)]
        if row["final_mark"] != "осв"
    ]
    first = told[0] if told else {}
    return FinalMarks(
        period=period,
        lines=lines,
        forms=forms,
        day=first.get("day"),
        is_past=first.get("is_past", False),
        why_not="" if told else why_not(scope, reading),
    )


def without_marks(
    reading: StudentReading, rows: list[dict], told: list[dict], period: int
) -> list[dict]:
    """Rows of the subjects that are forecast and have no mark in the period yet."""
    names = {row["subject_id"]: row["subject"] for row in reading.marks}
    there = {row["subject_id"] for row in rows}
    missing = {row["subject_id"] for row in told if row["period_id"] == period} - there
    nothing = {"n_marks": 0, "sum_weighted": 0, "sum_weight": 0, "weighted_mean": None}
    nothing |= {"suggested_mark": None, "final_mark": None}
    return [nothing | {"subject_id": id, "subject": names[id]} for id in sorted(missing)]


def forms_of(scope: Scope, rows: list[dict], period: int) -> list[dict]:
    """The forms of control where the marks were given."""
    return work_forms(scope, rows[-1]["class_id"], last_day_of(period)) if rows else []


def why_not(scope: Scope, reading: StudentReading) -> str:
    """Why nothing is forecast."""
    path = reading.student["path"]
    if reading.is_family and not tells_families([path]):
        return NOT_TOLD
    return NO_FORECASTER if final_forecaster(scope) is None else ""


def moment_words(found: FinalMarks) -> str:
    """From which day is forecast, and what has come of it where that is known."""
    name = period_name(found.period)
    if not found.is_told:
        return f"Период: {name}. {found.why_not}".strip()
    if not found.is_past:
        return f"Период: {name}, по журналу на {day(found.day)}."
    known = [line.of_period for line in found.lines if line.of_period and line.of_period["fact"]]
    right = sum(told["fact"] == told["likely"] for told in known)
    came = f" Сбылось {right} из {len(known)}." if known else ""
    return (
        f"{name[0].upper()}{name[1:]}: период закончен, предсказывать нечего. Рядом – что прогноз "
        f"сказал бы {day(found.day)}, в середине периода, по отметкам до этого дня.{came}"
    )


def proof_words(scope: Scope) -> str:
    """How right such forecasts have been, from the back-test of the forecaster."""
    found = final_forecaster(scope)
    parts = [
        f"{period_name(test['period_id'])}: отметка угадана в {percent(test['right'], 0)} случаев "
        f"(по одному среднему – {percent(test['baseline_right'], 0)}), n = {count(test['of'])}"
        for test in (found["tests"] if found else [])
    ]
    return f"Проверка на прошлых периодах из их середины: {'; '.join(parts)}." if parts else ""


def final_table(scope: Scope, found: FinalMarks) -> list:
    """One row per subject, how it is made under it, and how right it has been."""
    if not found.lines:
        return [html.P(NO_MARKS, className="note")]
    *titles, last = _titles(found)
    heads = [html.Th(title, scope="col") for title in titles]
    head = html.Tr([*heads, html.Th(last, scope="col", className="in-words")])
    rows = [_row(found, line) for line in found.lines]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="plain sheet")
    scrolled = html.Div(
        table, className="scrolled", tabIndex=0, role="region", **{"aria-label": "Итоговые отметки"}
    )
    told = [forms_words(found.forms), proof_words(scope) if found.is_told else ""]
    note = html.P(" ".join(filter(None, told)), className="note below")
    return [html.P(moment_words(found), className="sentence"), scrolled, *_why(found), note]


def _titles(found: FinalMarks) -> list[str]:
    forecast = ["Прогноз", "Не меньше 90 %", "Средний к концу"] if found.is_told else []
    came = ["Итог"] if found.is_past or not found.is_told else []
    year = ["Год: прогноз"] if found.has_year else []
    return [
        "Предмет",
        "Отметок",
        "Средний",
        "Выходит",
        *forecast,
        *came,
        *year,
        "До следующей отметки",
    ]


def _row(found: FinalMarks, line: Line) -> html.Tr:
    row, told = line.row, line.of_period
    suggested = row.get("suggested_mark")
    forecast = [forecast_words(told), held_words(told), mean_words(told)] if found.is_told else []
    came = [mark_cell(row["final_mark"])] if found.is_past or not found.is_told else []
    year = [html.Td(forecast_words(line.of_year))] if found.has_year else []
    return html.Tr(
        [
            html.Th(row["subject"], scope="row"),
            html.Td(count(row["n_marks"])),
            html.Td(html.B(decimal(row["weighted_mean"]))),
            html.Td(NO_DATA if suggested is None else str(suggested)),
            *(html.Td(words) for words in forecast),
            *came,
            *year,
            html.Td(line.needed, className="muted in-words"),
        ]
    )


def _why(found: FinalMarks) -> list:
    """How each mean at the end is made, folded."""
    if not found.is_told:
        return []
    lines = [
        html.Li([html.B(line.row["subject"]), f": {reason_words(told)}; {likely_to_come(told)}."])
        for line in found.lines
        if (told := line.of_period)
    ]
    summary = html.Summary("Почему такой прогноз")
    return [html.Details([summary, html.P(REASONS, className="note"), html.Ul(lines)])]
