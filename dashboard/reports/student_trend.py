"""How the mean of a student changes from period to period, by subject and over all of them."""

from dashboard.access import Scope
from dashboard.figures.student_trend import student_trend_figure
from dashboard.numbers import decimal, signed
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.choices import period_place
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.student_reading import StudentReading
from etl.periods import YEAR, period_name

NOTE = "Средневзвешенный балл текущих отметок; линия – средний по предметам, шкала от 2 до 5."


def build(scope: Scope, reading: StudentReading) -> Content:
    """A line over the periods of the year, and one row per subject."""
    rows = [row for row in reading.marks if _is_shown(reading, row)]
    periods = sorted({row["period_id"] for row in rows}, key=period_place)
    by_period = [(period, _mean([r for r in rows if r["period_id"] == period]))
                 for period in periods]  # fmt: skip
    columns = [name_column("Предмет")]
    columns += [number_column(f"p{id}", period_name(id), "mean") for id in periods]
    return Content(
        figure=student_trend_figure(by_period),
        table=Table(columns, _by_subject(rows)),
        sentence=_finding(by_period),
        note=NOTE,
    )


def _is_shown(reading: StudentReading, row: dict) -> bool:
    """The parts of the year, where there are current marks."""
    is_part = row["school_year"] == reading.view.year and row["period_id"] % 100 < YEAR
    return is_part and row["weighted_mean"] is not None


def _mean(rows: list[dict]) -> float:
    return sum(row["weighted_mean"] for row in rows) / len(rows)


def _by_subject(rows: list[dict]) -> list[dict]:
    found: dict[str, dict] = {}
    for row in rows:
        line = found.setdefault(row["subject"], {"name": row["subject"]})
        line[f"p{row['period_id']}"] = row["weighted_mean"]
    return list(found.values())


def _finding(by_period: list[tuple[int, float]]) -> str:
    """«Средний балл по предметам: 1 четверть 3,52, 4 четверть 3,71 (+0,19).»"""
    if len(by_period) < 2:
        return ""
    (first, was), (last, now) = by_period[0], by_period[-1]
    return (
        f"Средний балл по предметам: {period_name(first)} {decimal(was)}, "
        f"{period_name(last)} {decimal(now)} ({signed(now - was, 2)})."
    )


REPORT = Report(
    "student_trend", "Что меняется?", build, levels=("student",), has_figure=True, in_pack=True
)
