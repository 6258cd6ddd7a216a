"""Who learns how: students by the group their final marks over all subjects put them in."""

from dashboard.access import Scope
from dashboard.figures.groups import group_figure
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import is_disclosed
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from dashboard.screens.sides import Side
from etl.indicators.progress import PROGRESS_GROUPS

NOTE = "По итоговым отметкам всех предметов; с одной «3» – резерв качества"


def build(scope: Scope, reading: Reading) -> Content:
    """Students and share here, share there; nothing of others' groups."""
    own, other = reading.own, reading.other
    if not has_groups(own.row):
        return Content()
    sides = [side for side in (own, other) if has_groups(side.row)]
    theirs = other.row if has_groups(other.row) else None
    return Content(
        figure=group_figure([side.row | {"unit": side.name} for side in sides]),
        table=Table(_columns(other.name if theirs else ""), _rows(reading, own, theirs)),
        note=NOTE,
    )


def has_groups(row: dict | None) -> bool:
    """Whether the students of each group are counted in the row and may be told."""
    return bool(row) and "reserve_rate" in row and not is_disclosed(row) and bool(row["n"])


def _columns(other: str) -> list[dict]:
    ours = [
        name_column("Группа"),
        number_column("n", "Учеников", "count"),
        number_column("share", "Доля", "percent"),
    ]
    return [*ours, *([number_column("reference", other, "percent")] if other else [])]


def _rows(reading: Reading, own: Side, theirs: dict | None) -> list[dict]:
    """One row a group, leading to its students."""
    return [
        {
            "name": title,
            "href": students_link(reading, group) if own.row[group] else "",
            "n": own.row[group],
            "share": own.row[group] / own.row["n"],
            "reference": theirs[group] / theirs["n"] if theirs else None,
        }
        for group, title in PROGRESS_GROUPS.items()
    ]


def students_link(reading: Reading, group: str) -> str:
    """The list of the students of a group, where they may be seen one by one."""
    view = reading.view
    chosen = {"year": view.year, "period": view.period, "grade": view.grade, "group": group}
    unit_id = reading.unit["unit_id"]
    return link("students", None, unit=unit_id, **chosen) if reading.shows_students else ""


REPORT = Report("groups", "Кто как учится?", build, has_figure=True, in_pack=True)
