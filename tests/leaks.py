"""The oracle: what a persona may meet by the rules of access, and what else an answer holds.

The rules are written here from the law on names, over the roster and the grants alone: nothing of
the product decides what is allowed.
"""

import html
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from mart_fractions import FRACTIONS
from secret_files import WORKS
from secret_forecasts import FORECASTS, TELLING, zones
from secret_personas import (
    EVERY,
    KEEPING,
    NEIGHBOURS_TOO,
    PERSONAS,
    READING_AUDIT,
    Given,
    Ids,
    Persona,
    teaches,
)
from secret_territory import TAUGHT, TERRITORY, token, tokens_in
from sqlalchemy import Engine, select

from dashboard.access import FAMILY, Role

PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
UNIT_ID = re.compile(r"(?<![\d.])1000\d{3}(?!\d)")
LINKED = re.compile(r"""(?:/(student|marks|assessment|plan)/|"(student|assessment)_id":\s*)(\d+)""")
SAME_IDS = {"marks": "student", "plan": "assessment"}  # pages whose ids are those of another
FEW_DIGITS = 4  # a value that ends sooner may be met anywhere
EXACT = re.compile(r"(?<!≈\s)(?<![\d,])\d+,\d")  # «64,3» but not «≈ 64,3»
CLAUSE = re.compile(r'["\n]|;(?= )')  # a line of a table of «;» stays whole
NOBODY = ""  # the persona of one who is not signed in
PRIME = 17  # a denominator without a prime factor of this size may come from any small group

# a random signature may look like a token, but not like one that was given
EVERY_TOKEN = {
    *(place.token for place in PLACES.values() if place.token),
    *(word for pupil in PUPILS.values() for word in (pupil.code, pupil.last_name)),
    *(name.split()[-1] for name in TERRITORY.subjects.values()),
    *(token("work", number) for number, _ in enumerate(WORKS, start=1)),
    *(one.token for one in EVERY.values()),
}


@dataclass
class Allowed:
    """What one persona may meet: tokens of names, ids of things, and whose exact numbers."""

    tokens: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)  # may be named
    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # unit → subjects
    pupils: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)


def classes_of(pupil: str) -> set[str]:
    """Every class a student has been in."""
    return {stay.school_class for stay in PUPILS[pupil].stays}


def above(places: Iterable[str]) -> set[str]:
    """The units these lie in."""
    return {key for place in places for key in PLACES[place].above}


def neighbours(place: str) -> set[str]:
    """Children of the units a place lies in."""
    parents = PLACES[place].above
    return {key for key, other in PLACES.items() if other.above and other.above[-1] in parents}


def taught_in(places: Iterable[str]) -> set[str]:
    """The subjects that somebody in these units is taught."""
    inside = {key for place in places for key in TERRITORY.inside(place)}
    return {
        subject
        for subject, where in TAUGHT.items()
        if where is None or inside & set(where)
    }  # fmt: skip


def written_in(places: Iterable[str], subjects: Iterable[str]) -> set[str]:
    """The works of these subjects that somebody in these units has written."""
    inside = {key for place in places for key in (*TERRITORY.inside(place), *PLACES[place].above)}
    known = set(subjects)
    return {
        work
        for work, (subject, _, _, schools, _) in WORKS.items()
        if subject in known and inside & set(schools)
    }


def allowed(persona: Persona) -> Allowed:
    """Everything the roles of a persona let it meet, today."""
    found = Allowed(tokens={persona.token})
    for given in persona.valid:
        if given.role in FAMILY:
            _add_child(found, given.child)
        elif given.role in KEEPING:
            _add_keeper(found, given)
        else:
            _add_results(found, given)
        if given.role in READING_AUDIT:
            found.tokens |= _accounts_inside(given)
    found.tokens |= {PLACES[key].token for key in found.units} - {""}
    return found


