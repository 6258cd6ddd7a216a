"""What storing did: which rows of the sheet changed anything, and which parts were touched."""

from dataclasses import dataclass, field


@dataclass
class Stored:
    """Counts of sheet rows, and the touched (kind, school, year, part) places."""

    loaded: int = 0
    unchanged: int = 0
    parts: set[tuple[str, int, int, int]] = field(default_factory=set)
    moved_from: set[int] = field(default_factory=set)  # municipalities that lost a school
