"""Lists of codes of content elements (КЭС) and skills (КПУ) as people write them in a plan.

A cell is pieces separated by ``,`` ``;`` or spaces; a piece is a code of 1–3 levels (``7``,
``3.6``, ``4.28.1``) or a range of codes. Misprints are mended where one reading is left, and
always named in the doubts. Rules, all of them own rules:

- *Split decimal*: ``2.5,2,6,7.4`` means 2.6, while ``1.3;4;5`` names whole sections. Two bare
  numbers a, b in a row, parted by a comma, are the code a.b when a neighbour is a code of the
  same section a (a bare ``a`` beside it would say that section twice) and a.b keeps the
  ascending order with it; or when the codifier is given and knows a.b but no b. A codifier
  that does not know a.b forbids the reading.
- *Glued ranges*: ``5.1–5.72.1–2.6`` is cut where both halves become ascending ranges within one
  section, if there is exactly one such place.
- *Range over sections*: ``1.1–7.6`` is every known code of that depth in between, in natural
  order; without a codifier the sections 1…7.
"""

import re
from itertools import pairwise

from etl.readers.code_ranges import expanded, natural_key

DASHES = re.compile(r"\s*[-‐‑‒–—―−]+\s*")
PIECE = re.compile(r"[^\s,;]+")
CODE = r"[1-9]\d{0,2}(?:\.[1-9]\d{0,2}){0,2}"
ONE_CODE = re.compile(CODE)
RANGE = re.compile(f"({CODE})-({CODE})")
GLUED = re.compile(rf"({CODE})-([\d.]+)-({CODE})")
WHOLE_NUMBER = re.compile(r"([1-9]\d{0,2})[.,]0+")


