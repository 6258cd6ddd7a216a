"""The list of students: groups, order, beginnings and pages made by SQL; whose names are seen."""

from collections import Counter

import pytest
from homes import store_in
from reading_facts import (
    ALGEBRA,
    ANNA,
    BORIS,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, NOTHING, WITHOUT_NAMES, scope, world
from sqlalchemy import delete, insert, select, update

from dashboard.access import RIGHTS, Area, Child, Right, Role, Scope
from dashboard.filters import View
from dashboard.gate.doors import NotThere
from dashboard.queries import database
from dashboard.queries.database import engine_in_use
from dashboard.queries.student_list import Asked, student_list
from dashboard.screens import asked_rows, students_list
from dashboard.screens.asked_rows import AskedRows, parsed
from dashboard.session import acting
from etl.indicators.progress import PROGRESS_GROUPS, progress_group
from models import Person, ProgressMart, Student, StudentMart, Unit
from models.store import open_engine

YEAR = View(year=2025, period=202550)
BY_CODE = scope("область по кодам", "/1/", WITHOUT_NAMES)
TEACHER = scope("алгебра", "/1/2/4/10/20/", RIGHTS[Role.SUBJECT_TEACHER], ALGEBRA)
REQUEST = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}


@pytest.fixture(autouse=True)
def engine():
    """Three students with marks of algebra in «год»: Anna «5», Boris н/а, Dina «4»."""
    return with_groups(world())


def with_groups(engine):
    """The mart of groups as these students have them."""
    with engine.begin() as connection:
        connection.execute(delete(ProgressMart))
        connection.execute(insert(ProgressMart), [_in_groups(10, CLASS_303_8A, excellent=1,
                           not_attested=1), _in_groups(11, CLASS_7_8A, good=1)])  # fmt: skip
    return engine


def _in_groups(parent_id, class_id, **groups):
    key = {"parent_id": parent_id, "unit_id": class_id, "grade": 0, "period_id": 202550}
    return dict.fromkeys(PROGRESS_GROUPS, 0) | key | groups | {"n": sum(groups.values())}


def ids(who=EVERYTHING, unit_id=REGION, view=YEAR, **asked):
    return [row["student_id"] for row in student_list(who, Asked(unit_id, view, **asked))]


def test_schools_and_classes_follow_one_another_as_people_count():
    assert ids() == [DINA, ANNA, BORIS]  # «Школа № 7» before № 303; Ёлкина before У102
    assert ids(descending=True) == [ANNA, BORIS, DINA]  # in a class always by name


def test_each_student_is_in_one_group():
    rows = {row["student_id"]: row for row in student_list(EVERYTHING, Asked(REGION, YEAR))}
    groups = {id: row["group"] for id, row in rows.items()}
    assert groups == {ANNA: "excellent", BORIS: "not_attested", DINA: "good"}
    assert rows[ANNA]["mean"] == pytest.approx(40 / 9)
    assert (rows[ANNA]["n2"], rows[ANNA]["n_absences"]) == (0, 2)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sort": "group"}, [ANNA, DINA, BORIS]),
        ({"sort": "group", "descending": True}, [BORIS, DINA, ANNA]),
        ({"sort": "name"}, [ANNA, DINA, BORIS]),  # Ёлкина, Тихая, У102
        ({"sort": "name", "descending": True}, [BORIS, DINA, ANNA]),
        ({"beginning": "ёл"}, [ANNA]),
        ({"beginning": "елкина а"}, [ANNA]),
        ({"beginning": "%"}, []),
        ({"beginning": "У10"}, [BORIS]),
        ({"view": View(2025, 202550, group="good")}, [DINA]),
        ({"view": View(2025, 202550, group="failing")}, []),
        ({"view": View(2025, 202550, grade=9)}, []),
        ({"unit_id": SCHOOL_303}, [ANNA, BORIS]),
    ],
)
def test_the_server_sorts_and_chooses(asked, expected):
    assert ids(**asked) == expected


@pytest.mark.parametrize("sort", ["place", "name", "mean"])
def test_pages_put_together_are_the_whole_list(sort):
    parts = [ids(sort=sort, first=n, last=n + 1) for n in range(4)]
    assert [id for part in parts for id in part] == ids(sort=sort)
    rows = student_list(EVERYTHING, Asked(REGION, YEAR, sort=sort, first=1, last=2))
    assert [row["total"] for row in rows] == [3]


def test_a_subject_narrows_the_marks_and_not_the_group():
    [row] = student_list(EVERYTHING, Asked(SCHOOL_7, View(2025, 202550, subject=ALGEBRA)))
    assert (row["mark"], row["group"], row["total"]) == ("4", "good", 1)


