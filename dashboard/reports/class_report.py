"""The class teacher's report for a period: who is in which group, numbers and names, to print."""

from dashboard.access import Scope
from dashboard.numbers import count, counted, percent
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.groups import students_link
from dashboard.screens.captions import filters
from dashboard.screens.compared import STUDENTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.kept import Kept, students_of_class
from dashboard.screens.reading import Reading
from etl.indicators.progress import PROGRESS_GROUPS

ONE_FOUR = "one_four"
TITLES = {
    "excellent": "отличники",
    "good": "хорошисты",
    ONE_FOUR: "из них с одной «4»",
    "one_three": "с одной «3»",
    "satisfactory": "успевают, две «3» и больше",
    "failing": "не успевают",
    "not_attested": "не аттестованы",
}
SUBJECTS_OF = {
    ONE_FOUR: ("4",),
    "one_three": ("3",),
    "failing": ("2", "1"),
    "not_attested": ("н/а",),
}  # the marks whose subjects stand beside a name
NOTE = (
    "По итоговым отметкам всех предметов за период; ученик стоит в первой подходящей группе снизу: "
    "«2» важнее н/а, н/а – важнее «3». В скобках – предметы, из-за которых он в ней."
)


def build(scope: Scope, reading: Reading) -> Content:
    """One row a group: number, share, and who; of one's own class only."""
    students = students_of_class(scope, reading)
    if not students:
        return Content()
    groups = {name: _members(students, name) for name in TITLES}
    rows = [_row(reading, name, found, len(students)) for name, found in groups.items()]
    said = _finding(reading, groups, len(students))
    return Content(table=Table(_columns(), rows), sentence=said, note=NOTE)


def _members(students: list[Kept], name: str) -> list[Kept]:
    if name == ONE_FOUR:
        return [one for one in students if one.kind == ONE_FOUR]
    return [one for one in students if one.group == name]


def _columns() -> list[dict]:
    return [
        name_column("Группа"),
        number_column("n", "Учеников", "count"),
        number_column("share", "Доля", "percent"),
        {"field": "who", "headerName": "Кто"},
    ]


def _row(reading: Reading, name: str, found: list[Kept], n: int) -> dict:
    is_listed = bool(found) and name in PROGRESS_GROUPS
    return {
        "name": TITLES[name],
        "href": students_link(reading, name) if is_listed else "",
        "n": len(found),
        "share": len(found) / n,
        "who": "; ".join(_named(one, name) for one in found),
    }


def _named(one: Kept, name: str) -> str:
    """«Ёлкина Анна (Физика, Алгебра)»."""
    subjects = [row["subject"] for row in one.of(*SUBJECTS_OF.get(name, ()))]
    return f"{one.name} ({', '.join(subjects)})" if subjects else one.name


def _finding(reading: Reading, groups: dict[str, list[Kept]], n: int) -> str:
    """Numbers alone, ready for the report of the school; nobody is named."""
    of = {name: len(found) for name, found in groups.items()}
    good, low = of["excellent"] + of["good"], of["failing"] + of["not_attested"]
    counts = "; ".join(
        f"{TITLES[name]} – {count(of[name])}" for name in TITLES if of[name] or name == "excellent"
    )
    return (
        f"{reading.unit['name']}, {filters(reading).partition(' · ')[0]}: "
        f"{counted(n, STUDENTS)}; {counts}. Успевают {percent((n - low) / n)}, на «4» и «5» – "
        f"{percent(good / n)}, с учётом одной «3» – {percent((good + of['one_three']) / n)}."
    )


REPORT = Report(
    "class_report",
    "Что написать в отчёт классного руководителя?",
    build,
    levels=("school_class",),
    wide=True,
    later=True,
)