def parse_codes(text: str | None, known=()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Codes named by a cell and what is doubtful about it.

    Parameters
    ----------
    text : str or None
        The cell.
    known : collection of str
        Codes of the codifier, if there is one; then codes outside it are doubts too.

    Returns
    -------
    codes : tuple of str
        Each code once, in natural order (``2.9`` before ``2.10``, a section before its parts).
    doubts : tuple of str
        Russian sentences: misprints mended, ranges guessed, pieces that could not be read.

    References
    ----------
    Cells of the published exam plans of 2026; own rules as in the module's first lines.
    """
    plain = DASHES.sub("-", "" if text is None else str(text)).strip()
    whole = WHOLE_NUMBER.fullmatch(plain)
    known = frozenset(known)
    codes, doubts = _read(whole[1] if whole else plain, known)
    ordered = tuple(sorted(set(codes), key=natural_key))
    return ordered, tuple(dict.fromkeys(doubts + _strangers(ordered, known)))


def _read(plain: str, known: frozenset) -> tuple[list[str], list[str]]:
    """Codes and doubts of a cell with plain dashes, in the order written."""
    codes, doubts = [], []
    pieces, more = _mended(plain, known)
    doubts += more
    for piece in pieces:
        found, more = _codes_of(piece, known)
        codes += found
        doubts += more
    return codes, doubts


def _mended(plain: str, known: frozenset) -> tuple[list[str], list[str]]:
    """Pieces of a cell with final dots cut off and split decimals joined, and the doubts."""
    found = list(PIECE.finditer(plain))
    pieces = [_without_dots(match[0]) for match in found]
    doubts = [
        f"«{match[0]}»: лишняя точка, прочитано как {piece}"
        for match, piece in zip(found, pieces, strict=True)
        if piece != match[0]
    ]
    place = 0
    while place + 1 < len(pieces):
        comma = "," in plain[found[place].end() : found[place + 1].start()]
        joined = f"{pieces[place]}.{pieces[place + 1]}"
        if comma and _is_split_decimal(pieces, place, known):
            doubts.append(f"«{joined.replace('.', ',')}»: прочитано как {joined}")
            pieces[place : place + 2] = [joined]
            found[place : place + 2] = [found[place + 1]]
        place += 1
    return pieces, doubts


def _without_dots(piece: str) -> str:
    """Code or range without dots at the ends of its codes; any other piece as it is."""
    cut = "-".join(part.strip(".") for part in piece.split("-"))
    return cut if ONE_CODE.fullmatch(cut) or RANGE.fullmatch(cut) else piece


def _is_split_decimal(pieces: list[str], place: int, known: frozenset) -> bool:
    """Whether the bare numbers at this place and the next are one code a.b (rule above)."""
    section, part = pieces[place : place + 2]
    if not (_is_bare(section) and _is_bare(part)):
        return False
    joined = f"{section}.{part}"
    twice = _repeats_section(pieces, place, joined)
    if known:
        return joined in known and (twice or part not in known | _sections(known))
    return twice


def _repeats_section(pieces: list[str], place: int, joined: str) -> bool:
    """Whether a neighbour is of the same section and the joined code rises with it."""
    section = joined.split(".")[0] + "."
    before, after = pieces[max(place - 1, 0) : place], pieces[place + 2 : place + 3]
    below = [code for code in map(_last, before) if code.startswith(section)]
    above = [code for code in map(_first, after) if code.startswith(section)]
    rising = [natural_key(code) for code in (*below, joined, *above)]
    return len(rising) > 1 and all(low < high for low, high in pairwise(rising))


def _is_bare(piece: str) -> bool:
    """A code of one level."""
    return "." not in piece and bool(ONE_CODE.fullmatch(piece))


def _first(piece: str) -> str:
    """First code of a piece, or nothing."""
    match = ONE_CODE.match(piece)
    return match[0] if match else ""


def _last(piece: str) -> str:
    """Last code of a piece, or nothing."""
    return _first(piece.split("-")[-1])


def _codes_of(piece: str, known: frozenset) -> tuple[list[str], list[str]]:
    """Codes and doubts of one piece."""
    if ONE_CODE.fullmatch(piece):
        return [piece], []
    one = RANGE.fullmatch(piece)
    if one:
        return expanded(one[1], one[2], known)
    glued = GLUED.fullmatch(piece)
    cuts = _cuts(*glued.groups()) if glued else []
    if len(cuts) != 1:
        return [], [f"«{piece}»: не разобрано"]
    return _unglued(piece, cuts[0], known)


def _cuts(first: str, middle: str, last: str) -> list[tuple[str, str, str, str]]:
    """Ways to cut the middle so that first–… and …–last both rise within one section."""
    ways = [
        (first, middle[:place], middle[place:], last)
        for place in range(1, len(middle))
        if ONE_CODE.fullmatch(middle[:place]) and ONE_CODE.fullmatch(middle[place:])
    ]
    return [way for way in ways if _rises(way[0], way[1]) and _rises(way[2], way[3])]


def _rises(low: str, high: str) -> bool:
    """Whether two codes are the ends of an ascending range within one section."""
    lower, upper = natural_key(low), natural_key(high)
    return len(lower) == len(upper) > 1 and lower[:-1] == upper[:-1] and lower < upper


def _unglued(piece: str, cut: tuple[str, str, str, str], known: frozenset):
    """Codes of two ranges written without a separator, with the doubt."""
    low, high, next_low, next_high = cut
    codes, doubts = expanded(low, high, known)
    more_codes, more_doubts = expanded(next_low, next_high, known)
    note = f"«{piece}»: слитные диапазоны, прочитано как {low}–{high} и {next_low}–{next_high}"
    return codes + more_codes, [note, *doubts, *more_doubts]


def _strangers(codes: tuple[str, ...], known: frozenset) -> list[str]:
    """Doubts about codes that the codifier has neither as codes nor as sections of codes."""
    if not known:
        return []
    legal = known | _sections(known)
    return [f"«{code}»: нет в кодификаторе" for code in codes if code not in legal]


def _sections(known: frozenset) -> set[str]:
    """Sections of the known codes, named in the codifier or not."""
    return {code[:place] for code in known for place, sign in enumerate(code) if sign == "."}
