"""The facts of one school in one year and everything needed to count them: one unit of work."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from sqlalchemy import Connection, select

from etl import lake
from etl.periods import YEAR, month_codes, school_year_of
from etl.statistics import ANSWER_STATISTICS, MARK_STATISTICS
from models import (
    MART_TABLES,
    ElementMapping,
    Partition,
    Plan,
    PlanTask,
    SchoolCalendar,
    TaskElement,
    Unit,
)
from models.bank import counted_element, is_counted_elsewhere

ANSWERS = "answers"
MARK_KINDS = ("marks", "final_marks", "results")
ANSWER_MARTS = tuple(
    mart.__tablename__ for mart in MART_TABLES if "assessment_id" in mart.__table__.columns
)
MARK_MARTS = tuple(
    mart.__tablename__ for mart in MART_TABLES if mart.__tablename__ not in ANSWER_MARTS
)

# The views the statements read when a school has no file of a kind.
EMPTY_FACTS = {
    "marks": pa.schema(
        {
            "student_id": pa.int32(),
            "class_id": pa.int32(),
            "subject_id": pa.int16(),
            "date": pa.date32(),
            "work_type_id": pa.int16(),
            "weight": pa.int16(),
            "mark": pa.int8(),
            "absence": pa.string(),
        }
    ),
    "final_marks": pa.schema(
        {
            "student_id": pa.int32(),
            "class_id": pa.int32(),
            "subject_id": pa.int16(),
            "period_id": pa.int32(),
            "mark": pa.string(),
        }
    ),
    "results": pa.schema(
        {
            "student_id": pa.int32(),
            "class_id": pa.int32(),
            "subject_id": pa.int16(),
            "procedure": pa.string(),
            "date": pa.date32(),
            "primary_score": pa.int32(),
            "test_score": pa.int32(),
            "mark": pa.int32(),
            "journal_mark": pa.int32(),
        }
    ),
}
EARLIER = "earlier_results"
EARLIER_YEARS = 3  # how far back an earlier result of a student is looked for
EMPTY_FACTS[EARLIER] = EMPTY_FACTS["results"]

PLACE_COLUMNS = ("class_id", "parallel_id", "school_id", "municipality_id", "grade")
PLAN_COLUMNS = (
    *("assessment_id", "subject_id", "grade", "period_id", "planned_tasks"),
    *("from_3", "from_4", "from_5"),
)

Rows = list[tuple]


@dataclass(frozen=True)
class SchoolYear:
    """What to count: small tables as tuples, facts as paths; picklable for other processes."""

    school_id: int
    school_year: int
    group: str  # «marks» or «answers»: the marts to make
    places: Rows  # class, parallel, school, municipality, grade
    months: Rows  # grade, month, period
    files: dict[str, list[tuple[str, int]]]  # kind → (path, part)
    plans: Rows = field(default_factory=list)
    tasks: Rows = field(default_factory=list)
    task_elements: Rows = field(default_factory=list)

    @property
    def marts(self) -> tuple[str, ...]:
        """The marts that this work makes anew."""
        return ANSWER_MARTS if self.group == ANSWERS else MARK_MARTS


def work_of(connection: Connection, school_id: int, school_year: int, group: str) -> SchoolYear:
    """What there is to count for a school and year."""
    kinds = (ANSWERS,) if group == ANSWERS else MARK_KINDS
    files: dict[str, list[tuple[str, int]]] = {}
    for row in connection.execute(
        select(Partition.kind, Partition.path, Partition.part).where(
            Partition.school_id == school_id,
            Partition.school_year == school_year,
            Partition.kind.in_(kinds),
        )
    ):
        files.setdefault(row.kind, []).append((row.path, row.part))
    if files.get("results"):
        files[EARLIER] = _earlier_results(connection, school_id, school_year)
    places = _places(connection, school_id)
    grades = {place[-1] for place in places}
    systems = _systems(connection, school_id)
    work = SchoolYear(
        school_id, school_year, group, places, _months(systems, grades, school_year), files
    )
    if group == ANSWERS and files:
        _add_plans(connection, work, systems)
    return work


def _earlier_results(
    connection: Connection, school_id: int, school_year: int
) -> list[tuple[str, int]]:
    """The files of results of the years before, in the same school."""
    query = select(Partition.path, Partition.part).where(
        Partition.school_id == school_id,
        Partition.school_year.between(school_year - EARLIER_YEARS, school_year - 1),
        Partition.kind == "results",
    )
    return [tuple(row) for row in connection.execute(query.order_by(Partition.path))]


def _places(connection: Connection, school_id: int) -> Rows:
    school, parallel = Unit.__table__.alias("school"), Unit.__table__.alias("parallel")
    query = (
        select(Unit.id, parallel.c.id, school.c.id, school.c.parent_id, Unit.grade)
        .join(parallel, parallel.c.id == Unit.parent_id)
        .join(school, school.c.id == parallel.c.parent_id)
        .where(school.c.id == school_id)
    )
    return [tuple(row) for row in connection.execute(query)]


def _systems(connection: Connection, school_id: int) -> dict[int, str]:
    """Grade → system of periods: the school's own where it has one."""
    query = (
        select(SchoolCalendar.grade, SchoolCalendar.system)
        .where(SchoolCalendar.school_id.in_((0, school_id)))
        .order_by(SchoolCalendar.school_id)
    )
    return {row.grade: row.system for row in connection.execute(query)}


