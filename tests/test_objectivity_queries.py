"""Objectivity and value added of twelve schools through the real import, on both databases."""

import pytest
from files import loaded
from homes import DATABASES, store_in
from twelve_schools import GROWING, KIND, PEAKED, SMALL, STUDENTS, write_schools

from dashboard.access import RIGHTS, Area, Role, Scope
from dashboard.filters import View
from dashboard.queries import database
from dashboard.queries.far_apart import marks_far_apart
from dashboard.queries.leniency import leniency_by_cell, leniency_of_schools
from dashboard.queries.markers import marker_codes, marker_years, markers
from dashboard.queries.objectivity import compared_by_cell, compared_of_children
from dashboard.queries.units import units, units_by_code
from dashboard.queries.value_added import value_added_of_schools
from etl.pipeline import ready_engine
from etl.recall import kind_schools, recall
from etl.show import show

EVERYTHING = Scope.everything("test")
YEAR = View(year=2025)
FORM = (leniency_of_schools, leniency_by_cell, markers, marker_years, marker_codes,
        value_added_of_schools)  # fmt: skip


@pytest.fixture(scope="module", params=DATABASES)
def region(request, tmp_path_factory):
    """The region with its schools in a database that queries read from."""
    folder = tmp_path_factory.mktemp("twelve")
    store = store_in(folder / "home", request.param)
    assert not any(report.rejected for report in loaded(store, write_schools(folder / "files")))
    engine = ready_engine(store)
    database.use(engine, "secret")
    yield units(EVERYTHING, level="region").to_dict("records")[0]
    engine.dispose()


def of_school(number: int) -> dict:
    return units_by_code(EVERYTHING, str(number), "school")[0]


def scope(role: Role, path: str, *subjects: int) -> Scope:
    return Scope((Area(path, RIGHTS[role], "", role, frozenset(subjects)),))


def numbers(rows) -> list[int]:
    """The numbers of the schools of rows."""
    return [int(row["unit"].split()[-1]) for row in rows]


def test_kind_schools_are_found_and_no_other(region):
    found = leniency_of_schools(EVERYTHING, region, YEAR)
    assert numbers(row for row in found if row["kind"] == "lenient") == list(KIND)
    assert not [row for row in found if row["kind"] == "strict"]
    kind = [row["effect"] for row in found if row["kind"]]
    assert kind == pytest.approx([0.4] * 3, abs=0.15)  # «5» cannot be raised
    assert all(row["low"] < row["effect"] < row["high"] for row in found if row["n"] > 10)


def test_a_school_with_few_marks_is_not_judged(region):
    [small] = [row for row in leniency_of_schools(EVERYTHING, region, YEAR)
               if row["unit"].endswith(str(SMALL))]  # fmt: skip
    assert (small["n"], small["effect"], small["kind"]) == (6, None, "")


def test_leniency_is_told_by_subject_and_grade(region):
    found = leniency_by_cell(EVERYTHING, of_school(KIND[2]), YEAR)
    assert {(row["subject"], row["grade"], row["n"]) for row in found} == {
        ("Математика", 5, STUDENTS), ("Русский язык", 5, STUDENTS)
    }  # fmt: skip
    assert all(row["low"] > 0.1 for row in found)


def test_the_school_that_has_learnt_more_adds_most(region):
    found = {n: row for row in value_added_of_schools(EVERYTHING, region, YEAR)
             for n in numbers([row])}  # fmt: skip
    best = found[GROWING]
    assert best["low"] > 0.2 and (best["best"], best["worst"]) == (1, 1)
    assert best["n_schools"] == 12 and best["n_alike"] == 5
    assert best["outcome"] > best["alike"] + 0.3
    assert (found[SMALL]["n"], found[SMALL]["effect"], found[SMALL]["best"]) == (6, None, None)
    assert value_added_of_schools(EVERYTHING, region, View(year=2024)) == []  # nothing earlier


def test_peaks_and_the_change_of_a_cohort_are_marked(region):
    found = {(row["marker"], *numbers([row]), row["subject"]): row
             for row in markers(EVERYTHING, region, YEAR)}  # fmt: skip
    assert found["border_peaks", PEAKED, "Математика"]["status"] == "confirmed"
    changed = found["cohort_change", GROWING, "Русский язык"]
    assert changed["value"] > 0.3 and changed["n"] == STUDENTS
    lowered = [row for row in found.values() if row["marker"] == "lowered"]
    assert {*numbers(lowered)} <= {*KIND}
    assert all(row["value"] >= 0.3 and row["value"] > row["limit"] for row in lowered)


def test_markers_follow_the_filters_and_what_is_confirmed_does_not_change(region):
    every = markers(EVERYTHING, region, YEAR)
    maths = {row["subject_id"] for row in every if row["subject"] == "Математика"}.pop()
    chosen = markers(EVERYTHING, region, View(year=2025, subject=maths, procedure="ВПР", grade=5))
    assert chosen == [row for row in every if row["subject_id"] == maths]
    assert markers(EVERYTHING, region, View(year=2025, procedure="ОГЭ")) == []


