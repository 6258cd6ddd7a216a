"""A small territory for tests of reading: two municipalities, three schools, four classes."""

from datetime import date

import unit_forecast_rows
from final_forecast_rows import final_forecaster
from forecast_rows import at, exam_forecast, forecaster, mart_rows
from homes import empty_engine, without_references
from reading_facts import (
    ALGEBRA,
    ANNA,
    ANSWERS,
    BORIS,
    CLASS_7_8A,
    CLASS_303_8A,
    DATES,
    DINA,
    EGOR,
    GLEB,
    LEVELS,
    PARENTS,
    PHYSICS,
    SHORT_WORK,
    UNITS,
    VERA,
    WORK,
    line,
)
from reading_lake import LAKE, pointers
from reading_marts import marts
from sqlalchemy import Engine, insert

from dashboard.access import RIGHTS, Area, Right, Role, Scope
from dashboard.queries import database
from models import (
    Assessment,
    Base,
    CodifierEntry,
    Element,
    ExamForecast,
    Forecaster,
    ForecastMart,
    Membership,
    Person,
    Plan,
    PlanTask,
    ResultMart,
    Student,
    StudentMart,
    Subject,
    SubjectSynonym,
    Task,
    TaskElement,
    Unit,
    UnitForecast,
    UnitSetting,
    WorkType,
    WorkWeight,
)

LOAD = {"load_id": 1, "is_current": True}

EVERYTHING = Scope.everything("тест")
NOTHING = Scope.nothing("тест")
WITHOUT_NAMES = RIGHTS[Role.REGIONAL_ADMINISTRATOR]  # own results by code, nobody beside
ONLY_OWN = WITHOUT_NAMES | {Right.SEE_NAMES}


def scope(reason: str, path: str, rights: frozenset[Right], *subjects: int) -> Scope:
    """A scope of one area."""
    return Scope((Area(path, rights, reason, subjects=frozenset(subjects)),), reason=reason)


OF_SCHOOL_303 = scope("директор школы 303", "/1/2/4/", ONLY_OWN)
OF_SCHOOL_7 = scope("завуч школы 7", "/1/2/5/", WITHOUT_NAMES)


def world(engine: Engine | None = None) -> Engine:
    """The territory in memory, or in an empty database; queries read from it from now on."""
    engine = engine or empty_engine()
    Base.metadata.create_all(engine)
    names = ("id", "level", "code", "name", "grade", "parent_id", "path")
    rows = {Unit: [dict(zip(names, unit, strict=True)) for unit in UNITS]}
    with engine.begin() as connection:
        without_references(connection)  # the loads behind these rows are left out
        parts = _words(), _people(), _works(), _forecasts(), marts(), pointers()
        for part in parts:
            rows |= part
        for table, found in rows.items():
            connection.execute(insert(table), found)
    database.use(engine, lake=LAKE)
    return engine


def _words() -> dict:
    spellings = {"алгебра": ALGEBRA, "алг.": ALGEBRA, "физика": PHYSICS}
    return {
        Subject: [{"id": ALGEBRA, "name": "Алгебра"}, {"id": PHYSICS, "name": "Физика"}],
        WorkType: [
            {"id": 1, "code": "К", "name": "Контрольная работа", "is_control": True},
            {"id": 2, "code": "О", "name": "Ответ на уроке", "is_control": False},
        ],
        WorkWeight: [
            {"school_id": 0, "work_type_id": id, "valid_from": date(1900, 1, 1), "weight": weight}
            for id, weight in ((1, 150), (2, 100))
        ],
        SubjectSynonym: [
            {"spelling": spelling, "subject_id": key} for spelling, key in spellings.items()
        ],
    }


def _people() -> dict:
    places = dict(tuple(pair) for pair in ANSWERS[WORK])
    stays = [{"student_id": s, "class_id": c, "date_to": None} for s, c in places.items()]
    stays.append({"student_id": ANNA, "class_id": CLASS_7_8A, "date_to": date(2025, 12, 31)})
    nobody = {"last_name": None, "first_name": None, "middle_name": None}
    return {
        Student: [{"id": student, "code": f"У{student}"} for student in places],
        Person: [
            nobody | LOAD | {"id": 1, "student_id": ANNA, "last_name": "Ёлкина"}
            | {"first_name": "Анна"},
            nobody | LOAD | {"id": 2, "student_id": DINA, "last_name": "Тихая"},
        ],
        Membership: [
            LOAD | stay | {"id": key, "school_id": line(stay["class_id"])[2]}
            for key, stay in enumerate(stays)
        ],
        StudentMart: [
            _student_row(CLASS_303_8A, ANNA, 202550, 5, "5"),
            _student_row(CLASS_303_8A, ANNA, 202513, 4, None),
            _student_row(CLASS_303_8A, BORIS, 202550, None, "н/а"),
            _student_row(CLASS_7_8A, ANNA, 202511, 3, None),
            _student_row(CLASS_7_8A, DINA, 202550, 4, "4"),
        ],
        ResultMart: [
            {"class_id": place, "student_id": student, "period_id": 202550, "subject_id": ALGEBRA}
            | {"procedure": "РИКО", "primary_score": 9, "mark": mark}
            | {"journal_mark": 6 - mark}
            for place, student, mark in ((CLASS_303_8A, ANNA, 4), (CLASS_7_8A, DINA, 2))
        ],
    }  # fmt: skip


