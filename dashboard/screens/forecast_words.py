"""Words about exam forecasts: rules with their thresholds, reasons, what a forecast stands on."""

from math import exp

from dashboard.numbers import NARROW, count, decimal, is_known, percent, plural, signed

CAUTION = (
    "Прогноз – повод помочь вовремя, не приговор и не оценка учителя. Связь, не причина: он "
    "говорит, с чем результаты были связаны у других, а не почему так выйдет у этого ученика."
)
NO_FORECASTS = (
    "Прогнозов экзаменов здесь нет: они считаются после загрузки отметок, работ и результатов "
    "прошлых лет."
)
OF_STUDENTS = ("ученика", "учеников", "учеников")
STUDENTS = ("ученик", "ученика", "учеников")
FORECASTS = ("прогноз", "прогноза", "прогнозов")
OF_FORECASTS = ("прогноза", "прогнозов", "прогнозов")
ZONE_RULE = (
    "Зона риска – вероятность результата ниже минимума не меньше {risk} %, «внимание» – от "
    "{attention} %; пороги задаёт школа или территория, порог зоны риска можно сменить в фильтре."
)
ORDER_RULE = (
    "Порядок (собственное правило): сначала зона риска, в ней – те, кого от минимума отделяет "
    "меньшая часть ширины интервала, то есть до кого быстрее дойти; затем «внимание» так же."
)
REACH = {True: "в пределах интервала", False: "дальше интервала"}
NORMAL_RULE = (
    "Ожидаемое число – сумма вероятностей; интервал 90 % – нормальное приближение суммы "
    "независимых событий с разными вероятностями; общая для всех ошибка прогноза в нём не учтена."
)
SURE = 1.645  # standard errors of a 90 % interval
RUNGS = {
    "mean": "среднее прошлых лет",
    "ridge": "линейная модель",
    "curved": "линейная модель с изгибами",
    "effects": "линейная модель с эффектами школы и класса",
    "boosting": "деревья решений",
}
SMALLEST = 0.05  # points; a smaller contribution is not told by itself
MOST_REASONS = 3
MOST_IN_LIST = 2
BASE = "base"
YES_OR_NO, LOGARITHM = "да или нет", "ln(1 + n)"  # units of features, as the etl names them


def zone_rule(thresholds) -> str:
    """What the zone of risk is, with its thresholds."""
    return ZONE_RULE.format(risk=thresholds.risk, attention=thresholds.attention)


def points_in_words(points: float, digits: int = 1) -> str:
    """«1 балл», «2,4 балла», «12 баллов»; of a part of a point the genitive."""
    told = decimal(points, digits)
    if 0 <= points < SMALLEST:
        return "меньше 0,1 балла"
    if told.endswith(",0"):
        whole = round(points)
        return f"{count(whole)} {plural(whole, 'балл', 'балла', 'баллов')}"
    return f"{told} балла"


def interval(row: dict) -> str:
    """«от 8 до 16»: whole points, for no exam gives halves."""
    return f"от {count(row['low'])} до {count(row['high'])}"


def about(expected: float, error: float, n: int) -> str:
    """«4,2 (от 1 до 7)»: an expected number of students, its interval in whole ones."""
    low, high = ends(expected, error, n)
    return f"{decimal(expected, 1)} (от {count(low)} до {count(high)})"


def ends(expected: float, error: float, n: int) -> tuple[float, float]:
    """The 90 % interval of an expected number, between nobody and all, outward to whole ones."""
    low = max(0.0, expected - SURE * error)
    high = min(float(n), expected + SURE * error)
    return float(int(low)), float(min(n, -int(-high // 1)))


def titles(parameters: dict) -> dict[str, str]:
    """Feature → its title."""
    return {one["name"]: one.get("title") or one["name"] for one in parameters.get("features", ())}


def contributions(reasons: list, parameters: dict) -> list[tuple[str, str, float]]:
    """Title, value in words, and contribution [points] of each reason but the base."""
    known = titles(parameters)
    units = {one["name"]: one.get("unit", "") for one in parameters.get("features", ())}
    return [
        (known.get(name, name), value_in_words(value, units.get(name, "")), float(part))
        for name, value, part in reasons
        if name != BASE
    ]


def value_in_words(value, unit: str) -> str:
    """«52 %» of a share, «3,41» of a number, the word itself; «–» where nothing is known."""
    if isinstance(value, str):
        return value
    if not is_known(value):
        return "нет данных"
    if unit.startswith("доля"):
        return percent(value, 0)
    if unit == YES_OR_NO:
        return "да" if value else "нет"
    if unit == LOGARITHM:
        return count(round(exp(value) - 1))
    told = decimal(value, 0 if float(value).is_integer() else 2)
    return f"{told} {unit}" if unit.startswith("ст.") else told


def base_of(reasons: list) -> float:
    """The mean that the contributions are added to."""
    return next((float(part) for name, _, part in reasons if name == BASE), 0.0)


def largest(reasons: list, parameters: dict, most: int = MOST_REASONS) -> str:
    """«Пробный экзамен: −2,1; отметки: −0,8»: the largest contributions in words."""
    found = contributions(reasons, parameters)
    told = sorted((one for one in found if abs(one[2]) >= SMALLEST), key=lambda one: -abs(one[2]))
    return "; ".join(f"{title}: {signed(part)}" for title, _, part in told[:most])


def side(part: float) -> str:
    """On which side of the usual a reason stands, without saying that it is the cause."""
    if abs(part) < SMALLEST:
        return "как обычно"
    word = "выше обычного" if part > 0 else "ниже обычного"
    return f"{word}: {signed(part)}{NARROW}б."


def rung(name: str) -> str:
    """A step of the ladder in words."""
    return RUNGS.get(name, name)