def test_only_ones_own_students_are_listed():
    assert ids(NOTHING) == []
    assert ids(TEACHER, in_groups=False) == [ANNA, BORIS]
    assert ids(TEACHER, unit_id=SCHOOL_7) == []
    parent = Scope(children=(Child(DINA, "родитель", Role.PARENT),))
    assert ids(parent, unit_id=SCHOOL_7) == []


def test_who_sees_no_names_learns_nothing_of_their_order():
    rows = student_list(BY_CODE, Asked(REGION, YEAR, sort="name"))
    assert [(row["student_code"], row["name"]) for row in rows] == [
        ("У101", ""), ("У102", ""), ("У105", ""),
    ]  # fmt: skip
    assert ids(BY_CODE, beginning="Ёл") == []
    assert ids(BY_CODE, beginning="у10") == [DINA, ANNA, BORIS]


def test_names_of_one_school_are_sorted_beside_codes_of_another():
    named = Area("/1/2/5/", RIGHTS[Role.HEAD], "школа 7", Role.HEAD)
    both = Scope((*BY_CODE.areas, named))
    with engine_in_use().begin() as connection:  # by name Anna would be the first
        connection.execute(update(Person).where(Person.student_id == ANNA).values(last_name="Аа"))
    assert ids(both, sort="name") == [DINA, ANNA, BORIS]  # Тихая, У101, У102
    assert ids(both, beginning="Аа") == []


def test_a_teacher_of_one_subject_sees_no_groups():
    with acting(TEACHER):
        reading = students_list.read_list(TEACHER, CLASS_303_8A, YEAR)
        shown = students_list.page_of(TEACHER, reading, AskedRows(0, 100, "group"), "")
    assert not reading.in_groups and reading.view.subject == ALGEBRA
    assert [row.get("group") for row in shown["rowData"]] == [None, None]
    assert "group" not in [column["field"] for column in students_list.columns(reading)]


def test_a_unit_above_ones_own_is_not_there():
    head = scope("директор", "/1/2/4/", RIGHTS[Role.HEAD])
    assert students_list.read_list(head, REGION, YEAR) is None
    assert students_list.read_list(head, SCHOOL_7, YEAR) is None
    assert students_list.read_list(head, SCHOOL_303, YEAR).in_groups


def test_the_table_gets_rows_and_their_number():
    reading = students_list.read_list(EVERYTHING, REGION, YEAR)
    shown = students_list.page_of(EVERYTHING, reading, AskedRows(0, 2), "")
    assert shown["rowCount"] == 3
    assert shown["rowData"][0]["href"] == f"/student/{DINA}?year=2025&period=202550"
    beyond = students_list.page_of(EVERYTHING, reading, AskedRows(100, 200), "")
    assert beyond == {"rowData": [], "rowCount": None}
    assert students_list.page_of(EVERYTHING, reading, AskedRows(0, 2), "Щ")["rowCount"] == 0


def test_a_column_nobody_sorts_by_changes_nothing():
    reading = students_list.read_list(EVERYTHING, REGION, YEAR)
    for column in ("student_code", "path", "1; DROP TABLE unit", "href"):
        shown = students_list.page_of(EVERYTHING, reading, AskedRows(0, 100, column, True), "")
        assert [row["href"].split("?")[0] for row in shown["rowData"]] == [
            f"/student/{id}" for id in ids()
        ]


@pytest.mark.parametrize(
    "wrong",
    [
        None, "", [], 5, {}, {"startRow": 0}, REQUEST | {"startRow": -1},
        REQUEST | {"endRow": 201}, REQUEST | {"endRow": 0}, REQUEST | {"startRow": "0"},
        REQUEST | {"endRow": True}, REQUEST | {"endRow": 10**12, "startRow": 10**12 - 5},
        REQUEST | {"sortModel": {}}, REQUEST | {"sortModel": [5]}, REQUEST | {"sortModel": [{}]},
        REQUEST | {"sortModel": [{"colId": "mean", "sort": "up"}]},
        REQUEST | {"sortModel": [{"colId": ["mean"], "sort": "asc"}]},
        REQUEST | {"sortModel": [{"colId": "x" * 61, "sort": "asc"}]},
        REQUEST | {"sortModel": [{"colId": "mean", "sort": "asc"}] * 9},
        REQUEST | {"filterModel": {"name": {"filter": "А"}}}, REQUEST | {"filterModel": "x"},
    ],
)  # fmt: skip
def test_a_request_that_no_table_sends_names_nothing(wrong):
    with pytest.raises(NotThere):
        parsed(wrong)


def test_a_request_of_a_table_is_read():
    order = [{"colId": "mean", "sort": "desc"}]
    assert parsed(REQUEST | {"sortModel": order}) == AskedRows(0, 100, "mean", True)
    assert parsed({"startRow": 100, "endRow": 300}) == AskedRows(100, 300)
    assert asked_rows.LONGEST_PAGE == 200


