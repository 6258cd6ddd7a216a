"""Verification: every mart recomputed from the facts and compared with what is published."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from etl import marts
from etl.publishing import MARTS, rows_of, stored_rows
from etl.rolling_up import children_sums, marts_of_units
from etl.school_year import ANSWERS
from models import Plan, Unit

Progress = Callable[[str], None]


def differences(connection: Connection, lake: Path, progress: Progress) -> list[str]:
    """A sentence for each mart of a unit and year that is not what the facts say."""
    found = list(_of_schools(connection, lake, progress))
    for level in ("municipality", "region"):
        for unit in connection.execute(select(Unit).where(Unit.level == level)).all():
            found += _of_parent(connection, unit)
            progress(f"{unit.name}")
    return found


def _of_schools(connection: Connection, lake: Path, progress: Progress) -> Iterator[str]:
    tasks = marts.all_tasks(connection)
    names = dict(connection.execute(select(Unit.id, Unit.name).where(Unit.level == "school")).all())
    published_too = _published_school_years(connection) - set(tasks)
    computed = marts.computed(connection, lake, tasks)
    for number, (work, tables) in enumerate(computed, start=1):
        progress(f"школы: {number} из {len(tasks)}")
        for name in work.marts:
            stored, counted = stored_rows(connection, work, name), set(rows_of(tables, name))
            if stored != counted:
                yield _sentence(names[work.school_id], work.school_year, name, stored, counted)
    for school, year, group in sorted(published_too):
        yield f"{names.get(school, school)}, {year}/{year + 1}, {group}: опубликовано без фактов"


def _published_school_years(connection: Connection) -> set[marts.Task]:
    """School-years that have published rows."""
    found: set[marts.Task] = set()
    schools = set(connection.execute(select(Unit.id).where(Unit.level == "school")).scalars())
    mark = MARTS["mart_mark"]
    query = select(mark.unit_id, mark.period_id).distinct()
    for unit, period in connection.execute(query):
        if unit in schools:
            found.add((unit, period // 100, "marks"))
    task = MARTS["mart_assessment"]
    years = dict(connection.execute(select(Plan.assessment_id, Plan.school_year)).all())
    for unit, assessment in connection.execute(select(task.unit_id, task.assessment_id).distinct()):
        if unit in schools:
            found.add((unit, years[assessment], ANSWERS))
    return found


def _of_parent(connection: Connection, unit) -> Iterator[str]:
    for group in ("marks", ANSWERS):
        for mart in marts_of_units(group):
            table = mart.__table__
            summed = children_sums(mart)
            bound = {"of_parent": unit.id, "own_parent": unit.parent_id}
            counted = {tuple(row) for row in connection.execute(summed, bound)}
            own = select(table).where(table.c.unit_id == unit.id)
            stored = {tuple(row) for row in connection.execute(own)}
            if stored != counted:
                yield _sentence(unit.name, None, mart.__tablename__, stored, counted)


def _sentence(unit: str, year: int | None, mart: str, stored: set, counted: set) -> str:
    when = f", {year}/{year + 1}" if year else ""
    return (
        f"{unit}{when}, {mart}: строк опубликовано {len(stored)}, по фактам {len(counted)}, "
        f"различаются {len(stored ^ counted)}"
    )
