"""A pack as slides: a question a slide, its chart open to editing, then its table."""

from io import BytesIO

from pptx.util import Pt

from dashboard.exports.charts import chart_of
from dashboard.exports.fitting import begun, fitted, head_height, paged, row_heights
from dashboard.exports.letters import lines_in, office
from dashboard.exports.native import added_chart
from dashboard.exports.pack import (
    PRODUCT,
    Pack,
    Part,
    foot_of,
    heading_of,
    joined,
    notes_of,
    places_of,
    shared_filters,
)
from dashboard.exports.slide_tables import add_table
from dashboard.exports.slides import (
    FLOOR,
    LEFT,
    LINE,
    ROOM,
    add_feet,
    add_rule,
    add_text,
    describe,
    new_presentation,
    new_slide,
)
from dashboard.numbers import day
from dashboard.theme import INK, MUTED

SIZES = (13, 12, 11, 10, 9)  # of the type of tables
TEXT, NOTE = 15, 10
BETWEEN = 8
MOST_TEXT = 150  # points for words beside a chart; longer ones get slides of their own
CONTINUED = " (продолжение)"


def pptx_file(pack: Pack) -> bytes:
    """The pack as PowerPoint reads it."""
    made = new_presentation(pack.title, joined(PRODUCT, pack.author))
    _add_cover(made, pack)
    feet = [foot_of(pack)]
    for part in pack.parts:
        _add_part(made, part)
        feet += [foot_of(pack, part)] * (len(made.slides) - len(feet))
    add_feet(made, feet)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _add_cover(made, pack: Pack) -> None:
    slide, top = new_slide(made, pack.title, "")
    title = slide.shapes.title
    lines = min(4, lines_in(pack.title, 36, ROOM, bold=True))
    title.top, title.height = Pt(150), Pt(lines * 36 * LINE)
    for run in title.text_frame.paragraphs[0].runs:
        run.font.size = Pt(36 if lines < 4 else 24)
    top = 150 + lines * 36 * LINE + 10
    add_rule(slide, top)
    about = [*places_of(pack), joined(*shared_filters(pack))]
    text = "\n".join(office(line) for line in about if line)
    height = lines_in(text, 18, ROOM) * 18 * LINE
    add_text(slide, text, (LEFT, top + 20, ROOM, height), 18)
    made_by = joined(PRODUCT, pack.author, day(pack.made_on), pack.code)
    add_text(slide, made_by, (LEFT, FLOOR - 30, ROOM, 18), 13, colour=MUTED)


def _add_part(made, part: Part) -> None:
    """With a chart the words stand under it; without one they stand over the table."""
    chart = chart_of(part.content.figure)
    slide, top = new_slide(made, part.question, heading_of(part))
    said, later = _words(part)
    notes = [(office(note), NOTE) for note in notes_of(part)]
    if chart:
        _add_chart(slide, chart, part, top, _add_words_below(slide, [*said, *notes]))
    else:
        top = _add_words(slide, said, top)
        floor = _add_words_below(slide, notes)
    if part.rows:
        _add_tables(made, part, *((None, 0, 0) if chart else (slide, top, floor)))
    for text in later:
        _add_text_slides(made, part, text)


def _words(part: Part) -> tuple[list[tuple[str, float]], list[str]]:
    """Paragraphs that stand on the slide itself, and remarks too long for it."""
    sentence, remark = office(part.content.sentence), office(part.remark)
    said = [(sentence, TEXT)] if sentence else []
    if remark and _height([*said, (remark, TEXT)]) <= MOST_TEXT:
        return [*said, (remark, TEXT)], []
    return said, [remark] if remark else []


def _height(words) -> float:
    return sum(_tall(text, size) + BETWEEN for text, size in words)


def _tall(text: str, size: float) -> float:
    return lines_in(text, size, ROOM) * size * LINE + 2


def _add_words_below(slide, words) -> float:
    """Paragraphs from the foot upwards; where they begin."""
    top = FLOOR - _height(words)
    _add_words(slide, words, top + BETWEEN)
    return top


def _add_words(slide, words, top: float) -> float:
    """Paragraphs one under another; where they end."""
    for text, size in words:
        colour = INK if size == TEXT else MUTED
        add_text(slide, text, (LEFT, top, ROOM, _tall(text, size)), size, colour=colour)
        top += _tall(text, size) + BETWEEN
    return top


def _add_chart(slide, chart, part: Part, top: float, floor: float) -> None:
    frame = added_chart(slide.shapes, chart, map(Pt, (LEFT, top, ROOM, floor - top)))
    frame.name = office(part.question)
    describe(frame, part.content.sentence or part.question)


def _add_tables(made, part: Part, slide, top: float, floor: float) -> None:
    """The table from where the slide has room on, then on slides of its own."""
    cells = [[office(text) for text in line] for line in part.texts]
    fit = fitted(part.columns, cells, ROOM, SIZES)
    title = part.question
    for group in range(len(fit.groups)):
        head, heights = head_height(part.columns, fit, group), row_heights(cells, fit, group)
        rows = range(len(cells))
        if slide is not None:
            here = begun(heights, floor - top - head)
            if here:
                add_table(slide, part, cells, fit, group, here, top)
                title = f"{part.question}{CONTINUED}"
            slide, rows = None, rows[len(here) :]
        for page in paged([heights[row] for row in rows], FLOOR - _top_of(part) - head):
            made_slide, top = new_slide(made, title, heading_of(part))
            shown = rows[page.start : page.stop]
            add_table(made_slide, part, cells, fit, group, shown, top)
            title = f"{part.question}{CONTINUED}"


def _top_of(part: Part) -> float:
    """Where a body can begin at the lowest: two lines of title, the line under it."""
    return 120 + (lines_in(heading_of(part), 12, ROOM) - 1) * 12 * LINE


def _add_text_slides(made, part: Part, text: str) -> None:
    """A long remark on as many slides as it needs."""
    room = FLOOR - _top_of(part)
    paragraphs = [piece for line in text.split("\n") for piece in _pieces(line, room)]
    heights = [_tall(line, TEXT) + BETWEEN for line in paragraphs]
    for page in paged(heights, room):
        slide, top = new_slide(made, part.question, heading_of(part))
        for place in page:
            box = (LEFT, top, ROOM, _tall(paragraphs[place], TEXT))
            add_text(slide, paragraphs[place], box, TEXT)
            top += heights[place]


def _pieces(text: str, room: float) -> list[str]:
    """A paragraph in pieces of which each stands on one slide."""
    pieces, kept = [], ""
    for word in text.split(" "):
        longer = f"{kept} {word}".strip()
        if kept and _tall(longer, TEXT) + BETWEEN > room:
            pieces, longer = [*pieces, kept], word
        kept = longer
    return [*pieces, kept]
