"""What students have learnt, read from a store: gaps, the class as a map, groups and routes."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from files import loaded, written
from homes import DATABASES, store_in
from sqlalchemy import select

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.filters import View
from dashboard.queries import database
from dashboard.queries.exams import exams_of
from dashboard.queries.learnt import learnt_of_students
from dashboard.queries.risk import last_results, means_of_year
from dashboard.queries.works_ahead import works_ahead
from dashboard.queries.written_works import students_of_works, subjects_of_works
from dashboard.reports import class_learnt, class_routes, gap_groups, student_route
from dashboard.reports.cells import columns_of, text_of
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from dashboard.screens.route import checked_by, progress_of
from dashboard.screens.student_reading import read_student
from dashboard.screens.student_route import route_lists
from etl.indicators.gaps import certainty
from etl.indicators.problem import expectation, expected_share, moments
from etl.pipeline import points_of_students, ready_engine
from models import Student, Subject, Unit

EVERYTHING = Scope.everything("тест")
N = 60  # students, half of them in each class; enough for a reference
FIRST_FEW = 4  # of 8А solve nothing of the element 1.1, where others of their level solve all
STRONG, WEAK = 17, 9
PLANNED = date(date.today().year + 1, 4, 10)
PLAN = """
    task  kes  level  max_points
    1     1.1  Б      1
    2     1.1  Б      1
    3     1.1  Б      1
    4     1.2  Б      1
    5     1.2  Б      1
    6     2.1  Б      1
    7     2.1  Б      1
    8     2.1  П      2
"""
OGE = """
    task  kes  level  max_points
    1     1    Б      1
    2     2    Б      3
"""
CODIFIER = """
    grade  code  name
    8      1     Алгебра
    8      1.1   Корни
    8      1.2   Уравнения
    8      2     Геометрия
    8      2.1   Площади
    9      1     Числа
    9      2     Геометрия
