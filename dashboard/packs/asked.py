"""What a person wants to take away: reports of screens, by their addresses alone."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Asked:
    """A report of the screen at an address, with what the person has to say about it."""

    address: str
    report: str
    remark: str = ""
    within: str = ""  # the rights a file was made by: with others its numbers may not be shown


def as_rows(asked: Iterable[Asked]) -> list[dict]:
    """As the table of files keeps them."""
    return [asdict(one) for one in asked]


def of_rows(kept: Iterable[Mapping[str, str]]) -> list[Asked]:
    """Out of the table of files."""
    return [Asked(**row) for row in kept]
