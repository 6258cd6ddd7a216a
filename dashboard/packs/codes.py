"""The id printed on every page of a file, and what the file is called."""

from datetime import date
from secrets import choice

from dashboard.exports.sheet import NOT_IN_NAMES

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another when read aloud
LENGTH = 5
LONGEST_NAME = 140


def new_code(today: date) -> str:
    """«МС-26-7F3K9»: short enough for a footer, and never the same twice."""
    return f"МС-{today:%y}-{''.join(choice(SIGNS) for _ in range(LENGTH))}"


def kept_as(code: str, ending: str) -> str:
    """The name on the disk of the server, in Latin letters whatever its locale is."""
    return f"{code.replace('МС', 'MS')}.{ending}"


def named(ending: str, *words: str) -> str:
    """The name for the person: «Материалы к педсовету, МС-26-7F3K9.pptx»."""
    name = NOT_IN_NAMES.sub("-", ", ".join(word for word in words if word))
    return f"{name[:LONGEST_NAME].strip(' .')}.{ending}"
