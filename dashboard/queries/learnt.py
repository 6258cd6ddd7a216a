"""What students have learnt, one by one: content elements over all works with a protocol."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from dashboard.access import Scope
from dashboard.queries.codified import tasks_of_works
from dashboard.queries.database import connected, lake_in_use, rows
from dashboard.queries.marks import SCHOOL
from dashboard.queries.measured import column, numbers, with_columns
from dashboard.queries.ordering import by_nature
from dashboard.queries.others_behind import region_in, without_few_others
from dashboard.queries.written_works import works_of_students
from etl.indicators.gaps import certainty, interval_of_student, learnt, number_of_equal_tasks
from etl.indicators.problem import MOMENTS, Expectation, expectation, expected_share
from etl.indicators.ratios import ratio
from etl.indicators.solve import solve_rate, threshold
from etl.pipeline import points_of_students
from models import ElementMart

ADVANCED = ("П", "В")
SUMS = ("points", "max_points", "squares", "max_basic", "max_advanced", "n_tasks")
OF_WORK = ("assessment_id", "date", "procedure", "title", "school_year")


def learnt_of_students(
    scope: Scope, students: Iterable[int], years: tuple[int, ...], subject_id: int | None = None
) -> list[dict]:
    """One row per student and content element given in these school years, by subject and code.

    An element that is called otherwise in another grade is another one. `student_id, element_id,
    subject_id, subject, code, name, grade, n_tasks, n_works, points, max_points, solve_rate, low,
    high, threshold, expected, certainty, status`, and `works` with the same by work; points and
    maxima in hundredths.
    """
    works = works_of_students(scope, students, years, subject_id)
    return _learnt(scope, works) if works else []


def _learnt(scope: Scope, works: list[dict]) -> list[dict]:
    pieces = _with_expected(scope, _pieces(works))
    together: dict[tuple, list[dict]] = defaultdict(list)
    for piece in pieces:
        together[piece["student_id"], piece["element_id"], piece["name"]].append(piece)
    measured = _measured([_added_up(parts) for parts in together.values()])
    return sorted(measured, key=by_nature("subject", "code", "element_id", "grade"))


def _pieces(works: list[dict]) -> list[dict]:
    """One row per student, work and element: sums over the tasks the student was given."""
    behind, points = tasks_of_works(works), _points(works)
    pieces: dict[tuple, dict] = {}
    for work in works:
        got = points.get(work["student_id"], {})
        for task in behind.get(work["plan_id"], ()):
            if task["task_id"] in got:
                place = (work["student_id"], work["assessment_id"], task["element_id"])
                if place not in pieces:
                    pieces[place] = _piece(work, task)
                _add(pieces[place], task, got[task["task_id"]])
    return list(pieces.values())


def _points(works: list[dict]) -> dict[int, dict[int, int]]:
    """Student → task → hundredths of a point."""
    parts = {
        (int(work["path"].split("/")[1 + SCHOOL]), work["school_year"], work["assessment_id"])
        for work in works
    }
    students = sorted({work["student_id"] for work in works})
    with connected() as connection:
        return points_of_students(connection, lake_in_use(), students, parts)


def _piece(work: dict, task: dict) -> dict:
    named = ("student_id", "subject_id", "subject", "grade", *OF_WORK)
    return {
        **{name: work[name] for name in named},
        **{name: task[name] for name in ("element_id", "code", "name")},
        **dict.fromkeys(SUMS, 0),
        "region": region_in(work["path"]),
        "overall": work["points"] / max(work["max_points"], 1),
        "work_max": work["max_points"],
        "work_tasks": work["n_tasks"],
        "labels": [],
    }


def _add(piece: dict, task: dict, points: int) -> None:
    highest, level = task["max_points"], task["difficulty_level"]
    piece["points"] += points
    piece["max_points"] += highest
    piece["squares"] += highest**2
    piece["max_basic"] += highest if level == "Б" else 0
    piece["max_advanced"] += highest if level in ADVANCED else 0
    piece["n_tasks"] += 1
    piece["labels"].append(task["label"])


def _with_expected(scope: Scope, pieces: list[dict]) -> list[dict]:
    """With the share that students of the same overall share get in that work, where known."""
    reference = _reference(scope, pieces)
    if not reference:
        return [piece | {"expected": None} for piece in pieces]
    sums = {name: column(list(reference.values()), name) for name in MOMENTS}
    of_works = expectation(sums)
    number = {place: n for n, place in enumerate(reference)}
    known = [p for p in pieces if _place(p) in number]
    chosen = [number[_place(piece)] for piece in known]
    here = Expectation(*(part[chosen] for part in vars(of_works).values()))
    shares = expected_share(here, numbers(known, "overall"))
    others = [piece | {"expected": None} for piece in pieces if _place(piece) not in number]
    return with_columns(known, {"expected": shares}) + others


def _reference(scope: Scope, pieces: list[dict]) -> dict[tuple, dict]:
    """Moments of these elements in these works over the whole region: a measure of the tasks.

    They stay inside: what leaves is a point of a curve fitted to 50 students and more, and none of
    it where a few others stand behind it.
    """
    places = {_place(piece) for piece in pieces}
    regions, works, elements = (sorted(set(part)) for part in zip(*places, strict=True))
    mart = ElementMart
    asked = (
        *(mart.assessment_id.in_(works), mart.grade == 0, mart.period_id == 0),
        mart.element_id.in_(elements),
    )
    statement = select(
        *(mart.unit_id.label("region"), mart.assessment_id, mart.element_id),
        *(getattr(mart, name) for name in MOMENTS),
    ).where(*asked, mart.parent_id == 0, mart.unit_id.in_(regions))
    found = {_place(row): row for row in rows(statement) if _place(row) in places}
    return without_few_others(scope, found, _place, *asked)


def _place(piece: dict) -> tuple[int, int, int]:
    return piece["region"], piece["assessment_id"], piece["element_id"]


def _added_up(pieces: list[dict]) -> dict:
    """One element over the works of a student; expectations weigh by the points they are of."""
    last = pieces[-1]
    compared = [piece for piece in pieces if piece["expected"] is not None]
    named = ("student_id", "element_id", "subject_id", "subject", "code", "name")
    return {
        **{name: last[name] for name in (*named, "grade", "school_year")},
        **{name: sum(piece[name] for piece in pieces) for name in SUMS},
        "n_works": len(pieces),
        "works": pieces,
        "compared": {
            name: sum(piece[name] for piece in compared) for name in ("points", *SUMS[1:3])
        }
        | {"expected": sum(piece["expected"] * piece["max_points"] for piece in compared)},
    }


def _measured(sums: list[dict]) -> list[dict]:
    """Sums with the solve rate and all that it says."""
    compared = [row["compared"] for row in sums]
    points, highest, squares, expected = (
        column(compared, name) for name in ("points", "max_points", "squares", "expected")
    )
    rate = solve_rate(column(sums, "points"), column(sums, "max_points"))
    border = threshold(column(sums, "max_basic"), column(sums, "max_advanced"))
    equal_tasks = number_of_equal_tasks(column(sums, "max_points"), column(sums, "squares"))
    low, high = interval_of_student(rate, equal_tasks)
    norm = ratio(expected, highest)
    sure = certainty(ratio(points, highest), number_of_equal_tasks(highest, squares), norm)
    status = learnt(rate, border, column(sums, "n_tasks"), sure)
    measured = {"solve_rate": rate, "low": low, "high": high, "threshold": border}
    measured |= {"expected": norm, "certainty": sure, "status": status}
    return with_columns(sums, measured)
