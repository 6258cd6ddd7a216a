"""The reserve of quality: the real table of two classes through load, and the reports of it."""

import pytest
from files import loaded, written
from homes import store_in
from hypothesis import given
from hypothesis import strategies as st
from marked import CLASS_TEACHER, FINAL, HEAD, OF_ALGEBRA, reading
from reading_facts import (
    ALGEBRA,
    CITY,
    CLASS_303_8A,
    PARALLEL_303_8,
    REGION,
    SCHOOL_7,
    SCHOOL_303,
)
from reading_world import EVERYTHING, world

from dashboard.figures.reserve import NOTHING, reserve_figure
from dashboard.filters import View
from dashboard.queries import database
from dashboard.queries.reserve import reserve, reserve_of_children, reserve_of_unit
from dashboard.reports import (
    class_report,
    reserve_inside,
    reserve_students,
    reserve_subjects,
)
from dashboard.reports import reserve as reserve_report
from dashboard.screens.kept import students_of_class
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from etl import pipeline
from etl.indicators.progress import progress_group
from etl.indicators.reserve import RESERVE_KINDS, reserve_gain, reserve_kind
from etl.show import show
from models.store import open_engine

SUBJECTS = ("Русский язык", "Математика", "Литературное чтение")
# a real report of two classes: marks of a student in three subjects, and how many have such
CLASSES = {
    "2А": ((7, "5 5 5"), (3, "5 4 5"), (20, "4 4 5"), (2, "3 3 4")),
    "2Б": ((12, "5 5 5"), (6, "4 5 5"), (10, "4 4 5"), (1, "3 4 5"), (1, "4 3 5"), (2, "4 3 3")),
}
COUNTS = ("n", "excellent", "good", "one_four", "with_threes", "one_three")


def students():
    """Class, code and marks by subject of each student of the table."""
    for name, groups in CLASSES.items():
        every = [marks.split() for number, marks in groups for _ in range(number)]
        for number, marks in enumerate(every, start=1):
            yield name, f"{name}-{number:02}", dict(zip(SUBJECTS, marks, strict=True))


def load_classes(store, folder):
    roster = ["class  student_code", *(f"{name}  {code}" for name, code, _ in students())]
    finals = ["class  student_code  subject  mark"] + [
        f"{name}  {code}  {subject}  {mark}"
        for name, code, marks in students()
        for subject, mark in marks.items()
    ]
    school = {"school_code": "1", "school": "Школа 1"}
    loaded(
        store,
        written(folder, "roster", "\n".join(roster), **school),
        written(folder, "final_marks", "\n".join(finals), school_code="1"),
    )


@pytest.fixture
def two_classes(store, tmp_path):
    load_classes(store, tmp_path)
    engine = open_engine(store)
    database.use(engine, "secret", store.lake)
    yield store
    engine.dispose()
    world()


@pytest.fixture(scope="module", autouse=True)
def engine():
    return world()


def test_the_real_table_of_two_classes(two_classes):
    found = show("reserve", {"level": "class", "subject": "all"}, EVERYTHING).set_index("unit")
    assert found.loc["2А", list(COUNTS)].tolist() == [32, 7, 23, 3, 2, 0]
    assert found.loc["2Б", list(COUNTS)].tolist() == [32, 12, 16, 6, 4, 2]
    assert found["quality_rate"].to_dict() == {"2А": 0.9375, "2Б": 0.875}
    assert found["reserve_gain"].to_dict() == {"2А": 0.0, "2Б": 0.0625}
    assert found["reserve_rate"].to_dict() == {"2А": 0.9375, "2Б": 0.9375}


def test_the_real_table_by_subject_and_in_the_units_above(two_classes):
    found = show("reserve", {"level": "parallel"}, EVERYTHING).set_index("subject")
    assert found.loc["all", list(COUNTS)].tolist() == [64, 19, 39, 9, 6, 2]
    kinds = ["one_three", "two_threes", "one_four"]
    # 2А: «5 4 5» 3 times, «3 3 4» twice; 2Б: «4 5 5» 6 times, «3 4 5», «4 3 5», «4 3 3» twice
    assert found.loc["Русский язык", kinds].tolist() == [1, 2, 6]
    assert found.loc["Математика", kinds].tolist() == [1, 4, 3]
    assert found.loc["Литературное чтение", kinds].tolist() == [0, 2, 0]
    assert found.loc["Математика", "reserve_rate"] == pytest.approx((58 + 1) / 64)
    region = show("reserve", {"level": "region", "subject": "all"}, EVERYTHING).iloc[0]
    assert region[list(COUNTS)].tolist() == [64, 19, 39, 9, 6, 2]
    # Newcombe (1998): the formula of Wilson by hand, 2 of 64
    assert region["gain_low"] == pytest.approx(0.0086, abs=5e-5)
    assert region["gain_high"] == pytest.approx(0.1070, abs=5e-5)


