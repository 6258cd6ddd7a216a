"""A pack on paper: A4 with a foot on every page, tables that go over pages, figures as drawn."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.exports.charts import chart_of
from dashboard.exports.fitting import Fit, fitted, head_height, head_of, is_short
from dashboard.exports.letters import legal
from dashboard.exports.pack import (
    PRODUCT,
    CannotMake,
    Pack,
    Part,
    foot_of,
    heading_of,
    joined,
    notes_of,
    places_of,
    shared_filters,
)
from dashboard.exports.pictures import ASSETS, pictures
from dashboard.exports.shades import is_centred, shade_of
from dashboard.numbers import count, day, decimal, percent

FONTS = ASSETS / "fonts"
TEMPLATES = Path(__file__).parent.parent / "templates"
POINTS_A_MM = 72 / 25.4
UPRIGHT_ROOM, ACROSS_ROOM = 178 * POINTS_A_MM, 265 * POINTS_A_MM
SIZES, SMALL_SIZES = (9.5, 9, 8.5), (9, 8.5, 8, 7.5, 7)
MOST_COLUMNS = 9  # of a portrait page
FEW = 2  # parts; more get a cover with their questions
# One name a file: WeasyPrint takes two files of one name for one font.
FONT = "Golos Latin, Golos Cyrillic, PT Sans, DejaVu Sans, sans-serif"
NO_LIBRARY = (
    "PDF не сделать: на сервере нет библиотек Pango. "
    "Поставьте их: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
NO_BROWSER = "Рисунок не вошёл: на сервере нет Chromium, который его рисует. Числа те же."
WRITTEN = {"percent": percent, "signed": percent, "mean": decimal, "count": count}


@dataclass(frozen=True)
class Setting:
    """A table as the template sets it."""

    fit: Fit
    heads: tuple[float, ...]  # heights of the rows of names, a group
    whole: tuple[bool, ...]  # what is not broken between pages, a group
    is_across: bool


def pdf_file(pack: Pack) -> bytes:
    """The pack as every reader shows it."""
    _library()  # what cannot be printed is not drawn
    found = _pictures(pack)
    return on_paper(
        "pack.html",
        pack=pack,
        about=[joined(PRODUCT, pack.author, day(pack.made_on), pack.code)],
        places=[*places_of(pack), *shared_filters(pack)],
        foot=foot_of(pack),
        parts=_told(pack, found),
    )


def on_paper(template: str, **told) -> bytes:
    """A template of ours as PDF, with our fonts and nothing from outside."""
    weasyprint = _library()
    page = _environment().get_template(template).render(**told)
    document = weasyprint.HTML(string=page, url_fetcher=_fetcher(weasyprint))
    return document.write_pdf(pdf_tags=True)


def _library():
    try:
        import weasyprint  # needs libraries of the system, which not every server has
    except OSError as missing:
        raise CannotMake(NO_LIBRARY) from missing
    return weasyprint


def _fetcher(weasyprint):
    """What the page may ask for: pictures inside itself and our fonts, nothing else."""

    class OwnFilesOnly(weasyprint.URLFetcher):
        def fetch(self, url, headers=None):
            path = url.removeprefix("file://")
            is_font = url.startswith("file://") and Path(path).resolve().parent == FONTS
            if not (is_font or url.startswith("data:")):
                raise ValueError(f"not loaded: {url[:80]}")
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols=("data", "file"), allow_redirects=False)


def _pictures(pack: Pack) -> dict[int, str] | None:
    """Pictures as addresses by the number of the part; None when they cannot be drawn."""
    figures = {
        number: _on_paper(part.content.figure)
        for number, part in enumerate(pack.parts)
        if part.content.figure and part.content.figure["data"]
    }
    drawn = pictures(list(figures.values()))
    if drawn is None:
        return None
    addresses = (f"data:image/svg+xml;base64,{b64encode(one).decode()}" for one in drawn)
    return dict(zip(figures, addresses, strict=True))


def _on_paper(figure: dict) -> dict:
    """The figure in the fonts of the page."""
    layout = figure["layout"]
    return figure | {"layout": layout | {"font": layout.get("font", {}) | {"family": FONT}}}


def _told(pack: Pack, found: dict[int, str] | None) -> list[dict]:
    """What the template says of every part, and which of them begin a page."""
    told, before = [], {"foot": "", "ends_across": False}
    for number, part in enumerate(pack.parts):
        one = _of_part(pack, part, (found or {}).get(number), is_drawn=found is not None)
        is_other = (before["foot"], before["ends_across"]) != (one["foot"], one["lies"])
        one["is_turned"] = is_other if number else len(pack.parts) > FEW
        told.append(one)
        before = one
    return told


def _of_part(pack: Pack, part: Part, picture: str | None, *, is_drawn: bool) -> dict:
    setting = _setting(part) if part.rows else None
    chart = None if is_drawn else chart_of(part.content.figure)
    is_across = setting is not None and setting.is_across
    return {
        "part": part,
        "foot": foot_of(pack, part),
        "under": heading_of(part),
        "picture": picture,
        "in_place": _as_lines(chart) if chart and not setting else None,
        "no_picture": NO_BROWSER if chart else "",
        "setting": setting,
        "lies": is_across and not picture,
        "ends_across": is_across,
        "notes": notes_of(part),
    }


def _setting(part: Part) -> Setting:
    fit = fitted(part.columns, part.texts, UPRIGHT_ROOM, SIZES)
    is_across = not fit.is_comfortable or len(part.columns) > MOST_COLUMNS
    if is_across:
        fit = fitted(part.columns, part.texts, ACROSS_ROOM, SMALL_SIZES)
    groups = range(len(fit.groups))
    heads = tuple(head_height(part.columns, fit, group) for group in groups)
    whole = tuple(is_short(part.columns, part.texts, fit, group) for group in groups)
    return Setting(fit, heads, whole, is_across)


def _as_lines(chart) -> list[list[str]]:
    """The numbers of a figure as a table, where it cannot be drawn."""
    written = WRITTEN.get(chart.form, decimal)
    head = ["", *(one.name for one in chart.series)]
    columns = zip(*(one.values for one in chart.series), strict=True)
    rows = zip(chart.categories, columns, strict=True)
    return [head, *([name, *map(written, row)] for name, row in rows if name.strip())]


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["legal"] = legal
    made.globals["look"] = _look
    made.globals |= {"fonts": FONTS.as_uri(), "font": FONT, "head": head_of}
    return made


def _look(part: Part, row: int, place: int) -> tuple[str, str]:
    """The class and the style of a cell."""
    column = part.columns[place]
    shade = shade_of(part.rows[row], column)
    style = f"background:{shade[0]};color:{shade[1]}" if shade else ""
    if is_centred(column):
        return "middle", style
    return "number" if column.is_number else "words", style
