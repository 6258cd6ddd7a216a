"""Indicators of a unit beside those of the unit it is compared with: numbers, gaps, a sentence."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.access import Scope
from dashboard.components import Headline
from dashboard.filters import View
from dashboard.numbers import (
    FEWEST,
    NO_DATA,
    TOO_FEW,
    count,
    counted,
    decimal,
    is_known,
    percent,
    points,
    sign_of,
    signed,
)
from dashboard.queries.indicators import indicators_of_unit

MARKS = ("отметка", "отметки", "отметок")
STUDENTS = ("ученик", "ученика", "учеников")
SHARES = (
    ("quality_rate", "Качество знаний", "доля «4» и «5»", "quality_low", "quality_high"),
    ("pass_rate", "Успеваемость", "доля «3», «4» и «5»", "pass_low", "pass_high"),
)


@dataclass(frozen=True)
class Reference:
    """The unit compared with: its name, its id and the view in which it is comparable."""

    name: str
    unit_id: int
    view: View


def reference(unit: dict, line: list[dict], view: View) -> Reference | None:
    """The parent; for a parallel the same grade of the municipality, since a school has it once."""
    above = [step for step in line if len(step["path"]) < len(unit["path"])]
    if unit["level"] == "parallel":
        above = [step for step in above if step["level"] != "school"]
        grade = unit["grade"] or 0
        return (
            Reference(
                f"{above[-1]['name']}, {grade} классы",
                above[-1]["unit_id"],
                replace(view, grade=grade),
            )
            if above
            else None
        )
    if not above:
        return None
    return Reference(above[-1]["name"], above[-1]["unit_id"], view)


def only_row(scope: Scope, unit_id: int, view: View) -> dict | None:
    """The indicators of a unit in the view, None without marks."""
    found = indicators_of_unit(scope, unit_id, view)
    return found.iloc[0].to_dict() if len(found) else None


def counted_noun(view: View) -> tuple[str, str, str]:
    """Over all subjects a student is counted once a subject: those are marks."""
    return STUDENTS if view.subject else MARKS


def headline_numbers(own: dict, other: dict | None, name: str, view: View) -> list[Headline]:
    """Quality, pass rate, learning index, mean mark and how many, each beside the reference."""
    noun = counted_noun(view)
    behind = f"n = {counted(own['n'], noun)}"
    shares = [_share(own, other, name, noun, behind, *share) for share in SHARES]
    return [
        *shares,
        _learning_index(own, other, name, behind),
        _mean(own, other, name, behind),
        _numbers(own, noun),
    ]


def _share(own, other, name, noun, behind, field, title, rule, low, high) -> Headline:
    value = own[field]
    gap = difference(value, other and other[field])
    if own["n"] < FEWEST:
        return Headline(title, percent(value), rule, behind, TOO_FEW, gap="судить рано")
    return Headline(
        title,
        percent(value),
        rule,
        behind,
        sign_of(own[low], own[high], other[field]) if other else "",
        f"{name}: {percent(other[field])}" if other else "",
        f"{points(gap)}, это {in_whole(gap, own['n'], noun)}" if is_known(gap) else "",
    )


def _learning_index(own, other, name, behind) -> Headline:
    gap = judged(own, difference(own["learning_index"], other and other["learning_index"]))
    return Headline(
        "СОУ",
        percent(own["learning_index"]),
        "1,00 · «5» + 0,64 · «4» + 0,36 · «3» + 0,16 · «2» + 0,07 · н/а",
        behind,
        compared=f"{name}: {percent(other['learning_index'])}" if other else "",
        gap=points(gap) if is_known(gap) else "",
    )


def _mean(own, other, name, behind) -> Headline:
    field = "weighted_mean" if own["basis"] == "current" else "mean_mark"
    gap = judged(own, difference(own[field], other and other[field]))
    return Headline(
        "Средневзвешенный балл" if own["basis"] == "current" else "Средний балл",
        decimal(own[field]),
        "с весами форм контроля" if own["basis"] == "current" else "без н/а",
        f"n = {counted(own['n_marks'], MARKS)}" if own["basis"] == "current" else behind,
        compared=f"{name}: {decimal(other[field])}" if other else "",
        gap=signed(gap, 2) if is_known(gap) else "",
    )


def _numbers(own: dict, noun) -> Headline:
    parts = f"не аттестовано: {count(own['n_na'])}, освобождено: {count(own['n_released'])}"
    title = "Учеников" if noun is STUDENTS else "Отметок"
    rule = "с отметкой или н/а" if noun is STUDENTS else "ученик × предмет, с н/а"
    return Headline(title, count(own["n"]), rule, parts)


def difference(value, other) -> float | None:
    """Ours minus theirs, None when one is not known."""
    return value - other if is_known(value) and is_known(other) else None


def judged(own: dict, gap: float | None) -> float | None:
    """A gap, unless it is too early to judge it."""
    return gap if own["n"] >= FEWEST else None


def in_whole(gap: float, n: int, noun: tuple[str, str, str]) -> str:
    """A gap in whole students: «4 ученика из 28»."""
    return f"{counted(abs(round(gap * n)), noun)} из {count(n)}"


def finding(
    unit: dict, own: dict | None, other: dict | None, name: str, before: dict | None, view: View
) -> str:
    """The finding as one or two sentences with their numbers, ready for a note."""
    if own is None:
        return f"{unit['name']}: отметок за выбранный период нет."
    noun = counted_noun(view)
    subject = "по всем предметам" if not view.subject else f"по предмету «{own['subject']}»"
    when = f"{own['period']} {own['school_year']}/{own['school_year'] + 1}"
    text = f"{unit['name']}, {subject}, {when}: качество знаний {percent(own['quality_rate'])}"
    text += f" ({counted(own['n'], noun)})"
    gap = difference(own["quality_rate"], other and other["quality_rate"])
    if own["n"] < FEWEST:
        return f"{text}. Меньше {FEWEST}: сравнивать рано."
    if is_known(gap):
        text += f"; {name}: {percent(other['quality_rate'])}, разница {points(gap)}"
        text += f", это {in_whole(gap, own['n'], noun)}"
    return f"{text}. {_since(own, before)}".strip().removesuffix(".") + "."


def _since(own: dict, before: dict | None) -> str:
    gap = difference(own["quality_rate"], before and before["quality_rate"])
    if not is_known(gap):
        return ""
    was = percent(before["quality_rate"])
    return f"Год назад было {was} (n = {count(before['n'])}), изменение {points(gap)}"


def compared_rows(rows: pd.DataFrame, references: pd.Series) -> pd.DataFrame:
    """Rows of indicators with `reference, gap, whole, sign` for a table."""
    gap = rows["quality_rate"] - references
    few = rows["n"].fillna(0) < FEWEST
    signs = [
        sign_of(*values)
        for values in zip(rows["quality_low"], rows["quality_high"], references, strict=True)
    ]
    return rows.assign(
        reference=references,
        gap=gap,
        whole=(gap * rows["n"]).round(),
        sign=[
            NO_DATA if not is_known(n) else TOO_FEW if is_few else sign
            for n, is_few, sign in zip(rows["n"], few, signs, strict=True)
        ],
    )
