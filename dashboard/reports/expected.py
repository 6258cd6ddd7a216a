"""What to expect of the unit in the next period: every indicator with its interval."""

from dashboard.access import Scope
from dashboard.figures.expected import expected_columns
from dashboard.numbers import NARROW, count, is_known, percent
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.expected import (
    INDICATORS,
    OF_ONE_GRADE,
    ONE_GRADE,
    OTHER_CHILDREN,
    RULE,
    SHARES,
    SIGNS,
    USUAL,
    ahead,
    error,
    expected_of_unit,
    has_grade,
    in_words,
    interval,
    nearest,
    sign,
    value,
)
from dashboard.screens.grids import name_column, number_column, sign_column
from dashboard.screens.reading import Reading

BEFORE = "было"
INDICATOR = "quality_rate"
ENOUGH = 10  # units, to say how right their forecasts were
SIMPLE = {
    "last_mae": "«как в прошлый раз»",
    "line_mae": "«по своей линии»",
    "parent_mae": "«как вышестоящее»",
}
ONE_PERIOD = (
    "Известен только один период: сколько в нём устойчивого, взято по собственному правилу, и "
    "интервал широкий."
)
NAMES = {  # inside a sentence
    "quality_rate": "качество знаний",
    "pass_rate": "успеваемость",
    "learning_index": "СОУ",
    "mean_mark": "средний балл",
}
UNITS = {
    "region": "регион",
    "municipality": "муниципалитеты",
    "school": "школы",
    "parallel": "параллели",
    "school_class": "классы",
}


def build(scope: Scope, reading: Reading) -> Content:
    """The nearest period as bars, every period ahead in the table."""
    if has_grade(reading):
        return Content(sentence=OF_ONE_GRADE)
    found = expected_of_unit(scope, reading)
    coming = ahead(found)
    if not coming:
        is_one_grade = reading.unit["level"] in ONE_GRADE
        return Content(sentence=OTHER_CHILDREN if found and is_one_grade else "")
    period = nearest(coming, reading.view)
    now = [row for row in coming if row["period_id"] == period]
    return Content(
        expected_columns([_bar(row) for row in now if row["indicator"] in SHARES], BEFORE),
        Table(_columns(), [_row(row) for row in coming]),
        _sentence(reading.unit["name"], now),
        _note(now, reading),
    )


def _bar(row: dict) -> dict:
    return row | {"name": INDICATORS[row["indicator"]], "other": row["last"]}


def _row(row: dict) -> dict:
    said = {name: value(row, name) for name in ("last", "value", "low", "high")}
    told = {"name": INDICATORS[row["indicator"]], "period": in_words(row["period_id"])}
    marked = sign(row)
    counts = {"n": row["n"], "n_periods": row["n_periods"]}
    return said | told | counts | {"sign": marked, "told": SIGNS[marked]}


def _columns() -> list[dict]:
    return [
        name_column("Показатель"),
        {"field": "period", "headerName": "Период"},
        {"field": "last", "headerName": "Было"},
        {"field": "value", "headerName": "Прогноз"},
        {"field": "low", "headerName": "от"},
        {"field": "high", "headerName": "до"},
        sign_column(),
        {"field": "told", "headerName": "Вывод"},
        number_column("n", "n учеников", "count"),
        number_column("n_periods", "Известно периодов", "count"),
    ]


def _sentence(name: str, rows: list[dict]) -> str:
    """«Школа № 7, прогноз на 1 четверть 2026/2027: качество знаний 52,1 % (от … до …), было …»."""
    told = [row for row in rows if row["indicator"] == rows[0]["indicator"] or sign(row) in "▲▼"]
    parts = [
        f"{NAMES[row['indicator']]} {interval(row)}, {BEFORE} {value(row, 'last')} – "
        f"{SIGNS[sign(row)]}"
        for row in told
    ]
    rest = f"; остальные показатели – {USUAL}" if len(told) < len(rows) else ""
    n = count(max(row["n"] for row in rows))
    period = in_words(rows[0]["period_id"])
    return f"{name}, прогноз на {period} (n = {n}): {'; '.join(parts)}{rest}."


def _note(rows: list[dict], reading: Reading) -> str:
    row = rows[0]
    few = [ONE_PERIOD] if row["n_periods"] == 1 else []
    tested = tested_in_words(row, reading.unit["level"], whole=not reading.view.subject)
    return " ".join([row["why"], *few, *tested, RULE])


def tested_in_words(row: dict, level: str, *, whole: bool) -> list[str]:
    """The back-test of the forecaster: how it erred on the last period known, and simple rules.

    Of the units of the level, or of the first level under it that has enough of them.
    """
    by_level = row["card"].get("back_test", {}).get("all" if whole else "subjects", {})
    for name in list(UNITS)[list(UNITS).index(level) :]:
        figures = by_level.get(name, {}).get(INDICATOR)
        if figures and figures["n"] >= ENOUGH:
            return [_tested(figures, row["card"]["period"], UNITS[name], whole=whole)]
    return []


def _tested(figures: dict, period: str, units: str, *, whole: bool) -> str:
    simple = (
        f"{words} {error(figures[name], INDICATOR)}"
        for name, words in SIMPLE.items()
        if is_known(figures[name])
    )
    rows = "" if whole else ", подразделение × предмет"
    return (
        f"Проверка на периоде {period}, по данным до него ({units}, n{NARROW}= "
        f"{count(figures['n'])}{rows}): качество знаний – средняя ошибка "
        f"{error(figures['mae'], INDICATOR)}; {', '.join(simple)}; в интервал попало "
        f"{percent(figures['coverage_90'], 0)}."
    )


REPORT = Report(
    "expected",
    "Чего ждать в следующем периоде?",
    build,
    has_figure=True,
    wide=True,
    later=True,
)
