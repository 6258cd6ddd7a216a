"""The same students in the years before: those of a class, or the grades a parallel came from."""

from dataclasses import replace

from dashboard.access import Scope
from dashboard.figures.cohort import cohort_figure
from dashboard.numbers import counted
from dashboard.queries.cohort import cohort_of_class
from dashboard.queries.overview import marks_in_periods
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_places
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_comparable, is_disclosed, is_hidden, share
from dashboard.screens.compared import OF_STUDENTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from dashboard.screens.sides import as_students
from etl.periods import YEAR, school_year_name

BACK = 4  # years
CHOOSE_GRADE = "Выберите параллель: прослеживаются ученики одного года обучения."
NO_YEARS = (
    "Прошлых лет этих учеников здесь не видно: их отметок ещё нет, или учились они там, куда "
    "ваш доступ не распространяется."
)
OF_CLASS = "Итоговые отметки за год тех, кто сейчас в классе, где бы они ни учились тогда"
OF_GRADE = "Параллель та же, состав мог измениться: приходят и уходят ученики"
AFTER_NINTH = "; после 9 класса часть учеников уходит"
NINTH = 9


def build(scope: Scope, reading: Reading) -> Content:
    """One point a year, oldest first, and beside it others in the same place."""
    if reading.own.row is None:
        return Content()
    if reading.unit["level"] == "school_class":
        return _of_class(scope, reading)
    if not grade_of(reading):
        return Content(sentence=CHOOSE_GRADE)
    return _of_grade(scope, reading)


def grade_of(reading: Reading) -> int:
    """The grade that is followed."""
    return reading.unit["grade"] or reading.view.grade


def _of_class(scope: Scope, reading: Reading) -> Content:
    """The students of now, of one's own; beside them those who were in a class of this name."""
    unit, view = reading.unit, reading.view
    found = cohort_of_class(scope, unit["unit_id"], view) if reading.shows_students else []
    rows = [row | {"label": school_year_name(row["school_year"])} for row in found]
    if len(rows) < 2:
        return Content(sentence=NO_YEARS)
    names = f"сейчас {unit['name']}", f"{unit['name']} в те годы, другие дети"
    beside = _same_name(reading) if view.basis == "final" else []
    last, first = rows[-1], rows[0]
    said = (
        f"Те, кто сейчас в {unit['name']}: {_told(first)}, теперь {share(last, 'quality_rate')}. "
        f"Найдены отметки {first['n']} из {counted(first['n_now'], OF_STUDENTS)}."
    )
    return Content(
        figure=cohort_figure(rows, beside, names),
        table=Table(_columns(followed=True), [_row(row) for row in rows]),
        sentence=said,
        note=f"{OF_CLASS}; пунктир – {names[1]}.",
    )


def _same_name(reading: Reading) -> list[dict]:
    """«год» of the years before in the class of the same name."""
    return [
        row | {"label": school_year_name(row["period_id"] // 100)}
        for row in reading.own.periods
        if row["period_id"] % 100 == YEAR and row["period_id"] // 100 < (reading.view.year or 0)
        and not is_disclosed(row)
    ]  # fmt: skip


def _told(row: dict) -> str:
    return f"{row['label']} – {share(row, 'quality_rate')}"


def _of_grade(scope: Scope, reading: Reading) -> Content:
    """Grade g − k in the year − k of the same unit; a parallel by its school."""
    grade = grade_of(reading)
    found = {place.grade: rows for place, rows in _years(scope, reading, grade).items()}
    year = reading.view.year or 0
    rows = [_at(found, grade - back, year - back) for back in range(BACK, -1, -1)]
    rows = [row for row in rows if row]
    if len(rows) < 2:
        return Content(sentence=NO_YEARS)
    beside = [row for back in range(BACK, -1, -1) if (row := _at(found, grade, year - back))]
    names = f"та же параллель: {rows[0]['grade']} → {grade} класс", f"{grade} классы тех лет"
    labels = {row["year"]: row["label"] for row in rows}
    beside = [row | {"label": labels.get(row["year"], "")} for row in beside]
    after = AFTER_NINTH if grade > NINTH >= rows[0]["grade"] else ""
    said = f"Параллель по годам: {_told(rows[0])}; {_told(rows[-1])}."
    return Content(
        figure=cohort_figure(rows, beside[:-1], names),
        table=Table(_columns(followed=False), [_row(row) for row in rows]),
        sentence=said,
        note=f"{OF_GRADE}{after}; пунктир – {names[1]}.",
    )


def _years(scope: Scope, reading: Reading, grade: int) -> dict[Place, list[dict]]:
    """The final marks of the grades it came through, of every «год» and of no other period."""
    base, year = _base(reading), reading.view.year or 0
    view = replace(reading.view, basis="final", procedure="")
    places = [Place(base, grade - back) for back in range(BACK + 1) if grade - back > 0]
    periods = {(year - back) * 100 + YEAR for back in range(BACK + 1)}
    marks = marks_in_periods(scope, places, view, periods, {view.subject})
    groups = progress_of_places(scope, places, view) if not view.subject else []
    by_group = {(row["unit_id"], row["grade"], row["period_id"]): row for row in groups}
    found: dict[Place, list[dict]] = {}
    for row in marks:
        key = row["unit_id"], row["grade"], row["period_id"]
        students = as_students(row, by_group.get(key))
        found.setdefault(Place(*key[:2]), []).append(students)
    return found


def _base(reading: Reading) -> int:
    """A parallel has one grade: the one before is another parallel of the same school."""
    is_parallel = reading.unit["level"] == "parallel"
    return reading.unit["parent_id"] if is_parallel else reading.unit["unit_id"]


def _at(found: dict[int, list[dict]], grade: int, year: int) -> dict | None:
    """The row of a grade in a year, unless it is hidden or too coarse to be compared."""
    rows = [row for row in found.get(grade, []) if row["period_id"] // 100 == year]
    if not rows or is_hidden(rows[0]) or not is_comparable(rows[0]):
        return None
    label = f"{grade} класс, {school_year_name(year)}"
    return rows[0] | {"label": label, "year": year, "grade": grade}


def _columns(*, followed: bool) -> list[dict]:
    of_now = [number_column("n_now", "Сейчас", "count")] if followed else []
    return [
        name_column("Год"),
        number_column("n", "Учеников", "count"),
        *of_now,
        number_column("quality_rate", "Качество", "percent"),
        number_column("quality_low", "от", "percent"),
        number_column("quality_high", "до", "percent"),
    ]


def _row(row: dict) -> dict:
    return row | {"name": row["label"]}


REPORT = Report("cohort", "Как учились те же дети раньше?", build, has_figure=True, later=True)
