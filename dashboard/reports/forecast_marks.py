"""Which marks are expected: by subject, and of one subject by the units inside."""

from dashboard.access import Scope
from dashboard.figures.stacked import stacked_figure
from dashboard.numbers import count
from dashboard.queries.forecast_record import (
    MARKS,
    expected_marks,
    expected_marks_of_children,
)
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.forecast_reading import ForecastReading
from dashboard.screens.forecast_words import NORMAL_RULE, OF_STUDENTS, about
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.tables import shown_part
from dashboard.theme import MARKS as COLOURS

NOT_KNOWN = (
    "Границы отметок этого экзамена не заданы, или отметок у него нет: ожидаемые отметки не "
    "считаются."
)
MOST = 30  # bars
MOST_TOLD = 2  # subjects in the sentence, of the most students
FIELDS = ("name", "href", "n", *(f"told_{name}" for name in MARKS))
RAMP = {f"p{mark}": COLOURS[f"n{mark}"] for mark in (5, 4, 3, 2)}


def build(scope: Scope, reading: ForecastReading) -> Content:
    """One row a subject, or of one subject a unit inside; of one's own."""
    unit, target = reading.unit, reading.target
    whole = expected_marks(scope, unit, target)
    inside = expected_marks_of_children(scope, unit, target) if target.subject else []
    if not whole:
        return Content(sentence="" if not reading.shows_students else NOT_KNOWN)
    rows = [_row(row, reading) for row in (*whole, *inside)]
    return Content(
        figure=stacked_figure([row | {"unit": row["name"]} for row in rows[:MOST]], RAMP),
        table=Table(_columns(), [shown_part(row, FIELDS) for row in rows]),
        sentence=" ".join(map(finding, sorted(whole, key=lambda row: -row["n"])[:MOST_TOLD])),
        note=f"Сумма вероятностей отметок учеников, а не счёт самых вероятных. {NORMAL_RULE}",
    )


def _row(row: dict, reading: ForecastReading) -> dict:
    told = {f"told_{name}": about(row[name], row[f"{name}_error"], row["n"]) for name in MARKS}
    is_unit = row["unit_id"] != reading.unit["unit_id"]
    name = row["unit"] if is_unit else row["subject"]
    href = reading.link_to(row["unit_id"], row["subject_id"])
    return row | told | {"name": name, "href": href}


def _columns() -> list[dict]:
    marks = [{"field": f"told_{name}", "headerName": f"«{name[1]}»"} for name in reversed(MARKS)]
    return [name_column("Где"), number_column("n", "n", "count"), *marks]


def finding(row: dict) -> str:
    """«Математика: ожидается «2» 4,2 (от 1 до 7), … из 28 учеников.»"""
    n = row["n"]
    told = ", ".join(
        f"«{name[1]}» – {about(row[name], row[f'{name}_error'], n)}" for name in reversed(MARKS)
    )
    return f"{row['subject']}, из {count(n)} {_students(n)} ожидается: {told}."


def _students(n: int) -> str:
    return OF_STUDENTS[0] if n % 10 == 1 and n % 100 != 11 else OF_STUDENTS[1]


REPORT = Report(
    "forecast_marks",
    "Какие отметки ожидаются?",
    build,
    has_figure=True,
    in_pack=True,
    wide=True,
)