def _add_child(found: Allowed, child: str) -> None:
    """The child by name and code, where it learns and what it is taught; nothing of the class."""
    pupil, classes = PUPILS[child], classes_of(child)
    found.children.add(child)
    found.pupils.add(child)
    found.units |= classes | {PLACES[key].above[2] for key in classes}
    subjects = {
        subject
        for subject in TAUGHT
        if any(TERRITORY.taught(subject, pupil, key) for key in classes)
    }
    found.works |= written_in(classes, subjects)
    found.tokens |= {pupil.code, pupil.last_name} | _named(subjects, written_in(classes, subjects))


def _add_keeper(found: Allowed, given: Given) -> None:
    """Units, codes and subjects to give roles for; no names, no marks, no works."""
    inside = set(given.places)
    found.units |= inside
    pupils = {key for key in PUPILS if classes_of(key) & inside}
    found.pupils |= pupils
    found.tokens |= {PUPILS[key].code for key in pupils}
    found.tokens |= {TERRITORY.subjects[subject].split()[-1] for subject in TAUGHT}


def _add_results(found: Allowed, given: Given) -> None:
    """Own units with every number and student; the names of those that are compared with."""
    own, subjects = set(given.places), set(teaches(given))
    for place in own:
        found.own[place] |= subjects
    seen = own if given.role is Role.REGIONAL_ADMINISTRATOR else own | above(own)
    if given.role in NEIGHBOURS_TOO:
        seen |= neighbours(given.place)
    found.units |= seen
    known = subjects & taught_in(seen)
    works = written_in(seen, known)
    found.works |= works
    pupils = {key for key, one in PUPILS.items() if any(map(given.covers, one.stays))}
    found.pupils |= pupils
    named = given.with_names or given.role not in (
        Role.REGIONAL_ADMINISTRATOR,
        Role.MUNICIPAL_METHODOLOGIST,
    )
    found.tokens |= {PUPILS[key].code for key in pupils} | _named(known, works)
    found.tokens |= {PUPILS[key].last_name for key in pupils} if named else set()


def _named(subjects: Iterable[str], works: Iterable[str]) -> set[str]:
    words = {name.split()[-1] for key, name in TERRITORY.subjects.items() if key in set(subjects)}
    return words | {token("work", 1 + list(WORKS).index(work)) for work in works}


def _accounts_inside(given: Given) -> set[str]:
    """Accounts with a role inside the place, or a child that learns there."""
    inside = set(given.places)
    if given.role is Role.SYSTEM_ADMINISTRATOR:
        return {one.token for one in EVERY.values()}
    return {
        one.token
        for one in EVERY.values()
        if any(g.place in inside or (g.child and classes_of(g.child) & inside) for g in one.given)
    }


class Oracle:
    """What an answer holds that its reader may not meet."""

    def __init__(self, ids: Ids, engine: Engine) -> None:
        self.ids = ids
        self.keys = {number: key for key, number in ids.units.items()}
        self.values = _values(engine, ids)
        self.known = {key: allowed(one) for key, one in PERSONAS.items()}
        self.known[NOBODY] = Allowed()
        self.forbidden = {key: self._forbidden(known) for key, known in self.known.items()}

    def leaks(self, persona: str, answer: str, asked: Iterable[int] = ()) -> list[str]:
        """Each foreign token, id and number in an answer; `asked` are ids the request itself named.

        Every form a text can take in JSON or in HTML is looked through.
        """
        known = self.known[persona]
        text = unescaped(answer)
        strange = sorted((tokens_in(text) & EVERY_TOKEN) - known.tokens)
        may = {self.ids.units[key] for key in known.units} | set(asked) | self._lines(known)
        ids = {int(found) for found in UNIT_ID.findall(text)} - may
        strange += [f"unit {self.keys[number]}" for number in sorted(ids & set(self.keys))]
        strange += self._linked(known, text, set(asked))
        strange += [f"exact «{said}»" for said in _exact_words(known, text)]
        return strange + self._numbers(persona, text)

    def _lines(self, known: Allowed) -> set[int]:
        """The path of a unit that may be named holds the ids of those above it."""
        return {self.ids.units[key] for key in above(known.units)}

    def _linked(self, known: Allowed, text: str, asked: set[int]) -> list[str]:
        pupils = {self.ids.students[key] for key in known.pupils} | asked
        works = {self.ids.works[key] for key in known.works} | asked
        named = ((one or other, int(number)) for one, other, number in LINKED.findall(text))
        found = {(SAME_IDS.get(kind, kind), number) for kind, number in named}
        may = {("student", id) for id in pupils} | {("assessment", id) for id in works}
        return sorted(f"{kind} {id}" for kind, id in found - may)

    def _numbers(self, persona: str, text: str) -> list[str]:
        shown = {_short(float(n)) for n in re.findall(r"\d+\.\d{5,17}", text)}
        return [f"number {n}" for n in sorted(shown & self.forbidden[persona])]

    def _forbidden(self, known: Allowed) -> set[float]:
        """The values of those that are not one's own, met in no place that is."""
        forecasts = {place: set(map(_short, found)) for place, found in FORECASTS.items()}
        own = [found for place, found in self.values.items() if _is_own(known, place)]
        own += [found for place, found in forecasts.items() if _is_told(known, place)]
        return set().union(*self.values.values(), *forecasts.values()) - set().union(*own)