"""
WORKS = {"КР-1": "2025-10-10", "КР-2": "2026-02-10"}


def code(number):
    return f"У{number}"


def class_of(number):
    return "8А" if number < N // 2 else "8Б"


@cache
def answers() -> np.ndarray:
    """Students × tasks, the same in both works: Rasch; the first few lose an element."""
    rng = np.random.default_rng(5)
    ability, difficulty = rng.normal(0.5, 1.2, N), np.linspace(-0.8, 0.8, 8)
    chance = 1 / (1 + np.exp(difficulty - ability[:, None]))
    points = rng.binomial([1] * 7 + [2], chance)
    points[:FIRST_FEW] = (0, 0, 0, 1, 1, 1, 1, 2)
    points[STRONG], points[WEAK] = (1, 1, 1, 1, 1, 1, 1, 2), (1, 0, 0, 0, 0, 0, 0, 0)
    return points


def protocol(assessment) -> str:
    tasks = "  ".join(str(number + 1) for number in range(8))
    rows = [
        f"{class_of(n)}  {code(n)}  {'  '.join(map(str, points))}"
        for n, points in enumerate(answers().tolist())
    ]
    return "\n".join([f"class  student_code  {tasks}", *rows])


@pytest.fixture(scope="module", params=DATABASES)
def store(request, tmp_path_factory):
    """Two classes of 30 with two works, a result «2», an exam plan, and a planned work."""
    folder = tmp_path_factory.mktemp("learnt")
    made = store_in(folder / "home", request.param)
    roster = "\n".join(["class  student_code", *(f"{class_of(n)}  {code(n)}" for n in range(N))])
    names = "student_code  last_name  first_name\nУ0  Ёлкина  Анна\nУ1  Белов  Борис"
    more = {"subject": "Математика", "grade": "8"}
    loaded(
        made,
        written(folder, "roster", roster),
        written(folder, "roster", names, "names.csv"),
        written(folder, "codifier", CODIFIER, subject="Математика"),
    )
    for work, day in WORKS.items():
        plan = written(folder, "plan", PLAN, f"{work}.csv", assessment=work, date=day, **more)
        loaded(made, plan)
        loaded(made, written(folder, "protocol", protocol(work), f"п{work}.csv", assessment=work))
    exam = {"assessment": "ОГЭ-М", "procedure": "ОГЭ", "date": "2026-06-01"}
    later = {"assessment": "МКР-1", "procedure": "МКР", "date": f"{PLANNED}"}
    loaded(
        made,
        written(folder, "plan", OGE, "oge.csv", **(more | exam | {"grade": "9"})),
        written(folder, "plan", PLAN, "later.csv", **(more | later)),
    )
    result = "student_code  primary_score  mark\nУ0  3  2\nУ5  9  4"
    mark = "student_code  mark\nУ5  2\nУ5  3"
    loaded(
        made,
        written(folder, "results", result, subject="Математика"),
        written(folder, "marks", mark, subject="Математика"),
    )
    return made


@pytest.fixture(scope="module", autouse=True)
def engine(store):
    found = ready_engine(store)
    database.use(found, secret="тест", lake=store.lake)
    yield found
    database.forget()


def id_of(table, name) -> int:
    [row] = database.rows(
        select(table.id).where((table.code if table is not Subject else table.name) == name)
    )
    return row["id"]


def student_id(number) -> int:
    return id_of(Student, code(number))


def class_id(name="8А") -> int:
    [row] = database.rows(select(Unit.id).where(Unit.level == "school_class", Unit.name == name))
    return row["id"]


def path(name="8А") -> str:
    [row] = database.rows(select(Unit.path).where(Unit.id == class_id(name)))
    return row["path"]


def teacher(role=Role.CLASS_TEACHER, name="8А", *subjects) -> Scope:
    area = Area(path(name), RIGHTS[role], "тест", role, frozenset(subjects))
    return Scope((area,), reason="тест")


def parent(number) -> Scope:
    return Scope(children=(Child(student_id(number), "родитель: ваш ребёнок", Role.PARENT),))


def of_class(scope=EVERYTHING):
    return read(scope, line_to(scope, class_id()), View(year=2025))


def learnt(number, scope=EVERYTHING) -> dict[str, dict]:
    return {row["code"]: row for row in learnt_of_students(scope, [student_id(number)], (2025,))}


def test_the_expectation_is_that_of_the_work_at_the_students_level():
    points, maxima = answers(), np.array([1] * 7 + [2])
    overall = points.sum(axis=1)[:, None] / maxima.sum()
    reference = expectation(moments(points[:, :3].mean(axis=1)[:, None], overall))
    row = learnt(1)["1.1"]
    assert (row["n_tasks"], row["n_works"], row["name"]) == (6, 2, "Корни")
    # 67 % of the points of each work: the mart keeps whole percents, and so does `moments`
    expected = expected_share(reference, overall[1:2])[0, 0]
    assert row["expected"] == pytest.approx(expected, abs=1e-9)
    assert row["certainty"] == pytest.approx(float(certainty(0, 6, expected)))
    assert (row["solve_rate"], row["low"], row["status"]) == (0, 0, "gap")


def test_who_solves_what_is_expected_has_no_gap():
    rows = learnt(STRONG)
    assert rows["1.1"]["status"] == "strength"
    assert not {row["status"] for row in rows.values()} & {"gap"}


def test_points_of_a_class_are_read_at_once(store, engine):
    [work] = database.rows(select(Student.id).where(Student.code == code(0)))
    school = int(path().split("/")[3])
    parts = [(school, 2025, assessment) for assessment in range(1, 6)]
    with database.connected() as connection:
        found = points_of_students(connection, store.lake, [work["id"], student_id(STRONG)], parts)
    assert set(found) == {work["id"], student_id(STRONG)}
    assert sorted(found[work["id"]].values()) == [0] * 6 + [100] * 8 + [200] * 2


def test_only_students_of_ones_own_are_read():
    stranger = student_id(N - 1)
    assert learnt_of_students(teacher(), [stranger], (2025,)) == []
    assert learnt_of_students(parent(0), [stranger], (2025,)) == []
    other = teacher(Role.SUBJECT_TEACHER, "8А", id_of(Subject, "Физика"))
    assert learnt_of_students(other, [student_id(0)], (2025,)) == []
    assert learnt(0, parent(0)) and learnt(0, teacher())
    assert students_of_works(other, class_id(), 2025) == []
    assert subjects_of_works(parent(N - 1), class_id(), 2025) == []
    assert len(students_of_works(teacher(), class_id(), 2025)) == N // 2


def test_the_map_of_a_class_marks_gaps_and_leaves_the_rest_blank():
    content = class_learnt.REPORT.build(EVERYTHING, of_class())
    first = {row["name"]: row for row in content.table.rows}["Ёлкина Анна"]
    assert (first["s0"], first["n0"], first["g0"]) == (0, 6, True)
    columns = columns_of(content.table.columns)
    assert [column.title for column in columns[1:]] == ["1.1 Корни", "1.2 Уравнения", "2.1 Площади"]
    assert text_of(first, columns[1]) == f"0{chr(0x202F)}% ▼"
    marked = sum(name.startswith("g") for row in content.table.rows for name in row)
    assert f"из 30 учеников, всего {marked} на 90 проверенных" in content.sentence


def test_students_with_the_same_gap_are_gathered():
    content = gap_groups.REPORT.build(EVERYTHING, of_class())
    group = {row["name"]: row for row in content.table.rows}["Корни"]
    assert group["n"] >= FIRST_FEW and group["given"] == 30
    assert "Ёлкина А." in group["who"] and "Белов Б." in group["who"]
    assert group["tasks"] == "контрольная 10.02.2026: № 1, 2, 3; контрольная 10.10.2025: № 1, 2, 3"
    assert f"«Корни» – {group['n']} учен" in content.sentence


def test_who_is_at_risk_gets_a_route_and_the_list_names_why():
    content = class_routes.REPORT.build(EVERYTHING, of_class())
    whys = {row["name"]: row["risk"] for row in content.table.rows}
    assert whys["Ёлкина Анна"] == "ВПР: «2»"
    assert whys["У5"] == "средневзвешенный 2,50"
    assert "Корни (0" in next(r["steps"] for r in content.table.rows if "Анна" in r["name"])
    assert "правило этой системы" in content.note


def test_other_classes_see_no_student_in_these_reports():
    outsider = teacher(Role.CLASS_TEACHER, "8Б")
    reading = replace(of_class(), shows_students=True)  # whatever a screen believes
    for report in (class_learnt, gap_groups, class_routes):
        content = report.REPORT.build(outsider, reading)
        assert content.table is None
        assert "Ёлкина" not in str(content) and "У5" not in str(content)


def test_a_methodologist_sees_codes():
    methodologist = Scope((Area("/", RIGHTS[Role.REGIONAL_ADMINISTRATOR], "тест"),))
    content = gap_groups.REPORT.build(methodologist, of_class(methodologist))
    assert content.table.rows[0]["who"].startswith("У0, У1")


def test_an_exam_is_of_the_subject_and_weighs_its_sections():
    exam = exams_of({"Математика", "Геометрия", "Физика"}, 8)
    assert set(exam) == {"Математика", "Геометрия"}  # geometry is examined as mathematics
    assert exam["Математика"].title == "ОГЭ"
    assert exams_of({"Математика"}, 10) == {}


def test_the_route_goes_by_the_weight_in_the_exam():
    reading = read_student(EVERYTHING, student_id(WEAK), View(year=2025))
    rows = student_route.REPORT.build(EVERYTHING, reading).table.rows
    # ОГЭ: Геометрия 3 of 4 points; «1» is Алгебра in grade 8 and Числа in the exam
    assert rows[0]["name"] == "Площади"
    assert rows[0]["exam"] == f"Геометрия – 75{chr(0x202F)}% баллов ОГЭ"
    assert {row["exam"] for row in rows[1:]} == {""}
    assert rows[0]["check"] == f"МКР {PLANNED:%d.%m.%Y}"
    assert "В экзамене: Геометрия" in str(route_lists(EVERYTHING, reading))


def test_the_route_is_told_to_a_family_in_plain_words_and_beside_nobody():
    who = parent(0)
    reading = read_student(who, student_id(0), View(year=2025))
    page = str(route_lists(who, reading))
    assert "нужна помощь: ВПР: «2»" in page
    assert "ожидалось" not in page and "зона риска" not in page
    content = student_route.REPORT.build(who, reading)
    assert content.table.rows[0]["verdict"] == "стоит повторить"


def test_works_ahead_are_those_of_the_school_and_what_is_planned_for_all():
    student = {"student_id": student_id(0), "path": path()}
    elements = {learnt(0)["1.1"]["element_id"]}
    found = works_ahead(teacher(), student, 8, elements)
    assert [row["procedure"] for row in found] == ["контрольная", "контрольная", "МКР"]
    assert works_ahead(teacher(Role.CLASS_TEACHER, "8Б"), student, 8, elements) == []
    assert works_ahead(parent(0), student, 9, elements) == []


def test_the_mean_and_the_last_result_are_of_ones_own():
    ids = [student_id(0), student_id(5)]
    assert {row["mark"] for row in last_results(teacher(), ids, 2025).values()} == {2, 4}
    [mean] = means_of_year(teacher(), ids, 2025).values()
    assert mean["weighted_mean"] == 2.5
    outsider = teacher(Role.CLASS_TEACHER, "8Б")
    assert last_results(outsider, ids, 2025) == means_of_year(outsider, ids, 2025) == {}


def test_planned_works_go_before_usual_ones():
    works = [
        {"procedure": "МКР", "date": date(2025, 12, 5)},
        {"procedure": "диагностическая", "date": date(2026, 4, 9)},
    ]
    assert checked_by(works, date(2026, 4, 1)) == "диагностическая 09.04.2026"
    usual = "диагностическая (обычно в апреле), МКР (обычно в декабре)"
    assert checked_by(works, date(2027, 1, 10)) == usual
    assert checked_by([], date(2027, 1, 10)) == ""


def test_progress_is_told_over_works_without_an_arrow_for_chance():
    row = learnt(1)["1.1"]
    assert progress_of(row) == f"10.2025: 0{chr(0x202F)}% → 02.2026: 0{chr(0x202F)}%"
    assert progress_of(row | {"works": row["works"][:1]}) == ""
