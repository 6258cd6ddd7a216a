"""Letters on paper: which may stand in a file, and about how much room a text takes."""

import re

NOT_LEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NARROW = set("ijltfrI.,:;'|!()[]{}/\\-–·\u00a0\u202f \"`")
WIDE = set("MWmw%@—№ЖМФЦШЩЫЮжмфшщыю≈▲▼×")
NARROW_EM, USUAL_EM, CAPITAL_EM, WIDE_EM = 0.32, 0.56, 0.7, 0.86  # of Arial, a little generous
BOLD = 1.15
EXACT = 0.01  # points: what adding up leaves over


def legal(text: str) -> str:
    """The text without the signs that XML does not allow; they break a whole file."""
    return NOT_LEGAL.sub("", str(text))


def office(text: str) -> str:
    """Narrow spaces as usual ones: not every office font has them."""
    return legal(text).replace("\u202f", "\u00a0")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is [points]."""
    return sum(map(_em, text)) * size * (BOLD if bold else 1)


def _em(letter: str) -> float:
    if letter in NARROW:
        return NARROW_EM
    if letter in WIDE:
        return WIDE_EM
    return CAPITAL_EM if letter.isupper() else USUAL_EM


def lines_in(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """On how many lines a text stands in a width [points]; long words are broken."""
    return sum(_lines(line, size, width, bold) for line in text.split("\n"))


def _lines(text: str, size: float, width: float, bold: bool) -> int:
    lines, used = 1, 0.0
    for word in text.split(" "):
        long = width_of(word, size, bold=bold)
        before = used + width_of(" ", size) if used else 0.0
        if used and before + long > width + EXACT:
            lines, before = lines + 1, 0.0
        broken = int((long - EXACT) // width)
        lines, used = lines + broken, before + long - broken * width
    return lines


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the longest word [points]."""
    return max((width_of(word, size, bold=bold) for word in text.split()), default=0.0)


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """The text, cut with «…» where it would not stand on one line."""
    if width_of(text, size, bold=bold) <= width:
        return text
    while text and width_of(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
