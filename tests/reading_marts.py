"""The marts of the small territory, added up from class to region."""

from reading_answers import answer_rows
from reading_facts import (
    ANSWERS,
    BASIC,
    BEHIND,
    GRADES,
    GROUPS,
    LEVELS,
    MARKS,
    PARENTS,
    PERIODS,
    RESERVE,
    SUMS_OF_STUDENTS,
    TASKS,
    WORK_TYPES,
    line,
)
from reading_pairs import pair_rows

from models import (
    AssessmentMart,
    ElementMart,
    MarkMart,
    ParticipationMart,
    ProgressMart,
    ReserveMart,
    TaskMart,
    WorkTypeMart,
)

SUMS = ("n_marks", "sum_marks", "sum_squares", "sum_of_students")


def marts() -> dict:
    """Rows of the marts by table."""
    return {
        MarkMart: _marks(),
        ProgressMart: _added_up(_of_grades(_groups()), ("grade", "period_id")),
        ReserveMart: _added_up(_of_grades(_reserve()), ("grade", "subject_id", "period_id")),
        WorkTypeMart: _added_up(
            _of_grades(_types()), ("grade", "subject_id", "period_id", "work_type_id")
        ),
        AssessmentMart: _added_up(_scores(), ("assessment_id",)),
        TaskMart: _added_up(_answers(), ("assessment_id", "task_id")),
        ElementMart: _added_up(
            _element_points(), ("assessment_id", "grade", "period_id", "element_id")
        ),
        ParticipationMart: [
            _participation(work, student, place, answers)
            for work, sheet in ANSWERS.items()
            for (student, place), answers in sheet.items()
        ],
        **answer_rows(),
        **pair_rows(),
    }


def _added_up(rows: list[dict], key: tuple) -> list[dict]:
    """Rows of classes summed by unit, from the class to the region, under the same key."""
    sums: dict[tuple, dict] = {}
    for row in rows:
        for unit_id in line(row["unit_id"]):
            place = {"unit_id": unit_id, "parent_id": PARENTS[unit_id]}
            place |= {name: row[name] for name in key}
            known = sums.setdefault(tuple(place.values()), place | dict.fromkeys(row, 0) | place)
            for name in row.keys() - place.keys():
                known[name] += row[name]
    return list(sums.values())


def _groups() -> list[dict]:
    names = sorted({name for groups in GROUPS.values() for name in groups})
    return [
        dict.fromkeys(names, 0) | groups
        | {"unit_id": class_id, "period_id": 202550, "n": sum(groups.values())}
        | dict(zip(SUMS, SUMS_OF_STUDENTS[class_id], strict=True))
        for class_id, groups in GROUPS.items()
    ]  # fmt: skip


def _reserve() -> list[dict]:
    kinds = dict.fromkeys(("one_three", "two_threes", "one_four", "one_two"), 0)
    return [
        kinds | found | {"unit_id": class_id, "subject_id": subject_id, "period_id": 202550}
        for class_id, subject_id, found in RESERVE
    ]


def _types() -> list[dict]:
    return [
        {"unit_id": class_id, "subject_id": 0, "period_id": 202550, "work_type_id": type_id}
        | {"n_marks": n_marks, "sum_marks": sum_marks}
        for class_id, type_id, n_marks, sum_marks in WORK_TYPES
    ]


def _of_grades(rows: list[dict]) -> list[dict]:
    """The rows for all grades together, and for the grade of the class."""
    return [row | {"grade": grade} for row in rows for grade in (0, GRADES[row["unit_id"]])]


def _marks() -> list[dict]:
    counts = {name for mark in MARKS for name in mark[5]}
    rows = []
    for class_id, subject_id, basis, procedure, period_id, given in MARKS:
        row = dict.fromkeys(counts, 0) | given | {"unit_id": class_id, "basis": basis}
        row |= {"n": sum(given.get(name, 0) for name in ("n5", "n4", "n3", "n2", "n1", "n_na"))}
        row |= {"procedure": procedure, "period_id": period_id}
        rows += [row | {"subject_id": s, "grade": g}
                 for s in (subject_id, 0) for g in (0, GRADES[class_id])]  # fmt: skip
    key = ("basis", "grade", "subject_id", "period_id", "procedure")
    one_grade = ("parallel", "school_class")
    return [
        row for row in _added_up(rows, key)
        if not (row["grade"] and LEVELS[row["unit_id"]] in one_grade)
    ]  # fmt: skip


def _given(work: int, answers: tuple) -> list[tuple[int, int, int]]:
    """Task, points and maximum in hundredths of what a student was given."""
    return [
        (task, 100 * points, 100 * highest)
        for (task, highest), points in zip(TASKS[work].items(), answers, strict=True)
        if points is not None
    ]


def _participation(work, student, place, answers) -> dict:
    given = _given(work, answers)
    return {
        **{"assessment_id": work, "class_id": place, "student_id": student},
        **{"n_tasks": len(given), "points": sum(part[1] for part in given)},
        **{"max_points": sum(part[2] for part in given), "mark": None, "is_absent": False},
    }


def _scores() -> list[dict]:
    rows = []
    for work, sheet in ANSWERS.items():
        for (_, place), answers in sheet.items():
            given = _given(work, answers)
            score, complete = sum(part[1] for part in given), len(given) == len(TASKS[work])
            row = {"assessment_id": work, "unit_id": place, "n_students": 1, "points": score}
            row |= {"max_points": sum(part[2] for part in given), "n_complete": int(complete)}
            rows.append(row | {"sum_score": score * complete, "sum_score_sq": score**2 * complete})
    return rows


def _answers() -> list[dict]:
    rows = []
    for work, sheet in ANSWERS.items():
        for (_, place), answers in sheet.items():
            given = _given(work, answers)
            score, complete = sum(part[1] for part in given), len(given) == len(TASKS[work])
            for task, x, highest in given:
                rest = score - x
                row = {"assessment_id": work, "unit_id": place, "task_id": task, "n": 1}
                row |= {"points": x, "full": int(x == highest), "zero": int(x == 0)}
                row |= {"partial": int(0 < x < highest), "sum_xx": x * x, "sum_rest": rest}
                row |= {"sum_rest_sq": rest**2, "sum_cross": x * rest}
                row |= {"sum_complete": x * complete, "sum_complete_sq": x * x * complete}
                rows.append(row)
    return rows


def _element_points() -> list[dict]:
    """Rows of each work, and of all works of a period; p and m by student."""
    given = [
        (work, student, place, task, x, highest)
        for work, sheet in ANSWERS.items()
        for (student, place), answers in sheet.items()
        for task, x, highest in _given(work, answers)
    ]
    sums: dict[tuple, list[int]] = {}
    for work, student, place, task, x, highest in given:
        for key in ((work, 0, 0), *((0, 8, period) for period in PERIODS[work])):
            for element in BEHIND[task]:
                known = sums.setdefault((*key, place, student, element), [0, 0, 0])
                basic = highest * (task in BASIC)
                known[:] = [known[0] + x, known[1] + highest, known[2] + basic]
    return [
        {"assessment_id": work, "grade": grade, "period_id": period, "unit_id": place}
        | {"element_id": element, "n_students": 1, "points": p, "max_points": m}
        | {"max_basic": basic, "max_advanced": m - basic}
        | {"sum_pp": p * p, "sum_pm": p * m, "sum_mm": m * m}
        for (work, grade, period, place, _, element), (p, m, basic) in sums.items()
    ]
