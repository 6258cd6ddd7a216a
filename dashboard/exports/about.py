"""What a workbook says of itself: of what, when, by which formulas, by which rule of rounding."""

from dashboard.exports.pack import Pack, Part
from dashboard.numbers import day
from etl.indicators import INDICATORS

# Columns that are named otherwise than the indicator they show.
ALIASES = {"mean": "weighted_mean", "quality_of_marks": "quality_rate"}
# Titles under which the same columns count each student once.
BY_GROUPS = {"На 4 и 5": "overall_quality", "Успевают": "overall_pass"}
OF_CELLS = "quality_rate"


def about_lines(pack: Pack) -> list[tuple[str, str]]:
    """Name and text, line by line."""
    lines = [
        ("Название", pack.title),
        ("Номер отчёта", pack.code),
        ("Сформировано", f"{day(pack.made_on)}, {pack.author}"),
    ]
    for part in pack.parts:
        lines += [("", ""), *_of_part(part)]
    lines += [("", ""), ("Показатели", "Формула и её источник")]
    return lines + [
        (found.title, f"{found.formula}. Источник: {found.source}.") for found in used(pack)
    ]


def _of_part(part: Part) -> list[tuple[str, str]]:
    told = [
        ("Отчёт", part.question),
        ("Место", part.place or part.title),
        ("Отбор", part.filters),
        ("Сколько", part.n),
        ("Данные", part.fresh),
        ("Как читать", part.content.note),
        ("Округление", part.rule),
        ("Адрес экрана", part.address),
    ]
    return [(name, text) for name, text in told if text]


def used(pack: Pack) -> list:
    """The indicators whose values stand in the pack, in the order of the registry."""
    codes = {code for part in pack.parts for code in _codes(part)}
    return [found for code, found in INDICATORS.items() if code in codes]


def _codes(part: Part) -> set[str]:
    codes = set()
    for column in part.columns:
        if column.form == "cell":
            codes.add(OF_CELLS)
        else:
            usual = ALIASES.get(column.field, column.field)
            codes.add(BY_GROUPS.get(column.title, usual))
    return codes
