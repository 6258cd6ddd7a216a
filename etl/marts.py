"""Marts: school counts written, summed up to municipality and region, published as one change."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Connection,
    Table,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
)

from etl.executor import spread
from etl.lake import Place
from etl.school_year import ANSWERS, EARLIER_YEARS, SchoolYear, counted, work_of
from etl.statistics import counts_of
from etl.tables.bulk import insert_rows
from etl.words import batches
from models import MART_TABLES, Base, Partition, Plan, Unit

MARTS = {mart.__tablename__: mart for mart in MART_TABLES}
Progress = Callable[[str], None]
Task = tuple[int, int, str]  # school, school year, group of marts


def refresh(
    connection: Connection,
    lake: Path,
    tasks: Iterable[Task],
    *,
    ancestors_too: Iterable[int] = (),
    progress: Progress = lambda text: None,
) -> None:
    """Recompute the schools and years of the tasks, then the units above them, each once."""
    tasks = sorted(set(tasks))
    for number, (work, tables) in enumerate(computed(connection, lake, tasks), start=1):
        publish(connection, work, tables)
        progress(f"школы: {number} из {len(tasks)}")
    _roll_up(connection, tasks, set(ancestors_too))


def computed(
    connection: Connection, lake: Path, tasks: list[Task]
) -> Iterator[tuple[SchoolYear, dict[str, pa.Table]]]:
    """The work and its counts, in the order of the tasks; on all cores when there is much."""
    works = [work_of(connection, *task) for task in tasks]
    yield from zip(works, spread(counted, works, lake), strict=True)


def publish(connection: Connection, work: SchoolYear, tables: dict[str, pa.Table]) -> None:
    """Replace the mart rows of a school and year."""
    for name in work.marts:
        table = MARTS[name].__table__
        connection.execute(delete(table).where(of_work(table, work)))
        if name in tables:
            _write(connection, table, tables[name])


def of_work(table: Table, work: SchoolYear):
    """The mart rows of a school and year: of the school, its parallels and classes."""
    units = sorted({unit for place in work.places for unit in place[:3]})
    place = table.c.unit_id if "unit_id" in table.c else table.c.class_id
    return and_(place.in_(units), in_year(table, work.school_year))


def stored_rows(connection: Connection, work: SchoolYear, name: str) -> set[tuple]:
    """The published rows of a school and year, in the order of the mart's columns."""
    table = MARTS[name].__table__
    query = select(table).where(of_work(table, work))
    return {tuple(row) for row in connection.execute(query)}


def years_of_assessments(connection: Connection) -> dict[int, int]:
    """Assessment → school year of its plan."""
    query = select(Plan.assessment_id, Plan.school_year)
    return {row.assessment_id: row.school_year for row in connection.execute(query)}


def _write(connection: Connection, table: Table, rows: pa.Table) -> None:
    names = [column.name for column in table.columns]
    columns = [rows[name].to_pylist() for name in names]
    insert_rows(connection, table, names, zip(*columns, strict=True))


def in_year(table: Table, school_year: int):
    """Rows of a school year: by their period, or by the date of their assessment's plan."""
    first, last = school_year * 100, school_year * 100 + 99
    in_period = table.c.period_id.between(first, last) if "period_id" in table.c else None
    if "assessment_id" not in table.c:
        return in_period
    of_year = table.c.assessment_id.in_(
        select(Plan.assessment_id).where(Plan.school_year == school_year)
    )
    return of_year if in_period is None else or_(of_year, in_period)


def _roll_up(connection: Connection, tasks: list[Task], more: set[int]) -> None:
    """Municipalities from their schools, then regions from their municipalities."""
    schools = sorted({school for school, _, _ in tasks})
    parents = parents_of(connection, schools)
    groups: dict[tuple[int, str], set[int]] = {}
    for school, year, group in tasks:
        groups.setdefault((year, group), set()).add(parents[school])
    for (year, group), municipalities in sorted(groups.items()):
        below = municipalities | more
        for units in (below, set(parents_of(connection, sorted(below)).values())):
            for unit in sorted(units):
                sum_children(connection, unit, year, group)


def parents_of(connection: Connection, units: list[int]) -> dict[int, int]:
    """Unit → its parent."""
    return {
        row.id: row.parent_id
        for some in batches(units)
        for row in connection.execute(select(Unit.id, Unit.parent_id).where(Unit.id.in_(some)))
    }


def sum_children(connection: Connection, unit: int, school_year: int, group: str) -> None:
    """Replace the rows of a municipality or region by the sums of its children's rows."""
    parent = connection.execute(select(Unit.parent_id).where(Unit.id == unit)).scalar_one()
    for mart in marts_of_units(group):
        table = mart.__table__
        connection.execute(
            delete(table).where(table.c.unit_id == unit, in_year(table, school_year))
        )
        query = children_sums(mart).where(in_year(table, school_year))
        names = [column.name for column in query.selected_columns]
        connection.execute(
            insert(table).from_select(names, query), {"of_parent": unit, "own_parent": parent}
        )


def marts_of_units(group: str) -> list[type[Base]]:
    """The marts of a group that have rows for every unit of the tree."""
    return [
        mart
        for mart in MART_TABLES
        if "unit_id" in mart.__table__.c
        and ("assessment_id" in mart.__table__.c) == (group == ANSWERS)
    ]


def children_sums(mart: type[Base]):
    """SELECT of a unit's rows as the sums of its children's rows."""
    table = mart.__table__
    counts = counts_of(mart)
    own = {
        "parent_id": bindparam("own_parent", type_=BigInteger).label("parent_id"),
        "unit_id": table.c.parent_id.label("unit_id"),
    }
    columns = [
        cast(func.sum(column), BigInteger).label(column.name)
        if column.name in counts
        else own.get(column.name, column)
        for column in table.columns
    ]
    keys = [column for column in table.columns if column.name not in {*counts, "unit_id"}]
    return select(*columns).where(table.c.parent_id == bindparam("of_parent")).group_by(*keys)


def tasks_after(connection: Connection, places: Iterable[Place]) -> set[Task]:
    """Later years of these schools, whose students' results are set beside those of before."""
    later: set[Task] = set()
    for place in places:
        query = select(Partition.school_year).where(
            Partition.school_id == place.school_id,
            Partition.kind == "results",
            Partition.school_year.between(place.school_year + 1, place.school_year + EARLIER_YEARS),
        )
        years = connection.execute(query.distinct()).scalars()
        later |= {(place.school_id, year, "marks") for year in years}
    return later


def all_tasks(connection: Connection, school_ids: list[int] | None = None) -> list[Task]:
    """Everything there are facts for, of all schools or of some."""
    query = select(Partition.school_id, Partition.school_year, Partition.kind).distinct()
    if school_ids is not None:
        query = query.where(Partition.school_id.in_(school_ids))
    return sorted(
        {
            (row.school_id, row.school_year, ANSWERS if row.kind == ANSWERS else "marks")
            for row in connection.execute(query)
        }
    )
