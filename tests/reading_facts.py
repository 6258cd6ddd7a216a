"""What is known in the small territory for tests of reading: units, marks, answers."""

from datetime import date

REGION, CITY, DISTRICT = 1, 2, 3
SCHOOL_303, SCHOOL_7, SCHOOL_12 = 4, 5, 6
PARALLEL_303_8, PARALLEL_7_8, PARALLEL_12_9 = 10, 11, 12
CLASS_303_8A, CLASS_303_8B, CLASS_7_8A, CLASS_12_9A = 20, 21, 22, 23
ALGEBRA, PHYSICS = 1, 2
WORK, SHORT_WORK = 1, 2
ANNA, BORIS, VERA, GLEB, DINA, EGOR = range(101, 107)

UNITS = (
    (REGION, "region", "Область", "Область", None, 0, "/1/"),
    (CITY, "municipality", "Область/Город", "Город", None, 1, "/1/2/"),
    (DISTRICT, "municipality", "Область/Район", "Район", None, 1, "/1/3/"),
    (SCHOOL_303, "school", "303", "Школа № 303", None, 2, "/1/2/4/"),
    (SCHOOL_7, "school", "7", "Школа № 7", None, 2, "/1/2/5/"),
    (SCHOOL_12, "school", "12", "Школа № 12", None, 3, "/1/3/6/"),
    (PARALLEL_303_8, "parallel", "303/8", "8 классы", 8, 4, "/1/2/4/10/"),
    (PARALLEL_7_8, "parallel", "7/8", "8 классы", 8, 5, "/1/2/5/11/"),
    (PARALLEL_12_9, "parallel", "12/9", "9 классы", 9, 6, "/1/3/6/12/"),
    (CLASS_303_8A, "school_class", "303/8А", "8А", 8, 10, "/1/2/4/10/20/"),
    (CLASS_303_8B, "school_class", "303/8Б", "8Б", 8, 10, "/1/2/4/10/21/"),
    (CLASS_7_8A, "school_class", "7/8А", "8А", 8, 11, "/1/2/5/11/22/"),
    (CLASS_12_9A, "school_class", "12/9А", "9А", 9, 12, "/1/3/6/12/23/"),
)
PARENTS = {row[0]: row[5] for row in UNITS}
LEVELS = {row[0]: row[1] for row in UNITS}
GRADES = {row[0]: row[4] for row in UNITS}

# class, subject, basis, procedure, period: counts
MARKS = (
    (CLASS_303_8A, ALGEBRA, "final", "", 202550, {"n5": 2, "n4": 3, "n3": 4, "n2": 1}),
    (CLASS_303_8A, PHYSICS, "final", "", 202550, {"n5": 5, "n4": 5}),
    (CLASS_303_8B, ALGEBRA, "final", "", 202550, {"n4": 5, "n3": 4, "n_na": 1}),
    (CLASS_7_8A, ALGEBRA, "final", "", 202550, {"n5": 1, "n4": 1, "n3": 8}),
    (CLASS_12_9A, ALGEBRA, "final", "", 202550, {"n5": 10}),
    (CLASS_303_8A, ALGEBRA, "final", "", 202513, {"n4": 10}),
    (CLASS_303_8A, ALGEBRA, "final", "", 202450, {"n3": 10}),
    (
        *(CLASS_303_8A, ALGEBRA, "current", "", 202550),
        {"n4": 1, "n_marks": 3, "sum_marks": 14, "sum_weight": 900, "sum_weighted": 4000}
        | {"n_absences": 4},
    ),
    (
        *(CLASS_7_8A, ALGEBRA, "current", "", 202550),
        {"n3": 10, "n_marks": 20, "sum_marks": 60, "n_absences": 30},
    ),
    (
        *(CLASS_7_8A, ALGEBRA, "external", "РИКО", 202550),
        {"n3": 6, "n2": 4, "n_both": 10, "lowered": 2, "confirmed": 8},
    ),
    (
        *(CLASS_303_8A, ALGEBRA, "external", "ВПР", 202550),
        {"n4": 6, "n3": 4, "n_both": 9, "lowered": 3, "confirmed": 5, "raised": 1},
    ),
)
# points of students in the tasks of the two works; None = was not given the task
ANSWERS = {
    WORK: {
        (ANNA, CLASS_303_8A): (1, 2),
        (BORIS, CLASS_303_8A): (1, 1),
        (VERA, CLASS_303_8A): (0, 1),
        (GLEB, CLASS_303_8A): (0, 0),
        (DINA, CLASS_7_8A): (1, 2),
        (EGOR, CLASS_7_8A): (0, None),
    },
    SHORT_WORK: {(ANNA, CLASS_303_8A): (1,), (BORIS, CLASS_303_8A): (0,)},
}
TASKS = {WORK: {1: 1, 2: 2}, SHORT_WORK: {3: 1}}  # task: maximum
BEHIND = {1: (1,), 2: (1, 2), 3: (1,)}  # task: elements
BASIC = (1, 3)
DATES = {WORK: date(2026, 2, 10), SHORT_WORK: date(2025, 10, 10)}
PERIODS = {WORK: (202513, 202550), SHORT_WORK: (202511, 202550)}


def line(unit_id: int) -> list[int]:
    """The unit and everything above it."""
    return [unit_id, *line(PARENTS[unit_id])] if unit_id else []


# class: students by the group their final marks of the year put them in
GROUPS = {
    CLASS_303_8A: {"excellent": 1, "good": 3, "one_three": 2, "satisfactory": 3, "failing": 1},
    CLASS_303_8B: {"good": 4, "satisfactory": 5, "not_attested": 1},
    CLASS_7_8A: {"good": 2, "satisfactory": 8},
}

# the same: number of final marks, their sum, of squares, Σ (sum of a student)² / number · 1000
SUMS_OF_STUDENTS = {
    CLASS_303_8A: (20, 81, 343, 335_000),
    CLASS_303_8B: (9, 32, 116, 116_000),
    CLASS_7_8A: (10, 33, 113, 113_000),
}
# class, subject (0 = students): whom one mark or two keep from the next group
RESERVE = (
    (CLASS_303_8A, 0, {"one_three": 2, "two_threes": 1, "one_four": 1, "one_two": 1}),
    (CLASS_303_8A, ALGEBRA, {"one_three": 2, "two_threes": 1, "one_two": 1}),
    (CLASS_303_8A, PHYSICS, {"two_threes": 1, "one_four": 1}),
    (CLASS_7_8A, 0, {"two_threes": 3}),
    (CLASS_7_8A, ALGEBRA, {"two_threes": 3}),
)

# class, work type (1 = control work, 2 = answer in class), number of marks, their sum
WORK_TYPES = (
    (CLASS_303_8A, 1, 10, 35),
    (CLASS_303_8A, 2, 30, 120),
    (CLASS_7_8A, 1, 5, 16),
    (CLASS_7_8A, 2, 15, 60),
)
