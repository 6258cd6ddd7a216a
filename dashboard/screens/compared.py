"""Indicators of a unit beside those of the unit it is compared with: numbers, gaps, a sentence."""

from dashboard.components import Headline
from dashboard.numbers import NO_DATA, TOO_FEW, count, counted, is_known, percent
from dashboard.rounded import (
    ABOUT,
    TOO_FEW_TO_JUDGE,
    behind,
    gap_in_marks,
    gap_in_points,
    is_comparable,
    is_disclosed,
    is_early,
    is_hidden,
    mean,
    number,
    share,
    sign_beyond,
    sign_in,
    with_n,
)

MARKS = ("отметка", "отметки", "отметок")
STUDENTS = ("ученик", "ученика", "учеников")
OF_STUDENTS = ("ученика", "учеников", "учеников")  # after «из»
HIDDEN_HERE = "учеников так мало, что числа скрыты."
LESS_THAN_ONE = {STUDENTS: "меньше одного ученика", MARKS: "меньше одной отметки"}
SHARES = (
    ("quality_rate", "Качество знаний", "доля «4» и «5»", "quality_low", "quality_high"),
    ("pass_rate", "Успеваемость", "доля «3», «4» и «5»", "pass_low", "pass_high"),
)


def counts_students(row: dict) -> bool:
    """Whether a row counts each student once: of one subject, or by groups over all subjects."""
    if row.get("of_marks"):  # of one work type: a student has several
        return False
    return bool(row["subject_id"]) or "reserve_rate" in row


def counted_noun(row: dict) -> tuple[str, str, str]:
    """Over all subjects without groups a student is counted once a subject: those are marks."""
    return STUDENTS if counts_students(row) else MARKS


def headline_numbers(own: dict, other: dict | None, name: str) -> list[Headline]:
    """Quality, pass rate, learning index, mean mark and how many, each beside the reference."""
    if is_hidden(own):
        return []
    if "reserve_rate" in own:
        return _of_students(own, other, name)
    noun = counted_noun(own)
    below = behind(own, noun)
    shares = [_share(own, other, name, noun, below, *each) for each in SHARES]
    index, average = _learning_index(own, other, name, below), _mean(own, other, name, below)
    return [*shares, index, average, _numbers(own, noun)]


def _of_students(own: dict, other: dict | None, name: str) -> list[Headline]:
    """Students by group first; marks, which count a student once a subject, after them."""
    below = behind(own, MARKS, "n_of_marks")
    shares = [
        _share(own, other, name, STUDENTS, whole, end[0], title, rule, *end[1:])
        for (whole, title, rule), end in zip(_groups_of(own), ENDS, strict=True)
    ]
    index, average = _learning_index(own, other, name, below), _mean(own, other, name, below)
    quality = _quality_of_marks(own, other, name, below)
    return [*shares, *([] if is_disclosed(own) else [_reserve(own)]), quality, index, average]


ENDS = (("quality_rate", "quality_low", "quality_high"), ("pass_rate", "pass_low", "pass_high"))


def _groups_of(own: dict) -> tuple:
    """What stands behind, title and rule of «на 4 и 5» and «успевают»; counts of one's own only."""
    titles = "Учатся на «4» и «5»", "Успевают"
    if is_disclosed(own):
        whole, rules = behind(own, STUDENTS), ("без отметок ниже «4»", "без «2» и н/а")
        return tuple((whole, title, rule) for title, rule in zip(titles, rules, strict=True))
    n, good = counted(own["n"], OF_STUDENTS), own["excellent"] + own["good"]
    passing = own["n"] - own["failing"] - own["not_attested"]
    without = f"с «2»: {count(own['failing'])}, не аттестованы: {count(own['not_attested'])}"
    return (
        (f"{count(good)} из {n}", titles[0], "ни одной отметки ниже «4»"),
        (f"{count(passing)} из {n}", titles[1], without),
    )


def _reserve(own: dict) -> Headline:
    return Headline(
        "С одной «3»",
        count(own["one_three"]),
        "если бы эту «3» исправили: резерв качества",
        f"из {counted(own['n'], OF_STUDENTS)}",
        compared=f"с резервом: {percent(own['reserve_rate'])}",
    )


def _quality_of_marks(own: dict, other: dict | None, name: str, below: str) -> Headline:
    field, rule = "quality_of_marks", "доля «4» и «5» среди отметок"
    return _without_sign(own, other, name, ("Качество знаний", field, rule, below))


def _learning_index(own, other, name, below) -> Headline:
    rule = "1,00 · «5» + 0,64 · «4» + 0,36 · «3» + 0,16 · «2» + 0,07 · н/а"
    return _without_sign(own, other, name, ("СОУ", "learning_index", rule, below))


def _without_sign(own: dict, other: dict | None, name: str, what: tuple) -> Headline:
    """A share whose interval is not known: a gap, and nothing said about chance."""
    title, field, rule, below = what
    gap = judged(own, difference(own.get(field), other and other.get(field)))
    return Headline(
        title,
        share(own, field),
        rule,
        below,
        compared=f"{name}: {share(other, field)}" if other else "",
        gap=gap_in_points(gap, own, other) if is_known(gap) else "",
    )


def _share(own, other, name, noun, below, field, title, rule, low, high) -> Headline:
    if is_early(own):
        return Headline(title, share(own, field), rule, below, TOO_FEW, gap=TOO_FEW_TO_JUDGE)
    return Headline(
        title,
        share(own, field),
        rule,
        below,
        _sign(own, other, field, low, high),
        f"{name}: {share(other, field)}" if other else "",
        _gap(own, other, field, noun),
    )


