"""A table as a CSV file that a Russian spreadsheet opens by itself and never calculates."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MOVES = ("\t", "\r", "\n")
NUMBER = re.compile(r"-?\d+(?:,\d+)?")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def csv_file(lines: Iterable[Iterable[str]]) -> bytes:
    """Lines of cells with «;» between them, in UTF-8 with the mark Excel looks for.

    Every cell is quoted: read with another separator, none falls apart into a formula.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay."""
    if NUMBER.fullmatch(cell):
        return cell
    is_formula = cell.startswith(MOVES) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


def file_name(*words: str) -> str:
    """«Школа № 7, Параллели, год 2025-2026.csv»: whatever the names are, one name of a file."""
    name = NOT_IN_NAMES.sub("-", ", ".join(word for word in words if word))
    return f"{name[:150].strip(' .')}.csv"
