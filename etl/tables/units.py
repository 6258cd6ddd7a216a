"""The tree of units as rosters state it: units are made once, schools may be renamed and moved."""

import pandas as pd
from sqlalchemy import Connection, exists, or_, select, update

from etl.tables.bulk import end_rows, insert_dicts, next_id
from etl.words import batches
from models import Membership, Unit, UnitVersion
from models.tree import LEVELS

FIRST_UNIT = 1_000_001  # seven digits: no school code is mistaken for a unit's id

REGION, MUNICIPALITY, SCHOOL, PARALLEL, SCHOOL_CLASS = LEVELS


def ensured_units(
    connection: Connection, lines: pd.DataFrame, load_id: int
) -> tuple[dict[tuple[str, str], int], set[int]]:
    """Units for all lines: {(level, code): id} of schools and classes, and schools changed."""
    tree = _Tree(connection, lines)
    changed: set[int] = set()
    places = lines.drop_duplicates(["region", "municipality", "school_code", "grade", "class_name"])
    for line in places.itertuples(index=False):
        region = tree.unit(REGION, line.region, line.region, 0)
        area = tree.unit(
            MUNICIPALITY, f"{line.region}/{line.municipality}", line.municipality, region
        )
        school = tree.unit(SCHOOL, line.school_code, line.school, area)
        if tree.state(school, area, line.school):
            changed.add(school)
        parallel = tree.unit(
            PARALLEL, f"{line.school_code}/{line.grade}", f"{line.grade} классы", school, line.grade
        )
        tree.unit(
            SCHOOL_CLASS,
            f"{line.school_code}/{line.class_name}",
            line.class_name,
            parallel,
            line.grade,
        )
    tree.write(connection, load_id)
    return tree.ids, changed


class _Tree:
    """The units the lines may refer to, and those that have to be made."""

    def __init__(self, connection: Connection, lines: pd.DataFrame) -> None:
        schools = lines["school_code"].unique().tolist()
        self.ids: dict[tuple[str, str], int] = {}
        self.paths: dict[int, str] = {0: "/"}
        self._read(connection, Unit.level.in_((REGION, MUNICIPALITY)))
        for some in batches(schools):
            self._read(connection, (Unit.level == SCHOOL) & Unit.code.in_(some))
        roots = [self.ids[SCHOOL, code] for code in schools if (SCHOOL, code) in self.ids]
        for some in batches(roots):
            self._read(connection, (Unit.level == PARALLEL) & Unit.parent_id.in_(some))
        parallels = [number for (level, _), number in self.ids.items() if level == PARALLEL]
        for some in batches(parallels):
            self._read(connection, (Unit.level == SCHOOL_CLASS) & Unit.parent_id.in_(some))
        self.versions = {
            row.unit_id: row
            for some in batches(roots)
            for row in connection.execute(
                select(UnitVersion.__table__).where(
                    UnitVersion.unit_id.in_(some), UnitVersion.is_current
                )
            )
        }
        self.next = next_id(connection, Unit, FIRST_UNIT)
        self.new: list[dict] = []
        self.moved: list[tuple[int, int, int, str]] = []  # class, parallel, grade, path
        self.stated: dict[int, tuple[int, str]] = {}

    def _read(self, connection: Connection, condition) -> None:
        for row in connection.execute(
            select(Unit.level, Unit.code, Unit.id, Unit.path).where(condition)
        ):
            self.ids[row.level, row.code] = row.id
            self.paths[row.id] = row.path

    def unit(self, level: str, code: str, name: str, parent: int, grade: int | None = None) -> int:
        """The unit of that code, made if need be; a class nobody is in may change its grade."""
        known = self.ids.get((level, code))
        if level == SCHOOL_CLASS and known and self.paths[known] != f"{self.paths[parent]}{known}/":
            self.paths[known] = f"{self.paths[parent]}{known}/"
            self.moved.append((known, parent, int(grade), self.paths[known]))
        if (level, code) not in self.ids:
            number, self.next = self.next, self.next + 1
            self.ids[level, code] = number
            self.paths[number] = f"{self.paths[parent]}{number}/"
            self.new.append(
                {
                    "id": number,
                    "level": level,
                    "code": code,
                    "name": name,
                    "grade": None if grade is None else int(grade),
                    "parent_id": parent,
                    "path": self.paths[number],
                    "is_active": True,
                }
            )
        return self.ids[level, code]

    def state(self, school: int, parent: int, name: str) -> bool:
        """Note what the file says of a school; True when it differs from what is current."""
        current = self.versions.get(school)
        if self.stated.get(school) == (parent, name):
            return False
        if current is not None and (current.parent_id, current.name) == (parent, name):
            return False
        self.stated[school] = (parent, name)
        return True

    def write(self, connection: Connection, load_id: int) -> None:
        insert_dicts(connection, Unit, self.new)
        for number, parent, grade, path in self.moved:
            connection.execute(
                update(Unit)
                .where(Unit.id == number)
                .values(parent_id=parent, grade=grade, path=path)
            )
        ended = [self.versions[s].id for s in self.stated if s in self.versions]
        end_rows(connection, UnitVersion, ended, load_id)
        number = next_id(connection, UnitVersion)
        insert_dicts(
            connection,
            UnitVersion,
            [
                {
                    "id": number + offset,
                    "unit_id": school,
                    "parent_id": parent,
                    "name": name,
                    "load_id": load_id,
                    "ended_by": None,
                    "is_current": True,
                }
                for offset, (school, (parent, name)) in enumerate(self.stated.items())
            ],
        )


