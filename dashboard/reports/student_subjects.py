"""How a student does by subject: marks of every period, the mean and what it comes to."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.next_group import next_group
from dashboard.screens.sheet import class_mean, marks_link, subjects_of_year
from dashboard.screens.student_reading import StudentReading
from etl.periods import period_name

NOTE = "Средневзвешенный балл = Σ (отметка · вес) / Σ весов: контрольная весит больше ответа."


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per subject of the year."""
    by_subject, periods = subjects_of_year(reading)
    rows = [_row(reading, name, found) for name, found in by_subject.items()]
    sentence = next_group(reading.shown) if reading.in_groups else ""
    return Content(table=Table(_columns(reading, periods), rows), sentence=sentence, note=NOTE)


def _columns(reading: StudentReading, periods: list[int]) -> list[dict]:
    of_class = [number_column("of_class", "Класс", "mean")] if reading.class_means else []
    return [
        name_column("Предмет"),
        *(_of_period(period) for period in periods),
        number_column("weighted_mean", "Средневзвешенный", "mean"),
        {"field": "suggested", "headerName": "Выходит", "context": {"form": "mark"}},
        *of_class,
        number_column("n_marks", "Отметок", "count"),
        number_column("n_absences", "Пропуски", "count"),
    ]


def _of_period(period: int) -> dict:
    return {"field": f"p{period}", "headerName": period_name(period), "context": {"form": "mark"}}


def _row(reading: StudentReading, name: str, found: dict[int, dict]) -> dict:
    row = found.get(reading.view.period, {})
    suggested = row.get("suggested_mark")
    return {
        "name": name,
        "href": marks_link(reading, found),
        **{f"p{id}": each["final_mark"] or "" for id, each in found.items()},
        "weighted_mean": row.get("weighted_mean"),
        "suggested": "" if suggested is None else str(suggested),
        "of_class": class_mean(reading, row),
        "n_marks": row.get("n_marks"),
        "n_absences": row.get("n_absences"),
    }


REPORT = Report(
    "student_subjects",
    "Что получается по предметам?",
    build,
    levels=("student",),
    in_pack=True,
)
