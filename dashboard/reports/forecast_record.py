"""Whether the forecast came true: errors, coverage, who was found at risk, calibration."""

from dashboard.access import Scope
from dashboard.figures.calibration import calibration, calibration_figure
from dashboard.numbers import count, counted, decimal, percent, signed
from dashboard.queries.forecast_record import record_by_subject, record_of_children
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.forecast_reading import ForecastReading
from dashboard.screens.forecast_words import OF_FORECASTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.tables import shown_part

NOT_YET = "Экзамен ещё не сдан, или его результаты не загружены: сравнить прогноз пока не с чем."
RULE = (
    "Ошибка – среднее |прогноз − результат| в баллах, рядом – ошибка простейшего прогноза «все "
    "получат среднее прошлых лет». Сдвиг – среднее (результат − прогноз): выше нуля – вышло лучше "
    "прогноза. Интервал 90 % верен, если в нём около девяти результатов из десяти. Брайер – "
    "средний квадрат разности вероятности и исхода: чем меньше, тем лучше. «Найдено заранее» – "
    "сколько из оставшихся ниже минимума стояло в зоне риска. Точка рисунка – ученики с близкой "
    "вероятностью, черта – 95-процентный интервал, на пунктире прогноз точен."
)
FIELDS = (
    *("name", "href", "n_known", "mae", "baseline_mae", "bias", "coverage", "coverage_low"),
    *("coverage_high", "brier", "n_below", "found"),
)


def build(scope: Scope, reading: ForecastReading) -> Content:
    """One row a subject, of one subject a unit inside; nothing where the students are not own."""
    unit, target, risk = reading.unit, reading.target, reading.thresholds.risk
    whole = record_by_subject(scope, unit, target, risk)
    if not whole:
        return Content()
    if not any(row["n_known"] for row in whole):
        return Content(sentence=NOT_YET)
    inside = record_of_children(scope, unit, target, risk) if target.subject else []
    known = [row for row in (*whole, *inside) if row["n_known"]]
    points = calibration([step for row in whole for step in row["steps"]])
    table = Table(_columns(), [shown_part(_row(row, reading), FIELDS) for row in known])
    return Content(
        figure=calibration_figure(points) if points else None,
        table=table,
        sentence=" ".join(part for part in (finding(_largest(whole)), calibrated(points)) if part),
        note=RULE,
    )


def _largest(whole: list[dict]) -> dict:
    return max(whole, key=lambda row: row["n_known"])


def _row(row: dict, reading: ForecastReading) -> dict:
    is_unit = row["unit_id"] != reading.unit["unit_id"]
    found = f"{count(row['n_found'])} из {count(row['n_below'])}" if row["n_below"] else "–"
    return row | {
        "name": row["unit"] if is_unit else row["subject"],
        "href": reading.link_to(row["unit_id"], row["subject_id"]),
        "found": found,
    }


def _columns() -> list[dict]:
    return [
        name_column("Где"),
        number_column("n_known", "n", "count"),
        number_column("mae", "Ошибка, баллов", "mean"),
        number_column("baseline_mae", "Ошибка среднего", "mean"),
        number_column("bias", "Сдвиг, баллов", "mean"),
        number_column("coverage", "В интервале 90 %", "percent"),
        number_column("coverage_low", "от", "percent"),
        number_column("coverage_high", "до", "percent"),
        number_column("brier", "Брайер", "thousandths"),
        number_column("n_below", "Ниже минимума", "count"),
        {"field": "found", "headerName": "Найдено заранее"},
    ]


def finding(row: dict) -> str:
    """«Математика: по 342 результатам средняя ошибка 2,6 балла, у среднего – 4,1; …»"""
    n = counted(row["n_known"], ("результату", "результатам", "результатам"))
    told = (
        f"{row['subject']}: по {n} средняя ошибка {decimal(row['mae'])} балла, у простейшего "
        f"прогноза – {decimal(row['baseline_mae'])}, сдвиг {signed(row['bias'], 2)}; в интервале "
        f"90 % – {percent(row['coverage'])}"
    )
    if not row["n_below"]:
        return f"{told}."
    share = percent(row["n_found"] / row["n_below"], 0)
    below = f"ниже минимума {count(row['n_below'])}, из них заранее найдено"
    return f"{told}; {below} {count(row['n_found'])} ({share})."


def calibrated(points: list[dict]) -> str:
    """«Из 10 групп вероятности в 9 сбылось столько, сколько обещано.»"""
    if not points:
        return ""
    right = sum(point["low"] <= point["chance"] <= point["high"] for point in points)
    n = sum(point["n"] for point in points)
    return (
        f"Групп с близкой вероятностью {count(len(points))}; обещанная доля попала в интервал "
        f"сбывшейся в {count(right)} (n = {counted(n, OF_FORECASTS)})."
    )


REPORT = Report(
    "forecast_record",
    "Сбылся ли прогноз?",
    build,
    has_figure=True,
    in_pack=True,
    wide=True,
)
