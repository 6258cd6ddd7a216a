"""The tables of `show`: what the dashboard reads, with agreed columns first."""

import argparse
from collections.abc import Callable

import pandas as pd

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.assessments import assessments
from dashboard.queries.elements import elements, latest_year_of_works
from dashboard.queries.forecasts_shown import forecasts_shown
from dashboard.queries.indicators import indicators
from dashboard.queries.markers import marker_codes
from dashboard.queries.measured import FLAGS
from dashboard.queries.periods import latest_period, periods_with_marks
from dashboard.queries.problems import problems_in
from dashboard.queries.reserve import reserve
from dashboard.queries.scales import task_scales
from dashboard.queries.students import students
from dashboard.queries.tasks import tasks
from dashboard.queries.units import unit, units
from etl import asked
from etl.asked import Options
from etl.indicators.objectivity import MARKERS, OF_SCHOOLS
from etl.mistakes import Mistake
from etl.periods import YEAR, school_year_name

NO_PERIOD = 0  # a period nobody has: no rows

OPTIONS = {
    "level": "уровень: region, municipality, school, parallel, class",
    "unit": "код подразделения или его номер (unit_id)",
    "subject": "предмет в любом написании; all — все предметы вместе",
    "grade": "параллель, 1–12",
    "period": "период: «1 четверть», «год», «2025/2026 1 четверть»",
    "year": "учебный год: 2025/2026",
    "basis": "отметки: current, final или external",
    "class": "класс: «код школы/класс», номер или название",
    "assessment": "код работы",
    "kind": "коды: kes, kpu или level",
    "procedure": "процедура, например ВПР",
    "exam": "экзамен: ОГЭ или ЕГЭ",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The table, its filters and the format."""
    parser.add_argument("table", choices=sorted(TABLES), help="таблица")
    for name, meaning in OPTIONS.items():
        parser.add_argument(f"--{name}", metavar="VALUE", help=meaning)
    parser.add_argument("--format", choices=("csv", "table"), default="csv", help="вид вывода")


def show(table: str, options: Options, scope: Scope) -> pd.DataFrame:
    """One table of the contract: its columns first, then what else the screens read."""
    if table not in TABLES:
        raise Mistake(f"Таблицы «{table}» нет; есть: {', '.join(sorted(TABLES))}.")
    make, columns, filters = TABLES[table]
    given = {name: str(options[name]) for name in OPTIONS if options.get(name) is not None}
    if foreign := [f"--{name}" for name in given if name not in filters.split()]:
        raise Mistake(
            f"{', '.join(foreign)}: у таблицы {table} такого отбора нет; "
            f"есть: {', '.join('--' + name for name in filters.split())}."
        )
    return _ordered(make(given, scope), columns.split())


def as_text(shown: pd.DataFrame, form: str) -> str:
    """A table as CSV or as aligned text."""
    return shown.to_csv(index=False) if form == "csv" else shown.to_string(index=False) + "\n"


def _ordered(shown: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The agreed columns first; years as «2025/2026», the sum of subjects as «all»."""
    shown = shown.copy()
    if "school_year" in shown:
        shown["school_year"] = [school_year_name(year) for year in shown["school_year"]]
    if "subject" in shown and "subject_id" in shown:
        shown["subject"] = shown["subject"].astype(object).mask(shown["subject_id"] == 0, "all")
    more = [name for name in shown if name not in columns and name not in FLAGS]
    return shown[columns + more]


def _units(options: Options, scope: Scope) -> pd.DataFrame:
    """The units; with a unit, it and everything inside."""
    found = units(scope, level=asked.level(options))
    if grade := asked.grade(options):
        found = found[found["grade"] == grade]
    if (unit_id := asked.unit_id(options, scope)) is not None:
        path = unit(scope, unit_id)["path"]
        found = found[found["path"].str.startswith(path)]
    return found.assign(grade=found["grade"].astype("Int64"))


def _indicators(options: Options, scope: Scope) -> pd.DataFrame:
    """One row per unit and subject in one period: the asked one, else «год» of the latest year."""
    return _marks(options, scope, asked.basis(options))


def _objectivity(options: Options, scope: Scope) -> pd.DataFrame:
    """External marks against those of the journal."""
    columns = (
        *("level", "unit_id", "n_both", "lowered", "confirmed", "raised", "unit", "subject_id"),
        *("subject", "grade", "procedure", "period", "school_year"),
    )
    found = _marks(options, scope, "external")
    codes = _codes(scope, found, options.get("procedure") or "")
    grade = asked.grade(options)
    found["marker_codes"] = [_code_of(row, codes, grade, "confirmed") for row in _rows(found)]
    found["possible_codes"] = [_code_of(row, codes, grade, "possible") for row in _rows(found)]
    return found[[*columns, "marker_codes", "possible_codes"]]


def _codes(scope: Scope, found: pd.DataFrame, procedure: str) -> list[dict]:
    """Codes of the schools of every region in the year of the rows."""
    years = found.loc[found["level"] == "school", "school_year"].unique()
    regions = units(scope, level="region").to_dict("records") if len(years) else []
    return [
        code | {"year": year}
        for year in years
        for region in regions
        for code in marker_codes(scope, region, View(year=int(year), procedure=procedure))
    ]


def _rows(found: pd.DataFrame) -> list[dict]:
    keys = ["unit_id", "procedure", "subject_id", "n_both", "school_year"]
    return found[keys].to_dict("records")


def _code_of(row: dict, codes: list[dict], grade: int, status: str) -> str:
    """The codes of a row, joined; of a sum also those of its parts."""
    found = {
        code["code"]
        for code in codes
        if code["unit_id"] == row["unit_id"] and code["year"] == row["school_year"]
        and code["status"] == status and (code["procedure"] or row["n_both"])
        and code["procedure"] in ("", row["procedure"])
        and (not row["subject_id"] or code["subject_id"] in (0, row["subject_id"]))
        and (not grade or code["grade"] in (0, grade))
    }  # fmt: skip
    return ";".join(name for name in (*OF_SCHOOLS, *MARKERS) if name in found)


def _marks(options: Options, scope: Scope, basis: str) -> pd.DataFrame:
    unit_id = asked.unit_id(options, scope)
    procedure = options.get("procedure")
    return indicators(
        scope,
        basis=basis,
        level=asked.level(options),
        unit_id=unit_id,
        subject_id=asked.subject_id(options, scope),
        grade=asked.grade(options),
        period_id=_period_of_marks(options, scope, basis, unit_id),
        procedure=procedure,
    )


def _period_of_marks(options: Options, scope: Scope, basis: str, unit_id: int | None) -> int:
    year, code = asked.year_and_code(options)
    if year is not None and code is not None:
        return year * 100 + code
    marks = {"basis": basis, "procedure": options.get("procedure"), "unit_id": unit_id}
    if code is None:
        return latest_period(scope, year=year, **marks) or NO_PERIOD
    known = periods_with_marks(scope, **marks)
    return max((period for period in known if period % 100 == code), default=NO_PERIOD)


def _students(options: Options, scope: Scope) -> pd.DataFrame:
    """One row per student, subject and period (every one if none is asked for); without names."""
    year, code = asked.year_and_code(options)
    found = students(
        scope,
        asked.class_id(options, scope),
        unit_id=asked.unit_id(options, scope),
        subject_id=asked.subject_id(options, scope),
        period_id=year * 100 + code if year is not None and code is not None else None,
    )
    if year is not None:
        found = found[found["school_year"] == year]
    if code is not None:
        found = found[found["period_id"] % 100 == code]
        found = found[found["period_id"] == found["period_id"].max()]
    return found.drop(columns="name")


def _assessments(options: Options, scope: Scope) -> pd.DataFrame:
    found = assessments(
        scope,
        unit_id=asked.unit_id(options, scope),
        subject_id=asked.subject_id(options, scope),
        grade=asked.grade(options),
        assessment_id=asked.assessment_id(options, scope),
    )
    procedure = options.get("procedure")
    return found if procedure is None else found[found["procedure"] == procedure]


def _tasks(options: Options, scope: Scope) -> pd.DataFrame:
    assessment_id = asked.assessment_id(options, scope)
    if assessment_id is None:
        raise Mistake("Укажите работу: --assessment КОД; коды: python -m etl show assessments.")
    unit_id = asked.unit_id(options, scope)
    found = tasks(scope, assessment_id, unit_id=unit_id, level=asked.level(options))
    return found.assign(**_on_scale(found["task_id"], task_scales(scope, assessment_id)))


def _on_scale(tasks: pd.Series, scales: list[dict]) -> dict[str, pd.Series]:
    """Difficulty of the tasks on the common scale of all schools, its error [logits] and infit."""
    columns = {"rasch_difficulty": "difficulty", "rasch_error": "error", "infit": "infit"}
    return {
        column: tasks.map({row["task_id"]: row[name] for row in scales}).astype(float)
        for column, name in columns.items()
    }


def _elements(options: Options, scope: Scope) -> pd.DataFrame:
    subject_id, grade = asked.subject_id(options, scope), asked.grade(options)
    year, code = asked.year_and_code(options)
    if year is None and code is not None:
        year = (latest_year_of_works(scope, subject_id=subject_id, grade=grade) or 0) // 100
    return elements(
        scope,
        assessment_id=asked.assessment_id(options, scope),
        subject_id=subject_id,
        grade=grade,
        period_id=None if year is None else year * 100 + (code or YEAR),
        unit_id=asked.unit_id(options, scope),
        level=asked.level(options),
        kind=asked.kind(options),
    )


def _reserve(options: Options, scope: Scope) -> pd.DataFrame:
    """One row per unit and subject that keeps students from the next group; «all» = students."""
    unit_id = asked.unit_id(options, scope)
    return reserve(
        scope,
        level=asked.level(options),
        unit_id=unit_id,
        subject_id=asked.subject_id(options, scope),
        grade=asked.grade(options),
        period_id=_period_of_marks(options, scope, "final", unit_id),
    )


def _forecasts(options: Options, scope: Scope) -> pd.DataFrame:
    """What is forecast of the students who come to an exam."""
    unit_id, (year, _) = asked.unit_id(options, scope), asked.year_and_code(options)
    return forecasts_shown(
        scope,
        exam=options.get("exam"),
        subject_id=asked.subject_id(options, scope),
        path=unit(scope, unit_id)["path"] if unit_id else None,
        school_year=year,
    )


def _problems(options: Options, scope: Scope) -> pd.DataFrame:
    """Elements of a year judged together as one table: of the unit, or of a level inside it."""
    subject_id, grade = asked.subject_id(options, scope), asked.grade(options)
    year, _ = asked.year_and_code(options)
    latest = latest_year_of_works(scope, subject_id=subject_id, grade=grade) or NO_PERIOD
    unit_id = asked.unit_id(options, scope)
    tops = [unit_id] if unit_id is not None else list(units(scope, level="region")["unit_id"])
    found = [
        row
        for top in tops
        for row in problems_in(
            scope,
            int(top),
            latest if year is None else year * 100 + YEAR,
            level=asked.level(options),
            subject_id=subject_id,
            grade=grade,
            kind=asked.kind(options) or "kes",
        )
    ]
    return pd.DataFrame(found, columns=PROBLEM_COLUMNS.split())


PROBLEM_COLUMNS = (
    "kind code name level unit_id unit subject_id subject grade school_year n_students n_tasks "
    "solve_rate low high threshold expected gap gap_low gap_high behind problem with_code"
)
# table: how it is made, its agreed columns, its filters
TABLES: dict[str, tuple[Callable[[Options, Scope], pd.DataFrame], str, str]] = {
    "units": (_units, "unit_id level code name parent_id", "level unit grade"),
    "indicators": (
        _indicators,
        "level unit_id unit subject grade period basis n n5 n4 n3 n2 n_na mean_mark weighted_mean "
        "pass_rate quality_rate learning_index",
        "level unit subject grade period year basis procedure",
    ),
    "students": (
        _students,
        "student_code subject period n_marks mean_mark weighted_mean suggested_mark final_mark",
        "class unit subject period year",
    ),
    "assessments": (
        _assessments,
        "assessment title procedure subject grade date n_students n_tasks max_points mean_points "
        "alpha sem",
        "unit subject grade procedure assessment",
    ),
    "tasks": (
        _tasks,
        "assessment level unit_id task max_points n points solve_rate full_rate zero_rate "
        "not_attempted_rate difficulty discrimination",
        "assessment level unit",
    ),
    "elements": (
        _elements,
        "kind code name level unit_id n_students n_tasks points max_points solve_rate low high "
        "threshold status",
        "assessment subject grade period year level unit kind",
    ),
    "problems": (
        _problems,
        "kind code name level unit_id n_students n_tasks solve_rate low high threshold expected "
        "gap gap_low gap_high behind problem",
        "subject grade period year level unit kind",
    ),
    "objectivity": (
        _objectivity,
        "level unit_id n_both lowered confirmed raised marker_codes",
        "procedure subject level unit grade period year",
    ),
    "forecasts": (
        _forecasts,
        "student_code subject expected_score low high p_below_minimum p2 p3 p4 p5 basis",
        "exam subject unit year",
    ),
    "reserve": (
        _reserve,
        "level unit_id unit subject period n excellent good one_four with_threes one_three "
        "two_threes one_two quality_rate reserve_gain gain_low gain_high reserve_rate",
        "level unit subject grade period year",
    ),
}
