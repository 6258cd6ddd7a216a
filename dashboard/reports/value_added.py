"""What schools add to earlier results of the same students, with intervals of effect and place."""

from dashboard.access import Scope
from dashboard.figures.effects import effects_figure
from dashboard.numbers import counted, is_known, sign_of, signed
from dashboard.queries.value_added import value_added_of_schools
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column, sign_column
from dashboard.screens.objectivity_reading import (
    OF_SCHOOLS,
    external_view,
    link_down,
    sees_schools,
)
from dashboard.screens.objectivity_words import A_LINK, FEW_SCHOOLS, LAW, VALUE_ADDED_RULE
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part
from etl.indicators.value_added import FEWEST_PAIRS

UNIT = "ст. откл."
PAIRS = ("пара результатов", "пары результатов", "пар результатов")
NO_PAIRS = "Прошлых результатов этих же учеников нет: вклад считается с второго года результатов."
SCHOOLS = ("школы", "школ", "школ")
FIELDS = ("name", "href", "n", "effect", "low", "high", "sign", "rank")


def build(scope: Scope, reading: Reading) -> Content:
    """Bars of schools of one's own; the places are among all of the region."""
    if not sees_schools(scope, reading.unit["path"]):
        return Content()
    found = value_added_of_schools(scope, reading.unit, external_view(reading))
    judged = [row for row in found if is_known(row["effect"])]
    if not found:
        return Content(sentence=NO_PAIRS)
    if not judged:
        return Content(sentence=FEW_SCHOOLS)
    rows = [_row(row, reading) for row in judged]
    hidden = len(found) - len(judged)
    few = f" Не показано школ, где меньше {FEWEST_PAIRS} пар: {hidden}." if hidden else ""
    return Content(
        effects_figure(rows, UNIT, PAIRS),
        Table(_columns(), [shown_part(row, FIELDS) for row in rows]),
        finding(rows),
        f"{A_LINK} {VALUE_ADDED_RULE}{few} {LAW}",
    )


def _row(row: dict, reading: Reading) -> dict:
    sign = sign_of(row["low"], row["high"], 0.0)
    best, worst = int(row["best"]), int(row["worst"])
    places = str(best) if best == worst else f"{best}–{worst}"
    href = link_down(reading, "school", row["unit_id"])
    told = {"name": row["unit"], "href": href, "rank": f"{places} из {row['n_schools']}"}
    return row | told | {"sign": sign, "is_notable": sign in ("▲", "▼")}


def finding(rows: list[dict]) -> str:
    """How many schools are above and below what was expected; of one school its own numbers."""
    if len(rows) == 1:
        [row] = rows
        effect, low, high = (signed(row[name], 2) for name in ("effect", "low", "high"))
        return (
            f"{row['name']}: вклад {effect} (от {low} до {high}) стандартного отклонения, место "
            f"{row['rank']}, n = {counted(row['n'], PAIRS)}."
        )
    above, below = (sum(row["sign"] == sign for row in rows) for sign in "▲▼")
    whole = counted(len(rows), SCHOOLS)
    if not above and not below:
        return f"Вклад {whole} не отличается от ожидаемого больше, чем бывает случайно."
    return f"Из {whole} выше ожидаемого {above}, ниже {below}; у остальных это может быть случайно."


def _columns() -> list[dict]:
    return [
        name_column("Школа"),
        number_column("n", "Пар результатов", "count"),
        number_column("effect", "Вклад", "mean"),
        number_column("low", "от", "mean"),
        number_column("high", "до", "mean"),
        sign_column(),
        {"field": "rank", "headerName": "Место"},
    ]


REPORT = Report(
    "value_added",
    "Каков вклад школы, если учесть прошлые результаты?",
    build,
    levels=OF_SCHOOLS,
    has_figure=True,
    wide=True,
    later=True,
)
