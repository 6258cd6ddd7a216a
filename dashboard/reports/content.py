"""What a report is, and what it says at one place in one view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.access import Scope


@dataclass(frozen=True)
class Table:
    """Columns as `screens.grids` makes them, and a dictionary a row."""

    columns: list[dict]
    rows: list[dict]


@dataclass(frozen=True)
class Content:
    """What a report says: a finding, a picture, the same numbers as a table, and how to read it."""

    figure: dict | None = None  # of `theme.figure`
    table: Table | None = None
    sentence: str = ""  # the finding with its numbers, ready for a note
    note: str = ""  # how to read it, or why there is nothing
    extra: list = field(default_factory=list)  # more for the screen only: links, groups by name
    hint: str = ""  # what can be done with it, on the screen only

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        has_rows = self.table is not None and bool(self.table.rows)
        has_traces = self.figure is not None and bool(self.figure["data"])
        return not (has_rows or has_traces or self.sentence or self.extra)


@dataclass(frozen=True)
class Report:
    """One question, and how it is answered from what a screen has read."""

    name: str  # in addresses, ids and file names
    question: str | Mapping[str, str]  # one for all levels, or by level
    build: Callable[[Scope, Any], Content]
    levels: tuple[str, ...] = ()  # of the units it is asked of; empty = everywhere
    has_figure: bool = False
    has_table: bool = True
    is_grid: bool = False  # the table is what one works with: sorted, filtered, led down
    upright: tuple[str, ...] = ()  # levels at which its grid has names of columns written upwards
    in_pack: bool = False  # stands in the usual pack for the council
    wide: bool = False
    later: bool = False  # behind «ещё»: read only when asked for
    compares: tuple[str, ...] = ()  # levels at which rows are chosen to be put side by side

    def asked_at(self, level: str) -> str:
        """The question as it is put at a level."""
        return self.question if isinstance(self.question, str) else self.question[level]

    def is_of(self, level: str) -> bool:
        """Whether it is asked at a level."""
        return not self.levels or level in self.levels
