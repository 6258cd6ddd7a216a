"""Who sees which student and why, from the rules, the roster and the roles alone."""

import csv
import sys
from datetime import date
from pathlib import Path

from secret_personas import KEEPING, PERSONAS, Given, Persona
from secret_territory import TERRITORY, Stay

from dashboard.access import FAMILY, Role

GOLDEN = Path(__file__).parent / "samples" / "access" / "reasons.csv"
PLACES, PUPILS = TERRITORY.places, TERRITORY.pupils
NOT_SEEN = "нет"
# how the roles are called on the screens
NAMES = {
    Role.REGIONAL_ADMINISTRATOR: "региональный администратор",
    Role.MUNICIPAL_METHODOLOGIST: "методист муниципалитета",
    Role.HEAD: "директор",
    Role.DEPUTY_HEAD: "завуч",
    Role.CLASS_TEACHER: "классный руководитель",
    Role.SUBJECT_TEACHER: "учитель-предметник",
    Role.STUDENT: "ученик: это вы",
    Role.PARENT: "родитель: ваш ребёнок",
}


def reason(persona: Persona, pupil: str) -> str:
    """Why a persona sees a student; «нет» for who is not one's own.

    A family sees its child wherever it learns. Others see whoever is or was in a class inside the
    unit of their role; of one who has left it, only what was; a teacher nobody who had left before
    the school year the role began in.
    """
    for given in persona.valid:
        if given.role in FAMILY and given.child == pupil:
            return NAMES[given.role]
    for stay in reversed(PUPILS[pupil].stays):  # the latest first
        for given in persona.valid:
            if given.role not in (*FAMILY, *KEEPING) and given.covers(stay):
                return _of_place(given) + _left(stay)
    return NOT_SEEN


def _of_place(given: Given) -> str:
    words = [NAMES[given.role], PLACES[given.place].name]
    return ", ".join(words + ([TERRITORY.subjects[given.subject]] if given.subject else []))


def _left(stay: Stay) -> str:
    """A student who was there until a day that has passed."""
    if not stay.date_to or date.fromisoformat(stay.date_to) >= date.today():
        return ""
    day = date.fromisoformat(stay.date_to)
    return f"; учился(ась) здесь до {day:%d.%m.%Y}: видно только то, что было"


def table() -> list[list[str]]:
    """The whole table: a line a student, a column a persona."""
    body = [[pupil, *(reason(one, pupil) for one in PERSONAS.values())] for pupil in PUPILS]
    return [["student", *PERSONAS], *body]


def golden() -> list[list[str]]:
    """The table as it was looked through and kept."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


if __name__ == "__main__":
    csv.writer(sys.stdout, delimiter=";", lineterminator="\n").writerows(table())
