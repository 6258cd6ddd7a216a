"""Final marks on the screens: a running period from its own marks, and one that is over."""

from datetime import date

import pytest
from files import loaded, written
from final_forecast_rows import final_forecaster
from homes import store_in
from sqlalchemy import insert, select

from dashboard.access import RIGHTS, Area, Child, Role, Scope
from dashboard.filters import View
from dashboard.gate.doors import NotThere
from dashboard.queries import database
from dashboard.queries.final_forecasts import final_forecasts, final_period
from dashboard.queries.work_forms import work_forms
from dashboard.reports import class_final_marks, student_final_marks
from dashboard.screens import what_if
from dashboard.screens.final_marks import (
    FinalMarks,
    Line,
    final_marks,
    moment_words,
    without_marks,
)
from dashboard.screens.final_words import needed_words
from dashboard.screens.places import line_to
from dashboard.screens.reading import read
from dashboard.screens.student_reading import read_student
from dashboard.screens.what_if import answer, would_be
from models import Forecaster, Student, StudentMart, Unit, UnitSetting, WorkType, WorkWeight
from models.store import open_engine, writing

EVERYTHING = Scope.everything("тест")
FIRST, SECOND, YEAR = 202511, 202512, 202550
# the second quarter runs: the journal ends on 1 December
MARKS = """
    student_code  date        work_type  mark
    У1            2025-09-15  К          4
    У1            2025-10-05  О          5
    У1            2025-11-10  К          3
    У1            2025-11-20  О          4
    У1            2025-12-01  О          3
    У2            2025-09-15  К          2
    У2            2025-10-05  О          3
    У2            2025-11-10  К          5
    У3            2025-09-15  К          5
"""
FINALS = """
    student_code  period      mark
    У1            1 четверть  4
    У2            1 четверть  3
    У3            1 четверть  осв
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A class in the middle of a quarter: id of the class, student codes → ids."""
    folder = tmp_path_factory.mktemp("running")
    store = store_in(folder / "home")
    roster = "student_code\n У1\n У2\n У3"
    for kind, text in (("roster", roster), ("marks", MARKS), ("final_marks", FINALS)):
        loaded(store, written(folder, kind, text))
    engine = open_engine(store)
    with writing(engine) as connection:
        # what the loads themselves may have learnt of so few marks is not what is tested here
        connection.execute(Forecaster.__table__.delete())
        connection.execute(insert(Forecaster), [final_forecaster(1)])
    database.use(engine, "secret", store.lake)
    with engine.connect() as connection:
        ids = dict(tuple(row) for row in connection.execute(select(Student.code, Student.id)))
        unit = connection.execute(select(Unit.id, Unit.path).where(Unit.name == "8А")).one()
    yield engine, unit, ids
    engine.dispose()


@pytest.fixture(autouse=True)
def read_from_here(running):
    database.use(running[0], "secret", database.lake_in_use())


@pytest.fixture
def unit(running):
    return running[1]


@pytest.fixture
def ids(running):
    return running[2]


def family(student_id):
    return Scope(children=(Child(student_id, "родитель: ваш ребёнок", Role.PARENT),))


def of(rows, student_id, period):
    [row] = [r for r in rows if (r["student_id"], r["period_id"]) == (student_id, period)]
    return row


def test_a_running_period_is_forecast_from_the_last_day_of_the_journal(unit, ids):
    found = final_forecasts(EVERYTHING, SECOND, class_id=unit.id)
    row = of(found, ids["У1"], SECOND)
    assert (row["day"], row["is_past"], row["fact"]) == (date(2025, 12, 1), False, 0)
    # by hand: «3» of weight 1.5 and «4», «3» of weight 1 make 11.5 / 3.5
    assert (row["n_now"], row["weight_now"]) == (3, 3.5)
    assert row["now"] == pytest.approx(11.5 / 3.5)
    assert sum(row[name] for name in ("p2", "p3", "p4", "p5")) == pytest.approx(1)
    assert of(found, ids["У1"], YEAR)["likely"] in (3, 4)


