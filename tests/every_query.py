"""Every public query by its name, and arguments with which each finds something at a school."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
from reading_facts import (
    ANNA,
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
from dashboard.queries.places import Place

PURE = ("codifier", "database", "disclosing", "measured", "ordering", "places")  # no own rows
YEAR = View(year=2025, period=202550)


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
    return {
        "assessments.assessment": work,
        "assessments.assessment_by_code": {"code": "АЛГ-8"},
        "assessments.assessments": {},
        "assessments.works_of_unit": unit,
        "coverage.completeness": {
            "unit": unit | {"level": "school", "path": at.path},
            "view": YEAR,
        },
        "elements.elements": {},
        "elements.elements_of_work": work | unit | {"kind": "kes"},
        "elements.latest_year_of_works": {},
        "indicators.by_subject": unit | {"view": View()},
        "indicators.indicators": {"basis": "final"},
        "indicators.indicators_of_children": {"parent_id": at.school, "view": View()},
        "indicators.indicators_of_unit": unit | {"view": View()},
        "indicators.trend": unit | {"view": View()},
        "options.periods": {"year": 2025},
        "options.subject_spellings": {},
        "options.subjects": unit | {"view": View()},
        "options.years": {},
        "overview.children_in_order": unit,
        "overview.marks_of_children": unit | {"view": YEAR, "subjects": (0, 1, 2)},
        "overview.marks_of_places": {"places": [Place(at.school)], "view": YEAR},
        "overview.seen": unit,
        "periods.latest_period": {"basis": "final"},
        "periods.periods_with_marks": {},
        "progress.progress_of_children": unit | {"view": YEAR},
        "progress.progress_of_places": {"places": [Place(at.school)], "view": YEAR},
        "students.children_of": {},
        "students.marks_of_class": {"class_id": at.school_class, "view": YEAR},
        "students.marks_of_student": {"student_id": at.student},
        "students.student": {"student_id": at.student},
        "students.student_works": {"student_id": at.student},
        "students.students": {"class_id": None},
        "students.why": {"student_id": at.student},
        "tasks.tasks": work | {"level": "school"},
        "tasks.tasks_of_units": work | {"unit_ids": [at.school]},
        "works.results_of_units": {
            "plan": work | {"n_tasks": 2, "max_points": 3},
            "unit_ids": [at.school],
        },
        "works.work": work,
        "work_types.marks_by_work_type": {"place": Place(at.school), "view": YEAR},
        "units.breadcrumb": {"unit_id": at.parallel},
        "units.children": unit,
        "units.classes_by_name": {"name": "8А"},
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
