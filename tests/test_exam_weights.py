"""What an element is worth in the exam: shares by hand, codes that mean something else."""

import pytest

from etl.indicators.exam_weights import exam_code, exam_share

# an exam of 10 points: two tasks for all three sections, the rest for one each
TASKS = [(1, "123"), (2, "123"), (4, "1"), (2, ["2.1"]), (1, ["2.2", "3"])]
EXAM = {"1": "Числа", "2": "Геометрия", "3": "Вероятность"}
GRADE_8 = {"1": "Алгебра", "1.1": "Корни", "2": "Геометрия", "2.1": "Площади"}


@pytest.mark.parametrize(
    ("code", "share"),
    [("1", 0.5), ("2", (1 + 2 + 0.5) / 10), ("3", (1 + 0.5) / 10), ("2.1", 0.2), ("9", 0)],
)
def test_a_task_divides_its_points_among_its_codes(code, share):
    assert exam_share(code, TASKS) == pytest.approx(share)


def test_the_sections_of_an_exam_add_up_to_one():
    assert sum(exam_share(code, TASKS) for code in "123") == pytest.approx(1)


def test_a_code_is_no_other_code_that_begins_alike():
    assert exam_share("2", [(1, ["21"]), (1, ["2.1"])]) == 0.5


@pytest.mark.parametrize(
    ("code", "names", "found"),
    [
        ("2.1", GRADE_8, "2"),  # its section is called so in the exam
        ("1.1", GRADE_8, None),  # «1» is Алгебра here and Числа there
        ("3", {"3": "Геометрия"}, "2"),  # the name goes before the code
        ("2.1", {}, "2.1"),  # nothing is called: the code has to do
        ("2.9", {}, "2"),
        ("7", {}, None),
        ("1", {"1": "числа "}, "1"),
    ],
)
def test_a_name_goes_before_a_code(code, names, found):
    assert exam_code(code, names, {"1", "2.1", "2.2", "3"}, EXAM) == found
