"""Plans of assessments: tasks with their codes, levels and maxima."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy import Connection

from etl.checks.cells import hundredths, plain, whole
from etl.checks.dates import read_days
from etl.checks.exam_plans import named_exams
from etl.checks.rows import Rows
from etl.readers.code_lists import parse_codes
from etl.words import Words

LEVELS = {
    **dict.fromkeys(("б", "b", "базовый", "basic"), "Б"),
    **dict.fromkeys(("п", "p", "повышенный", "advanced"), "П"),
    **dict.fromkeys(("в", "v", "высокий", "high"), "В"),
}
DEFAULT_PROCEDURE = "контрольная"


@dataclass
class TaskLine:
    """A task of a plan; `max_points` in hundredths, `elements` as (kind, code)."""

    label: str
    variant: str
    difficulty_level: str | None
    type: str | None
    max_points: int
    elements: tuple[tuple[str, str], ...]


@dataclass
class PlanLines:
    """A whole plan as one file states it; the points of marks in hundredths."""

    code: str
    title: str
    procedure: str
    subject_id: int
    grade: int
    date: date
    from_3: int | None
    from_4: int | None
    from_5: int | None
    tasks: list[TaskLine] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # places in the sheet


def check_plan(rows: Rows, connection: Connection, words: Words) -> list[PlanLines]:
    """Rows of a plan sheet → plans, one an assessment; doubtful codes become notes."""
    sheet = rows.sheet = named_exams(rows.sheet)
    rows.require("assessment", "task", "subject")
    days, _ = read_days(rows)
    subject = rows.read("subject", words.subject, "unknown_subject", "", empty=0)
    grade = rows.read("grade", _grade, "bad_grade", "параллель — число от 1 до 12")
    maximum = rows.read(
        "max_points", _positive, "bad_max_points", "максимальный балл — число больше нуля"
    )
    level = rows.read(
        "level", lambda t: LEVELS.get(plain(t)), "unknown_level", "нужно Б, П или В", empty=""
    )
    borders = {
        name: rows.read(name, hundredths, "bad_border", "нужно число баллов", empty=-1)
        for name in ("from_3", "from_4", "from_5")
    }
    assessment, task, variant = (sheet.column(n) for n in ("assessment", "task", "variant"))
    variants = [variant_list(text) for text in variant.values]
    rows.reject_contradictions(
        [assessment.codes],
        [subject, grade, days],
        "assessment",
        "two_plans_one_code",
        "предмет, параллель или дата не те, что у этой работы в строке {row}; исправьте их или код",
    )
    rows.reject_repeated(
        [assessment.codes, task.codes, np.array(variants, object)[variant.codes]],
        "задание с этим номером уже есть в строке {row}",
        "duplicate_task",
    )
    plans: dict[str, PlanLines] = {}
    for p in rows.good.nonzero()[0].tolist():
        plan = plans.setdefault(
            assessment[p],
            PlanLines(
                assessment[p],
                sheet.column("title")[p] or assessment[p],
                sheet.column("procedure")[p] or DEFAULT_PROCEDURE,
                int(subject[p]),
                int(grade[p]),
                date.fromordinal(date(1970, 1, 1).toordinal() + int(days[p])),
                *(int(b[p]) if b[p] >= 0 else None for b in borders.values()),
            ),
        )
        plan.tasks.append(
            TaskLine(
                task[p],
                variants[variant.codes[p]],
                level[p] or None,
                sheet.column("type")[p] or None,
                int(maximum[p]),
                _elements(rows, p, level[p]),
            )
        )
        plan.rows.append(p)
    return list(plans.values())


def _elements(rows: Rows, place: int, level: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = [("level", level)] if level else []
    for kind in ("kes", "kpu"):
        cell = rows.sheet.column(kind)[place]
        codes, doubts = parse_codes(cell)
        found += [(kind, code) for code in codes]
        rows.notes += [
            f"строка {rows.sheet.rows[place]}, {rows.title(kind)}, «{cell}»: {doubt}"
            for doubt in doubts
        ]
    return tuple(found)


def variant_list(text: str) -> str:
    """«1, 3» and «3;1» are the same list: «1,3»; empty means every variant."""
    return ",".join(sorted({part.strip() for part in text.replace(";", ",").split(",")} - {""}))


def _grade(text: str) -> int | None:
    value = whole(text)
    return value if value and 1 <= value <= 12 else None


def _positive(text: str) -> int | None:
    return hundredths(text) or None
