"""What a file is made of: reports of screens in an order, each built anew from its numbers."""

from dataclasses import dataclass
from datetime import date

from dashboard.exports.charts import said_instead
from dashboard.exports.letters import legal
from dashboard.numbers import day
from dashboard.reports.cells import Column, columns_of, text_of
from dashboard.reports.content import Content
from dashboard.rounded import RULE

PRODUCT = "МСОКО"
BETWEEN = " · "
MOST_PLACES = 6


class CannotMake(Exception):
    """A form of file that cannot be made here, with the reason in a sentence for the user."""


@dataclass(frozen=True)
class Part:
    """One report at one place in one view, with the words of the person who takes it."""

    question: str
    title: str  # of the unit
    place: str
    filters: str
    n: str
    fresh: str
    remark: str
    content: Content
    rule: str = ""  # how numbers of others are rounded, when there are any
    address: str = ""

    @property
    def columns(self) -> list[Column]:
        """The columns of its table, none when there is no table or no row."""
        table = self.content.table
        return columns_of(table.columns) if table is not None and table.rows else []

    @property
    def rows(self) -> list[dict]:
        """The rows of its table."""
        return self.content.table.rows if self.columns else []

    @property
    def texts(self) -> list[list[str]]:
        """The cells of its table as the screen says them."""
        columns = self.columns
        return [[legal(text_of(row, column)) for column in columns] for row in self.rows]


@dataclass(frozen=True)
class Pack:
    """Reports in their order, with what the cover says."""

    title: str
    code: str  # the report id, printed on every page
    made_on: date
    author: str  # the role, never the name of a child
    parts: tuple[Part, ...]


def part_of(shown, report: str, remark: str = "") -> Part | None:
    """A report of a screen as `reports.shown` reads it; None when it has no such report."""
    content = shown.content(report)
    if content is None:
        return None
    asked = shown.report(report)
    return Part(
        question=asked.asked_at(shown.level),
        title=shown.title,
        place=shown.place,
        filters=shown.filters,
        n=shown.n,
        fresh=shown.fresh,
        remark=remark,
        content=content,
        rule=RULE if shown.has_rounded else "",
        address=shown.address,
    )


def heading_of(part: Part) -> str:
    """«Школа № 7 · 2025/2026, год · n = 252 ученика»: under the question."""
    return joined(part.place or part.title, part.filters, part.n)


def foot_of(pack: Pack, part: Part | None = None) -> str:
    """Filters, n, date and report id: at the foot of every page."""
    of_part = (part.filters, part.n) if part else shared_filters(pack)
    return joined(*of_part, day(pack.made_on), pack.code)


def notes_of(part: Part) -> list[str]:
    """What stands small at the end: how to read it, of which data, by which rule."""
    instead = "" if part.content.note else said_instead(part.content.figure)
    return [legal(note) for note in (part.content.note or instead, part.fresh, part.rule) if note]


def shared_filters(pack: Pack) -> list[str]:
    """The filters when all parts have the same."""
    found = {part.filters for part in pack.parts}
    return list(found) if len(found) == 1 else []


def places_of(pack: Pack) -> list[str]:
    """Every place once, in the order of the parts; of very many the first ones."""
    places = list(dict.fromkeys(part.place or part.title for part in pack.parts))
    more = len(places) - MOST_PLACES
    return places if more <= 0 else [*places[:MOST_PLACES], f"и ещё {more}"]


def joined(*words: str) -> str:
    """Words with a dot between them, without the empty ones."""
    return BETWEEN.join(legal(word) for word in words if word)
