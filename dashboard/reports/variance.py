"""Between whom final marks differ: variance by student, class, school and subject."""

import numpy as np

from dashboard.access import Scope
from dashboard.figures.parts import shares_figure
from dashboard.numbers import FEWEST, count, decimal, percent
from dashboard.queries.factors import class_sums_by_school
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.groups import has_groups
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from etl.psychometrics.variance import MarkVariance, mark_variance

LEVELS = ("region", "municipality", "school")
BETWEEN = {
    "student": "между учениками одного класса",
    "school_class": "между классами одной школы",
    "school": "между школами",
    "subject": "между предметами",
    "rest": "остальное: один ученик по разным предметам и случай",
}
OF_WHAT = {
    "student": "учеников",
    "school_class": "классов",
    "school": "школ",
    "subject": "предметов",
    "rest": "отметок",
}
RULE = (
    "Дисперсия итоговых отметок 5–2 по ученику, классу, школе и предмету: метод моментов "
    "(Хендерсон, способ 1) по суммам витрин; класс отвечает и за параллель. Разброс – "
    "стандартное отклонение в баллах. Доли описывают, между кем отметки различаются, и не говорят "
    "почему."
)
ROUGH = f"Где меньше {FEWEST} единиц, доля приблизительна."
SUMS = ("n_students", "n_classes", "n_marks", "sum_marks", "sum_squares", "of_classes")
MOMENTS = ("nn", "nn_m", "n_m", "mn")


def build(scope: Scope, reading: Reading) -> Content:
    """One row a component: share, spread in marks, and how many units stand behind it."""
    if not has_groups(reading.own.row) or not reading.all_subjects:
        return Content()
    schools = class_sums_by_school(scope, reading.unit, reading.view)
    subjects = [row for row in reading.own.subjects if row["n_marks"]]
    if not schools or not subjects:
        return Content()
    found = mark_variance(_of_schools(schools), _columns_of(subjects, ("n_marks", "sum_marks")))
    rows = component_rows(found)
    if not rows:
        return Content()
    return Content(
        figure=shares_figure(rows),
        table=Table(_columns(), rows),
        sentence=_finding(reading.unit["name"], rows, found),
        note=_note(rows, found),
    )


def _of_schools(rows: list[dict]) -> dict[str, np.ndarray]:
    of_students = {"of_students": _columns_of(rows, ("sum_of_students",))["sum_of_students"] / 1000}
    return _columns_of(rows, (*SUMS, *MOMENTS)) | of_students


def _columns_of(rows: list[dict], names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: np.array([row[name] for row in rows], dtype=float) for name in names}


def component_rows(found: MarkVariance) -> list[dict]:
    """Largest first, the rest last; nothing where marks do not vary."""
    shares = found.shares
    rows = [
        {
            "name": BETWEEN[name],
            "share": shares[name],
            "spread": variance**0.5,
            "n": found.numbers[name],
            "of_what": OF_WHAT[name],
            "component": name,
        }
        for name, variance in found.components.items()
        if shares[name] == shares[name]
    ]
    return sorted(rows, key=lambda row: (row["component"] == "rest", -row["share"]))


def _columns() -> list[dict]:
    return [
        name_column("Между кем различаются отметки"),
        number_column("share", "Доля различий", "percent"),
        number_column("spread", "Разброс, балла", "mean"),
        number_column("n", "n", "count"),
        {"field": "of_what", "headerName": "чего"},
    ]


def _finding(name: str, rows: list[dict], found: MarkVariance) -> str:
    told = "; ".join(
        f"{row['name'].partition(':')[0]} – {percent(row['share'], 0)} "
        f"(n = {count(row['n'])}, разброс {decimal(row['spread'])} балла)"
        for row in rows
    )
    return f"{name}: из всех различий итоговых отметок {told}."


def _note(rows: list[dict], found: MarkVariance) -> str:
    rough = ROUGH if any(row["n"] < FEWEST for row in rows) else ""
    zero = ", ".join(BETWEEN[name] for name in found.negative)
    negative = f"Оценка {zero} получилась отрицательной и принята за 0." if zero else ""
    return " ".join(part for part in (RULE, rough, negative) if part)


REPORT = Report(
    "variance",
    "Между кем различаются отметки?",
    build,
    levels=LEVELS,
    has_figure=True,
    later=True,
)