def test_the_report_of_the_real_classes_says_it_in_a_sentence(two_classes):
    class_id = int(reserve(EVERYTHING, level="school_class", period_id=202550)["unit_id"].max())
    found = read(EVERYTHING, line_to(EVERYTHING, class_id), View())
    said = reserve_report.build(EVERYTHING, found)
    told = said.sentence.replace("\u202f", " ")
    assert told == (
        "2Б: на «4» и «5» учатся 28 из 32 учеников (87,5 %); с одной «3» – 2 ученика, "
        "с ними было бы 93,8 % (+6,2 п. п.). По предметам: Математика – 1, Русский язык – 1."
    )
    assert [row["name"] for row in said.table.rows] == [
        *("Все предметы (учеников)", "Математика", "Русский язык", "Литературное чтение"),
    ]
    by_name = {row["name"]: row for row in class_report.build(EVERYTHING, found).table.rows}
    assert {name: row["n"] for name, row in by_name.items()} == {
        "отличники": 12, "хорошисты": 16, "из них с одной «4»": 6, "с одной «3»": 2,
        "успевают, две «3» и больше": 2, "не успевают": 0, "не аттестованы": 0,
    }  # fmt: skip
    assert by_name["с одной «3»"]["who"] == "2Б-29 (Русский язык); 2Б-30 (Математика)"
    kept = reserve_students.build(EVERYTHING, found).table.rows
    assert [row["name"] for row in kept[:2]] == ["2Б-29", "2Б-30"]
    assert kept[0]["href"].startswith("/student/")


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        ((3, 1, 0, 0), "one_three"),
        ((0, 2, 0, 0), "two_threes"),
        ((1, 0, 0, 0), "one_four"),
        ((4, 3, 1, 0), "one_two"),  # the rest may be «3»
        ((0, 0, 0, 0), None),
        ((2, 0, 0, 0), None),
        ((0, 3, 0, 0), None),
        ((0, 0, 2, 0), None),
        ((0, 1, 0, 1), None),  # н/а comes before everything else
    ],
)
def test_what_keeps_a_student_is_one_mark_or_two_with_nothing_worse(marks, kind):
    assert reserve_kind(*marks) == kind


@given(*[st.integers(0, 4)] * 5)
def test_the_reserve_agrees_with_the_groups(n5, n4, n3, n_failing, n_na):
    group = progress_group(n5, n4, n3, n_failing, n_na)
    kind = reserve_kind(n4, n3, n_failing, n_na)
    assert (kind == "one_three") == (group == "one_three")
    allowed = {"two_threes": "satisfactory", "one_four": "good", "one_two": "failing"}
    assert kind in (None, "one_three") or allowed[kind] == group


def test_nobody_gives_no_gain():
    assert reserve_gain(2, 32) == 0.0625
    assert reserve_gain(0, 0) != reserve_gain(0, 0)


def test_students_one_by_one_come_to_the_same_numbers_as_the_mart(demo_home):
    engine = pipeline.ready_engine(store_in(demo_home))
    database.use(engine, "secret")
    try:
        every = reserve(EVERYTHING, level="school_class", subject_id=0, period_id=202550)
        for row in every.head(12).to_dict("records"):
            found = read(EVERYTHING, line_to(EVERYTHING, int(row["unit_id"])), View())
            kinds = [one.kind for one in students_of_class(EVERYTHING, found)]
            assert {kind: kinds.count(kind) for kind in RESERVE_KINDS} == {
                kind: row[kind] for kind in RESERVE_KINDS
            }
        assert len(every) > 12
    finally:
        engine.dispose()
        world()


def test_children_are_told_with_their_subjects():
    found = reserve_of_children(EVERYTHING, CITY, FINAL, (0, ALGEBRA))
    by_key = {(row["unit_id"], row["subject_id"]): row["one_three"] for row in found}
    assert by_key == {
        **{(SCHOOL_303, 0): 2, (SCHOOL_303, ALGEBRA): 2},
        **{(SCHOOL_7, 0): 0, (SCHOOL_7, ALGEBRA): 0},
    }
    content = reserve_subjects.build(EVERYTHING, reading(CITY))
    assert [row["s0"] for row in content.table.rows] == [0, 2]


def test_a_head_reads_the_reserve_of_the_own_school_only():
    assert reserve_of_unit(HEAD, CITY, FINAL) == []
    assert {row["unit_id"] for row in reserve_of_children(HEAD, CITY, FINAL, (0,))} == {SCHOOL_303}
    assert reserve_report.build(HEAD, reading(CITY, who=HEAD)).is_empty
    rows = reserve_inside.build(HEAD, reading(CITY, who=HEAD)).table.rows
    told = {row["name"]: (row["disclosed"], "one_three" in row) for row in rows}
    assert told == {"Школа № 303": (False, True), "Школа № 7": (True, False)}


def test_names_are_for_who_sees_the_class_and_stand_in_no_sentence():
    content = class_report.build(CLASS_TEACHER, reading(CLASS_303_8A, who=CLASS_TEACHER))
    assert "Ёлкина Анна" in str(content.table.rows)
    assert "Ёлкина" not in content.sentence
    assert class_report.build(HEAD, reading(PARALLEL_303_8, who=HEAD)).is_empty


@pytest.mark.parametrize("report", [reserve_report, reserve_inside, reserve_subjects])
def test_the_reserve_is_of_all_subjects_and_final_marks(report):
    for view in (OF_ALGEBRA, View(year=2025, period=202550, basis="current")):
        assert report.build(EVERYTHING, reading(SCHOOL_303, view)).is_empty
    assert not report.build(EVERYTHING, reading(SCHOOL_303)).is_empty


def test_at_every_level_the_reserve_is_asked():
    for unit_id in (REGION, CITY, SCHOOL_303, PARALLEL_303_8, CLASS_303_8A):
        whole = reserve_report.build(EVERYTHING, reading(unit_id)).table.rows[0]
        assert whole["one_three"] == 2
        assert reserve_inside.build(EVERYTHING, reading(unit_id)).table.rows


def test_bars_are_whole_students_and_names_are_no_tags():
    rows = [{"subject": "<b>", "one_three": 2, "two_threes": 0, "one_four": 1, "one_two": 0}]
    drawn = reserve_figure(rows)
    assert [trace["name"] for trace in drawn["data"]] == ["одна «3»", "одна «4»"]
    assert drawn["data"][0]["y"] == ["&lt;b&gt;"]
    assert drawn["layout"]["xaxis"]["dtick"] == 1
    assert NOTHING in str(reserve_figure([]))
