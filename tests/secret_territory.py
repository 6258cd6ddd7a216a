"""A territory where every name is a token found nowhere else, so that a leak names itself."""

import re
from dataclasses import dataclass
from functools import cached_property

# «Zq», the kind, four letters: found in any text, never by chance, whole and never in part
TOKEN = re.compile(r"zq[rmscndjwu][a-z]{4}", re.IGNORECASE)
KINDS = {
    "region": "r", "municipality": "m", "school": "s", "school_class": "c", "name": "n",
    "code": "d", "subject": "j", "work": "w", "user": "u",
}  # fmt: skip
PRIME, SPACE = 104_729, 26**4  # neighbours in the order have nothing alike in their tokens

# region → municipality → school → class → number of students
TREE = {
    "Р1": {
        "М1": {
            "Ш1": {"8А": 13, "8Б": 11, "9А": 9, "9Б": 4},
            "Ш2": {"8А": 12, "8Б": 7, "9А": 8, "9Б": 10},
            "Ш3": {"8А": 9, "8Б": 3, "9А": 6, "9Б": 5},
        },
        "М2": {
            "Ш4": {"8А": 10, "8Б": 8, "9А": 7, "9Б": 12},
            "Ш5": {"8А": 5, "9А": 2},
        },
    },
    "Р2": {"М3": {"Ш6": {"8А": 6, "8Б": 4, "9А": 3, "9Б": 8}}},
}
# what is taught to whom: a class, and how many of its students (None = all)
ALGEBRA, RUSSIAN, PHYSICS, ASTRONOMY = "алгебра", "русский", "физика", "астрономия"
TAUGHT = {
    ALGEBRA: None,
    RUSSIAN: None,
    PHYSICS: {"Ш1/9Б": 2, "Ш1/8А": 13, "Ш2/9А": 3, "Ш4/9Б": 12, "Ш6/9А": 3},
    ASTRONOMY: {"Ш6/8Б": 4, "Ш6/9Б": 2},
}
FIRST_DAY, LAST_DAY_BEFORE, FIRST_DAY_AFTER = "2025-09-01", "2025-12-31", "2026-01-12"
# student → the class moved to in the winter; None = left
MOVED = {
    "Ш1/8А/1": "Ш2/8Б",  # to another school
    "Ш4/9А/2": "Ш1/9А",  # to another municipality
    "Ш1/9А/3": "Ш1/9Б",  # to another class
    "Ш2/9А/4": None,
}


def token(kind: str, number: int) -> str:
    """The token of the n-th thing of a kind."""
    rest, letters = number * PRIME % SPACE, ""
    for _ in range(4):
        rest, letter = divmod(rest, 26)
        letters += chr(ord("a") + letter)
    return f"Zq{KINDS[kind]}{letters}"


def tokens_in(text: str) -> set[str]:
    """Every token that a text holds, however it is written."""
    return {found.capitalize() for found in TOKEN.findall(text)}


@dataclass(frozen=True)
class Stay:
    """A student in a class, between two days of the school year («» = open)."""

    school_class: str
    date_from: str = FIRST_DAY
    date_to: str = ""


@dataclass(frozen=True)
class Pupil:
    """A student with the classes he or she has been in, the latest last."""

    key: str
    number: int
    stays: tuple[Stay, ...]

    @property
    def code(self) -> str:
        """The code in every file."""
        return token("code", self.number)

    @property
    def last_name(self) -> str:
        """The only name that tells who it is."""
        return token("name", self.number)


@dataclass(frozen=True)
class Place:
    """A unit by its key «Ш1/8А», with its own name and the keys of those it lies in."""

    key: str
    level: str
    name: str
    above: tuple[str, ...]

    @property
    def token(self) -> str:
        """The token of its name; empty for a parallel, which is called as every other."""
        return next(iter(tokens_in(self.name)), "")


class Territory:
    """The tree, its students, subjects and works, by keys that say where they stand."""

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every unit by its key, from the regions down."""
        found: dict[str, Place] = {}
        for region, municipalities in TREE.items():
            self._add(found, region, "region", "Область {}", ())
            for municipality, schools in municipalities.items():
                self._add(found, municipality, "municipality", "Округ {}", (region,))
                for school, classes in schools.items():
                    above = (region, municipality)
                    self._add(found, school, "school", "Школа {}", above)
                    for name in classes:
                        self._add_class(found, name, (*above, school))
        return found

    def _add(self, found: dict, key: str, level: str, name: str, above: tuple) -> None:
        words = name.format(token(level, len(found) + 1)) if "{}" in name else name
        found[key] = Place(key, level, words, above)

    def _add_class(self, found: dict, name: str, above: tuple[str, ...]) -> None:
        school, grade = above[-1], name[0]
        parallel = f"{school}/{grade}"
        if parallel not in found:
            self._add(found, parallel, "parallel", f"{grade} классы", above)
        self._add(found, f"{school}/{name}", "school_class", name + " {}", (*above, parallel))

    @cached_property
    def pupils(self) -> dict[str, Pupil]:
        """Every student by the key «Ш1/8А/1»: the first class and the place in it."""
        found = {}
        for key, size in self.sizes.items():
            for place in range(1, size + 1):
                pupil = f"{key}/{place}"
                found[pupil] = Pupil(pupil, len(found) + 1, stays(pupil, key))
        return found

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The class with the number of students it began with."""
        return {
            f"{school}/{name}": size
            for municipalities in TREE.values()
            for schools in municipalities.values()
            for school, classes in schools.items()
            for name, size in classes.items()
        }

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The name of every subject by its key."""
        return {key: f"{key} {token('subject', n)}" for n, key in enumerate(TAUGHT, start=1)}

    def school_code(self, school: str) -> str:
        """The code of a school holds the token of its name."""
        return f"к{self.places[school].token}"

    def inside(self, top: str) -> list[str]:
        """A unit and everything under it."""
        return [key for key, place in self.places.items() if top in (key, *place.above)]

    def taught(self, subject: str, pupil: Pupil, school_class: str) -> bool:
        """Whether a student is taught a subject in a class."""
        where = TAUGHT[subject]
        if where is None:
            return True
        first, place = pupil.key.rsplit("/", 1)
        return first == school_class and int(place) <= where.get(school_class, 0)


def stays(pupil: str, first: str) -> tuple[Stay, ...]:
    """One class, or the class left in the winter and the one entered after it."""
    if pupil not in MOVED:
        return (Stay(first),)
    left, entered = Stay(first, FIRST_DAY, LAST_DAY_BEFORE), MOVED[pupil]
    return (left, Stay(entered, FIRST_DAY_AFTER)) if entered else (left,)


TERRITORY = Territory()
