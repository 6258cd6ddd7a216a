"""The works a student has written in the year: points, share of the maximum, mark."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_reading import StudentReading
from etl.periods import school_year_of

COLUMNS = [
    name_column("Работа"),
    {"field": "subject", "headerName": "Предмет"},
    {"field": "date", "headerName": "Дата", "context": {"form": "day"}},
    number_column("points", "Баллы", "points", context={"form": "points"}),
    number_column("max_points", "Из", "points", context={"form": "whole_number"}),
    number_column("solve_rate", "Выполнено", "percent"),
    {"field": "mark", "headerName": "Отметка", "context": {"form": "mark"}},
]


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per work, the newest first."""
    of_year = [w for w in reading.works if school_year_of(w["date"]) == reading.view.year]
    newest_first = sorted(of_year, key=lambda work: work["date"], reverse=True)
    return Content(table=Table(COLUMNS, [_row(work) for work in newest_first]))


def _row(work: dict) -> dict:
    is_there = not work["is_absent"]
    return {
        "name": work["title"],
        "subject": work["subject"],
        "date": work["date"].isoformat(),
        "points": work["points"],
        "max_points": work["max_points"] if is_there else None,
        "solve_rate": work["solve_rate"] if is_there else None,
        "mark": str(work["mark"] or "") if is_there else "не писал(а)",
    }


REPORT = Report("student_works", "Какие работы написаны?", build, levels=("student",), in_pack=True)
