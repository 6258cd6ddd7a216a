"""Exam forecasts from files to rows: made, kept, said again, set beside what came."""

import json
from datetime import date

import pandas as pd
import pytest
from exam_town import A_CLASS, SCHOOLS, load, town
from files import sound
from homes import DATABASES, store_in
from sqlalchemy import select

from dashboard.access import Scope
from dashboard.queries import database
from etl import foretold, pipeline
from etl.came import last_day
from etl.show import show
from models import ExamForecast, Forecaster, ForecastMart, Unit
from models.forecasts import EXAM

EVERYTHING = Scope.everything("test")
BEFORE = ("roster", "marks", "tests", "exams_before")


@pytest.fixture(scope="module", params=DATABASES)
def foretelling(request, tmp_path_factory):
    """A store that has just forecast the exam of this year."""
    folder = tmp_path_factory.mktemp("town")
    store = store_in(folder / "home", request.param)
    files = town(folder)
    load(store, folder, files, *BEFORE)
    return store, folder, files


def rows(store, query) -> list[dict]:
    with pipeline.opened(store) as engine, engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def forecasters(store) -> list[dict]:
    query = select(Forecaster.__table__).where(Forecaster.kind == EXAM)
    return rows(store, query.order_by(Forecaster.as_of))


def said(store) -> list[dict]:
    query = select(ExamForecast.__table__).join(
        Forecaster, (Forecaster.id == ExamForecast.forecaster_id) & Forecaster.is_current
    )
    return rows(store, query.order_by(ExamForecast.student_id))


def region_sums(store) -> dict[str, int]:
    found = pd.DataFrame(rows(store, select(ForecastMart.__table__).where(
        ForecastMart.parent_id == 0)))  # fmt: skip
    return found.drop(columns=["parent_id", "procedure", "chance"]).sum().to_dict()


def test_a_load_forecasts_every_student_of_the_coming_exam(foretelling):
    store, _, _ = foretelling
    [made] = forecasters(store)
    assert (made["procedure"], made["school_year"], made["grade"]) == ("ОГЭ", 2025, 9)
    assert str(made["as_of"]) == "2026-03-05"  # the last day of which anything is known
    assert made["n_students"] == SCHOOLS * A_CLASS
    assert made["card"]["figures"]["mae"] < made["card"]["figures"]["baseline_mae"]
    assert len(said(store)) == SCHOOLS * A_CLASS


def test_reasons_of_every_forecast_add_up(foretelling):
    store, _, _ = foretelling
    for one in said(store):
        reasons = one["reasons"]
        reasons = json.loads(reasons) if isinstance(reasons, str) else reasons
        assert reasons[0][0] == "base"
        assert sum(part for _, _, part in reasons) == pytest.approx(one["expected"], abs=1e-6)


def test_forecasts_stand_inside_the_scale_and_marks_add_up(foretelling):
    store, _, _ = foretelling
    for one in said(store):
        assert 0 <= one["low"] <= one["expected"] <= one["high"] <= 31
        marks = [one[f"p{mark}"] for mark in (2, 3, 4, 5)]
        assert sum(marks) == pytest.approx(1)
        assert one["p_below"] == pytest.approx(marks[0])
        assert "прошлых результатов: 1" in one["basis"]


def test_sums_of_a_unit_are_those_of_its_students(foretelling):
    store, _, _ = foretelling
    students, sums = said(store), region_sums(store)
    assert sums["n"] == len(students)
    assert sums["sum_expected"] == pytest.approx(100 * sum(s["expected"] for s in students), abs=60)
    assert sums["n_known"] == 0
    assert sound(store)


def test_the_command_shows_what_the_contract_asks_for(foretelling):
    store, _, _ = foretelling
    with pipeline.opened(store) as engine:
        database.use(engine)
        found = show("forecasts", {"exam": "ОГЭ", "subject": "Математика"}, EVERYTHING)
        one = show("forecasts", {"exam": "ОГЭ", "unit": "3"}, EVERYTHING)
    assert len(found) == SCHOOLS * A_CLASS
    assert len(one) == A_CLASS
    assert found["p_below_minimum"].between(0, 1).all()