def _sign(own: dict, other: dict | None, field: str, low: str, high: str) -> str:
    """▲ ▼ =; nothing of single marks, whose interval would take those of a student for many."""
    if not other or own.get("of_marks"):
        return ""
    return sign_beyond(own[low], own[high], other[field], own, other)


def _gap(own: dict, other: dict | None, field: str, noun: tuple[str, str, str]) -> str:
    """In points, and in whole students of one's own."""
    gap = difference(own[field], other and other[field])
    if not is_known(gap):
        return ""
    text = gap_in_points(gap, own, other)
    if is_disclosed(own):
        return text
    return f"{text}, это {about(other)}{in_whole(gap, own['n'], noun)}"


def _mean(own, other, name, below) -> Headline:
    is_current = own["basis"] == "current" and not own.get("of_marks")
    field = "weighted_mean" if is_current else "mean_mark"
    gap = judged(own, difference(own[field], other and other[field]))
    return Headline(
        "Средневзвешенный балл" if is_current else "Средний балл",
        mean(own, field),
        "с весами форм контроля" if is_current else "без н/а",
        behind(own, MARKS, "n_marks") if is_current else below,
        compared=f"{name}: {mean(other, field)}" if other else "",
        gap=gap_in_marks(gap, own, other) if is_known(gap) else "",
    )


def _numbers(own: dict, noun) -> Headline:
    parts = f"не аттестовано: {number(own, 'n_na')}, освобождено: {number(own, 'n_released')}"
    title = "Учеников" if noun is STUDENTS else "Отметок"
    rule = "с отметкой или н/а" if noun is STUDENTS else "ученик × предмет, с н/а"
    return Headline(title, number(own), rule, "" if is_disclosed(own) else parts)


def difference(value, other) -> float | None:
    """Ours minus theirs, None when one is not known."""
    return value - other if is_known(value) and is_known(other) else None


def judged(own: dict, gap: float | None) -> float | None:
    """A gap, unless it is too early to judge it."""
    return None if is_early(own) else gap


def about(other: dict | None) -> str:
    """«≈ » before what is counted from a rounded reference."""
    return ABOUT if is_disclosed(other) else ""


def in_whole(gap: float, n: int, noun: tuple[str, str, str]) -> str:
    """A gap in whole students: «4 ученика из 28»."""
    whole = abs(round(gap * n))
    return f"{counted(whole, noun)} из {count(n)}" if whole else LESS_THAN_ONE[noun]


def finding(
    name: str, own: dict | None, other: dict | None, above: str, before, *, whose: str = ""
) -> str:
    """The finding as one or two sentences with their numbers, ready for a note.

    `whose` says whose numbers those of a year ago are, where they are not of the same children.
    """
    if own is None:
        return f"{name}: отметок за выбранный период нет."
    if is_hidden(own):
        return f"{name}: {HIDDEN_HERE}"
    noun = counted_noun(own)
    subject = f"по предмету «{own['subject']}»" if own["subject_id"] else "по всем предметам"
    when = f"{own['period']} {own['school_year']}/{own['school_year'] + 1}"
    text = f"{name}, {subject}, {when}: {_quality(own, noun)}"
    if is_early(own):
        return f"{text}. Это {TOO_FEW_TO_JUDGE}."
    if gap := _gap(own, other, "quality_rate", noun):
        text += f"; {above}: {share(other, 'quality_rate')}, разница {gap}"
    since = _since(own, before, whose)
    return " ".join(f"{part.removesuffix('.')}." for part in (text, since) if part)


def _quality(own: dict, noun: tuple[str, str, str]) -> str:
    rate = share(own, "quality_rate")
    if "reserve_rate" not in own:
        return f"качество знаний {rate} ({behind(own, noun)})"
    if is_disclosed(own):
        return f"на «4» и «5» учатся {rate} ({behind(own, noun)})"
    good = count(own["excellent"] + own["good"])
    reserve = percent(own["reserve_rate"])
    return (
        f"на «4» и «5» учатся {good} из {counted(own['n'], OF_STUDENTS)} ({rate}), "
        f"с одной «3» – {count(own['one_three'])} (с этим резервом {reserve})"
    )


def _since(own: dict, before: dict | None, whose: str) -> str:
    """What has changed in a year; of others it would be a change of rounding."""
    if is_disclosed(own) or (before and is_disclosed(before)):
        return ""
    gap = difference(own["quality_rate"], before and before["quality_rate"])
    if not is_known(gap):
        return ""
    was = f"{share(before, 'quality_rate')} ({with_n(before)})"
    said = f"Год назад ({whose})" if whose else "Год назад"
    return f"{said} было {was}, изменение {gap_in_points(gap, own, before)}"


def compared_row(row: dict, other: dict | None) -> dict:
    """A row of indicators with `reference, gap, whole, sign` for a table, beside another row."""
    other = other if is_comparable(other) else None
    reference = other["quality_rate"] if other else None
    gap = difference(row["quality_rate"], reference)
    sign = _sign(row, other, "quality_rate", "quality_low", "quality_high") if other else NO_DATA
    is_whole = gap is not None and not is_disclosed(row)
    return row | {
        "reference": reference,
        "gap": gap,
        "gap_rounded": is_disclosed(row) or is_disclosed(other),
        "whole": round(gap * row["n"]) if is_whole else None,
        "sign": sign_in(row, sign),
    }