def _is_own(known: Allowed, place: tuple[str, str, str]) -> bool:
    """What a moved student did is of the class it was done in, and always of the family."""
    unit, pupil, subject = place
    subjects = known.own.get(unit, set())
    return pupil in known.children or subject in subjects or subjects == set(TAUGHT)


def _is_told(known: Allowed, place: tuple[str, str, str]) -> bool:
    """A forecast is of the staff of the class; of the family only where the school tells it."""
    unit, pupil, subject = place
    is_child = pupil in known.children and TELLING in PLACES[unit].above
    return is_child or _is_own(known, (unit, "", subject))


def _exact_words(known: Allowed, text: str) -> list[str]:
    """What is said in words of a unit that is only compared with, and not as «about»."""
    compared = {PLACES[key].token for key in known.units - set(known.own)} - {""}
    clauses = CLAUSE.split(text)
    return [said for said in clauses if EXACT.search(said) and tokens_in(said) & compared]


def unescaped(text: str) -> str:
    r"""The text with «\u0416» and «&#x416;» as the letters they stand for."""
    return html.unescape(ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))


def _short(value: float) -> float:
    return float(f"{value:.7g}")


def _values(engine: Engine, ids: Ids) -> dict[tuple[str, str, str], set[float]]:
    """(unit, student or «», subject or «») → the shares and means that only its counts make."""
    units = {number: key for key, number in ids.units.items()}
    pupils = {number: key for key, number in ids.students.items()}
    subjects = {number: key for key, number in ids.subjects.items()} | {0: ""}
    works = {number: WORKS[key][0] for key, number in ids.works.items()}
    found: dict[tuple[str, str, str], set[float]] = defaultdict(set)
    with engine.connect() as connection:
        for table, parts in FRACTIONS.items():
            for row in connection.execute(select(table.__table__)).mappings():
                unit = units[row["unit_id"] if "unit_id" in row else row["class_id"]]
                pupil = pupils.get(row.get("student_id"), "")
                of_work = works.get(row.get("assessment_id"), "")
                subject = subjects[row.get("subject_id", 0)] or of_work
                found[unit, pupil, subject] |= set(_telling(parts(row)))
    for place, fractions in zones().items():
        found[place] |= set(_telling(fractions))
    return found


def _telling(fractions: Iterable[tuple[int, int]]) -> Iterator[float]:
    """The fractions that say whose they are: not ½, not the gap between two small groups."""
    for above_line, below in fractions:
        common = math.gcd(above_line or 0, below or 0)
        if common and _largest_prime(below // common) >= PRIME:
            value = above_line / below
            if round(value, FEW_DIGITS) != value:
                yield _short(value)


@cache
def _largest_prime(number: int) -> int:
    largest, factor = 1, 2
    while factor * factor <= number:
        while number % factor == 0:
            largest, number = factor, number // factor
        factor += 1
    return max(largest, number)
