"""A school beside the schools whose students had the nearest earlier results."""

from dashboard.access import Scope
from dashboard.numbers import is_known, signed
from dashboard.queries.value_added import value_added_of_schools
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.objectivity_reading import (
    OF_SCHOOLS,
    external_view,
    link_down,
    sees_schools,
)
from dashboard.screens.objectivity_words import A_LINK, ALIKE_RULE, LAW
from dashboard.screens.reading import Reading
from dashboard.screens.tables import shown_part

FIELDS = ("name", "href", "n", "intake", "outcome", "alike", "gap_to_alike", "n_alike")
OF_OTHERS = "Другие школы названы только общим средним."


def build(scope: Scope, reading: Reading) -> Content:
    """One row a school of one's own: before, now, and those alike now."""
    if not sees_schools(scope, reading.unit["path"]):
        return Content()
    found = value_added_of_schools(scope, reading.unit, external_view(reading))
    judged = [row for row in found if is_known(row["alike"])]
    if not judged:
        return Content()
    rows = [_row(row, reading) for row in judged]
    table = Table(_columns(), [shown_part(row, FIELDS) for row in rows])
    return Content(None, table, _finding(rows), f"{A_LINK} {ALIKE_RULE} {OF_OTHERS} {LAW}")


def _row(row: dict, reading: Reading) -> dict:
    told = {"name": row["unit"], "href": link_down(reading, "school", row["unit_id"])}
    return row | told | {"gap_to_alike": row["outcome"] - row["alike"]}


def _finding(rows: list[dict]) -> str:
    if len(rows) > 1:
        return ""
    [row] = rows
    before, now, alike = (signed(row[name], 2) for name in ("intake", "outcome", "alike"))
    return (
        f"{row['name']}: раньше {before}, теперь {now}; у {row['n_alike']} похожих школ теперь "
        f"{alike} стандартного отклонения (n = {row['n']} пар результатов)."
    )


def _columns() -> list[dict]:
    return [
        name_column("Школа"),
        number_column("n", "Пар результатов", "count"),
        number_column("intake", "Раньше", "mean"),
        number_column("outcome", "Теперь", "mean"),
        number_column("alike", "Похожие школы теперь", "mean", width=160),
        number_column("gap_to_alike", "Разница", "mean"),
        number_column("n_alike", "Похожих школ", "count"),
    ]


REPORT = Report(
    "same_intake",
    "Как школа смотрится рядом с похожими по прошлым результатам?",
    build,
    levels=OF_SCHOOLS,
    wide=True,
    later=True,
)