def project_schools(connection: Connection, school_ids: list[int]) -> set[int]:
    """Show the current version of each school in `unit`; the municipalities schools moved from."""
    moved_from: set[int] = set()
    paths = dict(
        connection.execute(select(Unit.id, Unit.path).where(Unit.level == MUNICIPALITY)).all()
    )
    for some in batches(school_ids):
        query = (
            select(
                Unit.id,
                Unit.path,
                Unit.parent_id,
                UnitVersion.parent_id.label("new"),
                UnitVersion.name,
            )
            .join(UnitVersion, (UnitVersion.unit_id == Unit.id) & UnitVersion.is_current)
            .where(Unit.id.in_(some))
        )
        for school in connection.execute(query).all():
            connection.execute(
                update(Unit)
                .where(Unit.id == school.id)
                .values(name=school.name, parent_id=school.new)
            )
            if school.new != school.parent_id:
                moved_from.add(school.parent_id)
                _move(connection, school.path, f"{paths[school.new]}{school.id}/")
    return moved_from


def _move(connection: Connection, old: str, new: str) -> None:
    inside = select(Unit.id, Unit.path).where(Unit.path >= old, Unit.path < old[:-1] + "0")
    for unit in connection.execute(inside).all():
        path = new + unit.path.removeprefix(old)
        connection.execute(update(Unit).where(Unit.id == unit.id).values(path=path))


def show_only_used_units(connection: Connection, school_ids: list[int]) -> None:
    """A class is active while somebody is or was in it; a unit while it has an active child."""
    child = Unit.__table__.alias("child")
    of_class = exists().where(Membership.class_id == Unit.id, Membership.is_current)
    of_child = exists().where(child.c.parent_id == Unit.id, child.c.is_active)
    for some in batches(school_ids):
        within = or_(
            Unit.id.in_(some),
            Unit.parent_id.in_(some),
            Unit.parent_id.in_(select(child.c.id).where(child.c.parent_id.in_(some))),
        )
        for level, used in ((SCHOOL_CLASS, of_class), (PARALLEL, of_child), (SCHOOL, of_child)):
            connection.execute(
                update(Unit).where(Unit.level == level, within).values(is_active=used)
            )
    for level in (MUNICIPALITY, REGION):
        connection.execute(update(Unit).where(Unit.level == level).values(is_active=of_child))
