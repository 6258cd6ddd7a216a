"""Names that differ by a misprint: «Geomteric Measurement» and «Geometric Measurement».

Own rule. Two names are nearly the same when they have the same words in any order, but for case,
«ё» and signs, or when each word that one of them has alone is a misprint of one of the other's: it
begins with the same letter and one letter is wrong, missing, too much or exchanged with its
neighbour; in words of eight letters and more, two. Short words and words that turn the meaning
round («равенства», «неравенства») have to be the same, and numbers – figures, Roman numerals,
words – also in their order.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

SHORTEST = 5  # letters; of shorter words too many differ by one letter
LAST_YEAR = 9999
LONG = 8  # letters; in such words two may be wrong
ENDING = 3  # letters after the stem of a number word: «третьего», and not «тригонометрия»
WORD = re.compile(r"\w+")
NUMBERS = tuple(
    "ноль один перв два две дву двух втор три трё трех трет четыр четвер чётвер пят шест сем восьм "
    "восем девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат "
    "восемнадцат девятнадцат двадцат тридцат сорок пятьдесят шестьдесят семьдесят восемьдесят "
    "девяност сто сот тысяч миллион миллиард one two three four five six seven eight nine ten "
    "first second third fourth fifth sixth seventh eighth ninth tenth eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twent thirt fort fift hundred "
    "thousand".split()
)
ROMAN = re.compile(r"[ivxlcdm]+")


class Entry(NamedTuple):
    """A name in a codifier; grade 0 is any, a year None is open."""

    subject_id: int
    kind: str
    code: str
    grade: int
    name: str
    valid_from: int | None = None
    valid_to: int | None = None


def doubtful_entries(entries: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """
    Entries under different codes that hold at the same time and have nearly the same name.

    Parameters
    ----------
    entries : iterable of Entry
        Of any subjects, kinds, grades and years.

    Returns
    -------
    pairs : list of (Entry, Entry)
        Each pair of codes once a grade. A section and what lies in it are no pair: the first often
        repeats the name of the whole.

    References
    ----------
    Own rule, as in the module's first lines.
    """
    apart: dict[tuple, dict[Entry, str]] = defaultdict(dict)
    for entry in entries:
        apart[entry.subject_id, entry.kind][entry] = entry.name
    found: dict[tuple, tuple[Entry, Entry]] = {}
    for names in apart.values():
        for first, second in nearly_same(names):
            if _are_rivals(first, second):
                codes = frozenset((first.code, second.code))
                grade = grade_of(first, second)
                found.setdefault((first.subject_id, first.kind, grade, codes), (first, second))
    return list(found.values())


def grade_of(first: Entry, second: Entry) -> int:
    """The grade in which both names hold; 0 when both hold in any."""
    return max(first.grade, second.grade)


def _are_rivals(first: Entry, second: Entry) -> bool:
    """Of one grade and time, and neither the same code nor one within the other."""
    longer, shorter = sorted((f"{first.code}.", f"{second.code}."), key=len, reverse=True)
    of_one_grade = first.grade == second.grade or 0 in (first.grade, second.grade)
    return of_one_grade and not longer.startswith(shorter) and _at_one_time(first, second)


def _at_one_time(first: Entry, second: Entry) -> bool:
    begin = max(first.valid_from or 0, second.valid_from or 0)
    return begin <= min(first.valid_to or LAST_YEAR, second.valid_to or LAST_YEAR)


def nearly_same(names: Mapping[Key, str]) -> list[tuple[Key, Key]]:
    """
    Keys whose names are the same or nearly so.

    Parameters
    ----------
    names : mapping of key to str
        Names of one codifier by their code, or by whatever stands for it.

    Returns
    -------
    pairs : list of (key, key)
        In the order of the names.

    References
    ----------
    Own rule, as in the module's first lines.
    """
    known = {key: words_of(name) for key, name in names.items()}
    numbers = {key: numbers_in(name) for key, name in names.items()}
    place = {key: number for number, key in enumerate(known)}
    found = [
        (first, second)
        for first, second in _candidates(known)
        if numbers[first] == numbers[second] and is_misprint(known[first], known[second])
    ]
    return sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, sorted; signs between them say nothing."""
    return tuple(sorted(_words(name)))


def numbers_in(name: str) -> tuple[str, ...]:
    """The numbers of a name, in figures and in words, in their order: 3.2 is not 2.3."""
    return tuple(word for word in _words(name) if _is_number(word))


def _words(name: str) -> list[str]:
    return WORD.findall(name.lower().replace("ё", "е"))


def is_misprint(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two lists of words say the same, but for misprints; two without a word do not."""
    alone, others = _without(first, second), _without(second, first)
    if not first or len(alone) != len(others):
        return False
    return all(_is_misprint_of_word(a, b) for a, b in zip(alone, others, strict=True))


def _candidates(known: dict[Key, tuple[str, ...]]) -> Iterator[tuple[Key, Key]]:
    """Pairs with as many words, which begin with the same letters: few of all pairs."""
    alike: dict[tuple, list[Key]] = defaultdict(list)
    for key, words in known.items():
        alike[tuple(word[0] for word in words)].append(key)
    for keys in alike.values():
        yield from combinations(keys, 2)


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """The words that the others do not have, as often as they are left over."""
    left = list(others)
    alone = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            alone.append(word)
    return alone


def _is_misprint_of_word(first: str, second: str) -> bool:
    shorter = min(len(first), len(second))
    if shorter < SHORTEST or first[0] != second[0] or _is_number(first) or _is_number(second):
        return False
    return distance(first, second) <= (2 if shorter >= LONG else 1)


def _is_number(word: str) -> bool:
    if any(sign.isdigit() for sign in word) or ROMAN.fullmatch(word):
        return True
    return any(word.startswith(stem) and len(word) <= len(stem) + ENDING for stem in NUMBERS)


def distance(first: str, second: str) -> int:
    """
    Letters wrong, missing, too many or exchanged with a neighbour between two words.

    References
    ----------
    F. J. Damerau (1964), Communications of the ACM 7(3), in the restricted form in which no
    letter is changed twice («optimal string alignment»).
    """
    before, last = [], list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        line = [row]
        for column, other in enumerate(second, start=1):
            cost = min(line[-1] + 1, last[column] + 1, last[column - 1] + (letter != other))
            is_exchanged = (
                row > 1 and column > 1 and first[row - 2 : row] == _turned(second, column)
            )
            line.append(min(cost, before[column - 2] + 1) if is_exchanged else cost)
        before, last = last, line
    return last[-1]


def _turned(word: str, end: int) -> str:
    return word[end - 1] + word[end - 2]