def test_the_parts_of_a_reason_add_up_to_the_mean_at_the_end(unit):
    found = [row for row in final_forecasts(EVERYTHING, SECOND, class_id=unit.id) if "mean" in row]
    assert found
    for row in found:
        now = (row["now"] or 0) * row["weight_now"]
        ahead = (row["around"] or 0) * row["weight_to_come"]
        whole = row["weight_now"] + row["weight_to_come"]
        assert (now + ahead) / whole == pytest.approx(row["mean"], abs=1e-6)


def test_of_a_period_that_is_over_it_is_said_what_would_have_been_said(unit, ids):
    found = final_forecasts(EVERYTHING, FIRST, student_id=ids["У1"])
    row = of(found, ids["У1"], FIRST)
    assert (row["day"], row["is_past"], row["fact"]) == (date(2025, 9, 28), True, 4)
    assert row["n_now"] == 1  # the mark of 5 October is not known yet


def test_who_is_released_is_not_forecast(unit, ids):
    found = final_forecasts(EVERYTHING, SECOND, class_id=unit.id)
    assert {row["student_id"] for row in found} == {ids["У1"], ids["У2"]}


def test_the_period_to_speak_of(unit, ids):
    assert final_period(EVERYTHING, YEAR, class_id=unit.id) == SECOND
    assert final_period(EVERYTHING, FIRST, class_id=unit.id) == SECOND  # still without marks
    assert final_period(EVERYTHING, FIRST, student_id=ids["У1"]) == FIRST  # asked
    assert final_period(EVERYTHING, 202450, class_id=unit.id) is None


def test_families_see_forecasts_where_the_school_shows_them_and_always_the_arithmetic(
    running, unit, ids
):
    parent, child = family(ids["У1"]), ids["У1"]
    assert final_forecasts(parent, SECOND, student_id=child) == []
    found = final_marks(parent, read_student(parent, child, View(period=SECOND)))
    [line] = found.lines
    assert line.needed == "до «4»: одна «5» (вес 1)"
    assert line.of_period is None
    assert "Прогноз семьям показывает школа" in moment_words(found)
    said = {"unit_id": int(unit.path.split("/")[3]), "name": "forecast_to_family", "value": 1}
    said |= {
        "changed_by": "head",
        "changed_as": "директор",
        "changed_at": final_forecaster(1)["made_at"],
    }
    with running[0].begin() as connection:
        connection.execute(insert(UnitSetting), [said])
    told = final_forecasts(parent, SECOND, student_id=child)
    with running[0].begin() as connection:
        connection.execute(UnitSetting.__table__.delete())
    assert of(told, child, SECOND)["n_now"] == 3
    assert final_forecasts(family(ids["У2"]), SECOND, student_id=child) == []


def test_a_teacher_of_another_class_sees_nothing(unit):
    elsewhere = Scope((Area("/1/9/9/9/", RIGHTS[Role.CLASS_TEACHER], "другой класс"),))
    assert final_forecasts(elsewhere, SECOND, class_id=unit.id) == []
    assert work_forms(elsewhere, unit.id, date(2025, 12, 1)) == []


def test_forms_have_the_weight_of_the_school_on_that_day(running, unit):
    school = int(unit.path.split("/")[3])
    with running[0].begin() as connection:
        control = connection.execute(select(WorkType.id).where(WorkType.code == "К")).scalar()
        own = {"school_id": school, "work_type_id": control, "weight": 200}
        connection.execute(insert(WorkWeight), [own | {"valid_from": date(2025, 12, 1)}])
    before = work_forms(EVERYTHING, unit.id, date(2025, 11, 30))
    after = work_forms(EVERYTHING, unit.id, date(2025, 12, 1))
    with running[0].begin() as connection:
        connection.execute(WorkWeight.__table__.delete().where(WorkWeight.school_id == school))
    assert [form["weight"] for form in before if form["work_type_id"] == control] == [150]
    assert after[0] == {
        **{"work_type_id": control, "work_type": "Контрольная работа", "is_control": True},
        "weight": 200,
    }


