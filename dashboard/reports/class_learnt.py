"""Who has learnt what: students of a class by content elements of a subject."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.class_learnt import ClassLearnt, class_learnt
from dashboard.screens.grids import name_column
from dashboard.screens.reading import Reading
from dashboard.screens.tables import heat_column
from etl.indicators.gaps import RULE

NOTE = (
    "Решаемость тем, %, по работам этого и прошлого года; пусто – заданий не было; "
    f"▼ – пробел ученика. {RULE}"
)
HINT = "При наведении – число заданий."


def build(scope: Scope, reading: Reading) -> Content:
    """A cell a student and element of the subject."""
    if not reading.shows_students:
        return Content()
    found = class_learnt(scope, reading)
    if isinstance(found, str):
        return Content(sentence=found)
    table = Table(_columns(found), _rows(found, reading))
    return Content(table=table, sentence=_finding(found), note=NOTE, hint=HINT)


def _columns(found: ClassLearnt) -> list[dict]:
    columns = [
        heat_column(n, f"{one['code']} {one['name']}".strip())
        for n, one in enumerate(found.elements)
    ]
    return [name_column(f"Ученик · {found.subject}", width=210), *columns]


def _rows(found: ClassLearnt, reading: Reading) -> list[dict]:
    """One row per student, leading to the sheet; `n` tasks and `g`, a gap, beside each share."""
    view = reading.view
    rows = []
    for line, student in enumerate(found.students):
        href = link("student", student["student_id"], year=view.year, period=view.period)
        row = {"name": student["name"] or student["student_code"], "href": href}
        for column in range(len(found.elements)):
            if pair := found.pairs.get((line, column)):
                row |= {f"s{column}": pair["solve_rate"], f"n{column}": pair["n_tasks"]}
                row |= {f"g{column}": True} if pair["status"] == "gap" else {}
        rows.append(row)
    return rows


def _finding(found: ClassLearnt) -> str:
    """How many students have gaps of their own, and how many of them there are."""
    gaps = found.matrix(lambda row: row["status"] == "gap")
    told = (
        f"{found.subject}: личные пробелы у {gaps.any(axis=1).sum()} из {len(found.students)} "
        f"учеников, всего {gaps.sum()} на {len(found.pairs)} проверенных пар «ученик – тема»."
    )
    return f"{found.remark} {told}".strip()


REPORT = Report(
    "class_learnt",
    "Кто что усвоил?",
    build,
    levels=("school_class",),
    is_grid=True,
    upright=("school_class",),
    wide=True,
    later=True,
)
