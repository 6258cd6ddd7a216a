"""Exam forecasts on the sheet of a student: a line on the scale of the exam, chances, reasons."""

from dash import html

from dashboard.access import Scope
from dashboard.numbers import count, counted, day, decimal, is_known, percent, signed
from dashboard.queries.forecast_students import forecasts_of_student
from dashboard.reports.content import Table
from dashboard.screens.blocks import plain_table
from dashboard.screens.forecast_words import (
    CAUTION,
    MOST_REASONS,
    SMALLEST,
    base_of,
    contributions,
    interval,
    largest,
)
from dashboard.screens.grids import name_column
from dashboard.screens.student_reading import StudentReading

RULE = (
    "Интервал 90 %: у девяти из десяти таких учеников результат оказался внутри него. Вклады в "
    f"сумме дают ожидаемый балл. {CAUTION}"
)
RULE_FOR_FAMILY = (
    "Это не оценка и не приговор, а расчёт по отметкам и работам, какими они были на эту дату: "
    "девять результатов из десяти оказываются внутри интервала. Если что-то беспокоит, спросите "
    "учителя, с чего начать."
)
CHANGES = (
    "Что изменит прогноз: новые отметки, работы и пробные экзамены войдут в следующий расчёт. "
    "Сильнее всего он сейчас связан с этим: {reasons}."
)
REASONS = [
    name_column("Что"),
    {"field": "value", "headerName": "Значение"},
    {"field": "part", "headerName": "Баллов"},
]
OF_POINTS = ("балла", "баллов", "баллов")


def forecasts_in_year(scope: Scope, reading: StudentReading) -> list[dict]:
    """The exam forecasts of the student in the year of the sheet, as this person may see them."""
    year = reading.view.year
    return forecasts_of_student(scope, reading.student["student_id"], year) if year else []


def forecast_lists(scope: Scope, reading: StudentReading) -> list:
    """One part per exam; an empty list where nothing of forecasts is to be seen."""
    found = forecasts_in_year(scope, reading)
    if not found:
        return []
    rule = RULE_FOR_FAMILY if reading.is_family else RULE
    return [*(_exam(row) for row in found), html.P(rule, className="note below")]


def _exam(row: dict) -> html.Div:
    """Score with its interval on the scale, chances, basis, and the sum of reasons folded."""
    below = row["p_below"]
    under = f"Ниже минимума: {percent(below, 0)}. " if is_known(below) else ""
    marks = chances_in_words(row)
    told = f"{under}Отметки: {marks}. " if marks else under
    basis = f"Стоит на: {row['basis']}; по данным на {day(row['as_of'])}."
    sums = [html.Summary("Из чего сложился прогноз"), plain_table(reason_table(row))]
    reasons = largest(row["reasons"], row["parameters"])
    changes = [html.P(CHANGES.format(reasons=reasons))] if reasons else []
    conditions = row["parameters"].get("conditions")
    return html.Div(
        [
            html.H3([f"{row['procedure']}, {row['subject']}: ", html.B(score_in_words(row))]),
            scale_line(row),
            html.P(f"{told}{basis}"),
            *([html.P(conditions, className="note")] if conditions else []),
            *changes,
            html.Details(sums, className="as-table"),
        ],
        className="exam-forecast",
    )


def scale_line(row: dict) -> html.Div:
    """The interval as a thin line on the scale of the exam, with its borders as ticks."""
    made_by = row["parameters"]
    highest = made_by.get("max_score") or max(row["high"], 1)
    place = _placed(highest)
    borders = made_by.get("borders") or []
    minimum = made_by.get("minimum")
    named = [(value, f"«{mark}»") for mark, value in zip((3, 4, 5), borders, strict=False)]
    if not named and minimum is not None:
        named = [(minimum, "минимум")]
    ticks = [
        html.Span(html.Span(f"{name} {count(value)}"), className="scale-tick", style=place(value))
        for value, name in named
    ]
    width = {"width": f"{100 * (row['high'] - row['low']) / highest:.1f}%"}
    line = html.Span(className="interval-line", style=place(row["low"]) | width)
    value = html.Span(className="interval-value", style=place(row["expected"]))
    label = f"От {count(row['low'])} до {count(row['high'])} из {count(highest)}, ожидается "
    bar = html.Span([line, *ticks, value], className="interval scale")
    ends = [html.Span("0"), html.Span(count(highest))]
    return html.Div(
        [bar, html.Div(ends, className="scale-ends")],
        className="exam-scale",
        role="img",
        **{"aria-label": f"{label}{decimal(row['expected'], 1)}"},
    )


def _placed(highest: float):
    def place(value: float) -> dict[str, str]:
        return {"left": f"{100 * min(max(value / highest, 0), 1):.1f}%"}

    return place


def score_in_words(row: dict) -> str:
    """«14,2 из 31 балла (от 9 до 19)», with the test score where the year's scale is known."""
    highest = row["parameters"].get("max_score")
    of = f" из {counted(int(highest), OF_POINTS)}" if highest else ""
    told = f"{decimal(row['expected'], 1)}{of} ({interval(row)})"
    if not is_known(row["expected_test"]) or row["parameters"].get("scale") == "test":
        return told
    low, high = (count(row[name]) for name in ("low_test", "high_test"))
    return f"{told}, тестовый {count(row['expected_test'])} (от {low} до {high})"


def chances_in_words(row: dict) -> str:
    """«2» 5 % · «3» 41 % · …; empty where the borders of marks are not known."""
    known = [(mark, row[f"p{mark}"]) for mark in (2, 3, 4, 5)]
    if not all(is_known(chance) for _, chance in known):
        return ""
    return " · ".join(f"«{mark}» {percent(chance, 0)}" for mark, chance in known)


def reason_table(row: dict) -> Table:
    """Every contribution, small ones together, from the mean down to the sum."""
    found = contributions(row["reasons"], row["parameters"])
    told = sorted((one for one in found if abs(one[2]) >= SMALLEST), key=lambda one: -abs(one[2]))
    rest = sum(part for _, _, part in found if abs(part) < SMALLEST)
    rows = [{"name": "Среднее тех, по кому построен", "value": "", "part": base_of(row["reasons"])}]
    rows += [{"name": title, "value": value, "part": part} for title, value, part in told]
    if len(told) < len(found):
        rows.append({"name": "Остальное вместе", "value": "", "part": rest})
    total = sum(one["part"] for one in rows)
    rows.append({"name": "Ожидаемый балл", "value": "", "part": total})
    ends = (0, len(rows) - 1)  # the mean and the sum have no sign
    for place, one in enumerate(rows):
        one["part"] = decimal(one["part"]) if place in ends else signed(one["part"], 2)
    return Table(REASONS, rows)


def reasons_in_words(row: dict) -> str:
    """«среднее 15,20; отметки −0,81; … = 14,20»: they add up to the forecast."""
    found = contributions(row["reasons"], row["parameters"])
    ordered = sorted(found, key=lambda one: -abs(one[2]))
    first, rest = ordered[:MOST_REASONS], sum(part for *_, part in ordered[MOST_REASONS:])
    told = [f"среднее {decimal(base_of(row['reasons']))}"]
    told += [f"{title} {signed(part, 2)}" for title, _, part in first]
    told += [f"остальное {signed(rest, 2)}"] if len(ordered) > MOST_REASONS else []
    return f"{'; '.join(told)} = {decimal(row['expected'])}"
