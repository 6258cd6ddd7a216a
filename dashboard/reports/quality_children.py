"""Who has changed the quality of a unit: its children with their parts of the change."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.quality_factors import WORDS, Change, change_of, is_between_classes
from dashboard.rounded import is_disclosed
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.inside import TITLES
from dashboard.screens.reading import Reading
from dashboard.screens.tables import link_down
from etl.periods import period_in_words

NOTE = (
    "«Состав» – часть больше или меньше прежней, и её качество выше или ниже общего; «предметы» – "
    "отметки по другим предметам; «доля» – стало больше или меньше «4» и «5». Все вклады всех "
    "строк в сумме равны изменению качества отметок. Связь, не причина."
)


def build(scope: Scope, reading: Reading) -> Content:
    """One row a child on either side: what it was, what it is, and three parts of the change."""
    own = reading.own.row
    if own is None or is_disclosed(own) or reading.view.work_type or is_between_classes(reading):
        return Content()
    change = change_of(scope, reading)
    if change is None:
        return Content()
    title = TITLES[reading.unit["level"]]
    return Content(table=Table(_columns(title, change), _rows(reading, change)), note=NOTE)


def _columns(title: str, change: Change) -> list[dict]:
    return [
        name_column(title),
        number_column("before", period_in_words(change.before), "percent", width=130),
        number_column("n_before", "n", "count"),
        number_column("quality_rate", period_in_words(change.period), "percent", width=130),
        number_column("n", "n", "count"),
        number_column("composition", "Состав, п. п.", "gap", width=116),
        number_column("subjects", "Предметы, п. п.", "gap", width=130),
        number_column("rates", "Доля, п. п.", "gap"),
        number_column("gap", "Весь вклад, п. п.", "gap", sort="asc", width=150),
    ]


def _rows(reading: Reading, change: Change) -> list[dict]:
    found, children = change.sides, {child["unit_id"]: child for child in reading.children}
    factors = found.factors
    parts = (factors.composition, factors.subjects.sum(axis=1), factors.rates.sum(axis=1))
    counts = (side.sum(axis=1) for side in (*found.n, *found.good))
    rows = []
    for id, name, *values in zip(found.groups, found.groups.values(), *parts, *counts, strict=True):
        href = link_down(children[id], reading.view) if id in children else ""
        rows.append({"name": name, "href": href} | _numbers(*map(float, values)))
    return rows


def _numbers(composition, subjects, rates, n_before, n, good_before, good) -> dict:
    return {
        "before": good_before / n_before if n_before else None,
        "n_before": int(n_before) or None,
        "quality_rate": good / n if n else None,
        "n": int(n) or None,
        "composition": composition,
        "subjects": subjects,
        "rates": rates,
        "gap": composition + subjects + rates,
    }


REPORT = Report(
    "quality_children",
    "Чей вклад в изменение качества?",
    build,
    levels=tuple(WORDS),
    is_grid=True,
    wide=True,
    later=True,
)
