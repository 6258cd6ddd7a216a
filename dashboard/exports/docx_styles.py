"""Styles and fields of a document: our font and colours, Russian as its language."""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from dashboard.exports.native import FONT
from dashboard.theme import INK, INTERNAL, MUTED

# name: size, colour, bold, points before and after
STYLES = {
    "Normal": (11, INK, False, 0, 4),
    "Title": (22, INK, True, 0, 6),
    "Heading 1": (15, INK, True, 12, 2),
    "Under": (9.5, MUTED, False, 0, 2),
    "Finding": (11, INK, False, 6, 4),
    "Remark": (11, INK, False, 2, 4),
    "Note": (8.5, MUTED, False, 4, 0),
    "Chart": (9, INK, False, 4, 2),
    "Cell": (9, INK, False, 0, 0),
    "CellKept": (9, INK, False, 0, 0),
    "Foot": (8, MUTED, False, 0, 0),
}
# What is never left alone at the foot of a page.
WITH_NEXT = ("Title", "Heading 1", "Under", "Finding", "Remark", "Chart", "CellKept")


def set_styles(made) -> None:
    """The styles of the file, each in our font."""
    for name, (size, colour, bold, before, after) in STYLES.items():
        style = _style(made, name)
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        _set_font(style)
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing, shape.keep_with_next = 1.1, name in WITH_NEXT
    _set_language(made)
    _bar_left(made.styles["Remark"])
    _no_border(made.styles["Title"])


def _style(made, name: str):
    if name in made.styles:
        return made.styles[name]
    style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = made.styles["Normal"]
    return style


def _set_font(style) -> None:
    """For Latin, Cyrillic and all other letters alike; fonts of the theme would go first."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _set_language(made) -> None:
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "ru-RU")


def _bar_left(style) -> None:
    """A line beside the words of the person who made the pack."""
    _border(style, "left", val="single", sz="18", space="8", color=INTERNAL.lstrip("#"))


def _no_border(style) -> None:
    for found in style.element.iter(qn("w:pBdr")):
        found.getparent().remove(found)
        break


def _border(style, side: str, **attributes: str) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in attributes.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    shape = style.element.get_or_add_pPr()
    shape.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def add_field(paragraph, name: str) -> None:
    """A field that Word counts: PAGE, NUMPAGES."""
    run = paragraph.add_run()
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            asked = OxmlElement("w:instrText")
            asked.text = name
            run._r.append(asked)
        if kind == "separate":
            shown = OxmlElement("w:t")
            shown.text = "1"
            run._r.append(shown)
