"""Which final mark comes out, what is forecast, and what the next one takes: of one student."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.final_marks import (
    FinalMarks,
    Line,
    final_marks,
    moment_words,
    proof_words,
)
from dashboard.screens.final_words import (
    REASONS,
    forecast_words,
    forms_words,
    held_words,
    mean_words,
    reason_words,
)
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_reading import StudentReading

ARITHMETIC = "До следующей отметки – сколько «5» поднимут средневзвешенный балл до её границы."


def build(scope: Scope, reading: StudentReading) -> Content:
    """One row per subject of the period."""
    found = final_marks(scope, reading)
    if not found.lines:
        return Content()
    rows = [_row(found, line) for line in found.lines]
    proof = [REASONS, proof_words(scope)] if found.is_told else []
    note = " ".join(filter(None, [ARITHMETIC, forms_words(found.forms), *proof]))
    return Content(table=Table(_columns(found), rows), sentence=moment_words(found), note=note)


def _columns(found: FinalMarks) -> list[dict]:
    forecast = [
        {"field": "forecast", "headerName": "Прогноз"},
        {"field": "held", "headerName": "Не меньше 90 %"},
        {"field": "mean", "headerName": "Средний к концу (90 %)"},
        {"field": "reason", "headerName": "Как посчитано"},
    ]
    year = [{"field": "year", "headerName": "Год: прогноз"}]
    return [
        name_column("Предмет"),
        number_column("n_marks", "Отметок", "count"),
        number_column("weighted_mean", "Средневзвешенный", "mean"),
        {"field": "suggested", "headerName": "Выходит", "context": {"form": "mark"}},
        *(forecast if found.is_told else []),
        {"field": "final", "headerName": "Итог", "context": {"form": "mark"}},
        *(year if found.has_year else []),
        {"field": "needed", "headerName": "До следующей отметки"},
    ]


def _row(found: FinalMarks, line: Line) -> dict:
    row, told = line.row, line.of_period
    suggested = row.get("suggested_mark")
    return {
        "name": row["subject"],
        "n_marks": row["n_marks"],
        "weighted_mean": row["weighted_mean"],
        "suggested": "" if suggested is None else str(suggested),
        "forecast": forecast_words(told),
        "held": held_words(told),
        "mean": mean_words(told),
        "reason": reason_words(told) if told else "",
        "final": row["final_mark"] or "",
        "year": forecast_words(line.of_year),
        "needed": line.needed,
    }


REPORT = Report(
    "student_final_marks",
    "Какая отметка выходит и что нужно для следующей?",
    build,
    levels=("student",),
    in_pack=True,
)