def test_a_name_that_is_a_script_is_text_of_a_cell():
    script = "<script>h()</script>"
    with engine_in_use().begin() as connection:
        connection.execute(update(Person).where(Person.student_id == DINA).values(last_name=script))
    reading = students_list.read_list(EVERYTHING, SCHOOL_7, YEAR)
    [row] = students_list.page_of(EVERYTHING, reading, AskedRows(0, 100), "<script")["rowData"]
    assert row["name"] == script  # a renderer of React writes it as text


def test_the_rule_of_groups_holds_for_every_number_of_marks():
    """Every mix of 0, 1 and 2 marks of each kind: SQL agrees with `progress_group`."""
    kinds = ("5", "4", "3", "2", "1", "н/а")
    mixes = [[n // 3**place % 3 for place in range(6)] for n in range(3**6)]
    rows = []
    for student, mix in enumerate(mixes, start=1000):
        marks = [kind for kind, n in zip(kinds, mix, strict=True) for _ in range(n)]
        rows += [_row(student, subject, mark) for subject, mark in enumerate([*marks, None], 1)]
    with engine_in_use().begin() as connection:
        people = [{"id": id, "code": f"М{id}"} for id in range(1000, 1000 + len(mixes))]
        connection.execute(insert(Student), people)
        connection.execute(insert(StudentMart), rows)
    view = View(2024, 202450)
    found = [
        row
        for first in range(0, len(mixes), 200)
        for row in student_list(EVERYTHING, Asked(SCHOOL_7, view, first=first, last=first + 200))
    ]
    expected = {
        id: progress_group(n5, n4, n3, n2 + n1, n_na)
        for id, (n5, n4, n3, n2, n1, n_na) in enumerate(mixes, start=1000)
    }
    assert {row["student_id"]: row["group"] for row in found} == expected


def _row(student, subject, mark):
    sums = dict.fromkeys(("n_marks", "sum_marks", "sum_squares", "sum_weight"), 0)
    sums |= {"sum_weighted": 0, "n_absences": 0, "suggested_mark": None}
    place = {"class_id": 22, "period_id": 202450, "student_id": student}
    return sums | place | {"subject_id": subject, "final_mark": mark}


def test_the_demo_has_the_same_groups_as_its_mart(demo_home):
    """Every student of the demonstration, by `progress_group` over the final marks."""
    engine = open_engine(store_in(demo_home))
    database.use(engine)
    with engine.connect() as connection:
        columns = StudentMart.class_id, StudentMart.student_id, StudentMart.final_mark
        marks = connection.execute(select(*columns).where(StudentMart.period_id == 202550)).all()
    counts: dict[tuple, Counter] = {}
    for class_id, student_id, mark in marks:
        counts.setdefault((class_id, student_id), Counter())[mark] += 1
    expected = {key: _group_of(c) for key, c in counts.items() if _group_of(c)}
    assert _groups_listed(_region(engine)) == expected
    assert set(expected.values()) <= set(PROGRESS_GROUPS)
    engine.dispose()


def _group_of(c: Counter) -> str | None:
    return progress_group(c["5"], c["4"], c["3"], c["2"] + c["1"], c["н/а"])


def _region(engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(Unit.id).where(Unit.level == "region")).scalar_one()


def _groups_listed(region: int) -> dict[tuple, str]:
    """Every page of each group; a group that is asked for holds nobody else."""
    found = {}
    for group in PROGRESS_GROUPS:
        view, first, total = View(2025, 202550, group=group), 0, 1
        while first < total:
            rows = student_list(EVERYTHING, Asked(region, view, first=first, last=first + 200))
            assert {row["group"] for row in rows} <= {group}
            found |= {(row["class_id"], row["student_id"]): group for row in rows}
            total, first = rows[0]["total"] if rows else 0, first + 200
    return found


def test_the_right_to_names_is_asked_row_by_row():
    rights = WITHOUT_NAMES | {Right.SEE_NAMES}
    found = student_list(scope("школа 7", "/1/2/5/", rights), Asked(SCHOOL_7, YEAR))
    assert [row["name"] for row in found] == ["Тихая"]


def test_the_same_holds_on_postgresql(tmp_path):
    engine = with_groups(world(open_engine(store_in(tmp_path / "home", "postgresql"))))
    for asked, expected in (
        ({}, [DINA, ANNA, BORIS]),
        ({"sort": "group"}, [ANNA, DINA, BORIS]),
        ({"beginning": "елкина а"}, [ANNA]),
        ({"sort": "n2", "view": View(2025, 202550, subject=ALGEBRA)}, None),
        ({"view": View(2025, 202550, group="good")}, [DINA]),
    ):
        found = ids(**asked)
        assert found == expected if expected else set(found) == {ANNA, BORIS, DINA}
    engine.dispose()
