"""The frame of every slide: wide page, title, lines of text, foot; sizes are in points."""

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.exports.letters import lines_in, office, shortened, width_of
from dashboard.exports.native import FONT, rgb
from dashboard.theme import INK, INTERNAL, MUTED

WIDE, HIGH = 960, 540  # 16:9
LEFT, RIGHT, TOP, BOTTOM = 42, 42, 26, 34
ROOM = WIDE - LEFT - RIGHT  # for text and tables
FLOOR = HIGH - BOTTOM - 10  # nothing but the foot stands lower
TITLE_SIZES = (26, 22, 19, 16)
TITLE_ONLY = 5  # the layout of the default template
LINE = 1.22
LONGEST = 255  # letters, of a property of a file


def new_presentation(title: str, author: str):
    """A wide presentation in our font; places of the template are stretched with it."""
    made = Presentation()
    scale = Pt(WIDE) / made.slide_width
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    for shapes in (made.slide_master.shapes, *(one.shapes for one in made.slide_layouts)):
        for shape in shapes:
            shape.left, shape.width = int(shape.left * scale), int(shape.width * scale)
            shape.top, shape.height = (
                int(of * Pt(HIGH) / Pt(540)) for of in (shape.top, shape.height)
            )
    _put_font(made.slide_master)
    made.core_properties.title, made.core_properties.author = (
        office(title)[:LONGEST],
        office(author),
    )
    made.core_properties.language = "ru-RU"
    return made


def _put_font(master) -> None:
    """The theme's font, for what the user will write himself."""
    for relation in master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            theme = relation.target_part
            theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())


def new_slide(made, title: str, under: str):
    """A slide with its title and the line under it; the slide and where its body begins."""
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY])
    size = next((s for s in TITLE_SIZES if _lines(title, s) <= (1 if s > 22 else 2)), 14)
    height = max(1, _lines(title, size)) * size * LINE + 6
    box = slide.shapes.title
    _place(box, LEFT, TOP, ROOM, height)
    _write(box.text_frame, title, size, bold=True, anchor=MSO_ANCHOR.TOP)
    top = TOP + height
    if under:
        lines = lines_in(under, 12, ROOM)
        add_text(slide, under, (LEFT, top, ROOM, lines * 12 * LINE + 4), 12, colour=MUTED)
        top += lines * 12 * LINE + 4
    return slide, top + 8


def _lines(title: str, size: float) -> int:
    return lines_in(title, size, ROOM, bold=True)


def add_text(slide, text: str, box, size: float, *, bold=False, colour=INK):
    """A text in a box of the slide."""
    shape = slide.shapes.add_textbox(*map(Pt, box))
    _write(shape.text_frame, text, size, bold=bold, colour=colour)
    return shape


def _place(shape, *box) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, box)


def _write(frame, text: str, size, *, bold=False, colour=INK, anchor=MSO_ANCHOR.TOP) -> None:
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, line in enumerate(office(text).split("\n")):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = 1  # left
        write_run(paragraph, line, size, bold=bold, colour=colour)


def write_run(paragraph, text: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
    """A run of Russian text in our font; an empty line is as high as one with words."""
    paragraph._p.get_or_add_endParaRPr().set("sz", str(round(100 * size)))
    if not text:
        return
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = rgb(colour)
    run.font.language_id = MSO_LANGUAGE_ID.RUSSIAN


def add_feet(made, feet: list[str]) -> None:
    """At the foot of every slide what it is of, and which of how many it is."""
    total = len(made.slides)
    for number, (slide, foot) in enumerate(zip(made.slides, feet, strict=True), start=1):
        top = HIGH - BOTTOM + 4
        counted = f"слайд {number} из {total}"
        wide = width_of(counted, 10) + 8
        text = shortened(office(foot), 10, ROOM - wide - 16)
        add_text(slide, text, (LEFT, top, ROOM - wide - 8, 16), 10, colour=MUTED)
        right = add_text(slide, counted, (WIDE - RIGHT - wide, top, wide, 16), 10, colour=MUTED)
        right.text_frame.paragraphs[0].alignment = 3  # right
        right.name = "Номер слайда"


def add_rule(slide, top: float) -> None:
    """A short line in the accent colour under the title of the cover."""
    bar = slide.shapes.add_shape(1, Pt(LEFT), Pt(top), Pt(72), Pt(4))
    bar.fill.solid()
    bar.fill.fore_color.rgb = rgb(INTERNAL)
    bar.line.fill.background()


def describe(frame, text: str) -> None:
    """What a picture says, for those who hear the slide."""
    frame._element.find(f".//{qn('p:cNvPr')}").set("descr", office(text))
