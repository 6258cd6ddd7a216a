"""What a person types, taken apart: words without signs, and how a name may be written."""

import re
from itertools import product


def words_of(text: str) -> list[str]:
    """«Школа № 7» → школа, 7: without quotes and signs, ё as е; a class stays one word, «8а»."""
    plain = text.casefold().replace("ё", "е")
    return re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", plain)


def is_enough(words: list[str]) -> bool:
    """Whether there is something to look for: two letters, or a digit."""
    return any(len(word) > 1 or word.isdigit() for word in words)


def spellings(word: str) -> list[str]:
    """How a name that begins so may be written: capitalised or in capitals, with е or ё."""
    parts = re.split("(е)", word, maxsplit=2)
    choices = product(*(("е", "ё") if part == "е" else (part,) for part in parts))
    joined = ["".join(choice) for choice in choices]
    return list(dict.fromkeys(form for one in joined for form in (one.title(), one.upper())))
