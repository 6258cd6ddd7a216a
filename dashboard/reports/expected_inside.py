"""What to expect of the children of a unit in the next period, each with its interval."""

from dashboard.access import Scope
from dashboard.figures.expected import expected_bars
from dashboard.queries.unit_forecasts import forecasts_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.expected import (
    ONE_GRADE,
    RULE,
    SIGNS,
    ahead,
    expected_of_unit,
    has_grade,
    in_words,
    nearest,
    sign,
)
from dashboard.screens.grids import name_column, number_column, sign_column
from dashboard.screens.reading import Reading
from dashboard.screens.tables import link_down

QUESTIONS = {
    "region": "Чего ждать в муниципалитетах в следующем периоде?",
    "municipality": "Чего ждать в школах в следующем периоде?",
    "school": "Чего ждать в параллелях в следующем периоде?",
    "parallel": "Чего ждать в классах в следующем периоде?",
}
TITLES = {
    "region": "Муниципалитет",
    "municipality": "Школа",
    "school": "Параллель",
    "parallel": "Класс",
}
INDICATOR = "quality_rate"
BEFORE = "было"
WHAT = "Качество знаний (доля «4» и «5» среди итоговых отметок), прогноз на"
FIELDS = ("name", "href", "last", "value", "low", "high", "sign", "told", "n", "n_periods")


def build(scope: Scope, reading: Reading) -> Content:
    """Bars of the children in the nearest period that they have forecasts of."""
    if has_grade(reading):
        return Content()
    level = reading.unit["level"]
    coming = ahead(expected_of_unit(scope, reading))
    if level in ("school", *ONE_GRADE):  # next year other children have their names
        coming = [row for row in coming if row["period_id"] // 100 == reading.view.year]
    periods = {row["period_id"] for row in coming}
    period = nearest(coming, reading.view)
    found = forecasts_of_children(
        scope, reading.unit["unit_id"], reading.view.subject, sorted(periods), (INDICATOR,)
    )
    rows = [_row(row, reading) for row in found if row["period_id"] == period]
    if not rows:
        return Content()
    return Content(
        expected_bars(rows, BEFORE),
        Table(_columns(TITLES[level]), [{name: row[name] for name in FIELDS} for row in rows]),
        finding(rows, period),
        f"{WHAT} {in_words(period)}. {RULE}",
        hint="Столбик ведёт внутрь.",
    )


def _row(row: dict, reading: Reading) -> dict:
    child = {one["unit_id"]: one for one in reading.children}.get(row["unit_id"], {})
    marked = sign(row)
    href = link_down(child, reading.view) if child else ""
    place = {"name": row["unit"], "href": href, "other": row["last"]}
    return row | place | {"sign": marked, "told": SIGNS[marked]}


def finding(rows: list[dict], period: int) -> str:
    """Who is likely to be above and below the last value; the rest within what is usual."""
    above, below = ([row["name"] for row in rows if row["sign"] == one] for one in "▲▼")
    parts = [
        f"{what}: {', '.join(names)}"
        for what, names in (("вероятно выше прежнего", above), ("вероятно ниже", below))
        if names
    ]
    rest = len(rows) - len(above) - len(below)
    usual = f"в пределах обычных колебаний – {rest} из {len(rows)}"
    return f"Прогноз качества на {in_words(period)}: {'; '.join([*parts, usual])}."


def _columns(title: str) -> list[dict]:
    return [
        name_column(title),
        number_column("last", "Было", "percent"),
        number_column("value", "Прогноз", "percent"),
        number_column("low", "от", "percent"),
        number_column("high", "до", "percent"),
        sign_column(),
        {"field": "told", "headerName": "Вывод"},
        number_column("n", "n учеников", "count"),
        number_column("n_periods", "Известно периодов", "count"),
    ]


REPORT = Report(
    "expected_inside",
    QUESTIONS,
    build,
    levels=tuple(QUESTIONS),
    has_figure=True,
    wide=True,
    later=True,
)
