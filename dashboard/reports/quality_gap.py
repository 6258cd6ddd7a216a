"""Why quality differs from that of the unit above: parallels, subjects, rates; adding up."""

from dashboard.access import Scope
from dashboard.figures.parts import waterfall_figure
from dashboard.numbers import count, percent, points
from dashboard.queries.factors import marks_by_grade
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

WORDS = Words("Состав (доли параллелей)", "Есть только здесь", "Здесь нет", "Набор предметов")
RULE = (
    "Сравнение с целым, в которое входит и само подразделение. «Состав» – здесь больше отметок в "
    "других параллелях, «набор предметов» – по другим предметам, остальное – другая доля «4» и «5» "
    "по предмету в тех же параллелях. Качество – доля «4» и «5» среди отметок; вклады (значения "
    "Шепли) в сумме равны отличию. ▲▼ – отличие больше случайного. Это разложение, а не причины."
)
OF_OTHERS = "Числа того, с чем сравнивают, вам открыты округлёнными: раскладывать их нечестно."


def build(scope: Scope, reading: Reading) -> Content:
    """A bar a step from the unit above to this one; of one's own on both sides."""
    own, view = reading.own.row, reading.view
    if own is None or is_disclosed(own) or view.work_type or len(reading.line) < 2:
        return Content()
    above = reading.line[-2]
    if not scope.is_own(above["path"], view.subject or None, view.year):
        return Content(sentence=OF_OTHERS)
    found = gap_between(scope, reading, above["unit_id"])
    if found is None:
        return Content()
    rows = steps(found, WORDS)
    name = reading.unit["name"]
    table = Table(step_columns(above["name"], name), [whole_row(found, "Всё отличие"), *rows])
    return Content(
        figure=waterfall_figure(drawn(rows), "Всё отличие"),
        table=table,
        sentence=_finding(name, above["name"], found, rows),
        note=RULE,
    )


def gap_between(scope: Scope, reading: Reading, above_id: int) -> Sides | None:
    """Marks by parallel and subject above, and here."""
    unit_id = reading.unit["unit_id"]
    found = marks_by_grade(scope, (above_id, unit_id), reading.view)
    names = {row["grade"]: f"{row['grade']} классы" for row in found}
    above, here = ([row for row in found if row["unit_id"] == id] for id in (above_id, unit_id))
    return sides(above, here, "grade", names)


def _finding(name: str, above: str, found: Sides, rows: list[dict]) -> str:
    factors, (n_above, n) = found.factors, found.totals
    return (
        f"{name}: доля «4» и «5» среди отметок {percent(factors.after)} (n = {count(n)}), "
        f"{above} – {percent(factors.before)} (n = {count(n_above)}): {points(factors.change)}, "
        f"это {in_whole(factors.change, n, MARKS)}. Больше всего: {strongest(rows)}"
    )


REPORT = Report(
    "quality_gap",
    {
        "municipality": "Чем объясняется отличие от региона?",
        "school": "Чем объясняется отличие от муниципалитета?",
    },
    build,
    levels=("municipality", "school"),
    has_figure=True,
    wide=True,
    later=True,
)
