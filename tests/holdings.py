"""What a store holds: facts, units and marts by name, and one file of every kind to fill it."""

from files import (
    PLAN,
    sound,
    written,
)
from sqlalchemy import select

from etl import lake, pipeline
from models import MarkMart, Partition, Unit

MARKS = """
    student_code  date        mark
    У1            2025-09-15  5
    У2            2025-09-15  4
    У3            2025-09-16  3
"""
PROTOCOL = """
    student_code  1  2
    У1            1  2
    У2            X  1
    У3            н  _
"""
ANSWERS = "student_code  1  2\n У1  1  2"


def rows(store, *columns, **where) -> list[tuple]:
    """Columns of one table, where its other columns have these values."""
    table = columns[0].class_.__table__
    query = select(*columns).where(*(table.c[name] == value for name, value in where.items()))
    with pipeline.opened(store) as engine, engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def unit(store, code: str, level: str = "school") -> int:
    return rows(store, Unit.id, code=code, level=level)[0][0]


def facts(store, kind: str) -> list[dict]:
    """The current facts of a kind, of all schools."""
    found = rows(store, Partition.path, kind=kind)
    return [fact for (path,) in found for fact in lake.read(store.lake, path).to_pylist()]


def marks(store) -> list[int]:
    return sorted(fact["mark"] for fact in facts(store, "marks"))


def switch(store, load_id: int, *, on: bool) -> None:
    pipeline.switch(store, load_id, on=on)
    assert sound(store)


def n_of(store, unit_id: int, basis: str) -> int:
    """Students with a mark in the year, all subjects together."""
    found = rows(
        store, MarkMart.n, unit_id=unit_id, basis=basis, subject_id=0, period_id=202550, grade=0
    )
    return found[0][0] if found else 0


def files_of_a_school(folder):
    """One file of every kind."""
    return [
        written(folder, "results", "student_code  mark\n У1  5"),
        written(folder, "protocol", PROTOCOL),
        written(folder, "final_marks", "student_code  mark\n У1  5\n У2  4"),
        written(folder, "marks", MARKS),
        written(folder, "plan", PLAN),
        written(folder, "codifier", "code  name\n 1.1  Дроби"),
        written(folder, "roster", "student_code\n У1\n У2\n У3"),
    ]


ORDER = ["roster", "codifier", "plan", "marks", "final_marks", "protocol", "results"]


def points(store) -> list[int]:
    """The points given, in hundredths."""
    return sorted(fact["points"] for fact in facts(store, "answers") if fact["points"] is not None)
