"""What has changed since: the same period a year ago, the period before, and whether by chance."""

from dataclasses import replace

from dashboard.access import Scope
from dashboard.components import Headline
from dashboard.filters import View
from dashboard.numbers import TOO_FEW, is_known
from dashboard.queries.overview import marks_in_periods, marks_of_children
from dashboard.queries.places import Place
from dashboard.queries.progress import progress_of_children, progress_of_places
from dashboard.rounded import gap_in_marks, gap_in_points, is_disclosed, is_early, mean, share
from dashboard.screens.compared import counts_students
from dashboard.screens.reading import Reading
from dashboard.screens.sides import as_students
from dashboard.screens.sides import counts_students as view_counts_students
from etl.indicators.intervals import difference_is_significant
from etl.periods import YEAR

OTHERS = "другие дети"  # a year ago, in a parallel and in a class of the same name
MEANS = ("mean_mark", "weighted_mean")
OF_GROUPS = {"quality_rate": ("excellent", "good")}
OF_MARKS = {"quality_rate": ("n5", "n4"), "pass_rate": ("n5", "n4", "n3")}


def year_before(period: int) -> int:
    """The same period of the school year before."""
    return period - 100


def period_before(period: int) -> int | None:
    """The period before of the same year and system; None for a first one and for the year."""
    code = period % 100
    return period - 1 if code < YEAR and code % 10 > 1 else None


def whose_before(reading: Reading) -> str:
    """Whose numbers those of a year ago are, where a grade has other children every year."""
    is_of_one = reading.view.grade or reading.unit["level"] in ("parallel", "school_class")
    return OTHERS if is_of_one else ""


def change_since(periods: list[dict], row: dict | None, field: str) -> tuple[str, str]:
    """How a number differs from the same period a year ago, and its sign: «+3,2 п. п.», «▲».

    Empty where nothing is known or told: of others it would be a change of rounding.
    """
    before = row_of(periods, year_before(row["period_id"])) if row else None
    if not are_told(row, before, field):
        return "", ""
    gap = row[field] - before[field]
    text = gap_in_marks(gap) if field in MEANS else gap_in_points(gap)
    was = mean(before, field) if field in MEANS else share(before, field)
    return f"{text} за год (было {was})", change_sign(row, before, field)


def are_told(row: dict | None, before: dict | None, field: str) -> bool:
    """Whether the number is known of both and both are of one's own students."""
    if not row or not before or is_disclosed(row) or is_disclosed(before):
        return False
    return is_known(row.get(field)) and is_known(before.get(field))


def change_sign(row: dict, before: dict, field: str = "quality_rate") -> str:
    """▲ ▼ = *; empty where it is no share of students, so that nothing is said about chance."""
    if not (is_of_students(row) and is_of_students(before)):
        return ""
    if is_early(row) or is_early(before):
        return TOO_FEW
    now, then = successes(row, field), successes(before, field)
    if now is None or then is None:
        return ""
    if not difference_is_significant(now, row["n"], then, before["n"]):
        return "="
    return "▲" if row[field] > before[field] else "▼"


def is_of_students(row: dict) -> bool:
    """Whether each is a student once, so that an interval of a share holds."""
    return counts_students(row) and not row.get("of_marks")


def successes(row: dict, field: str) -> int | None:
    """How many students a share counts; None where that is not known."""
    if "reserve_rate" in row:
        if field == "pass_rate":
            return row["n"] - row["failing"] - row["not_attested"]
        return _sum(row, OF_GROUPS.get(field))
    return _sum(row, OF_MARKS.get(field))


def _sum(row: dict, names: tuple[str, ...] | None) -> int | None:
    return sum(row.get(name) or 0 for name in names) if names else None


def row_of(periods: list[dict], period: int | None) -> dict | None:
    """The row of a period among those of one unit."""
    return next((row for row in periods if row["period_id"] == period), None)


def at_period(view: View, period: int) -> View:
    """The same view of another period."""
    return replace(view, year=period // 100, period=period)


def unit_at(scope: Scope, reading: Reading, period: int) -> dict | None:
    """The row of the unit in another period, in the subject of the view; only of one's own."""
    view = reading.view
    found = subjects_at(scope, reading, period, {view.subject}).get(view.subject)
    if found is None or not view_counts_students(view):
        return found
    place = Place(reading.unit["unit_id"], view.grade)
    groups = progress_of_places(scope, [place], at_period(view, period))
    return as_students(found, row_of(groups, period))


def subjects_at(scope: Scope, reading: Reading, period: int, subjects: set[int]) -> dict[int, dict]:
    """The rows of the unit in another period by subject; of others nothing is compared."""
    view, unit = reading.view, reading.unit
    if not scope.is_own(unit["path"], view.subject or None, period // 100):
        return {}
    place = Place(unit["unit_id"], view.grade)
    found = marks_in_periods(scope, [place], view, {period}, subjects)
    return {row["subject_id"]: row for row in found}


def children_at(scope: Scope, reading: Reading, period: int) -> dict[int, dict]:
    """The rows of the children in another period, in the subject of the view, by child.

    Several reports of a screen ask; the first of them reads.
    """
    if period not in reading.other_periods:
        reading.other_periods[period] = _children_at(scope, reading, period)
    return reading.other_periods[period]


def _children_at(scope: Scope, reading: Reading, period: int) -> dict[int, dict]:
    view, unit_id = at_period(reading.view, period), reading.unit["unit_id"]
    if view_counts_students(view):
        found = progress_of_children(scope, unit_id, view)
        return {row["unit_id"]: row | {"subject_id": 0} for row in found}
    found = marks_of_children(scope, unit_id, view, (view.subject,))
    return {row["unit_id"]: row for row in found}


FIELDS = {  # headline → the fields it may show, the first that the row holds
    "Учатся на «4» и «5»": ("quality_rate",),
    "Успевают": ("pass_rate",),
    "Качество знаний": ("quality_of_marks", "quality_rate"),
    "Успеваемость": ("pass_rate",),
    "СОУ": ("learning_index",),
    "Средний балл": ("mean_mark",),
    "Средневзвешенный балл": ("weighted_mean",),
}


def with_changes(
    numbers: list[Headline], periods: list[dict], row: dict, whose: str = ""
) -> list[Headline]:
    """The headlines with what has become of each in a year; `whose` the numbers then were."""
    return [_with_change(number, periods, row, whose) for number in numbers]


def _with_change(number: Headline, periods: list[dict], row: dict, whose: str) -> Headline:
    field = next((one for one in FIELDS.get(number.name, ()) if one in row), None)
    text, sign = change_since(periods, row, field) if field else ("", "")
    since = f"{text.removesuffix(')')}; {whose})" if text and whose else text
    return replace(number, since=since, since_sign=sign)
