"""Units and students by what one types: a number, a part of a name, a code; within the scope.

Names are compared by their beginning as one range of an index, so nothing that is typed is a
pattern; a student is found by name only where names may be seen.
"""

import re

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from dashboard.access import ANY_SUBJECT, Right, Scope, Time
from dashboard.queries.database import rows
from dashboard.queries.names import joined_to_names, name_columns, named, sees_names
from dashboard.queries.ordering import by_nature
from dashboard.spelling import is_enough, spellings, words_of
from models import Membership, Person, Student, Unit
from models.tree import LEVELS

MOST = 12
FOR_STUDENTS = 5  # places kept for them when many units are found
LONGEST = 80
PLACES = LEVELS[:3]
KINDS = {"region": "регион", "municipality": "муниципалитет", "school": "школа"}
OF_CLASS = re.compile(r"(\d{1,2})([^\W\d_]?)")
AFTER_ALL = "\U0010ffff"  # no name begins with it
STAY = Time(last_day=Membership.date_to)


def found(scope: Scope, text: str, limit: int = MOST) -> list[dict]:
    """One row per unit or student: `kind, name, place` with `unit_id` or `student_id, class_id`.

    One's own first, then from the region down, each as people count.
    """
    text = "".join(sign for sign in text[:LONGEST] if sign.isprintable()).strip()
    words = words_of(text)
    if not is_enough(words):
        return []
    units = _units(scope, words, text, limit)
    students = _students(scope, words, text, max(limit - len(units), FOR_STUDENTS))
    return [*units[: limit - len(students)], *students]


def _units(scope: Scope, words: list[str], text: str, limit: int) -> list[dict]:
    places = rows(_visible(scope).where(Unit.level.in_(PLACES)))
    chosen = [place for place in places if _is_named(place, words)]
    if not chosen or len(words) == 1:
        chosen += _classes(scope, words, places, limit)
    chosen += rows(_visible(scope).where(Unit.code == text))
    names = {place["unit_id"]: place["name"] for place in places}
    unique = {row["unit_id"]: row for row in chosen}.values()
    told = [_told(scope, row, names) for row in unique]
    ordered = sorted(told, key=by_nature("order", "name", "place", "unit_id"))
    return [{name: row[name] for name in row if name != "order"} for row in ordered[:limit]]


def _visible(scope: Scope) -> Select:
    """Active units that may be named and lead somewhere: one's own, and those they lie in."""
    above = {path for area in scope.within(Right.SEE_RESULTS) for path in area.above}
    leads = or_(scope.owns(Unit.path, subject=ANY_SUBJECT), Unit.path.in_(above))
    columns = (Unit.id.label("unit_id"), Unit.level, Unit.code, Unit.name, Unit.path)
    shown = scope.shows(Unit, subject=ANY_SUBJECT)
    return select(*columns).where(shown, leads, Unit.is_active)


def _is_named(place: dict, words: list[str]) -> bool:
    """Every word begins a word of the name or kind, numbers whole; the kind alone is no name."""
    own, kind = words_of(place["name"]), KINDS[place["level"]]
    return all(_begins(word, (*own, kind)) for word in words) and any(
        _begins(word, own) for word in words
    )


def _begins(word: str, among: tuple[str, ...] | list[str]) -> bool:
    return any(one == word if word.isdigit() else one.startswith(word) for one in among)


def _classes(scope: Scope, words: list[str], places: list[dict], limit: int) -> list[dict]:
    """Classes «8а», parallels and classes «8»; other words say of which school: «8а 7»."""
    for at, word in enumerate(words):
        if match := OF_CLASS.fullmatch(word):
            rest = [*words[:at], *words[at + 1 :]]
            rest, letter = _with_letter(rest, match[2])
            asked = _of_grade(int(match[1]), letter)
            if rest := [one for one in rest if not "классы".startswith(one)]:
                asked = and_(asked, _inside(places, rest))
            statement = _visible(scope).where(asked).order_by(Unit.path).limit(10 * limit)
            if classes := rows(statement):
                return classes
    return []


def _with_letter(rest: list[str], letter: str) -> tuple[list[str], str]:
    """«8 а» is the class 8А as well."""
    if not letter and rest and len(rest[0]) == 1 and rest[0].isalpha():
        return rest[1:], rest[0]
    return rest, letter


def _of_grade(grade: int, letter: str) -> ColumnElement[bool]:
    if letter:
        named = {f"{grade}{one}" for one in (letter, letter.upper())}
        return and_(Unit.level == "school_class", Unit.name.in_(named))
    return and_(Unit.level.in_(LEVELS[3:]), Unit.grade == grade)


