"""Whom of a class one mark or two keep from the next group, by name, with the subject of it."""

from dashboard.access import Scope
from dashboard.numbers import counted
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.compared import STUDENTS
from dashboard.screens.grids import name_column
from dashboard.screens.kept import KEEPS, Kept, students_of_class
from dashboard.screens.matrix import ONE
from dashboard.screens.next_group import named
from dashboard.screens.reading import Reading
from etl.indicators.reserve import RESERVE_KINDS

NOTE = (
    "По итоговым отметкам всех предметов за период; в скобках – средневзвешенный балл текущих "
    "отметок и сколько не хватает до следующей. У кого есть н/а, здесь не назван."
)
WAY = {
    "one_three": "до хорошиста",
    "two_threes": "до хорошиста",
    "one_four": "до отличника",
    "one_two": "из зоны риска",
}


def build(scope: Scope, reading: Reading) -> Content:
    """One row a student, leading to him or her, those with one «3» first."""
    every = students_of_class(scope, reading)
    kept = [one for one in every if one.kind]
    if not every:
        return Content()
    if not kept:
        return Content(sentence="Таких учеников нет: всех отделяет больше двух отметок.")
    order = list(RESERVE_KINDS)
    rows = [_row(reading, one) for one in sorted(kept, key=lambda one: order.index(one.kind))]
    return Content(table=Table(_columns(), rows), sentence=_finding(kept, len(every)), note=NOTE)


def _columns() -> list[dict]:
    return [
        name_column("Ученик"),
        {"field": "group", "headerName": "Сейчас"},
        {"field": "kind", "headerName": "Что держит"},
        {"field": "way", "headerName": "Куда"},
        {"field": "subjects", "headerName": "По каким предметам"},
    ]


def _row(reading: Reading, one: Kept) -> dict:
    view = reading.view
    return {
        "name": one.name,
        "href": link("student", one.student_id, year=view.year, period=view.period),
        "group": ONE[one.group],
        "kind": RESERVE_KINDS[one.kind].partition(",")[0],
        "way": WAY[one.kind],
        "subjects": named(one.of(*KEEPS[one.kind])),
    }


def _finding(kept: list[Kept], n: int) -> str:
    """Nobody is named: the sentence may go into a note."""
    parts = [
        f"{title.partition(',')[0]} – {sum(one.kind == kind for one in kept)}"
        for kind, title in RESERVE_KINDS.items()
        if any(one.kind == kind for one in kept)
    ]
    return f"Близко к следующей группе {counted(len(kept), STUDENTS)} из {n}: {', '.join(parts)}."


REPORT = Report(
    "reserve_students",
    "Кого одна отметка отделяет от следующей группы?",
    build,
    levels=("school_class",),
    wide=True,
    later=True,
)