def _student_row(class_id, student_id, period_id, suggested, final) -> dict:
    """Marks 5 (weight 3), 5 (weight 1), 4 (weight 5)."""
    return {
        **{"class_id": class_id, "student_id": student_id, "period_id": period_id},
        **{"subject_id": ALGEBRA, "n_marks": 3, "sum_marks": 14, "sum_squares": 66},
        **{"sum_weight": 900, "sum_weighted": 4000, "n_absences": 2},
        **{"suggested_mark": suggested, "final_mark": final},
    }


def _works() -> dict:
    plan = {"procedure": "контрольная", "subject_id": ALGEBRA, "grade": 8} | LOAD
    plan |= {"school_year": 2025}
    entry = {"element_id": 1, "valid_from": None, "valid_to": None} | LOAD
    behind = {1: [(1, 1), (2, 1), (2, 2), (1, 3), (2, 4)], 2: [(3, 1), (3, 3)]}
    return {
        Assessment: [{"id": WORK, "code": "АЛГ-8"}, {"id": SHORT_WORK, "code": "АЛГ-8-1"}],
        Plan: [
            plan | {"id": 1, "assessment_id": WORK, "title": "Итоговая", "date": DATES[WORK]}
            | {"n_tasks": 2, "max_points": 300},
            plan | {"id": 2, "assessment_id": SHORT_WORK, "title": "Входная"}
            | {"date": DATES[SHORT_WORK], "n_tasks": 1, "max_points": 100},
            plan | {"id": 3, "assessment_id": WORK, "title": "Старый план", "date": DATES[WORK]}
            | {"n_tasks": 1, "max_points": 100, "is_current": False, "ended_by": 2},
        ],
        Task: [
            {"id": 1, "assessment_id": WORK, "label": "1", "variant": ""},
            {"id": 2, "assessment_id": WORK, "label": "2К1", "variant": ""},
            {"id": 3, "assessment_id": SHORT_WORK, "label": "1", "variant": ""},
        ],
        PlanTask: [
            _plan_task(1, 1, 2, "Б", 100), _plan_task(1, 2, 1, "П", 200),
            _plan_task(2, 3, 1, "Б", 100), _plan_task(3, 1, 1, "В", 100),
        ],
        Element: [
            {"id": 1, "subject_id": ALGEBRA, "kind": "kes", "code": "1.10"},
            {"id": 2, "subject_id": ALGEBRA, "kind": "kpu", "code": "3"},
            {"id": 3, "subject_id": ALGEBRA, "kind": "level", "code": "Б"},
            {"id": 4, "subject_id": ALGEBRA, "kind": "level", "code": "П"},
        ],
        TaskElement: [
            {"plan_id": plan_id, "task_id": task, "element_id": element}
            for plan_id, pairs in behind.items()
            for task, element in pairs
        ],
        CodifierEntry: [
            entry | {"id": 1, "grade": 0, "name": "Числа"},
            entry | {"id": 2, "grade": 8, "name": "Числа, 8 класс", "valid_from": 2026},
            entry | {"id": 3, "grade": 8, "name": "Числа по-старому", "valid_to": 2024},
            entry | {"id": 4, "grade": 8, "name": "Отменено", "is_current": False},
            entry | {"id": 5, "grade": 9, "name": "Числа, 9 класс"},
        ],
    }  # fmt: skip


FORECASTERS = [forecaster(1, ALGEBRA), forecaster(2, PHYSICS)]
FORECASTS = [
    exam_forecast(CLASS_303_8A, ANNA, 1, 0.6),
    exam_forecast(CLASS_303_8A, BORIS, 1, 0.3),
    exam_forecast(CLASS_303_8A, VERA, 1, 0.1),
    exam_forecast(CLASS_303_8A, GLEB, 2, 0.7),
    exam_forecast(CLASS_7_8A, DINA, 1, 0.52),
    exam_forecast(CLASS_7_8A, EGOR, 1, 0.2),
]
FACTS = {  # the scores that came
    (CLASS_303_8A, 1, ANNA): 5, (CLASS_303_8A, 1, BORIS): 12, (CLASS_7_8A, 1, DINA): 9,
}  # fmt: skip


def _forecasts() -> dict:
    units = {id: (parent, line(id)) for id, parent in PARENTS.items()}
    said = {"unit_id": line(CLASS_303_8A)[2], "value": 1, "changed_as": "директор"}
    said |= {"changed_by": "head", "changed_at": at(2026, 1, 12)}
    return {
        Forecaster: [
            *(*FORECASTERS, *unit_forecast_rows.FORECASTERS),
            final_forecaster(90),
        ],
        UnitForecast: unit_forecast_rows.forecasts_of(PARENTS, LEVELS),
        ExamForecast: FORECASTS,
        ForecastMart: mart_rows(FORECASTS, FORECASTERS, units, FACTS),
        UnitSetting: [said | {"name": "forecast_to_family"}],
    }


def _plan_task(plan_id, task_id, position, level, max_points) -> dict:
    return {
        **{"plan_id": plan_id, "task_id": task_id, "position": position, "type": "КО"},
        **{"difficulty_level": level, "max_points": max_points},
    }