def test_a_mark_of_one_school_changes_the_forecasts_of_that_school_alone(foretelling):
    store, folder, files = foretelling
    before = {(one["class_id"], one["student_id"]): one for one in said(store)}
    made = forecasters(store)[0]["made_at"]
    of_this_year = files["marks"]["student_code"].str.startswith("2025")
    mark = files["marks"][of_this_year].iloc[:1].assign(date="2026-03-20", mark=2)
    load(store, folder / "mark", {"marks": mark}, "marks")
    after = {(one["class_id"], one["student_id"]): one for one in said(store)}
    changed = {key for key in after if after[key]["expected"] != before[key]["expected"]}
    [school_class] = {class_id for class_id, _ in changed}
    path = rows(store, select(Unit.path).where(Unit.id == school_class))[0]["path"]
    [school] = rows(store, select(Unit.code).where(Unit.level == "school",
                    Unit.id == int(path.split("/")[3])))  # fmt: skip
    assert school["code"] == mark["school_code"].iloc[0]
    [again] = forecasters(store)
    assert again["made_at"] == made and str(again["as_of"]) == "2026-03-20"
    assert sound(store)


def test_what_was_learnt_anew_says_the_same(foretelling):
    store, _, _ = foretelling
    before = said(store)
    with pipeline.opened(store) as engine:
        foretold.anew(engine, store)
    for old, new in zip(before, said(store), strict=True):
        assert new["expected"] == pytest.approx(old["expected"], abs=1e-9)


def test_earlier_months_are_kept_and_the_latest_holds(foretelling):
    store, _, _ = foretelling
    with pipeline.opened(store) as engine, engine.connect() as connection:
        day = last_day(connection, store.lake)
        foretold.anew(engine, store, as_of=day.replace(year=2025, month=12, day=31))
    made = forecasters(store)
    assert [str(one["as_of"]) for one in made] == ["2025-12-31", "2026-03-20"]
    assert [bool(one["is_current"]) for one in made] == [False, True]
    assert sound(store)


def test_what_was_foretold_stays_when_the_result_comes(foretelling):
    store, folder, files = foretelling
    before = said(store)
    reports = load(store, folder, files, "exams_after")
    after = said(store)
    assert [one["expected"] for one in after] == [one["expected"] for one in before]
    fact = files["exams_after"]
    sums = region_sums(store)
    assert sums["n_known"] == len(fact)
    assert sums["sum_fact"] == 100 * fact["primary_score"].sum()
    assert sums["n_below"] == (fact["mark"] == 2).sum()
    assert sums["sum_abs_error"] < 0.75 * sums["sum_abs_baseline"]
    assert 0.8 <= sums["n_covered"] / sums["n_known"] <= 1
    pipeline.switch(store, reports[0].id, on=False)
    assert region_sums(store)["n_known"] == 0


def test_without_the_results_it_learnt_from_a_forecast_is_shown_no_more(foretelling):
    store, _, _ = foretelling
    loads = {one["file"]: one["id"] for one in pipeline.loads(store)}
    pipeline.switch(store, loads["exams_before.csv"], on=False)
    assert not any(one["is_current"] for one in forecasters(store))
    assert rows(store, select(ForecastMart.n)) == []
    pipeline.switch(store, loads["exams_before.csv"], on=True)
    assert any(one["is_current"] for one in forecasters(store))


def test_a_planted_leak_changes_no_forecast_made_before_it(foretelling):
    """Marks copied from the results themselves, dated the day after."""
    store, folder, files = foretelling

    def forecast_from(day):
        with pipeline.opened(store) as engine:
            foretold.anew(engine, store, as_of=date.fromisoformat(day))
        query = select(ExamForecast.student_id, ExamForecast.expected).join(
            Forecaster, Forecaster.id == ExamForecast.forecaster_id
        )
        found = rows(store, query.where(Forecaster.as_of == date.fromisoformat(day)))
        return {one["student_id"]: one["expected"] for one in found}

    before = forecast_from("2026-04-10")
    fact = files["exams_after"]
    leak = fact[["school_code", "class", "student_code", "mark"]].assign(subject="Математика")
    load(store, folder / "leak", {"marks": leak.assign(date="2026-04-11")}, "marks")
    assert forecast_from("2026-04-10") == pytest.approx(before, abs=1e-9)
    seen = forecast_from("2026-04-12")  # what was planted would have been seen
    assert max(abs(seen[id] - before[id]) for id in before) > 0.5