def _months(systems: dict[int, str], grades: Iterable[int], school_year: int) -> Rows:
    return [
        (grade, month, school_year * 100 + code)
        for grade in sorted(grades)
        for month, code in month_codes(systems[grade]).items()
    ]


def _add_plans(connection: Connection, work: SchoolYear, systems: dict[int, str]) -> None:
    numbers = [part for _, part in work.files[ANSWERS]]
    plans = connection.execute(
        select(Plan.__table__).where(Plan.assessment_id.in_(numbers), Plan.is_current)
    ).all()
    for plan in plans:
        code = month_codes(systems[plan.grade]).get(plan.date.month, YEAR)
        period = school_year_of(plan.date) * 100 + code
        work.plans.append(
            (
                *(plan.assessment_id, plan.subject_id, plan.grade, period, plan.n_tasks),
                *(plan.from_3, plan.from_4, plan.from_5),
            )
        )
    current = [plan.id for plan in plans]
    work.tasks.extend(
        tuple(row)
        for row in connection.execute(
            select(PlanTask.task_id, PlanTask.max_points, PlanTask.difficulty_level).where(
                PlanTask.plan_id.in_(current)
            )
        )
    )
    work.task_elements.extend(
        tuple(row)
        for row in connection.execute(
            select(TaskElement.task_id, counted_element())
            .outerjoin(ElementMapping, is_counted_elsewhere())
            .where(TaskElement.plan_id.in_(current))
            .distinct()
        )
    )


def counted(work: SchoolYear, folder: lake.Root) -> dict[str, pa.Table]:
    """The marts of a school and year, by table name; nothing where there are no facts."""
    if not work.files:
        return {}
    with lake.engine() as duck:
        register(duck, work, folder)
        statistics = ANSWER_STATISTICS if work.group == ANSWERS else MARK_STATISTICS
        for step in statistics.steps:
            duck.execute(step)
        return {mart: duck.sql(said).to_arrow_table() for mart, said in statistics.marts.items()}


def register(duck: duckdb.DuckDBPyConnection, work: SchoolYear, folder: lake.Root) -> None:
    """The facts and the small tables of a work, by the names the statements know."""
    duck.register("places", _table(work.places, PLACE_COLUMNS))
    duck.register("months", _table(work.months, ("grade", "month", "period_id")))
    if work.group != ANSWERS:
        for kind in (*MARK_KINDS, EARLIER):
            _facts(duck, kind, work.files.get(kind, []), folder)
        return
    _facts(duck, ANSWERS, work.files[ANSWERS], folder)
    duck.register("plans", _table(work.plans, PLAN_COLUMNS))
    duck.register("tasks", _table(work.tasks, ("task_id", "max_points", "difficulty_level")))
    duck.register("task_elements", _table(work.task_elements, ("task_id", "element_id")))


def _table(rows: Rows, names: tuple[str, ...]) -> pa.Table:
    """Tuples as a table of whole numbers; the level of a task is the one text among them."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    texts = {"difficulty_level"}
    return pa.table(
        {
            name: pa.array(column, pa.string() if name in texts else pa.int32())
            for name, column in zip(names, columns, strict=True)
        }
    )


def _facts(
    duck: duckdb.DuckDBPyConnection, kind: str, files: list[tuple[str, int]], folder: lake.Root
) -> None:
    if not files:
        duck.register(kind, EMPTY_FACTS[kind].empty_table())
        return
    parts = " UNION ALL BY NAME ".join(
        f"SELECT *, {part} AS part FROM read_parquet('{lake.file(folder, path)}')"
        for path, part in files
    )
    duck.execute(f"CREATE TEMP VIEW {kind} AS {parts}")
