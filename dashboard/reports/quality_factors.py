"""What a change of quality is made of: composition, subjects and rates, adding up exactly."""

from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.figures.parts import waterfall_figure
from dashboard.numbers import count, percent, points
from dashboard.queries.factors import marks_of_children_in
from dashboard.reports.changes import OF_OTHERS, OTHER_CHILDREN
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.compared import MARKS, in_whole
from dashboard.screens.quality_steps import (
    Sides,
    Words,
    drawn,
    sides,
    step_columns,
    steps,
    strongest,
    whole_row,
)
from dashboard.screens.reading import Reading
from dashboard.screens.since import period_before, whose_before, year_before
from etl.periods import period_in_words

WORDS = {
    "region": Words("Состав (доли муниципалитетов)", "Новые муниципалитеты", "Нет больше"),
    "municipality": Words("Состав (доли школ)", "Новые школы", "Нет больше школ"),
    "school": Words("Состав (доли параллелей)", "Новые параллели", "Нет больше параллелей"),
    "parallel": Words("Состав (доли классов)", "Новые классы", "Нет больше классов"),
}
RULE = (
    "Качество здесь – доля «4» и «5» среди всех отметок (ученик × предмет): только она "
    "складывается из частей и предметов без остатка. «Состав» – у кого отметок стало больше, "
    "«набор предметов» – по чему их ставят, остальное – изменилась сама доля «4» и «5». Каждый "
    "вклад – среднее по всем порядкам, в которых это могло измениться (значения Шепли); в сумме "
    "вклады равны изменению. ▲▼ – изменение доли больше случайного. Это разложение, а не причины."
)
NOTHING_BEFORE = "С чем сравнить, нет: отметок за прошлый год и за прошлый период здесь нет."
NOT_BETWEEN_CLASSES = "По внешним процедурам классы между собой не сравниваются."


@dataclass(frozen=True)
class Change:
    """Two periods of one unit by child and subject."""

    period: int
    before: int
    sides: Sides


def build(scope: Scope, reading: Reading) -> Content:
    """A bar a step from nothing to the whole change; the same as a table."""
    if reading.own.row is None or reading.view.work_type:
        return Content()
    if is_disclosed(reading.own.row):
        return Content(note=OF_OTHERS)
    if is_between_classes(reading):
        return Content(sentence=NOT_BETWEEN_CLASSES)
    change = change_of(scope, reading)
    if change is None:
        return Content(sentence=NOTHING_BEFORE)
    words = WORDS[reading.unit["level"]]
    rows = steps(change.sides, words)
    before, now = (period_in_words(id) for id in (change.before, change.period))
    table = Table(step_columns(before, now), [whole_row(change.sides, "Всё изменение"), *rows])
    others = OTHER_CHILDREN if whose_before(reading) or reading.unit["level"] == "school" else ""
    return Content(
        figure=waterfall_figure(drawn(rows), "Всё изменение"),
        table=table,
        sentence=_finding(reading.unit["name"], change, rows),
        note=f"{RULE}{others}",
    )


def is_between_classes(reading: Reading) -> bool:
    """Whether classes would be compared by an external procedure."""
    return reading.view.basis == "external" and reading.unit["level"] == "parallel"


def change_of(scope: Scope, reading: Reading) -> Change | None:
    """Against the same period a year ago, or else the period before; of one's own on both sides."""
    unit, view = reading.unit, reading.view
    possible = [id for id in (year_before(view.period), period_before(view.period)) if id]
    own = [id for id in possible if scope.is_own(unit["path"], view.subject or None, id // 100)]
    if not own:
        return None
    found = marks_of_children_in(scope, unit["unit_id"], view, (view.period, *own))
    by_period: dict[int, list[dict]] = {}
    for row in found:
        by_period.setdefault(row["period_id"], []).append(row)
    names = {row["unit_id"]: row["unit"] for row in found}
    for before in own:
        both = by_period.get(before, []), by_period.get(view.period, [])
        if compared := sides(*both, "unit_id", names):
            return Change(view.period, before, compared)
    return None


def _finding(name: str, change: Change, rows: list[dict]) -> str:
    """«Школа № 7: доля «4» и «5» 54,3 % → 52,0 %, −2,3 п. п. …; больше всего: Алгебра (…)»."""
    factors, (n_before, n) = change.sides.factors, change.sides.totals
    whole = in_whole(factors.change, n, MARKS)
    return (
        f"{name}: доля «4» и «5» среди отметок была {percent(factors.before)} "
        f"({period_in_words(change.before)}, n = {count(n_before)}), стала "
        f"{percent(factors.after)} (n = {count(n)}): {points(factors.change)}, это {whole}. "
        f"Больше всего: {strongest(rows)}"
    )


REPORT = Report(
    "quality_factors",
    "Из чего сложилось изменение качества?",
    build,
    levels=tuple(WORDS),
    has_figure=True,
    wide=True,
    later=True,
)
