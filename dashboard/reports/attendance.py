"""Absences beside results: by child of a unit, in a class by student."""

import numpy as np

from dashboard.access import Scope
from dashboard.figures.attendance import attendance_figure, link_of
from dashboard.numbers import FEWEST, NARROW, count, counted, decimal, is_known, percent
from dashboard.queries.attendance import absences_of_children
from dashboard.queries.students import marks_of_class
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.compared import STUDENTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.inside import TITLES
from dashboard.screens.matrix import matrix_rows
from dashboard.screens.reading import Reading
from dashboard.screens.tables import link_down, shown_children
from etl.indicators.intervals import correlation_interval
from etl.psychometrics.classical import correlation_from_sums

PER_STUDENT = "Отметок об отсутствии на ученика за период"
OF_STUDENT = "Отметок об отсутствии за период"
MEAN = "Средневзвешенный балл"
LINK = "связь, не причина"
FEW = f"Точек меньше {FEWEST}: о связи судить рано."
BY_UNIT = "Точка – целое подразделение: о связи у отдельных учеников это не говорит. "
UNIT = "Одна отметка – один пропущенный урок; считаются уроки, а не дни"
POINTS = {"context": {"form": "points"}}


def build(scope: Scope, reading: Reading) -> Content:
    """A point a child with its absences and quality; in a class a student with the mean."""
    if reading.own.row is None or reading.view.work_type:
        return Content()
    if reading.unit["level"] == "school_class":
        return _of_students(scope, reading)
    return _of_children(scope, reading)


def _of_children(scope: Scope, reading: Reading) -> Content:
    rows = children_rows(scope, reading)
    if not rows:
        return Content()
    quality = "На «4» и «5»" if reading.of_students else "Качество"
    n, absences = (sum(row[name] for row in rows) for name in ("n", "n_absences"))
    most = max(rows, key=lambda row: row["absences"])
    said = (
        f"В среднем {decimal(absences / n, 1)} отметки об отсутствии на ученика за период "
        f"(n = {count(n)}); больше всего: {most['name']} – {decimal(most['absences'], 1)}."
    )
    columns = [
        name_column(TITLES[reading.unit["level"]]),
        number_column("n", "Учеников", "count"),
        number_column("n_absences", "Отметок об отсутствии", "count"),
        number_column("absences", "На ученика", "decimal(params.value, 1)", **POINTS),
        number_column("result", quality, "percent"),
    ]
    return Content(
        figure=attendance_figure(rows, (PER_STUDENT, quality)),
        table=Table(columns, rows),
        sentence=f"{said} {correlation_said(rows)}".strip(),
        note=f"{BY_UNIT}{_note(rows)}",
    )


def children_rows(scope: Scope, reading: Reading) -> list[dict]:
    """One row per child of one's own with journal marks and a result in the view."""
    view = reading.view
    found = absences_of_children(scope, reading.unit["unit_id"], view)
    away = {row["unit_id"]: row for row in found if row["n"]}
    results = {row["unit_id"]: row for row in reading.below if row["subject_id"] == view.subject}
    rows = []
    for child in shown_children(reading):
        absent, result = away.get(child["unit_id"]), results.get(child["unit_id"])
        if absent and result and not is_disclosed(result) and is_known(result["quality_rate"]):
            rows.append(_row(child, absent, result["quality_rate"], link_down(child, view)))
    return rows


def _row(child: dict, absent: dict, result: float, href: str) -> dict:
    each = absent["n_absences"] / absent["n"]
    hover = f"{child['name']}: {decimal(each, 1)} на ученика, {percent(result)}"
    return {
        "name": child["name"],
        "href": href,
        "n": absent["n"],
        "n_absences": absent["n_absences"],
        "absences": each,
        "result": result,
        "hover": f"{hover}, n = {count(absent['n'])}",
    }


def _of_students(scope: Scope, reading: Reading) -> Content:
    """Students of one's own; nobody is named in the sentence."""
    rows = student_rows(scope, reading) if reading.shows_students else []
    if not rows:
        return Content()
    total = sum(row["absences"] for row in rows)
    said = (
        f"В среднем {decimal(total / len(rows), 1)} отметки об отсутствии на ученика за период "
        f"(n = {counted(len(rows), STUDENTS)}), всего {count(total)}."
    )
    columns = [
        name_column("Ученик"),
        number_column("absences", OF_STUDENT, "count"),
        number_column("result", MEAN, "mean"),
    ]
    return Content(
        figure=attendance_figure(rows, (OF_STUDENT, "Балл с весом"), of_marks=True),
        table=Table(columns, rows),
        sentence=f"{said} {correlation_said(rows)}".strip(),
        note=_note(rows),
    )


def student_rows(scope: Scope, reading: Reading) -> list[dict]:
    """One row per student of the class with current marks, in the subject of the view."""
    view = reading.view
    marks = marks_of_class(scope, reading.unit["unit_id"], view)
    asked = [row for row in marks if view.subject in (0, row["subject_id"])]
    rows = [row for row in matrix_rows(asked, view, in_groups=False) if is_known(row["mean"])]
    return [
        {"name": row["name"], "href": row["href"], "absences": row["absences"]}
        | {"result": row["mean"]}
        | {"hover": f"{row['name']}: пропусков {row['absences']}, {decimal(row['mean'])}"}
        for row in rows
    ]


def correlation_said(rows: list[dict]) -> str:
    """«Корреляция −0,42 (95 % интервал от −0,69 до −0,06, n = 28): …, связь, не причина.»."""
    n, value, low, high = correlation_of(rows)
    if n < FEWEST or not is_known(value):
        return ""
    if low <= 0 <= high:
        what = "связь может быть случайной"
    else:
        what = f"где пропусков больше, результат {'ниже' if high < 0 else 'выше'}"
    ends = f"95{NARROW}% интервал от {decimal(low)} до {decimal(high)}, n = {count(n)}"
    return f"Корреляция пропусков и результата {decimal(value)} ({ends}): {what}; {LINK}."


def correlation_of(rows: list[dict]) -> tuple[int, float, float, float]:
    """Number of points, Pearson's correlation, and its interval."""
    x, y = (np.array([row[name] for row in rows], dtype=float) for name in ("absences", "result"))
    sums = (x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum())
    value = float(correlation_from_sums(len(rows), *sums))
    low, high = correlation_interval(value, len(rows))
    return len(rows), value, float(low), float(high)


def _note(rows: list[dict]) -> str:
    drawn = f"Пунктир – {LINK}, n = {len(rows)}." if link_of(rows) else FEW
    return f"{UNIT}. {drawn}"


REPORT = Report(
    "attendance", "Как пропуски связаны с результатами?", build, has_figure=True, later=True
)
