"""Indicators of a unit beside those of the unit it is compared with: numbers, gaps, a sentence."""

from dashboard.components import Headline
from dashboard.numbers import (
    FEWEST,
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

MARKS = ("отметка", "отметки", "отметок")
STUDENTS = ("ученик", "ученика", "учеников")
OF_STUDENTS = ("ученика", "учеников", "учеников")  # after «из»
LESS_THAN_ONE = {STUDENTS: "меньше одного ученика", MARKS: "меньше одной отметки"}
SHARES = (
    ("quality_rate", "Качество знаний", "доля «4» и «5»", "quality_low", "quality_high"),
    ("pass_rate", "Успеваемость", "доля «3», «4» и «5»", "pass_low", "pass_high"),
)


def counts_students(row: dict) -> bool:
    """Whether a row counts each student once: of one subject, or by groups over all subjects."""
    return bool(row["subject_id"]) or "reserve_rate" in row


def counted_noun(row: dict) -> tuple[str, str, str]:
    """Over all subjects without groups a student is counted once a subject: those are marks."""
    return STUDENTS if counts_students(row) else MARKS


def headline_numbers(own: dict, other: dict | None, name: str) -> list[Headline]:
    """Quality, pass rate, learning index, mean mark and how many, each beside the reference."""
    if "reserve_rate" in own:
        return _of_students(own, other, name)
    noun = counted_noun(own)
    behind = f"n = {counted(own['n'], noun)}"
    shares = [_share(own, other, name, noun, behind, *share) for share in SHARES]
    index, mean = _learning_index(own, other, name, behind), _mean(own, other, name, behind)
    return [*shares, index, mean, _numbers(own, noun)]


def _of_students(own: dict, other: dict | None, name: str) -> list[Headline]:
    """Students by group first; marks, which count a student once a subject, after them."""
    n, behind = counted(own["n"], OF_STUDENTS), f"n = {counted(own['n_of_marks'], MARKS)}"
    good = own["excellent"] + own["good"]
    passing = own["n"] - own["failing"] - own["not_attested"]
    without = f"с «2»: {count(own['failing'])}, не аттестованы: {count(own['not_attested'])}"
    titles = (
        (f"{count(good)} из {n}", "Учатся на «4» и «5»", "ни одной отметки ниже «4»"),
        (f"{count(passing)} из {n}", "Успевают", without),
    )
    ends = (("quality_rate", "quality_low", "quality_high"), ("pass_rate", "pass_low", "pass_high"))
    shares = [
        _share(own, other, name, STUDENTS, whole, end[0], title, rule, *end[1:])
        for (whole, title, rule), end in zip(titles, ends, strict=True)
    ]
    index, mean = _learning_index(own, other, name, behind), _mean(own, other, name, behind)
    return [*shares, _reserve(own), _quality_of_marks(own, other, name, behind), index, mean]


def _reserve(own: dict) -> Headline:
    return Headline(
        "С одной «3»",
        count(own["one_three"]),
        "если бы эту «3» исправили: резерв качества",
        f"из {counted(own['n'], OF_STUDENTS)}",
        compared=f"с резервом: {percent(own['reserve_rate'])}",
    )


def _quality_of_marks(own: dict, other: dict | None, name: str, behind: str) -> Headline:
    field = "quality_of_marks"
    theirs = other.get(field) if other else None
    gap = judged(own, difference(own[field], theirs))
    return Headline(
        "Качество знаний",
        percent(own[field]),
        "доля «4» и «5» среди отметок",
        behind,
        compared=f"{name}: {percent(theirs)}" if other else "",
        gap=points(gap) if is_known(gap) else "",
    )


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
    whole = abs(round(gap * n))
    return f"{counted(whole, noun)} из {count(n)}" if whole else LESS_THAN_ONE[noun]


def finding(name: str, own: dict | None, other: dict | None, above: str, before) -> str:
    """The finding as one or two sentences with their numbers, ready for a note."""
    if own is None:
        return f"{name}: отметок за выбранный период нет."
    noun = counted_noun(own)
    subject = f"по предмету «{own['subject']}»" if own["subject_id"] else "по всем предметам"
    when = f"{own['period']} {own['school_year']}/{own['school_year'] + 1}"
    text = f"{name}, {subject}, {when}: {_quality(own, noun)}"
    gap = difference(own["quality_rate"], other and other["quality_rate"])
    if own["n"] < FEWEST:
        return f"{text}. Меньше {FEWEST}: сравнивать рано."
    if is_known(gap):
        text += f"; {above}: {percent(other['quality_rate'])}, разница {points(gap)}"
        text += f", это {in_whole(gap, own['n'], noun)}"
    return f"{text}. {_since(own, before)}".strip().removesuffix(".") + "."


def _quality(own: dict, noun: tuple[str, str, str]) -> str:
    rate = percent(own["quality_rate"])
    if "reserve_rate" not in own:
        return f"качество знаний {rate} ({counted(own['n'], noun)})"
    good = count(own["excellent"] + own["good"])
    reserve = percent(own["reserve_rate"])
    return (
        f"на «4» и «5» учатся {good} из {counted(own['n'], OF_STUDENTS)} ({rate}), "
        f"с одной «3» – {count(own['one_three'])} (с этим резервом {reserve})"
    )


def _since(own: dict, before: dict | None) -> str:
    gap = difference(own["quality_rate"], before and before["quality_rate"])
    if not is_known(gap):
        return ""
    was = percent(before["quality_rate"])
    return f"Год назад было {was} (n = {count(before['n'])}), изменение {points(gap)}"


def compared_row(row: dict, reference: float | None) -> dict:
    """A row of indicators with `reference, gap, whole, sign` for a table."""
    gap = difference(row["quality_rate"], reference)
    sign = sign_of(row["quality_low"], row["quality_high"], reference)
    return row | {
        "reference": reference,
        "gap": gap,
        "whole": None if gap is None else round(gap * row["n"]),
        "sign": TOO_FEW if row["n"] < FEWEST else sign,
    }
