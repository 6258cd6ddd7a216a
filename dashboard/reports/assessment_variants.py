"""Whether the variants of a work were equally hard: for the same students, whoever wrote which."""

from dashboard.access import Scope
from dashboard.figures.ranked import ranked_figure
from dashboard.numbers import percent, points
from dashboard.queries.scales import variants
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed, is_hidden
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.work_reading import WorkReading
from etl.psychometrics.variants import SMALLEST_GAP

NONE = (
    "Вариантов нет, или их писали меньше 30 учеников, или они нигде не встретились в одном классе: "
    "сравнить не по чему."
)
HIDDEN = "Варианты писали почти одни ваши ученики: чтобы не выдать чужих, сравнение скрыто."
NOTE = (
    "Сколько набрали бы все, если бы писали этот вариант (по всем школам вместе); интервал – у "
    "разницы со средним вариантов. Варианты с общими заданиями сравниваются по общей шкале, "
    "остальные – внутри классов, где их раздали случайно. Неравноценны: "
    f"разница от {percent(SMALLEST_GAP, 0)} и весь её интервал по одну сторону нуля. Если варианты "
    "раздавали не случайно, разница может быть и в учениках"
)


def build(scope: Scope, reading: WorkReading) -> Content:
    """One bar a variant."""
    if reading.here is None or reading.is_hidden:
        return Content()
    found = variants(scope, reading.found["assessment_id"])
    if not found:
        return Content(sentence=NONE)
    if any(is_hidden(row, "expected") for row in found):
        return Content(sentence=HIDDEN)
    rows = [_row(row) for row in found]
    figure = ranked_figure([_bar(row) for row in rows])
    return Content(figure, Table(_columns(), rows), sentence=_sentence(rows), note=NOTE)


def _row(row: dict) -> dict:
    return row | {
        "name": f"Вариант {row['variant']}",
        "verdict": _verdict(row),
        "disclosed": False,  # the number of tasks is no secret
        "of_others": ("n", "solve_rate", "expected") if is_disclosed(row) else (),
        "gap_rounded": is_disclosed(row),
    }


def _verdict(row: dict) -> str:
    if not row["is_unequal"]:
        return ""
    return "легче" if row["gap"] > 0 else "труднее"


def _bar(row: dict) -> dict:
    """As the figure of ranked units wants it; the interval is of the gap."""
    middle = row["expected"] - row["gap"]
    return {
        "name": row["name"],
        "n": row["n"],
        "quality_rate": row["expected"],
        "quality_low": middle + row["low"],
        "quality_high": middle + row["high"],
        "reference": middle,
        "disclosed": row["gap_rounded"],
        "step": row["step"],
    }


def _sentence(rows: list[dict]) -> str:
    told = [row for row in rows if row["is_unequal"]]
    if not told:
        return "Заметной разницы между вариантами нет: она мала или объясняется случайностью."
    named = ", ".join(f"{row['variant']} {row['verdict']} ({points(row['gap'])})" for row in told)
    return f"Варианты неравноценны. Относительно среднего вариантов: {named}."


def _columns() -> list[dict]:
    return [
        name_column("Вариант"),
        number_column("n", "Писали (все школы)", "count"),
        number_column("n_tasks", "Заданий", "decimal(params.value, 0)"),
        number_column("solve_rate", "Решили", "percent"),
        number_column("expected", "Набрали бы все", "percent"),
        number_column("gap", "От среднего, п. п.", "gap"),
        number_column("low", "от", "gap"),
        number_column("high", "до", "gap"),
        {"field": "verdict", "headerName": "Вывод"},
    ]


REPORT = Report("variants", "Равны ли варианты?", build, has_figure=True, wide=True, later=True)