def _inside(places: list[dict], words: list[str]) -> ColumnElement[bool]:
    """In a school of that name."""
    schools = [place["path"] for place in places if place["level"] == "school"
               and _is_named(place, words)]  # fmt: skip
    each = [and_(Unit.path >= path, Unit.path < path[:-1] + "0") for path in schools]
    return or_(false(), *each)


def _told(scope: Scope, row: dict, names: dict[int, str]) -> dict:
    """With the names of the visible units it lies in, and its place in the order."""
    above = [int(id) for id in row["path"].strip("/").split("/")[:-1]]
    place = [names[id] for id in reversed(above) if id in names]
    order = LEVELS.index(row["level"]) + (0 if scope.is_own(row["path"]) else len(LEVELS))
    return {
        "kind": row["level"],
        "unit_id": row["unit_id"],
        "name": row["name"],
        "place": ", ".join(place[:2]),
        "order": order,
    }


def _students(scope: Scope, words: list[str], text: str, limit: int) -> list[dict]:
    """By code, and by name where it may be seen; each in the latest class that is."""
    several = 4 * limit  # a student has as many rows as stays
    stays = rows(_by_code(scope, text).limit(several))
    if sees_names(scope):
        stays += rows(_by_name(scope, words).limit(several))
    latest: dict[int, dict] = {}
    for stay in stays:
        latest.setdefault(stay["student_id"], stay)
    shown = named(list(latest.values())[:limit])
    return sorted(map(_student, shown), key=by_nature("name", "student_id"))


def _student(stay: dict) -> dict:
    return {
        "kind": "student",
        "student_id": stay["student_id"],
        "class_id": stay["class_id"],
        "name": stay["name"] or stay["student_code"],
        "place": f"{stay['school_class']}, {stay['school']}",
    }


def _by_code(scope: Scope, text: str) -> Select:
    """The student of a whole code, with the name where it may be seen."""
    codes = {text, text.upper(), text.lower()}
    asked = _stays(scope, Right.SEE_RESULTS).where(Student.code.in_(codes))
    return joined_to_names(asked.add_columns(*name_columns(scope)), scope, STAY)


def _by_name(scope: Scope, words: list[str]) -> Select:
    """Last name, then first and middle name, each by its beginning; or the first name first."""
    orders = [words, [words[1], words[0], *words[2:]]] if len(words) > 1 else [words]
    asked = or_(false(), *(one for order in orders for one in _named(order)))
    people = select(Person.id).where(Person.is_current, asked)
    return (
        _stays(scope, Right.SEE_NAMES)
        .add_columns(*name_columns(scope))
        .join(Person, Person.student_id == Student.id)
        .where(Person.id.in_(people))
        .order_by(None)
        .order_by(Person.last_name, Person.first_name, Student.id, *LATEST)
    )


def _named(words: list[str]) -> list[ColumnElement[bool]]:
    """One condition for each way to write the last name, so that each is a range of the index."""
    if len(words[0]) < 2:
        return []
    rest = zip((Person.first_name, Person.middle_name), words[1:3], strict=False)
    others = [_starts(column, word) for column, word in rest]
    return [and_(_from(Person.last_name, begin), *others) for begin in spellings(words[0])]


def _from(column: ColumnElement[str], begin: str) -> ColumnElement[bool]:
    return and_(column >= begin, column < begin + AFTER_ALL)


def _starts(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return or_(*(column.startswith(begin, autoescape=True) for begin in spellings(word)))


LATEST = (Membership.date_to.is_not(None), Membership.date_to.desc(), Membership.id.desc())


def _stays(scope: Scope, right: Right) -> Select:
    """Stays in classes where the right to students holds, the latest first."""
    school = Unit.__table__.alias("school")
    return (
        select(
            *(Student.id.label("student_id"), Student.code.label("student_code")),
            *(Unit.id.label("class_id"), Unit.name.label("school_class")),
            school.c.name.label("school"),
        )
        .select_from(Student)
        .join(Membership, and_(Membership.student_id == Student.id, Membership.is_current))
        .join(Unit, Unit.id == Membership.class_id)
        .join(school, school.c.id == Membership.school_id)
        .where(_seen(scope, right))
        .order_by(*LATEST)
    )


def _seen(scope: Scope, right: Right) -> ColumnElement[bool]:
    return scope.owns(Unit.path, subject=ANY_SUBJECT, student=Student.id, time=STAY, right=right)