def test_three_years_count_the_places_of_the_federal_lists(region):
    found = {(*numbers([row]), row["year"]): row for row in marker_years(EVERYTHING, region, YEAR)}
    assert {year for _, year in found} == {2024, 2025}
    assert found[PEAKED, 2025]["n_places"] == 2  # grade 5 in two subjects
    assert found[PEAKED, 2025]["n_confirmed"] == 1
    assert SMALL not in {number for number, _ in found}  # too few participants


def test_lowered_confirmed_and_raised_are_counted_by_unit_and_by_subject(region):
    towns = compared_of_children(EVERYTHING, region["unit_id"], YEAR)
    assert [(row["unit"], row["n_both"]) for row in towns] == [("Город", 360), ("Район", 366)]
    for row in towns:
        assert row["lowered"] + row["confirmed"] + row["raised"] == row["n_both"]
        assert row["lowered_low"] < row["lowered_rate"] < row["lowered_high"]
    cells = compared_by_cell(EVERYTHING, of_school(1), YEAR)
    assert [(row["subject"], row["grade"], row["n_both"]) for row in cells] == [
        ("Математика", 5, 30), ("Русский язык", 5, 30)
    ]  # fmt: skip


def test_students_with_marks_far_apart_are_those_of_the_files(region, tmp_path):
    found, expected = [], 0
    for row in units(EVERYTHING, level="school_class").to_dict("records"):
        found += marks_far_apart(EVERYTHING, row["unit_id"], YEAR)
    for line in (write_schools(tmp_path) / "results.csv").read_text("utf-8").splitlines()[1:]:
        cells = line.split(",")
        expected += cells[2] == "2025/2026" and abs(int(cells[-1]) - int(cells[-2])) >= 2
    assert len(found) == expected > 0
    assert all(abs(row["mark"] - row["journal_mark"]) >= 2 for row in found)


def test_a_head_sees_the_own_school_alone(region):
    head = scope(Role.HEAD, of_school(5)["path"])
    for query in FORM:
        found = query(head, region, YEAR)
        assert {row["unit_id"] for row in found} <= {of_school(5)["unit_id"]}, query.__name__
    [own] = leniency_of_schools(head, region, YEAR)
    [same] = [row for row in leniency_of_schools(EVERYTHING, region, YEAR)
              if row["unit_id"] == own["unit_id"]]  # fmt: skip
    assert own == same  # the others are what it is compared with


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.PARENT, Role.SCHOOL_ADMINISTRATOR])
def test_who_has_no_school_of_his_own_sees_none(region, role):
    place = f"{of_school(5)['path']}999/" if role is Role.CLASS_TEACHER else of_school(5)["path"]
    rights = scope(role, place) if role is not Role.PARENT else Scope()
    assert [query(rights, region, YEAR) for query in FORM] == [[]] * len(FORM)


def test_a_teacher_of_one_subject_sees_no_sum_of_a_school(region):
    every = compared_by_cell(EVERYTHING, of_school(5), YEAR)
    teacher = scope(Role.SUBJECT_TEACHER, of_school(5)["path"], every[0]["subject_id"])
    assert leniency_of_schools(teacher, region, YEAR) == []
    assert {row["subject_id"] for row in leniency_by_cell(teacher, region, YEAR)} == {
        every[0]["subject_id"]
    }
    assert compared_by_cell(teacher, of_school(5), YEAR) == every[:1]


def test_show_joins_the_codes_of_schools(region):
    options = {"level": "school", "subject": "all"}
    found = show("objectivity", options, EVERYTHING).set_index("unit_id")["marker_codes"]
    codes = {number: found[of_school(number)["unit_id"]] for number in range(1, SMALL + 1)}
    assert [n for n, joined in codes.items() if "lenient" in joined.split(";")] == list(KIND)
    assert "border_peaks" in codes[PEAKED].split(";")
    of_subject = show("objectivity", options | {"subject": "русский язык"}, EVERYTHING)
    peaked = of_subject.set_index("unit_id")["marker_codes"][of_school(PEAKED)["unit_id"]]
    assert "border_peaks" not in peaked


def test_recall_compares_with_the_truth(region, tmp_path):
    (tmp_path / "truth").mkdir()
    lines = ["school_code,shift", *(f"{school},0.5" for school in (*KIND, 9))]
    (tmp_path / "truth" / "kind_schools.csv").write_text("\n".join(lines), "utf-8")
    found = recall(tmp_path, EVERYTHING, {"kind schools": kind_schools}).iloc[0]
    assert found[["planted", "found", "right", "of"]].tolist() == [4, 3, 3, SMALL]
    assert (found["precision"], found["recall"]) == (1.0, 0.75)
