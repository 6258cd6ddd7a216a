"""A pack of real figures and of tables with cells that a file could stumble over."""

from datetime import date

from dashboard.exports.pack import Pack, Part
from dashboard.figures.distribution import distribution_figure
from dashboard.figures.solve_rates import solve_rate_figure
from dashboard.figures.trend import trend_figure
from dashboard.reports.content import Content, Table
from dashboard.rounded import RULE
from dashboard.screens.grids import name_column
from dashboard.screens.tables import heat_column, indicator_columns

HOSTILE = ("=1+1|cmd", "+7 900", "@SUM(A1)", "<b>жирный</b> & «ёЁ№»", "-2+3", "https://example.org")
LONG = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 12 имени Ёлкина»"
PLACE = "Среднеуральская область › Город Ёлкин › Школа № 7"
FILTERS = "2025/2026, год · Алгебра · 8 классы · итоговые"
CODE = "МС-26-7F3K9"
SENTENCE = "Качество 62,4 %: на 3,1 п. п. выше, чем год назад, это 8 учеников из 252."
NOTE = "▲ выше, ▼ ниже с доверием 95 %, = отличие не доказано, * мало, чтобы судить."
SUBJECTS = (
    "Алгебра Геометрия Информатика Физика Химия Биология География История Обществознание "
    "Литература Русский_язык Английский_язык Немецкий_язык Музыка Технология ОБЖ Физкультура "
    "Вероятность_и_статистика ИЗО Астрономия Право Экономика Родной_язык Черчение Экология "
    "Французский_язык Психология Краеведение Риторика Логика"
).split()


def part(question: str, content: Content, **more) -> Part:
    """A part of the pack about school 7."""
    usual = {"title": "Школа № 7", "place": PLACE, "filters": FILTERS, "n": "n = 252 ученика"}
    usual |= {"fresh": "Данные: 12 из 12 школ, загружено 22.11.2026.", "remark": ""}
    return Part(question=question, content=content, **(usual | more))


def pack(*parts: Part, title: str = "Пакет к педсовету: школа № 7") -> Pack:
    """The parts under one cover."""
    return Pack(title, CODE, date(2026, 11, 22), "Завуч", parts)


def of_period(period: int, rate: float) -> dict:
    """A row of a trend with an interval of ten points."""
    interval = {"quality_low": rate - 0.05, "quality_high": rate + 0.05}
    return {"period_id": period, "quality_rate": rate, "n": 252} | interval


def trend() -> dict:
    """Two years, then quarters and half-years; the parent had no third quarter."""
    rates = {202450: 0.593, 202550: 0.624, 202511: 0.55, 202512: 0.58, 202513: 0.6, 202514: 0.63}
    rates |= {202531: 0.7, 202532: 0.72}
    own = [of_period(*pair) for pair in rates.items()]
    parent = [of_period(id, rate - 0.04) for id, rate in rates.items() if id != 202513]
    return trend_figure(own, parent, names=("Школа № 7 <b>", "Город & область"))


def marks() -> dict:
    """How marks divide in two units."""
    numbers = {"n5": 40, "n4": 117, "n3": 80, "n2": 10, "n1": 0, "n_na": 5}
    city = {"n5": 300, "n4": 900, "n3": 1100, "n2": 150, "n1": 1, "n_na": 49}
    own = {"unit": "Школа № 7", "n": 252} | numbers
    return distribution_figure([own, {"unit": "Город <Ёлкин>", "n": 2500} | city])


def solved(n: int = 12) -> dict:
    """Tasks with thresholds; the first three lie under them."""
    rates = [
        {"label": str(i), "name": f"Задание {i}", "n": 100, "threshold": 0.6 if i < 9 else None}
        | {"solve_rate": 0.2 + 0.06 * i, "low": 0.15 + 0.06 * i, "high": 0.25 + 0.06 * i}
        for i in range(1, n + 1)
    ]
    return solve_rate_figure(rates)


def unit_row(number: int, name: str) -> dict:
    """A row of indicators of one's own."""
    rate = 0.35 + (number % 50) / 100
    return {
        "name": name, "n": 100 + number, "quality_rate": rate, "quality_low": rate - 0.08,
        "quality_high": rate + 0.08, "reference": 0.6, "sign": "▲" if rate > 0.7 else "=",
        "gap": rate - 0.6, "whole": round((rate - 0.6) * 100), "pass_rate": 0.97,
        "learning_index": 0.6123, "mean_mark": 3.456,
    }  # fmt: skip


def units(n: int) -> Table:
    """Children with hostile names first, one rounded, one hidden."""
    names = [*HOSTILE, LONG, *(f"Школа № {number}" for number in range(n))][:n]
    rows = [unit_row(number, name) for number, name in enumerate(names)]
    rounded = {"disclosed": True, "step": 0.05, "gap": 0.05, "gap_rounded": True}
    if n > 10:
        hidden = {"disclosed": True, "hidden": True, "quality_rate": None, "n": None, "gap": None}
        rows[8] |= rounded | {"quality_rate": 0.65, "n": 130}
        rows[9] |= hidden | {"pass_rate": None, "learning_index": None, "mean_mark": None}
    return Table(indicator_columns("Школы", of_students=True), rows)


def heat(n_rows: int, n_columns: int) -> Table:
    """Children by subjects; one cell hidden, one without data."""
    names = [name.replace("_", " ") for name in SUBJECTS[:n_columns]]
    columns = [name_column("Классы"), *(heat_column(id, name) for id, name in enumerate(names))]
    rows = [
        {"name": f"{5 + row // 4}{'АБВГ'[row % 4]}"}
        | {f"s{id}": 0.2 + (7 * row + 3 * id) % 70 / 100 for id in range(n_columns)}
        for row in range(n_rows)
    ]
    rows[0]["x1"] = True
    rows[0]["s2"] = None
    return Table(columns, rows)


def council() -> Pack:
    """Everything a pack can have."""
    remark = "Обсудить с учителями математики: где поддержка уже даёт результат?"
    return pack(
        part("Что изменилось за год?", Content(trend(), units(9), SENTENCE, NOTE), remark=remark),
        part("Как делятся отметки?", Content(marks(), None, SENTENCE, "")),
        part("Какие задания не решены?", Content(solved(), None, SENTENCE, "")),
        part("Какие школы ниже города?", Content(None, units(120), SENTENCE, NOTE), rule=RULE),
        part("Где по предметам ниже?", Content(None, heat(40, 30), "", NOTE)),
        part("Кого мы сравниваем?", Content(None, units(8), SENTENCE, ""), remark="Слово. " * 280),
    )
