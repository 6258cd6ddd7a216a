"""Marts: school-years counted, published and summed up the tree, as one change."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, select

from etl.executor import spread
from etl.lake import Place
from etl.publishing import MARTS, publish
from etl.rolling_up import OfSchools, roll_up
from etl.school_year import ANSWERS, EARLIER_YEARS, SchoolYear, counted, work_of
from etl.tables.bulk import filling
from models import Partition

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
    changed: OfSchools = {}
    empty = _empty_marts(connection) if tasks else frozenset()
    with filling(connection, [MARTS[name].__table__ for name in empty]):
        for number, (work, tables) in enumerate(computed(connection, lake, tasks), start=1):
            changed[tasks[number - 1]] = publish(connection, work, tables, empty)
            progress(f"школы: {number} из {len(tasks)}")
    roll_up(connection, changed, ancestors_too)


def _empty_marts(connection: Connection) -> frozenset[str]:
    return frozenset(
        name
        for name, mart in MARTS.items()
        if connection.execute(select(mart.__table__).limit(1)).first() is None
    )


def computed(
    connection: Connection, lake: Path, tasks: list[Task]
) -> Iterator[tuple[SchoolYear, dict[str, pa.Table]]]:
    """The work and its counts, in the order of the tasks; on all cores when there is much."""
    works = [work_of(connection, *task) for task in tasks]
    yield from zip(works, spread(counted, works, lake), strict=True)


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
