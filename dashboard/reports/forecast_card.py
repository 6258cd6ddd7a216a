"""How far a forecast can be trusted: what made it, when, and how right it was on unseen schools."""

from collections.abc import Mapping

from dashboard.access import Scope
from dashboard.numbers import count, counted, day, decimal, is_known, percent
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.forecast_reading import ForecastReading
from dashboard.screens.forecast_words import BASE, OF_STUDENTS, rung
from dashboard.screens.grids import name_column, number_column
from etl.periods import school_year_name

LIMITS = (
    "Пределы: прогноз знает только то, что загружено до его даты; болезнь, переезд, начатые поздно "
    "занятия он не видит. Он хуже там, где мало данных: интервал тогда шире. Связь, не причина."
)
RULE = (
    "Проверка: модель построена на одних школах и предсказывала другие, целые, которых не видела; "
    "рядом – прогноз «все получат среднее». Лестница поднимается на ступень, только если проверка "
    "это оправдала (собственное правило). R² – доля различий, которую прогноз объяснил; AUC – как "
    "часто тот, кто остался ниже минимума, стоял ниже остальных; наклон 1 – вероятности верны."
)
HELD_OUT = {"school": "целыми школами", "student": "отдельными учениками"}
FIFTHS = ("нижняя", "вторая", "средняя", "четвёртая", "верхняя")
OF_FOLDS = ("часть", "части", "частей")


def build(scope: Scope, reading: ForecastReading) -> Content:
    """One row a subject; of one subject the rungs of the ladder, and what stands behind them."""
    found = reading.forecasters
    if not found:
        return Content()
    if len(found) == 1 or reading.target.subject:
        return _one(found[0])
    rows = [_row(row, reading) for row in found]
    return Content(
        table=Table(_columns("Предмет"), rows),
        sentence=_of_all(found, reading),
        note=f"{RULE} {LIMITS}",
        hint="Выберите предмет: там лестница моделей и из чего сделан прогноз.",
    )


def _of_all(found: list[dict], reading: ForecastReading) -> str:
    """«ОГЭ: прогнозов по предметам 9, по данным на 15.04.2026.»"""
    latest = max(row["as_of"] for row in found)
    said = f"прогнозов по предметам {count(len(found))}, по данным на {day(latest)}"
    return f"{reading.target.procedure}: {said}."


def _row(row: dict, reading: ForecastReading) -> dict:
    href = reading.link_to(reading.unit["unit_id"], row["subject_id"])
    return {"name": row["subject"], "href": href, "rung": _rung(row)} | _figures(row["card"])


def _figures(card: Mapping) -> dict:
    names = ("n", "mae", "baseline_mae", "rmse", "r2", "coverage_90", "mean_width")
    figures = card.get("figures") or {}
    return {name: figures.get(name) for name in (*names, "brier")}


def _columns(title: str) -> list[dict]:
    return [
        name_column(title),
        {"field": "rung", "headerName": "Модель"},
        number_column("n", "n", "count"),
        number_column("mae", "Ошибка, баллов", "mean"),
        number_column("baseline_mae", "Ошибка среднего", "mean"),
        number_column("r2", "R² проверки", "mean"),
        number_column("coverage_90", "В интервале 90 %", "percent"),
        number_column("mean_width", "Ширина, баллов", "points"),
        number_column("brier", "Брайер", "thousandths"),
    ]


def _one(row: dict) -> Content:
    """The ladder of one forecaster; what was tried and not taken stands beside what was."""
    card = row["card"]
    rungs = [_tried(one) for one in card.get("ladder") or ()]
    columns = [
        name_column("Ступень"),
        number_column("mae", "Ошибка, баллов", "mean"),
        number_column("rmse", "Корень среднего квадрата", "mean"),
        {"field": "taken", "headerName": "Вывод"},
    ]
    conditions = row["parameters"].get("conditions") or ""
    told = (_made(row), _of_figures(card), card.get("note") or "")
    more = (row["why"], _of_fifths(card), conditions, _features(row), RULE, LIMITS)
    return Content(
        table=Table(columns, rungs),
        sentence=" ".join(part for part in told if part),
        note=" ".join(part for part in more if part),
    )


def _tried(one: Mapping) -> dict:
    return {
        "name": one.get("title") or rung(one["rung"]),
        "mae": one.get("mae"),
        "rmse": one.get("rmse"),
        "taken": "взята" if one.get("chosen") else "",
    }


def _rung(row: dict) -> str:
    """The chosen rung as its ladder calls it."""
    ladder = row["card"].get("ladder") or ()
    told = next((one.get("title") for one in ladder if one["rung"] == row["rung"]), None)
    return told or rung(row["rung"])


def _made(row: dict) -> str:
    """«Математика: по данным на 01.05.2026, построен на 346 учениках 2024/2025, модель – …»"""
    years = ", ".join(school_year_name(year) for year in row["parameters"].get("years") or ())
    of = f" {years}" if years else ""
    n = counted(row["n_fitted"], ("результате", "результатах", "результатах"))
    return f"{row['subject']}: по данным на {day(row['as_of'])}, построен на {n}{of}; {_rung(row)}."


def _of_figures(card: Mapping) -> str:
    """The back-test in one sentence, the baseline beside it."""
    figures = card.get("figures") or {}
    if not is_known(figures.get("mae")):
        return ""
    n, by = int(figures.get("n") or 0), HELD_OUT.get(card.get("by"), "отдельно")
    folds = f", {counted(card['folds'], OF_FOLDS)}" if card.get("folds") else ""
    return (
        f"Проверка на прошлых годах ({by}{folds}, n = {counted(n, OF_STUDENTS)}): ошибка "
        f"{decimal(figures['mae'])} балла, у простейшего прогноза "
        f"{decimal(figures['baseline_mae'])}; в интервале 90 % – "
        f"{percent(figures.get('coverage_90'))}; {_of_chances(figures)}."
    )


def _of_chances(figures: Mapping) -> str:
    """«R² 0,80, Брайер 0,046, AUC 0,92, наклон 1,04»: what is not known is a dash."""
    r2, auc, slope = (decimal(figures.get(name)) for name in ("r2", "auc", "slope"))
    return f"R² {r2}, Брайер {decimal(figures.get('brier'), 3)}, AUC {auc}, наклон {slope}"


def _of_fifths(card: Mapping) -> str:
    """«По пятым прогноза: нижняя 90 %, …»: the plain interval fails where it matters."""
    fifths = card.get("fifths") or ()
    known = [
        f"{name} {percent(value, 0)}"
        for name, value in zip(FIFTHS, fifths, strict=False)
        if is_known(value)
    ]
    return f"В интервале по пятым частям прогноза: {', '.join(known)}." if known else ""


def _features(row: dict) -> str:
    features = [one for one in row["parameters"].get("features") or () if one["name"] != BASE]
    named = "; ".join(one.get("title") or one["name"] for one in features)
    return f"Признаки ({count(len(features))}): {named}." if named else ""


REPORT = Report(
    "forecast_card",
    "Насколько этому прогнозу можно верить?",
    build,
    in_pack=True,
    wide=True,
)