def chosen(running, **more):
    with running[0].connect() as connection:
        control = connection.execute(select(WorkType.id).where(WorkType.code == "К")).scalar()
        subject = connection.execute(select(StudentMart.subject_id).limit(1)).scalar()
    return {"subject": subject, "mark": 5, "form": control, "many": 2} | more


def test_what_if_is_counted_from_the_marks_there_are(running, ids):
    said = answer(EVERYTHING, ids["У1"], YEAR, chosen(running))
    # by hand: 11.5 / 3.5 = 3.29; with two «5» of weight 1.5: (11.5 + 15) / (3.5 + 3) = 4.08
    assert said == (
        "Сейчас 3,29, выходит «3». Ещё две «5» – контрольная работа (вес 1,5): "
        "(11,5 + 15) / (3,5 + 3) = 4,08 – выйдет «4». Окончательную отметку ставит учитель."
    )
    assert said == answer(family(ids["У1"]), ids["У1"], YEAR, chosen(running))


def testwithout_marks_what_if_begins_from_nothing():
    row = {"sum_weighted": 0, "sum_weight": 0, "weighted_mean": None, "suggested_mark": None}
    said = would_be(row, {"work_type": "Зачёт", "weight": 150}, 4, 1)
    assert said.startswith("Отметок ещё нет. Ещё одна «4» – зачёт (вес 1,5): (0 + 6)")


@pytest.mark.parametrize(
    "more", [{"subject": 999}, {"form": 999}, {"mark": 6}, {"many": 0}, {"many": 11}]
)
def test_what_is_not_there_cannot_be_asked(running, ids, more):
    with pytest.raises(NotThere):
        answer(EVERYTHING, ids["У1"], YEAR, chosen(running, **more))
    with pytest.raises(NotThere):
        answer(family(ids["У2"]), ids["У1"], YEAR, chosen(running))


def test_the_report_of_a_student(ids):
    reading = read_student(EVERYTHING, ids["У1"], View(period=SECOND))
    said = student_final_marks.build(EVERYTHING, reading)
    assert said.sentence == "Период: 2 четверть, по журналу на 01.12.2025."
    [row] = said.table.rows
    assert row["reason"].startswith("(3,29 × 3,5 + ")
    assert "80\u202f% случаев (по одному среднему – 72\u202f%), n = 35\u202f280" in said.note


def test_a_subject_without_a_mark_yet_is_forecast_and_asked_nothing(ids):
    reading = read_student(EVERYTHING, ids["У1"], View(period=SECOND))
    told = [{"subject_id": row["subject_id"], "period_id": SECOND} for row in reading.marks[:1]]
    [row] = without_marks(reading, [], told, SECOND)
    assert (row["subject"], row["n_marks"]) == ("Алгебра", 0)
    assert needed_words(row, [{"weight": 100, "work_type": "Ответ"}]) == "до «3»: одна «5» (вес 1)"
    hidden = what_if.leaves(FinalMarks(SECOND, [Line(row, None, None, "")]))["if_hidden"]
    assert hidden


def test_the_report_of_a_class(unit, ids):
    reading = read(EVERYTHING, line_to(EVERYTHING, unit.id), View(year=2025))
    said = class_final_marks.build(EVERYTHING, reading)
    told = said.sentence.replace("\u202f", " ")
    assert told.startswith(
        "2 четверть (по журналу на 01.12.2025): одной «5» не хватает до следующей отметки в 1 из 2"
    )
    assert [row["close"] for row in said.table.rows] == ["Алгебра (3,29 → «4»)", ""]
    assert [row["n"] for row in said.table.rows] == [1, 1]


def test_the_report_of_a_class_in_one_subject_has_the_interval(running, unit):
    subject = chosen(running)["subject"]
    reading = read(EVERYTHING, line_to(EVERYTHING, unit.id), View(year=2025, subject=subject))
    rows = class_final_marks.build(EVERYTHING, reading).table.rows
    assert [row["needed"] for row in rows] == ["до «4»: одна «5» (вес 1)", "«5» уже выходит"]
    assert all("%" in row["held"] and "(" in row["mean"] for row in rows)
