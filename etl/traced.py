"""Facts of one student as the sources stated them, each with the file, sheet and row it is from."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, and_, or_, select

from etl import lake
from models import Load, Partition

Part = tuple[int, int, int]  # school, school year, part (the assessment of answers, else 0)


def facts_of_student(
    connection: Connection, folder: Path, kind: str, student_id: int, parts: Iterable[Part]
) -> list[dict]:
    """The current facts of a kind about one student in these parts, in the order of their rows."""
    found = lake.of_student(folder, _paths(connection, kind, set(parts)), student_id)
    facts = sorted(found, key=lambda fact: (fact["load_id"], fact["row"]))
    files = _files(connection, {fact["load_id"] for fact in facts})
    return [
        fact | {"sheet": fact.get("sheet") or "", "file": files.get(fact["load_id"], "")}
        for fact in facts
    ]


def points_of_students(
    connection: Connection, folder: Path, students: Sequence[int], parts: Iterable[Part]
) -> dict[int, dict[int, int]]:
    """Student → task → hundredths of a point, of every task each was given in these works."""
    paths = _paths(connection, "answers", set(parts))
    columns = "student_id, task_id, points"
    points: dict[int, dict[int, int]] = {}
    for one in lake.of_students(folder, paths, students, columns):
        if one["points"] is not None:
            points.setdefault(one["student_id"], {})[one["task_id"]] = one["points"]
    return points


def _paths(connection: Connection, kind: str, parts: set[Part]) -> list[str]:
    """The lake file of each part that has one."""
    by_year: dict[tuple[int, int], list[int]] = {}
    for school, year, part in sorted(parts):
        by_year.setdefault((school, year), []).append(part)
    places = [
        and_(
            Partition.school_id == school, Partition.school_year == year, Partition.part.in_(found)
        )
        for (school, year), found in by_year.items()
    ]
    if not places:
        return []
    query = select(Partition.path).where(Partition.kind == kind, or_(*places))
    return list(connection.execute(query.order_by(Partition.path)).scalars())


def _files(connection: Connection, loads: set[int]) -> dict[int, str]:
    """Load → the name of its file."""
    query = select(Load.id, Load.file).where(Load.id.in_(loads))
    return {load.id: load.file for load in connection.execute(query)} if loads else {}
