"""Students of a class whose external and journal marks are two or more apart."""

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.queries.far_apart import marks_far_apart
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.objectivity_reading import external_view
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part

NOBODY = "Расхождений на две отметки и больше нет."
NOTE = (
    "Такие расхождения смотрят по каждому ученику: болезнь в день работы, пропущенная тема, другой "
    "вид заданий. Это повод разобраться, не оценка учителя."
)
RESULTS = ("результат", "результата", "результатов")
FIELDS = ("name", "href", "subject", "procedure", "mark", "journal_mark", "score")
POINTS = 100  # scores are kept in hundredths


def build(scope: Scope, reading: Reading) -> Content:
    """One row a result; nothing where the students are not seen one by one."""
    if not reading.shows_students:
        return Content()
    found = marks_far_apart(scope, reading.unit["unit_id"], external_view(reading))
    if not found:
        return Content(sentence=NOBODY)
    sentence = f"Расходятся на две отметки и больше: {counted(len(found), RESULTS)}."
    return Content(
        table=Table(_columns(), [_row(row, reading) for row in found]), sentence=sentence, note=NOTE
    )


def _columns() -> list[dict]:
    return [
        name_column("Ученик", width=260),
        {"field": "subject", "headerName": "Предмет", "minWidth": 140, "flex": 1},
        {"field": "procedure", "headerName": "Процедура", "width": 120},
        number_column("mark", "Внешняя", "count", width=96),
        number_column("journal_mark", "Журнал", "count", width=92),
        number_column("score", "Первичный балл", "decimal(params.value, 0)", width=140),
    ]


def _row(row: dict, reading: Reading) -> dict:
    href = link("student", row["student_id"], year=reading.view.year)
    score = None if row["primary_score"] is None else row["primary_score"] / POINTS
    told = {"name": row["name"] or row["student_code"], "href": href, "score": score}
    return shown_part(row | told, FIELDS)


REPORT = Report(
    "marks_far_apart",
    "У кого внешняя отметка и отметка журнала расходятся на две и больше?",
    build,
    levels=("school_class",),
    is_grid=True,
    wide=True,
    later=True,
)
