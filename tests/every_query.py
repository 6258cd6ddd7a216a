"""Every public query by its name, and arguments with which each finds something at a school."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
from reading_facts import (
    ALGEBRA,
    ANNA,
    CITY,
    CLASS_7_8A,
    CLASS_303_8A,
    DINA,
    PARALLEL_7_8,
    PARALLEL_303_8,
    SCHOOL_7,
    SCHOOL_303,
    WORK,
)

from dashboard import queries
from dashboard.access import Answer
from dashboard.filters import View
from dashboard.queries.exam_forecasts import Target
from dashboard.queries.places import Place
from dashboard.queries.student_list import Asked as Asked_students
from dashboard.queries.unit_settings import Thresholds

PURE = (
    "codified",
    "codifier",
    "database",
    "disclosing",
    "element_sums",
    "exams",
    "family_forecasts",
    "measured",
    "names",
    "ordering",
    "others_behind",
    "planned",
    "places",
    "region",
    "region_markers",
    "region_scores",
    "region_tasks",
    "unit_settings",
)
YEAR = View(year=2025, period=202550)
EXAM, LINES = Target(2025, "ОГЭ", ALGEBRA), Thresholds(50, 25)
MADE_BY = [{"forecaster_id": 1, "parameters": {"minimum": 8}}]
CONTROL = View(year=2025, period=202550, basis="current", work_type=1)


@dataclass(frozen=True)
class Asked:
    """A school with one of its parallels, classes and students."""

    school: int
    parallel: int
    school_class: int
    student: int
    path: str
    code: str


AT_7 = Asked(SCHOOL_7, PARALLEL_7_8, CLASS_7_8A, DINA, "/1/2/5/", "7")
AT_303 = Asked(SCHOOL_303, PARALLEL_303_8, CLASS_303_8A, ANNA, "/1/2/4/", "303")


def calls(at: Asked) -> dict[str, dict]:
    """«module.function» → arguments."""
    unit, work = {"unit_id": at.school}, {"assessment_id": WORK}
    place = unit | {"path": at.path, "level": "school", "parent_id": CITY}
    return {
        "answers.score_counts": work | unit,
        "answers.task_groups": work | unit,
        "answers.task_values": work | unit,
        "assessments.assessment": work,
        "assessments.assessment_by_code": {"code": "АЛГ-8"},
        "assessments.assessments": {},
        "assessments.works_of_unit": unit,
        "attendance.absences_of_children": {"unit_id": at.parallel, "view": YEAR},
        "changes.works_added": {
            "unit": place,
            "since": date(2025, 9, 1),
        },
        "cohort.cohort_of_class": {"class_id": at.school_class, "view": YEAR},
        "compared_units.seen_in_units": {"unit_ids": [at.school]},
        "compared_units.units_of": {"unit_ids": [at.school]},
        "coverage.completeness": {
            "unit": unit | {"level": "school", "path": at.path},
            "view": YEAR,
        },
        "element_course.elements_through_works": unit
        | {"subject_id": ALGEBRA, "grade": 8, "element_ids": [1, 2, 3]},
        "elements.elements": {},
        "elements.elements_of_work": work | unit | {"kind": "kes"},
        "elements.latest_year_of_works": {},
        "exam_forecasts.forecasters": {"target": EXAM},
        "exam_forecasts.targets": unit,
        "factors.class_sums_by_school": {"unit": {"path": at.path}, "view": YEAR},
        "factors.marks_by_grade": {"unit_ids": (at.school,), "view": YEAR},
        "factors.marks_of_children_in": unit | {"view": YEAR, "periods": (202450, 202550)},
        "filled.filled_by_classes": {"period": YEAR.period, "path": at.path},
        "filled.filled_by_schools": {"period": YEAR.period, "path": at.path},
        "filled.filled_periods": {},
        "filled.filled_place": unit,
        "final_forecasts.final_forecaster": {},
        "final_forecasts.final_forecasts": {
            "period_id": YEAR.period,
            "class_id": at.school_class,
        },
        "final_forecasts.final_period": {"period_id": YEAR.period, "class_id": at.school_class},
        "forecast_counts.forecasts_of_children": {
            "unit": place,
            "target": EXAM,
            "thresholds": LINES,
        },
        "forecast_counts.forecasts_of_unit": {
            "unit": place,
            "target": EXAM,
            "thresholds": LINES,
        },
        "forecast_record.expected_marks": {"unit": place, "target": EXAM},
        "forecast_record.expected_marks_of_children": {"unit": place, "target": EXAM},
        "forecast_record.record_by_subject": {"unit": place, "target": EXAM, "risk": 50},
        "forecast_record.record_of_children": {"unit": place, "target": EXAM, "risk": 50},
        "forecast_students.chances_of_students": {"students": [at.student], "year": 2025},
        "forecast_students.forecasts_of_student": {"student_id": at.student, "year": 2025},
        "forecast_students.students_at_risk": {
            "unit": place,
            "target": EXAM,
            "thresholds": LINES,
            "made_by": MADE_BY,
        },
        "indicators.by_subject": unit | {"view": View()},
        "indicators.indicators": {"basis": "final"},
        "indicators.indicators_of_children": {"parent_id": at.school, "view": View()},
        "indicators.indicators_of_unit": unit | {"view": View()},
        "indicators.trend": unit | {"view": View()},
        "leniency.leniency_by_cell": {"unit": unit | {"path": at.path}, "view": YEAR},
        "leniency.leniency_of_schools": {"unit": unit | {"path": at.path}, "view": YEAR},
        "loads.broken_rules": {},
        "loads.load": {"load_id": 1},
        "loads.loads": {},
        "loads.notes": {"load_id": 1},
        "loads.rejected_rows": {"load_id": 1},
        "landing.seen_at": {"unit_ids": [at.school]},
        "low_results.low_procedures": {
            "unit": unit | {"level": "school", "parent_id": CITY},
            "view": YEAR,
        },
        "markers.marker_codes": {"unit": unit | {"path": at.path}, "view": YEAR},
        "markers.marker_years": {"unit": unit | {"path": at.path}, "view": YEAR},
        "markers.markers": {"unit": unit | {"path": at.path}, "view": YEAR},
        "marks.final_marks_of_subject": {"student_id": at.student, "subject_id": 1, "year": 2025},
        "marks.marks_of_subject": {
            "student_id": at.student,
            "subject_id": 1,
            "period_id": YEAR.period,
        },
        "objectivity.compared_by_cell": {"unit": unit | {"level": "school"}, "view": YEAR},
        "objectivity.compared_of_children": unit | {"view": YEAR},
        "far_apart.marks_far_apart": {"class_id": at.school_class, "view": YEAR},
        "options.periods": {"year": 2025},
        "options.subject_spellings": {},
        "options.subjects": unit | {"view": View()},
        "options.years": {},
        "overview.children_in_order": unit,
        "overview.marks_in_periods": {
            "places": [Place(at.school)],
            "view": YEAR,
            "periods": {202550},
            "subjects": {0, 1, 2},
        },
        "overview.marks_of_children": unit | {"view": YEAR, "subjects": (0, 1, 2)},
        "overview.marks_of_places": {"places": [Place(at.school)], "view": YEAR},
        "overview.seen": unit,
        "periods.latest_period": {"basis": "final"},
        "periods.periods_with_marks": {},
        "participation.participation_by_class": work
        | {"unit": {"path": at.path, "level": "school"}},
        "plans.plan_choices": {},
        "plan_versions.plan_versions": work,
        "plans.plans": {},
        "plans.plans_of_class": {"unit": {"unit_id": at.school_class, "grade": 8}, "year": 2025},
        "problems.problems_in": unit | {"period_id": YEAR.period},
        "progress.progress_of_children": unit | {"view": YEAR},
        "progress.progress_of_places": {"places": [Place(at.school)], "view": YEAR},
        "reserve.reserve": {"level": "school", "period_id": YEAR.period},
        "reserve.reserve_of_children": unit | {"view": YEAR, "subjects": (0, 1, 2)},
        "reserve.reserve_of_unit": unit | {"view": YEAR},
        "rosters.classes_with_students": {"unit": {"path": at.path}, "year": 2025},
        "rosters.students_of_class": {
            "class_id": at.school_class,
            "subject_id": ALGEBRA,
            "on": date(2026, 2, 1),
        },
        "student_list.student_list": {"asked": Asked_students(at.school, YEAR)},
        "forecasts_shown.forecasts_shown": {"exam": "ОГЭ"},
        "learnt.learnt_of_students": {"students": [at.student], "years": (2024, 2025)},
        "risk.last_results": {"students": [at.student], "year": 2025},
        "risk.means_of_year": {"students": [at.student], "year": 2025},
        "works_ahead.works_ahead": {
            "student": {"student_id": at.student, "path": at.path + "10/20/"},
            "grade": 8,
            "elements": {1},
        },
        "written_works.students_of_works": {"class_id": at.school_class, "year": 2025},
        "written_works.subjects_of_works": {"class_id": at.school_class, "year": 2025},
        "written_works.works_of_students": {"students": [at.student], "years": (2025,)},
        "searching.found": {"text": at.code},
        "scales.task_scales": work,
        "scales.variants": work,
        "students.children_of": {},
        "students.marks_of_class": {"class_id": at.school_class, "view": YEAR},
        "students.marks_of_student": {"student_id": at.student},
        "students.student": {"student_id": at.student},
        "students.student_works": {"student_id": at.student},
        "students.students": {"class_id": None},
        "students.why": {"student_id": at.student},
        "tasks.tasks": work | {"level": "school"},
        "tasks.tasks_of_units": work | {"unit_ids": [at.school]},
        "unit_forecasts.forecasts_of_unit": unit | {"subject": ALGEBRA},
        "unit_forecasts.forecasts_of_children": {
            "unit_id": at.school,
            "subject": ALGEBRA,
            "periods": (202513, 202514),
            "indicators": ("quality_rate",),
        },
        "value_added.value_added_of_schools": {
            "unit": unit | {"path": at.path},
            "view": YEAR,
        },
        "work_forms.work_forms": {"class_id": at.school_class, "day": date(2026, 1, 10)},
        "works.results_of_units": {
            "plan": work | {"n_tasks": 2, "max_points": 3},
            "unit_ids": [at.school],
        },
        "works.work": work,
        "work_types.marks_by_work_type": {"place": Place(at.school), "view": YEAR},
        "work_types.marks_of_children_by_type": unit | {"view": CONTROL, "subjects": (0,)},
        "work_types.marks_of_places_by_type": {"places": [Place(at.school)], "view": CONTROL},
        "work_types.work_types_of": unit | {"view": YEAR},
        "unit_decisions.decisions": {},
        "units_inside.units_inside": unit | {"level": "school_class"},
        "units.breadcrumb": {"unit_id": at.parallel},
        "units.children": unit,
        "units.classes_by_name": {"name": "8А"},
        "units.lines_to": {"paths": [at.path]},
        "units.places_by_name": {"name": f"Школа № {at.code}"},
        "units.unit": unit,
        "units.unit_by_code": {"code": at.code},
        "units.units": {},
        "units.units_by_code": {"code": at.code},
    }


def public_queries() -> dict[str, Callable]:
    """«module.function» → function, for all public functions of the query modules."""
    found = {}
    for module in pkgutil.iter_modules(queries.__path__, queries.__name__ + "."):
        name = module.name.rpartition(".")[2]
        if name not in PURE:
            functions = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
            found |= {
                f"{name}.{function_name}": function
                for function_name, function in functions
                if function.__module__ == module.name and not function_name.startswith("_")
            }
    return found


QUERIES = public_queries()


def is_empty(answer) -> bool:
    """Whether a query found nothing."""
    if isinstance(answer, Answer):
        return not answer.allowed
    return answer is None or (not isinstance(answer, int) and len(answer) == 0)


def rows_of(answer) -> Iterator[dict]:
    """Every row in an answer, also of the tables inside its rows."""
    if isinstance(answer, pd.DataFrame):
        answer = answer.astype(object).where(answer.notna(), None).to_dict("records")
    if isinstance(answer, dict):
        if all(isinstance(value, dict) for value in answer.values()):
            answer = list(answer.values())  # rows by unit
        else:
            yield answer
            answer = [inner for inner in answer.values() if isinstance(inner, list)]
    if isinstance(answer, list):
        for inner in answer:
            yield from rows_of(inner)


def places(answer) -> set[int]:
    """Every unit that an answer names."""
    return {row[name] for row in rows_of(answer) for name in ("unit_id", "class_id") if name in row}
