"""Which final marks come out in a class: those whom one mark keeps from the next group first."""

from collections import Counter

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.numbers import counted, day, decimal, percent
from dashboard.queries.final_forecasts import final_forecasts, final_period
from dashboard.queries.students import marks_of_class
from dashboard.queries.work_forms import work_forms
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.final_marks import NO_FORECASTER, proof_words
from dashboard.screens.final_words import (
    forecast_words,
    forms_words,
    held_words,
    mean_words,
    needed_of,
    needed_words,
)
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from etl.forecasts.lesson_days import last_day_of
from etl.forecasts.needed import next_border
from etl.periods import period_name

ATTENTION = 0.25  # chance of «2»
PAIRS = ("пара", "пары", "пар")
STUDENTS = ("ученика", "учеников", "учеников")
MOST_NAMED = 4  # subjects in a cell
NOTE = (
    "Сначала те, кого одна «5» за самую весомую форму контроля поднимет до следующей отметки; в "
    "скобках средневзвешенный балл и эта отметка. Вероятность «2» от 25 % – повод для внимания, не "
    "вывод об ученике. Выберите предмет, чтобы увидеть прогноз каждого с интервалом."
)
Pair = tuple[dict, dict | None, int | None]  # marks, what is forecast, «5» to the next mark


def build(scope: Scope, reading: Reading) -> Content:
    """One row per student: of one subject with the forecast, of all with the subjects to act on."""
    period = _period(scope, reading)
    if period is None:
        return Content()
    class_id, view = reading.unit["unit_id"], reading.view
    forms = work_forms(scope, class_id, last_day_of(period))
    told = {
        (row["student_id"], row["subject_id"]): row
        for row in final_forecasts(scope, period, class_id=class_id)
        if row["period_id"] == period
    }
    pairs = [
        (row, told.get((row["student_id"], row["subject_id"])), needed_of(row, forms))
        for row in marks_of_class(scope, class_id, View(year=view.year, period=period))
        if row["final_mark"] != "осв" and view.subject in (0, row["subject_id"])
    ]
    if not pairs:
        return Content()
    table = _of_subject(pairs, forms) if view.subject else _of_all(pairs)
    proof = proof_words(scope) if told else NO_FORECASTER
    note = " ".join(filter(None, (NOTE, forms_words(forms) if view.subject else "", proof)))
    said = _finding(period, pairs, next(iter(told.values()), None))
    return Content(table=table, sentence=said, note=note)


def _period(scope: Scope, reading: Reading) -> int | None:
    if not (reading.shows_students and reading.view.period):
        return None
    return final_period(scope, reading.view.period, class_id=reading.unit["unit_id"])


def _of_subject(pairs: list[Pair], forms: list[dict]) -> Table:
    is_told = any(told for _, told, _ in pairs)
    forecast = [
        {"field": "forecast", "headerName": "Прогноз"},
        {"field": "held", "headerName": "Не меньше 90 %"},
        {"field": "mean", "headerName": "Средний к концу (90 %)"},
        number_column("p2", "Вероятность «2»", "percent"),
    ]
    columns = [
        name_column("Ученик"),
        number_column("n_marks", "Отметок", "count"),
        number_column("weighted_mean", "Средний", "mean"),
        {"field": "suggested", "headerName": "Выходит", "context": {"form": "mark"}},
        *(forecast if is_told else []),
        {"field": "final", "headerName": "Итог", "context": {"form": "mark"}},
        {"field": "needed", "headerName": "До следующей отметки"},
    ]
    ordered = sorted(pairs, key=lambda pair: pair[2] if pair[2] is not None else len(pairs) + 99)
    rows = [
        _who(row)
        | {"n_marks": row["n_marks"], "weighted_mean": row["weighted_mean"]}
        | {"suggested": _text(row["suggested_mark"]), "final": row["final_mark"] or ""}
        | {"forecast": forecast_words(told), "held": held_words(told), "mean": mean_words(told)}
        | {"p2": told["p2"] if told else None, "needed": needed_words(row, forms)}
        for row, told, _ in ordered
    ]
    return Table(columns, rows)


def _of_all(pairs: list[Pair]) -> Table:
    columns = [
        name_column("Ученик"),
        number_column("n", "Предметов", "count"),
        {"field": "marks", "headerName": "Прогноз отметок"},
        {"field": "close", "headerName": "Рядом со следующей"},
        {"field": "risk", "headerName": "Внимание: «2»"},
    ]
    by_student: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_student.setdefault(pair[0]["student_id"], []).append(pair)
    ordered = sorted(by_student.values(), key=lambda those: -sum(step == 1 for _, _, step in those))
    return Table(columns, [_student(those) for those in ordered])


def _student(those: list[Pair]) -> dict:
    forecast = Counter(told["likely"] for _, told, _ in those if told)
    close = [f"{row['subject']} ({_next(row)})" for row, _, step in those if step == 1]
    risk = [
        f"{row['subject']} ({percent(told['p2'], 0)})"
        for row, told, _ in those
        if told and told["p2"] >= ATTENTION
    ]
    return _who(those[0][0]) | {
        "n": len(those),
        "marks": " · ".join(
            f"«{mark}»: {forecast[mark]}" for mark in (5, 4, 3, 2) if forecast[mark]
        ),
        "close": _named(close),
        "risk": _named(risk),
    }


def _who(row: dict) -> dict:
    when = {"year": row["school_year"], "period": row["period_id"]}
    return {
        "name": row["name"] or row["student_code"],
        "href": link("student", row["student_id"], **when),
    }


def _next(row: dict) -> str:
    """«4,45 → «5»»; without a mark only where it leads."""
    mark = f"«{next_border(_mark(row))[0]}»"
    return (
        f"{decimal(row['weighted_mean'])} → {mark}" if row["n_marks"] else f"нет отметок → {mark}"
    )


def _named(subjects: list[str]) -> str:
    more = len(subjects) - MOST_NAMED
    return ", ".join(subjects[:MOST_NAMED]) + (f" и ещё {more}" if more > 0 else "")


def _mark(row: dict) -> int | None:
    return None if row["suggested_mark"] is None else int(row["suggested_mark"])


def _text(mark) -> str:
    return "" if mark is None else str(int(mark))


def _finding(period: int, pairs: list[Pair], first: dict | None) -> str:
    """Numbers alone; nobody is named: the sentence may go into a note."""
    name = period_name(period)
    close = sum(step == 1 for _, _, step in pairs)
    said = f"{name[0].upper()}{name[1:]}{_when(first)}: одной «5» не хватает до следующей отметки "
    said += f"в {close} из {counted(len(pairs), PAIRS)} «ученик – предмет»"
    if first is None:
        return f"{said}."
    students = {row["student_id"] for row, _, _ in pairs}
    risk = {row["student_id"] for row, told, _ in pairs if told and told["p2"] >= ATTENTION}
    return f"{said}; вероятность «2» от 25 % – у {len(risk)} из {counted(len(students), STUDENTS)}."


def _when(told: dict | None) -> str:
    if told is None:
        return ""
    if told["is_past"]:
        return f" (период закончен; прогноз – каким он был бы {day(told['day'])})"
    return f" (по журналу на {day(told['day'])})"


REPORT = Report(
    "class_final_marks",
    "Какие итоговые отметки выходят?",
    build,
    levels=("school_class",),
    wide=True,
    later=True,
)
