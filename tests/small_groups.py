"""Territories full of small groups, written into real tables: what outsiders may not work out."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from homes import empty_engine
from sqlalchemy import Engine, insert

from dashboard.queries import database
from models import (
    Assessment,
    AssessmentMart,
    Base,
    MarkMart,
    Plan,
    ProgressMart,
    Subject,
    Unit,
)

YEAR = 202550
SUBJECTS = (1, 2)
MARKS = ("n5", "n4", "n3", "n2", "n1", "n_na")
GROUPS = ("excellent", "good", "one_three", "satisfactory", "failing", "not_attested")
SCORES = ("n5", "n4", "n3", "n2")  # of a work of three points: 3, 2, 1, 0 points
HIGHEST = 3
# how many students a class can have, the small ones as often as the usual ones
SIZES = (1, 2, 3, 4, 4, 5, 7, 9, 11, 14, 20, 24, 25, 25, 26, 27, 28, 29)
CHANCES = {
    MARKS: (0.15, 0.37, 0.4, 0.05, 0.01, 0.02),
    GROUPS: (0.06, 0.35, 0.1, 0.4, 0.06, 0.03),
    SCORES: (0.2, 0.3, 0.3, 0.2),
}


@dataclass(frozen=True)
class Place:
    """A unit of the territory."""

    id: int
    level: str
    parent: int
    path: str
    grade: int | None = None


@dataclass
class Territory:
    """Units, and the counts of every class: marks by subject, groups, scores of one work."""

    places: dict[int, Place] = field(default_factory=dict)
    marks: dict[tuple[int, int], dict] = field(default_factory=dict)  # class, subject
    groups: dict[int, dict] = field(default_factory=dict)
    scores: dict[int, dict] = field(default_factory=dict)

    @property
    def classes(self) -> list[Place]:
        """The classes in order."""
        return [place for place in self.places.values() if place.level == "school_class"]

    def inside(self, unit_id: int, grade: int = 0) -> list[Place]:
        """The classes of a unit, of one grade or of all."""
        path = self.places[unit_id].path
        return [
            one for one in self.classes if one.path.startswith(path) and grade in (0, one.grade)
        ]


def territory(seed: int, *, schools=(3, 2, 1), grades=(8, 9, 10)) -> Territory:
    """A region of municipalities with so many schools; classes of random sizes and marks."""
    random = np.random.default_rng(seed)
    found = Territory()
    region = _add(found, "region", None)
    for number in schools:
        municipality = _add(found, "municipality", region)
        for _ in range(number):
            _add_school(found, municipality, grades, random)
    for one in found.classes:
        _count(found, one, random)
    return found


def _add(found: Territory, level: str, above: Place | None, grade: int | None = None) -> Place:
    id = len(found.places) + 1
    parent, path = (above.id, above.path) if above else (0, "/")
    found.places[id] = Place(id, level, parent, f"{path}{id}/", grade)
    return found.places[id]


def _add_school(found: Territory, municipality: Place, grades, random) -> None:
    school = _add(found, "school", municipality)
    for grade in grades:
        if random.random() < 0.85:
            parallel = _add(found, "parallel", school, grade)
            for _ in range(random.integers(1, 3)):
                _add(found, "school_class", parallel, grade)


def _count(found: Territory, one: Place, random) -> None:
    size = int(random.choice(SIZES))
    for subject in SUBJECTS:
        n = size if subject == 1 else int(random.integers(0, size + 1))
        if n:
            found.marks[one.id, subject] = _split(MARKS, n, random)
    found.groups[one.id] = _split(GROUPS, size, random)
    found.scores[one.id] = _split(SCORES, size, random)


def _split(names: tuple, n: int, random) -> dict:
    chances = np.array(CHANCES[names]) * random.uniform(0.2, 1.8, len(names))
    return dict(zip(names, map(int, random.multinomial(n, chances / chances.sum())), strict=True))


def engine_of(found: Territory) -> Engine:
    """The territory in memory; queries read from it from now on."""
    engine = empty_engine()
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for table, rows in _tables(found).items():
            connection.execute(insert(table), rows)
    database.use(engine)
    return engine


def _tables(found: Territory) -> dict:
    units = [
        {"id": one.id, "level": one.level, "code": str(one.id), "name": f"{one.level} {one.id}"}
        | {"grade": one.grade, "parent_id": one.parent, "path": one.path}
        for one in found.places.values()
    ]
    plan = {"id": 1, "assessment_id": 1, "title": "Работа", "procedure": "контрольная"}
    plan |= {"subject_id": 1, "grade": 8, "school_year": 2025, "n_tasks": 1, "max_points": 300}
    plan |= {"date": np.datetime64("2026-02-10").astype(object), "load_id": 1, "is_current": True}
    return {
        Unit: units,
        Subject: [{"id": subject, "name": f"Предмет {subject}"} for subject in SUBJECTS],
        Assessment: [{"id": 1, "code": "Р1"}],
        Plan: [plan],
        MarkMart: list(_mark_rows(found)),
        ProgressMart: list(_progress_rows(found)),
        AssessmentMart: list(_work_rows(found)),
    }


def keys_of(found: Territory, one: Place) -> list[int]:
    """The grades a unit has rows of: 0, and each of its own from the school up."""
    if one.level in ("parallel", "school_class"):
        return [0]
    return [0, *sorted({inner.grade for inner in found.inside(one.id)})]


def _mark_rows(found: Territory):
    same = {"basis": "final", "period_id": YEAR, "procedure": ""}
    for one in found.places.values():
        for grade, subject in product(keys_of(found, one), (0, *SUBJECTS)):
            counted = marks_in(found, one.id, grade, subject)
            if n := sum(counted.values()):
                key = {"unit_id": one.id, "parent_id": one.parent, "grade": grade}
                yield same | key | counted | {"subject_id": subject, "n": n}


def marks_in(found: Territory, unit_id: int, grade: int, subject: int) -> dict:
    """The true counts of a unit, a grade and a subject (0 = all added up)."""
    subjects = SUBJECTS if subject == 0 else (subject,)
    inside = [one.id for one in found.inside(unit_id, grade)]
    return added(MARKS, [found.marks.get((id, s), {}) for id in inside for s in subjects])


def added(names: tuple, parts: list[dict]) -> dict:
    """Counts added up by name."""
    return {name: sum(part.get(name, 0) for part in parts) for name in names}


def _progress_rows(found: Territory):
    for one in found.places.values():
        for grade in keys_of(found, one):
            counted = added(GROUPS, [found.groups[c.id] for c in found.inside(one.id, grade)])
            if n := sum(counted.values()):
                key = {"unit_id": one.id, "parent_id": one.parent, "grade": grade}
                yield key | counted | {"period_id": YEAR, "n": n}


def _work_rows(found: Territory):
    for one in found.places.values():
        counted = added(SCORES, [found.scores[inner.id] for inner in found.inside(one.id)])
        if n := sum(counted.values()):
            points = sum(100 * (HIGHEST - k) * counted[s] for k, s in enumerate(SCORES))
            key = {"unit_id": one.id, "parent_id": one.parent, "assessment_id": 1}
            sums = {"n_students": n, "points": points, "max_points": 100 * HIGHEST * n}
            yield key | sums | counted
