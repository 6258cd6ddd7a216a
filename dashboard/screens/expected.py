"""What a unit is expected to have: which rows are shown, and how they are said."""

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.numbers import TOO_FEW, decimal, percent, sign_of
from dashboard.queries.unit_forecasts import forecasts_of_unit
from dashboard.rounded import TOO_FEW_TO_JUDGE, is_disclosed, is_early
from dashboard.screens.reading import Reading
from etl.periods import PERIODS, period_dates, period_name, school_year_name

INDICATORS = {
    "quality_rate": "Качество знаний",
    "pass_rate": "Успеваемость",
    "learning_index": "СОУ",
    "mean_mark": "Средний балл",
}
SHARES = tuple(name for name in INDICATORS if name != "mean_mark")
ONE_GRADE = ("parallel", "school_class")
USUAL = "в пределах обычных колебаний"
SIGNS = {
    "▲": "вероятно выше прежнего",
    "▼": "вероятно ниже прежнего",
    "=": USUAL,
    TOO_FEW: TOO_FEW_TO_JUDGE,
}
OF_ONE_GRADE = "Прогноз делается по всем параллелям вместе: снимите отбор параллели."
OTHER_CHILDREN = (
    "В следующем учебном году под этим названием будут другие дети: прогноз делается только внутри "
    "года, когда известен хотя бы один его период."
)
RULE = (
    "Прогноз – это прогноз вышестоящего подразделения и сглаженное отличие своего: чем меньше "
    "учеников и периодов, тем ближе к вышестоящему. Линия по своим точкам не продолжается: она "
    "ошибается сильнее всего. В 90-процентном интервале – неизвестность уровня, обычные колебания "
    "периода и случайность состава учеников. ▲▼ – весь интервал по одну сторону от последнего "
    "значения. Собственное правило; связь с прошлым, не причина и не план."
)


def expected_of_unit(scope: Scope, reading: Reading) -> list[dict]:
    """The forecasts of the unit in the subject of the view; of final marks of one's own only."""
    view, own = reading.view, reading.own.row
    if view.basis != "final" or own is None or is_disclosed(own):
        return []
    return forecasts_of_unit(scope, reading.unit["unit_id"], view.subject)


def has_grade(reading: Reading) -> bool:
    """Whether a grade is chosen where forecasts are of all grades together."""
    return bool(reading.view.grade) and reading.unit["level"] not in ONE_GRADE


def ahead(found: list[dict]) -> list[dict]:
    """Of each system of periods the last forecast that has not come, in the order of time."""
    last: dict[str, int] = {}
    for row in found:
        last[_system(row)] = max(last.get(_system(row), 0), row["period_id"])
    coming = [row for row in found if row["fact"] is None]
    return sorted((row for row in coming if row["period_id"] in last.values()), key=in_order)


def in_order(row: dict) -> tuple:
    """By time, then as indicators are usually named."""
    return *by_time(row["period_id"]), list(INDICATORS).index(row["indicator"])


def _system(row: dict) -> str:
    return PERIODS[row["period_id"] % 100].system


def by_time(period: int) -> tuple:
    """The order of periods: the one that ends first."""
    return period_dates(period)[1], period


def nearest(found: list[dict], view: View) -> int | None:
    """The period ahead of the system the view is of; else the one that ends first."""
    periods = {_system(row): row["period_id"] for row in reversed(found)}
    chosen = PERIODS[view.period % 100].system if view.period else ""
    return periods.get(chosen) or min(periods.values(), key=by_time, default=None)


def in_words(period: int) -> str:
    """«1 четверть 2026/2027»."""
    return f"{period_name(period)} {school_year_name(period // 100)}"


def sign(row: dict) -> str:
    """▲ ▼ where the whole interval lies beyond the last value, = where it does not."""
    return TOO_FEW if is_early(row) else sign_of(row["low"], row["high"], row["last"])


def value(row: dict, field: str) -> str:
    """«54,3 %» or «3,84»; forecasts of parallels and classes in whole percents."""
    if row["indicator"] == "mean_mark":
        return decimal(row[field])
    is_whole = field in ("value", "low", "high") and row["level"] in ONE_GRADE
    return percent(row[field], 0 if is_whole else 1)


def interval(row: dict) -> str:
    """«52,1 % (от 46,0 % до 58,2 %)»."""
    said, low, high = (value(row, name) for name in ("value", "low", "high"))
    return f"{said} (от {low} до {high})"


def error(size: float, indicator: str) -> str:
    """The size of an error: «3,1 п. п.» or «0,06»."""
    return decimal(size) if indicator == "mean_mark" else f"{decimal(100 * size, 1)} п. п."
