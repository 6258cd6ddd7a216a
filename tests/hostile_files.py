"""Source files in which every name that somebody types is a script."""

from collections.abc import Iterator
from pathlib import Path

from files import write_csv
from hostile import XSS

YEAR, DAY = "2025/2026", "2025-10-08"
LABEL = 40  # of a task, as long as the table lets it be


def hostile_files(folder: Path) -> Path:
    """One region; thirty municipalities; in the first of each thirty schools, classes, students."""
    tables = {
        "roster": _roster, "final_marks": _finals, "marks": _journal, "plan": _plans,
        "protocol": _protocol, "codifier": _codifier, "results": _results,
    }  # fmt: skip
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", [list(line) for line in table()])
    return folder


def _roster() -> Iterator[tuple]:
    yield (
        *("region", "municipality", "school", "school_code", "class", "grade", "student_code"),
        *("last_name", "first_name", "middle_name"),
    )
    for number, text in enumerate(XSS):
        first = XSS[0]
        code = f"<b onclick=h()>{number}"
        yield (
            XSS[1],
            text,
            f"{first} 1-{number}",
            f"м{number}",
            "8А",
            "8",
            f"м{number}",
            text,
            "",
            "",
        )
        yield (XSS[1], first, text, f"ш{number}", "8А", "8", f"ш{number}", text, "", "")
        yield (XSS[1], first, first, "ш0", f"8 {text}", "8", f"к{number}", text, text[::-1], text)
        yield (XSS[1], first, first, "ш0", f"8 {first}", "8", code, text, "", "")


def _who(number: int = 0) -> tuple[str, str, str]:
    return "ш0", f"8 {XSS[0]}", f"<b onclick=h()>{number}"


def _finals() -> Iterator[tuple]:
    yield ("school_code", "class", "student_code", "subject", "school_year", "period", "mark")
    for number in range(len(XSS)):
        for text in XSS[: 3 + 27 * (number < 2)]:
            yield (*_who(number), text, YEAR, "год", str(2 + number % 4))
        for school, name in ((f"м{number}", "8А"), (f"ш{number}", "8А")):
            yield (school, name, school, XSS[number], YEAR, "год", "4")
        yield ("ш0", f"8 {XSS[number]}", f"к{number}", XSS[number], YEAR, "год", "5")


def _journal() -> Iterator[tuple]:
    yield (
        *("school_code", "class", "student_code", "subject", "date", "work_type", "weight"),
        *("topic", "mark", "teacher_code"),
    )
    for text in XSS:
        yield (*_who(), XSS[0], DAY, text, "1", text, "4", text)


def _plans() -> Iterator[tuple]:
    yield (
        *("assessment", "title", "procedure", "subject", "grade", "date", "task", "kes", "level"),
        *("type", "max_points"),
    )
    for number, text in enumerate(XSS):
        about = (f"{number} {text}", text, text, XSS[0], "8", DAY)
        for task in XSS if number == 0 else ("1",):
            yield (*about, task[:LABEL], "1.1", "Б", text[:20], "2")


def _protocol() -> Iterator[tuple]:
    yield ("assessment", "school_code", "class", "student_code", "task", "points")
    for number, text in enumerate(XSS):
        for task in XSS if number == 0 else ("1",):
            yield (f"{number} {text}", *_who(), task[:LABEL], "1")


def _codifier() -> Iterator[tuple]:
    yield ("subject", "grade", "kind", "code", "name")
    yield (XSS[0], "8", "kes", "1.1", XSS[3])


def _results() -> Iterator[tuple]:
    yield ("procedure", "subject", "date", "school_code", "class", "student_code", "mark")
    for number, text in enumerate(XSS):
        yield (text, XSS[0], DAY, *_who(number), "4")
