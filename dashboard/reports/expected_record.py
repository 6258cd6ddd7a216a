"""Past forecasts of the unit and of its children beside what came, and the simplest rule."""

from dashboard.access import Scope
from dashboard.figures.expected import expected_columns
from dashboard.numbers import count, is_known, percent
from dashboard.queries.unit_forecasts import forecasts_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.expected import (
    INDICATORS,
    error,
    expected_of_unit,
    has_grade,
    in_order,
)
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from etl.forecasts.figures import figures
from etl.periods import school_year_name

INSIDE = {
    "region": "муниципалитеты",
    "municipality": "школы",
    "school": "параллели",
    "parallel": "классы",
}
FACT = "факт"
SHOWN = "quality_rate"
RULE = (
    "Средняя ошибка – средний модуль разности прогноза и факта; рядом ошибка самого простого "
    "правила – «будет как в последнем известном периоде». В 90-процентный интервал должно попадать "
    "около девяти прогнозов из десяти. На рисунке – качество знаний самого подразделения."
)
AFTERWARDS = "сделаны задним числом, по данным до начала своего периода."


def build(scope: Scope, reading: Reading) -> Content:
    """The periods of the year of the view that have come."""
    if has_grade(reading):
        return Content()
    own = [row for row in expected_of_unit(scope, reading) if _has_come(row, reading)]
    if not own:
        return Content()
    unit, subject = reading.unit, reading.view.subject
    periods = sorted({row["period_id"] for row in own})
    inside = []
    if unit["level"] in INSIDE:
        found = forecasts_of_children(scope, unit["unit_id"], subject, periods, tuple(INDICATORS))
        inside = [row for row in found if is_known(row["fact"])]
    groups = [(unit["name"], own), (INSIDE.get(unit["level"], ""), inside)]
    rows = [row for name, some in groups for row in _rows(name, some)]
    drawn = sorted((row for row in own if row["indicator"] == SHOWN), key=in_order)
    return Content(
        expected_columns([_bar(row) for row in drawn], FACT),
        Table(_columns(), rows),
        _sentence(reading, groups),
        " ".join([*_afterwards(own), RULE]),
    )


def _has_come(row: dict, reading: Reading) -> bool:
    return is_known(row["fact"]) and row["period_id"] // 100 == reading.view.year


def _afterwards(rows: list[dict]) -> list[str]:
    """Whether they were said before their periods came, or made later as if they had been."""
    late = sum(row["is_hindsight"] for row in rows)
    if not late:
        return []
    return [f"{'Прогнозы' if late == len(rows) else 'Некоторые прогнозы'} {AFTERWARDS}"]


def _bar(row: dict) -> dict:
    return row | {"name": row["period"], "other": row["fact"]}


def record(rows: list[dict]) -> dict:
    """The figures of some forecasts of one indicator; the baseline is the last value known."""
    names = ("fact", "value", "low", "high", "last")
    return figures(*([row[name] for row in rows] for name in names))


def _rows(name: str, found: list[dict]) -> list[dict]:
    """One row an indicator."""
    rows = []
    for indicator, title in INDICATORS.items():
        some = [row for row in found if row["indicator"] == indicator]
        if some:
            of = record(some)
            errors = {key: error(of[key], indicator) for key in ("mae", "baseline_mae")}
            width = {"width": error(of["mean_width"], indicator)}
            rows.append(errors | width | {"name": title, "whose": name, "n": of["n"]}
                        | {"coverage": of["coverage_90"]})  # fmt: skip
    return rows


def _columns() -> list[dict]:
    return [
        name_column("Показатель"),
        {"field": "whose", "headerName": "Чей"},
        number_column("n", "Прогнозов", "count"),
        {"field": "mae", "headerName": "Средняя ошибка"},
        {"field": "baseline_mae", "headerName": "«Как в прошлый раз»"},
        number_column("coverage", "В интервале", "percent"),
        {"field": "width", "headerName": "Ширина интервала"},
    ]


def _sentence(reading: Reading, groups: list[tuple[str, list[dict]]]) -> str:
    """«Прогнозы на 2025/2026, качество знаний. Школа № 7: средняя ошибка 1,2 п. п., …»."""
    parts = []
    for name, found in groups:
        some = [row for row in found if row["indicator"] == SHOWN]
        if some:
            of = record(some)
            mae, simple = error(of["mae"], SHOWN), error(of["baseline_mae"], SHOWN)
            parts.append(
                f"{name}: средняя ошибка {mae} («как в прошлый раз» – {simple}), в интервал попало "
                f"{percent(of['coverage_90'], 0)} (n = {count(of['n'])})"
            )
    year = school_year_name(reading.view.year)
    return f"Прогнозы качества знаний на {year}: {'; '.join(parts)}."


REPORT = Report(
    "expected_record",
    "Сбылись ли прошлые прогнозы?",
    build,
    has_figure=True,
    wide=True,
    later=True,
)
