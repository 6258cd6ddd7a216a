"""Protocols: points of each student and task, wide (a column a task) or long (a row a task)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, select

from etl import words as registry
from etl.checks.cells import external_mark, hundredths, hundredths_text, plain
from etl.checks.differences import note_marks, note_sums
from etl.checks.facts import Facts, facts_about, worded
from etl.checks.rows import Rows, combined, distinct
from etl.checks.who import Who, known_who
from etl.mistakes import Mistake
from etl.periods import school_year_of
from etl.readers.sheet import Texts
from etl.words import Words
from models import Plan, PlanTask, Task

ABSENT = {"н", "h", "н/я", "отсутствовал", "отсутствовала"}
NOT_ATTEMPTED = {"x", "х", "-", "–"}
NOT_GIVEN, SKIPPED, AWAY = -1, -2, -3  # besides points in hundredths
WHOLE_WORK = 0  # the task of a fact that is about the work: absent or not, the mark


@dataclass(frozen=True)
class Planned:
    """The current plans of the sheet's assessments."""

    numbers: dict[str, int]
    years: dict[int, int]
    tasks: dict[tuple[int, str], list[tuple[str, int, int]]]  # variants, task, max_points
    borders: dict[int, tuple[int, int, int]]  # hundredths from «3», «4», «5», where all are known

    def task(self, assessment: int, label: str, variant: str) -> tuple[int, int]:
        """Task id and maximum [hundredths]; (0, 0) when the plan has no such task.

        A row without a variant means the only task of that label; of several it must say which.
        """
        tasks = self.tasks.get((assessment, label), [])
        for variants, task, maximum in tasks:
            named = variant in variants.split(",") or (not variant and len(tasks) == 1)
            if not variants or named:
                return task, maximum
        return 0, 0


def check_protocol(rows: Rows, connection: Connection, words: Words) -> Facts:
    """Rows of a protocol → facts «answers»; points in hundredths, null = not given."""
    rows.require("assessment")
    planned = _planned(rows, connection)
    assessment = rows.read(
        "assessment",
        lambda code: planned.numbers.get(code),
        "no_plan",
        "у этой работы нет плана; сначала загрузите план с этим кодом работы",
    )
    with_plan = rows.good.copy()
    is_long = {"points", "task"} <= rows.sheet.columns.keys()
    tasks = _task_columns(rows, planned, is_long)
    if not is_long and not tasks:
        raise Mistake(
            f"{rows.sheet.file}: в протоколе нет ни столбцов заданий (1, 2, …), ни столбцов "
            "«№ задания» и «Балл»; добавьте их и загрузите снова."
        )
    who = known_who(rows, connection)
    rows.tell_every_cell(with_plan)
    mark = rows.read("mark", external_mark, "unknown_mark", "отметка — 1–5 или пусто", empty=0)
    if is_long:
        answers = _long(rows, who, assessment, planned)
    else:
        answers = _wide(rows, who, assessment, planned, tasks, mark)
    answers = _with_other_variants(planned, *answers)
    return _facts(rows, who, assessment, planned, mark, *answers)


def _planned(rows: Rows, connection: Connection) -> Planned:
    numbers = registry.assessments(connection, rows.sheet.column("assessment").values)
    tasks: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
    years: dict[int, int] = {}
    borders: dict[int, tuple[int, int, int]] = {}
    query = (
        select(
            *(Plan.assessment_id, Plan.date, Task.id, Task.label, Task.variant),
            *(PlanTask.max_points, Plan.from_3, Plan.from_4, Plan.from_5),
        )
        .join(PlanTask, PlanTask.plan_id == Plan.id)
        .join(Task, Task.id == PlanTask.task_id)
        .where(Plan.is_current, Plan.assessment_id.in_(numbers.values()))
        .order_by(Plan.assessment_id, PlanTask.position)
    )
    for row in connection.execute(query):
        years[row.assessment_id] = school_year_of(row.date)
        lines = tasks.setdefault((row.assessment_id, row.label), [])
        lines.append((row.variant, row.id, row.max_points))
        if None not in (row.from_3, row.from_4, row.from_5):
            borders[row.assessment_id] = (row.from_3, row.from_4, row.from_5)
    current = {code: number for code, number in numbers.items() if number in years}
    return Planned(current, years, tasks, borders)


def _task_columns(rows: Rows, planned: Planned, is_long: bool) -> dict[str, Texts]:
    """Columns of tasks: those of the plan, and those that look like a task the plan forgot."""
    labels = {label for _, label in planned.tasks}
    found = {
        label: texts
        for label, texts in rows.sheet.tasks.items()
        if not is_long and (label in labels or looks_like_task(label))
    }
    rows.notes += [
        f"столбец «{label}» не нужен и пропущен" for label in rows.sheet.tasks if label not in found
    ]
    return found


def looks_like_task(label: str) -> bool:
    """Short and with a number: «1», «9.1», «1К1», «M022043»."""
    return len(label) <= 20 and " " not in label and any(sign.isdigit() for sign in label)


