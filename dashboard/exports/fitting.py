"""How a table fits a page: size of type, widths of columns, which columns go on another page."""

from dataclasses import dataclass

from dashboard.exports.letters import lines_in, longest_word, shortened, width_of
from dashboard.reports.cells import Column

LINE = 1.22  # height of a line, in sizes of type
PAD_X, PAD_Y = 6.0, 6.0  # points, both sides together
FIRST_EM, WORDS_EM, NARROWEST_EM = 13, 9, 2.2
WIDEST_SHARE = 0.42  # of the page for one column of words
TALLEST_HEAD = 150.0  # points, of names written upwards
STRETCH = 1.5
LARGEST_UPRIGHT = 10  # of type; names written upwards are long
MOST_HEAD_LINES = 3
FEWEST = 4  # rows at the end of a page
SHORT = 330.0  # points


@dataclass(frozen=True)
class Fit:
    """A table as it is set: columns by number, a group a page with the first one repeated."""

    size: float
    is_upright: bool
    groups: tuple[tuple[int, ...], ...]
    widths: tuple[tuple[float, ...], ...]  # a group
    is_comfortable: bool = True  # without upright names, small type or split


def fitted(columns: list[Column], cells: list[list[str]], width: float, sizes) -> Fit:
    """The largest type that fits the width, then names written upwards, then several pages."""
    upward = [size for size in sizes if size <= LARGEST_UPRIGHT] or sizes[-1:]
    for is_upright, size in [(False, size) for size in sizes] + [(True, size) for size in upward]:
        least, natural = _widths(columns, cells, size, width, is_upright)
        if sum(least) <= width:
            spread = tuple(_spread(least, natural, width))
            every = tuple(range(len(columns)))
            return Fit(size, is_upright, (every,), (spread,), not is_upright)
    return _split(columns, cells, width, sizes[-1])


def _split(columns, cells, width: float, size: float) -> Fit:
    """As many columns as fit beside the first, then the next ones beside it again."""
    least, natural = _widths(columns, cells, size, width, True)
    pages = paged(least[1:], width - least[0])
    groups = [[0, *(place + 1 for place in page)] for page in pages]
    widths = [
        _spread([least[i] for i in group], [natural[i] for i in group], width) for group in groups
    ]
    return Fit(size, True, tuple(map(tuple, groups)), tuple(map(tuple, widths)), False)


def _widths(columns, cells, size: float, width: float, is_upright: bool):
    """The least and the natural width of every column [points]."""
    least, natural = [], []
    for place, column in enumerate(columns):
        texts = [line[place] for line in cells]
        widest = max((width_of(text, size) for text in texts), default=0.0)
        word = max((longest_word(text, size) for text in texts), default=0.0)
        head = _head(column.title, size, is_upright and place > 0)
        wanted = max(widest, head, NARROWEST_EM * size)
        natural.append(min(wanted, WIDEST_SHARE * width) + PAD_X)
        em = FIRST_EM if place == 0 else WORDS_EM
        wrapped = max(head, min(widest, max(word, em * size)), NARROWEST_EM * size)
        needed = wrapped if column.form == "words" else wanted
        least.append(min(needed + PAD_X, natural[-1]))
    return least, natural


def _head(title: str, size: float, is_upright: bool) -> float:
    """The width a name of a column asks for: its longest word, and not too many lines."""
    if is_upright:
        return size * LINE
    whole = width_of(title, size, bold=True)
    return max(longest_word(title, size, bold=True), whole / MOST_HEAD_LINES * 1.15)


def _spread(least: list[float], natural: list[float], width: float) -> list[float]:
    """What is left goes first to those that had to wrap, then to all up to a measure."""
    wanted = [high - low for low, high in zip(least, natural, strict=True)]
    room = width - sum(least)
    part = min(1.0, room / sum(wanted)) if sum(wanted) else 0.0
    widths = [low + part * more for low, more in zip(least, wanted, strict=True)]
    scale = min(STRETCH, width / sum(widths))
    return [one * scale for one in widths]


def head_height(columns: list[Column], fit: Fit, group: int) -> float:
    """The height of the row of names [points]."""
    titles = [columns[place].title for place in fit.groups[group]]
    if not fit.is_upright:
        pairs = zip(titles, fit.widths[group], strict=True)
        lines = max(lines_in(title, fit.size, wide - PAD_X, bold=True) for title, wide in pairs)
        return lines * fit.size * LINE + PAD_Y
    tallest = max((width_of(title, fit.size, bold=True) for title in titles[1:]), default=0.0)
    return min(tallest + PAD_X + 4, TALLEST_HEAD)


def head_of(column: Column, fit: Fit) -> str:
    """The name of a column as it stands; written upwards it is cut to the height of its row."""
    if not fit.is_upright:
        return column.title
    return shortened(column.title, fit.size, TALLEST_HEAD - PAD_X - 4, bold=True)


def row_heights(cells: list[list[str]], fit: Fit, group: int) -> list[float]:
    """The height of every row [points]."""
    places, widths = fit.groups[group], fit.widths[group]
    return [
        max(
            lines_in(line[place], fit.size, wide - PAD_X)
            for place, wide in zip(places, widths, strict=True)
        )
        * fit.size
        * LINE
        + PAD_Y
        for line in cells
    ]


def is_short(columns: list[Column], cells: list[list[str]], fit: Fit, group: int) -> bool:
    """Whether a table is so low that it is not broken between pages."""
    return head_height(columns, fit, group) + sum(row_heights(cells, fit, group)) <= SHORT


def paged(heights: list[float], room: float) -> list[range]:
    """Rows by page: as many as stand in the room, at least one, about as many on every page."""
    pages = _filled(heights, room)
    if len(pages) < 2:
        return pages
    even = _filled(heights, min(room, sum(heights) / len(pages) + max(heights)))
    return even if len(even) == len(pages) else pages


def _filled(heights: list[float], room: float) -> list[range]:
    pages, start, used = [], 0, 0.0
    for place, height in enumerate(heights):
        if used + height > room and place > start:
            pages.append(range(start, place))
            start, used = place, 0.0
        used += height
    return [*pages, range(start, len(heights))] if heights else []


def begun(heights: list[float], room: float) -> range:
    """The first rows that stand in what is left of a page: all, or enough to be worth it."""
    here = _filled(heights, room)[0] if heights and heights[0] <= room else range(0)
    return here if len(here) in (len(heights), *range(FEWEST, len(heights))) else range(0)
