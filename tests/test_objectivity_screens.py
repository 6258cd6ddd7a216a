"""What the screen of objectivity says of twelve schools: findings, evidence, cautions, links."""

import pytest
from files import loaded
from homes import store_in
from twelve_schools import GROWING, KIND, PEAKED, write_schools

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.figures.effects import effects_figure
from dashboard.queries import database
from dashboard.queries.units import units, units_by_code
from dashboard.reports.registry import OBJECTIVITY, UNIT
from dashboard.reports.shown import shown_at
from dashboard.screens.objectivity import content
from dashboard.screens.objectivity_reading import read_objectivity
from etl.pipeline import ready_engine

EVERYTHING = Scope.everything("test")


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screens")
    store = store_in(folder / "home")
    loaded(store, write_schools(folder / "files"))
    engine = ready_engine(store)
    database.use(engine, "secret")
    yield units(EVERYTHING, level="region").to_dict("records")[0]["unit_id"]
    engine.dispose()


def school(number: int) -> dict:
    return units_by_code(EVERYTHING, str(number), "school")[0]


def said(unit_id: int, name: str, who: Scope = EVERYTHING, **query):
    reading = read_objectivity(who, {"unit": str(unit_id)} | query)
    return next(report for report in OBJECTIVITY if report.name == name).build(who, reading)


def test_every_report_speaks_of_a_region_with_its_cautions(region):
    for report in OBJECTIVITY:
        if report.is_of("region"):
            found = said(region, report.name)
            assert not found.is_empty, report.name
            assert "ВПР нельзя использовать для оценки учителей" in found.note, report.name
    assert "связь, не причина" in said(region, "value_added").note
    assert "повод посмотреть, не доказательство" in said(region, "markers").note.lower()


def test_kind_schools_are_named_with_effect_and_interval(region):
    sentence = said(region, "leniency").sentence
    for number in KIND:
        assert f"Школа № {number} +0," in sentence
    assert f"Школа № {GROWING}" not in sentence and "(от +0," in sentence


def test_a_school_is_told_by_subject_in_the_order_of_subjects_not_of_values(region):
    found = said(school(KIND[0])["unit_id"], "leniency")
    assert "заметно мягче" in found.sentence
    names = [row["name"] for row in found.table.rows]
    assert names == ["Математика, 5 кл., ВПР", "Русский язык, 5 кл., ВПР"]


def test_a_marker_has_its_evidence_in_words_with_numbers(region):
    rows = said(school(PEAKED)["unit_id"], "markers").table.rows
    [peak] = [row for row in rows if row["what"].startswith("Пики")]
    assert "на нижних границах отметок" in peak["why"] and "p = " in peak["why"]
    assert peak["status"] == "устойчивый"


def test_value_added_is_told_with_places_and_thresholds(region):
    found = said(region, "value_added")
    row = next(row for row in found.table.rows if row["name"] == f"Школа № {GROWING}")
    assert (row["sign"], row["rank"]) == ("▲", "1 из 12")
    assert "меньше 10 пар" in found.note and "Не показано школ" in found.note
    alike = said(school(GROWING)["unit_id"], "same_intake").sentence
    assert "у 5 похожих школ" in alike


def test_years_stand_in_columns(region):
    found = said(region, "marker_years")
    assert [column["headerName"] for column in found.table.columns[1:3]] == [
        *("2024/2025", "2025/2026")
    ]
    row = next(row for row in found.table.rows if row["name"] == f"Школа № {PEAKED}")
    assert row["y2025"].startswith("1 из 2")


def test_filters_change_what_is_compared_and_the_address(region):
    every = read_objectivity(EVERYTHING, {"unit": str(region)})
    maths = next(o["value"] for o in every.options["subject"] if o["label"] == "Математика")
    chosen = read_objectivity(EVERYTHING, {"unit": str(region), "subject": maths, "year": "2024"})
    assert chosen.filters == "2024/2025 · Все процедуры · Математика · Все параллели"
    assert f"subject={maths}" in chosen.address and "year=2024" in chosen.address
    cells = said(region, "marks_compared_by", subject=maths, year="2024").table.rows
    assert {(row["name"], row["grade"]) for row in cells} == {("Математика", 4)}
    wrong = read_objectivity(EVERYTHING, {"unit": str(region), "procedure": "ОГЭ", "grade": "11"})
    assert (wrong.view.procedure, wrong.view.grade) == ("", 0)


def test_rows_lead_down_on_the_same_screen_and_from_a_school_to_its_parallels(region):
    town = said(region, "marks_compared").table.rows[0]
    assert town["href"].startswith("/objectivity?unit=")
    parallel = said(school(5)["unit_id"], "marks_compared").table.rows[0]
    assert parallel["href"].startswith("/parallel/")


def test_the_screen_can_be_taken_away_as_any_other(region):
    shown = shown_at(EVERYTHING, f"/objectivity?unit={region}&year=2025")
    assert shown.title == "Объективность: Область"
    assert not shown.content("leniency").is_empty
    assert shown_at(EVERYTHING, "/objectivity?unit=99999999") is None


def test_the_reports_stand_behind_more_on_the_screens_of_units():
    assert all(report in UNIT and report.later for report in OBJECTIVITY)


def test_who_owns_no_school_is_told_nothing_of_schools(region):
    place = school(5)["path"]
    teacher = Area(f"{place}999/", RIGHTS[Role.CLASS_TEACHER], "", Role.CLASS_TEACHER)
    who = Scope((teacher,))
    for name in ("markers", "leniency", "marker_years", "value_added", "same_intake"):
        assert said(school(5)["unit_id"], name, who).is_empty


def test_without_external_results_no_report_is_asked(region):
    parallel = units(EVERYTHING, level="parallel").iloc[0]["unit_id"]
    reading = read_objectivity(EVERYTHING, {"unit": str(parallel)})
    assert content(EVERYTHING, reading)["nothing_hidden"]
    empty = reading.__class__(**{**reading.__dict__, "view": reading.view.__class__()})
    assert not content(EVERYTHING, empty)["nothing_hidden"]


def test_two_schools_of_one_name_have_two_bars():
    row = {"name": "Школа № 1", "effect": 0.1, "low": 0.0, "high": 0.2, "n": 30, "is_notable": True}
    bars = effects_figure([row, row | {"effect": 0.2}], "отметки", ("пара", "пары", "пар"))
    assert bars["data"][0]["y"] == ["Школа № 1", "Школа № 1 (2)"]
    assert bars["data"][0]["x"] == [0.2, 0.1]