def _long(rows: Rows, who: Who, assessment: np.ndarray, planned: Planned):
    sheet = rows.sheet
    task, points, variant = (sheet.column(n) for n in ("task", "points", "variant"))
    value = _points(rows, "points", points)
    task_id = _checked_tasks(rows, "points", value, assessment, planned, task, variant, points)
    rows.reject_repeated(
        [assessment, who.student, task.codes],
        "ответ этого ученика на это задание уже есть в строке {row}",
    )
    answered = np.flatnonzero(rows.good & (task_id > 0))
    away = np.flatnonzero(rows.good & (value == AWAY))
    return (
        np.concatenate([away, answered]),
        np.concatenate([np.full(len(away), WHOLE_WORK), task_id[answered]]),
        np.concatenate([value[away], np.where(value == AWAY, NOT_GIVEN, value)[answered]]),
    )


def _wide(rows: Rows, who: Who, assessment: np.ndarray, planned: Planned, columns, mark):
    sheet = rows.sheet
    variant = sheet.column("variant")
    rows.reject_repeated(
        [assessment, who.student], "этот ученик уже есть в протоколе, строка {row}"
    )
    tasks, values = [], []
    for label, texts in columns.items():
        value = _points(rows, label, texts)
        name = Texts([label], np.zeros(len(sheet), np.int32))
        tasks.append(_checked_tasks(rows, label, value, assessment, planned, name, variant, texts))
        values.append(value)
    shape = (len(values), len(sheet))
    value = np.vstack(values) if values else np.full(shape, NOT_GIVEN)
    task = np.vstack(tasks) if tasks else np.zeros(shape, np.int64)
    absent = (value == AWAY).any(axis=0)
    rows.reject(
        absent & ((value >= 0) | (value == SKIPPED)).any(axis=0),
        "student_code",
        "absent_with_points",
        "ученик отмечен отсутствующим (н), но у него есть баллы; оставьте одно из двух",
    )
    away = absent | (value == NOT_GIVEN).all(axis=0)
    note_sums(rows, value, away)
    note_marks(rows, value, away, mark, assessment, planned.borders)
    value[:, away] = NOT_GIVEN  # points stated earlier go
    good = np.flatnonzero(rows.good)
    line, place = np.nonzero((task > 0) & rows.good)
    about_work = np.where(away[good], AWAY, NOT_GIVEN)
    return (
        np.concatenate([good, place]),
        np.concatenate([np.full(len(good), WHOLE_WORK), task[line, place]]),
        np.concatenate([about_work, value[line, place]]),
    )


def _with_other_variants(planned: Planned, place, task, value):
    """The same task of other variants is stated as not given: a corrected variant takes it over."""
    places, tasks = [place], [task]
    for lines in planned.tasks.values():
        twins = [number for _, number, _ in lines] if len(lines) > 1 else []
        answered = np.flatnonzero(np.isin(task, twins)) if twins else []
        for twin in twins:
            others = answered[task[answered] != twin]
            places.append(place[others])
            tasks.append(np.full(len(others), twin))
    places, tasks = np.concatenate(places), np.concatenate(tasks)
    more = np.full(len(tasks) - len(task), NOT_GIVEN)
    return places, tasks, np.concatenate([value, more])


def _points(rows: Rows, column: str, texts: Texts) -> np.ndarray:
    def parsed(text: str) -> int | None:
        if plain(text) in NOT_ATTEMPTED:
            return SKIPPED
        return AWAY if plain(text) in ABSENT else hundredths(text)

    return rows.read(
        column,
        parsed,
        "bad_points",
        "балл — число, X (не приступал), н (отсутствовал) или пусто",
        empty=NOT_GIVEN,
        texts=texts,
    )


def _checked_tasks(rows, column, value, assessment, planned, task, variant, shown) -> np.ndarray:
    """Task ids; rows with points for an unknown task or above the maximum are rejected."""
    first, same = distinct(combined([assessment, task.codes, variant.codes]))
    found = np.array(
        [planned.task(int(assessment[p]), task[p], variant[p]) for p in first], np.int64
    ).reshape(-1, 2)
    number, maximum = found[same, 0], found[same, 1]
    is_long = column == "points"
    rows.reject(
        (number == 0) & (value != AWAY) & (is_long | (value != NOT_GIVEN)),
        "task" if is_long else column,
        "task_not_in_plan",
        lambda p: (
            f"задания «{task[p]}» нет в плане работы «{rows.sheet.column('assessment')[p]}»"
            f"{f', вариант {variant[p]}' if variant[p] else ' без варианта'}; "
            "исправьте номер, вариант или план"
        ),
        task if is_long else shown,
    )
    rows.reject(
        (number > 0) & (value > maximum),
        column,
        "points_above_maximum",
        lambda p: (
            f"{shown[p]} больше максимума {hundredths_text(int(maximum[p]))} "
            f"за задание «{task[p]}»; исправьте балл или план"
        ),
        shown,
    )
    return number


def _facts(rows: Rows, who: Who, assessment, planned: Planned, mark, place, task, value) -> Facts:
    first, same = distinct(assessment)
    known = assessment[first].tolist()
    years = np.array([planned.years.get(number, 0) for number in known], np.int16)[same]
    marks = mark[place]
    has_points = (value >= 0) | (value == SKIPPED)
    return facts_about(
        "answers",
        rows,
        who,
        years,
        place,
        assessment[place],
        task_id=task.astype(np.int32),
        variant=worded(rows.sheet.column("variant"), place),
        points=pa.array(np.where(value == SKIPPED, 0, value), pa.int32(), mask=~has_points),
        not_attempted=value == SKIPPED,
        is_absent=value == AWAY,
        mark=pa.array(marks, pa.int8(), mask=(task != WHOLE_WORK) | (marks == 0)),
    )
