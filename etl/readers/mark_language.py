"""The mark language: what one cell of a journal or of a table of final marks says."""

import re
from dataclasses import dataclass
from itertools import product

ABSENCES = ("н", "нп", "нб", "б", "у", "оп", "п", "уп", "от")
STATES = ("н/а", "осв", "зач", "нз", "незач", "-")
FINAL_STATES = ("н/а", "осв", "зач", "незач")
WORDS = frozenset(ABSENCES + STATES)
LONGEST = max(map(len, WORDS))

LOOK_ALIKES = {
    "a": "а", "b": "бв", "c": "с", "e": "е", "h": "н", "n": "пн", "o": "о", "p": "пр", "t": "т",
    "y": "у",
}  # fmt: skip
DEBT = (".",)
NUANCES = {"": 0, "-": -1, "+": 1}

NUMBER = re.compile(r"([1-5])[.,]0+")
MARK = re.compile(r"([1-5])([+-]?)(\.?)")
DASHES = re.compile("[‐‑‒–—―−]")
TOKEN = re.compile(r"[нhn]\s*/\s*[аa]\b|[^\s/]+")
LOOSE_SLASH = re.compile(r"^/|/\s*/|/$")

UNKNOWN = "в клетке может быть отметка 1–5 (с «+», «-» или «.»), код посещаемости или состояние"
AMBIGUOUS = "латинская буква читается двояко, нужна русская"
NO_DECIMALS = "отметка — целое число от 1 до 5; две отметки разделяют пробелом или «/»"
ONE_STATE = "в клетке может быть только одно состояние, и не рядом с отметкой"
ONE_ABSENCE = "в клетке может быть только один код посещаемости"
FINAL = "итоговая отметка: 1–5, н/а, осв, зач или незач"


@dataclass(frozen=True)
class Cell:
    """
    What a cell says; an empty cell says nothing.

    Attributes
    ----------
    marks : tuple of int
        Marks 1–5 in the order written.
    nuances : tuple of int
        For every mark −1 («5-»), 0 or +1 («4+»).
    debt : bool
        A dot: the work is owed or may be done again.
    absence : str or None
        One of `ABSENCES`; the case does not matter, small letters are the canonical form.
    state : str or None
        One of `STATES`.
    """

    marks: tuple[int, ...] = ()
    nuances: tuple[int, ...] = ()
    debt: bool = False
    absence: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Problem:
    """A cell outside the language: ``text`` as it stood and the Russian ``rule`` it breaks."""

    text: str
    rule: str


def parse_cell(text: str | None) -> Cell | Problem:
    """
    Reading of one journal cell, or the problem with it.

    Marks are separated by spaces or «/» (``5 4``, ``5/4``); each may carry «+» or «-» and a dot
    for a debt; a dot alone is a debt without a mark. A mark may stand beside an attendance code
    (``н 5``, ``5 н``). Case, outer spaces, kinds of dashes and Latin look-alikes do not matter,
    as long as only one word of the language can be meant (a lone Latin ``n`` may be «н» or «п»
    and is rejected). ``5,0`` and ``5.0`` alone in a cell are a «5» written by a spreadsheet.
    Rejected: other numbers (``7``, ``0``), decimals (``4,5``), marks run together (``55``:
    a slip cannot be told from two marks), a state beside a mark (``н/а 5``), two different
    attendance codes or states, a comma as separator and any other word. The same attendance
    code twice (``н н``: two lessons in a day) is one absence.

    Parameters
    ----------
    text : str or None
        None and blank text give an empty `Cell`.

    Returns
    -------
    Cell or Problem

    References
    ----------
    Mark language of the electronic journal; what is rejected is an own rule.
    """
    written = "" if text is None else str(text)
    plain = DASHES.sub("-", written).strip().lower()
    number = NUMBER.fullmatch(plain)
    tokens = [number[1]] if number else _tokens(plain)
    readings = [_reading(token) for token in tokens]
    rules = [reading for reading in readings if isinstance(reading, str)]
    if rules:
        return Problem(written, rules[0])
    return _joined(written, readings)


def parse_final(text: str | None) -> Cell | Problem:
    """
    Reading of a final mark: one whole mark 1–5 or one of `FINAL_STATES`, or the problem with it.

    Parameters
    ----------
    text : str or None
        None and blank text give an empty `Cell`.

    Returns
    -------
    Cell or Problem

    References
    ----------
    Values of the template ``final_marks``.
    """
    cell = parse_cell(text)
    if cell == Cell() or (isinstance(cell, Cell) and _is_final(cell)):
        return cell
    return Problem("" if text is None else str(text), FINAL)


def _is_final(cell: Cell) -> bool:
    """One plain mark and nothing else, or one final state and nothing else."""
    if cell.marks:
        return cell == Cell(marks=cell.marks, nuances=(0,))
    return cell.state in FINAL_STATES and cell == Cell(state=cell.state)


def _tokens(plain: str) -> list[str]:
    """Words of a cell; «/» separates marks except inside «н/а»; a loose «/» is a word."""
    loose = ["/"] if LOOSE_SLASH.search(plain) else []
    return ["".join(token.split()) for token in TOKEN.findall(plain)] + loose


def _reading(token: str) -> Cell | str:
    """Cell of one token, or the rule it breaks."""
    mark = MARK.fullmatch(token)
    if mark:
        return Cell((int(mark[1]),), (NUANCES[mark[2]],), debt=bool(mark[3]))
    if token in DEBT:
        return Cell(debt=True)
    words = _words(token)
    if len(words) != 1:
        return AMBIGUOUS if words else _rule_for(token)
    (word,) = words
    return Cell(absence=word) if word in ABSENCES else Cell(state=word)


def _words(token: str) -> set[str]:
    """Words of the language that a token may mean when its Latin letters are read as Russian."""
    if len(token) > LONGEST:
        return set()
    return WORDS & {"".join(letters) for letters in product(*map(_letters, token))}


def _letters(letter: str) -> str:
    """Russian letters that a typed letter may stand for."""
    return LOOK_ALIKES.get(letter, letter)


def _rule_for(token: str) -> str:
    """Rule broken by a token that is no word of the language."""
    return NO_DECIMALS if token[0].isdigit() else UNKNOWN


def _joined(written: str, readings: list[Cell]) -> Cell | Problem:
    """One cell of the readings of its tokens, unless they contradict each other."""
    marks = tuple(mark for reading in readings for mark in reading.marks)
    states = {reading.state for reading in readings if reading.state}
    absences = {reading.absence for reading in readings if reading.absence}
    if len(states) > 1 or (states and marks):
        return Problem(written, ONE_STATE)
    if len(absences) > 1:
        return Problem(written, ONE_ABSENCE)
    return Cell(
        marks=marks,
        nuances=tuple(nuance for reading in readings for nuance in reading.nuances),
        debt=any(reading.debt for reading in readings),
        absence=next(iter(absences), None),
        state=next(iter(states), None),
    )
