"""Tables of a unit: its children, its subjects, children by subjects, and marks by work type."""

from dataclasses import replace
from typing import NamedTuple

from dashboard.explained import counted, in_grid
from dashboard.filters import View
from dashboard.rounded import is_disclosed, is_hidden
from dashboard.screens.addresses import unit_link
from dashboard.screens.compared import compared_row
from dashboard.screens.grids import interval_column, name_column, number_column, sign_column
from dashboard.screens.reading import Reading

KEYS = {"keys": ["quality_low", "quality_rate", "quality_high", "reference"]}
SHOWN = (
    *("name", "href", "unit_id", "n", "quality_rate", "quality_low", "quality_high"),
    *("reference", "sign"),
    *("gap", "whole", "pass_rate", "quality_of_marks", "learning_index", "mean_mark"),
    *("disclosed", "step", "gap_rounded", "marks", "groups"),
)
COMPARING = ("sign", "gap", "whole")


def indicator_columns(title: str, *, of_students: bool, by_groups: bool = False) -> list[dict]:
    """Name, n, quality with its interval, gap to the reference, and the other indicators."""
    noun = "учеников" if of_students else "отметок (ученик × предмет)"
    whole = "Это учеников" if of_students else "Это отметок"
    quality, passing = QUALITY[by_groups], PASSING[by_groups]
    of_marks = number_column(
        "quality_of_marks", "Кач. отметок", "percent", told=in_grid("quality_rate"), width=116
    )
    return [
        name_column(title, width=190),
        number_column("n", "n", "count", headerTooltip=noun, width=74),
        number_column("quality_rate", quality.title, "percent", told=in_grid(quality.indicator),
                      sort="desc", width=110),
        interval_column("quality_rate", "Интервал", colId="interval", cellRendererParams=KEYS),
        sign_column(),
        number_column("gap", "Разница, п. п.", "gap", width=112),
        number_column("whole", whole, "whole", headerTooltip=noun, width=112),
        number_column("pass_rate", passing.title, "percent", told=in_grid(passing.indicator),
                      width=96 if by_groups else 118),
        *([of_marks] if by_groups else []),
        number_column("learning_index", "СОУ", "percent", told=in_grid("learning_index"), width=80),
        number_column("mean_mark", "Ср. балл", "mean", width=84),
    ]  # fmt: skip


class _Column(NamedTuple):
    """How a column is called, and the indicator it shows."""

    title: str
    indicator: str


QUALITY = {  # by whether students stand in groups
    False: _Column("Качество", "quality_rate"),
    True: _Column("На 4 и 5", "overall_quality"),
}
PASSING = {
    False: _Column("Успеваемость", "pass_rate"),
    True: _Column("Успевают", "overall_pass"),
}


def children_columns(reading: Reading, title: str) -> list[dict]:
    """The columns of the children: of students where a row counts each student once."""
    by_groups = reading.of_students
    of_students = by_groups or bool(reading.view.subject)
    return indicator_columns(title, of_students=of_students, by_groups=by_groups)


def children_rows(reading: Reading) -> list[dict]:
    """One row per child, also those without marks; compared with the unit itself."""
    view, own = reading.view, reading.own.row
    marks = {r["unit_id"]: r for r in reading.below if r["subject_id"] == view.subject}
    rows = []
    for child in shown_children(reading):
        place = {"name": child["name"], "href": link_down(child, view)}
        place |= {"unit_id": child["unit_id"]}
        found = marks.get(child["unit_id"])
        numbers = compared_row(found, own) | counted(found) if found and own else {"sign": "–"}
        rows.append(shown_part(numbers | place))
    return rows


def link_down(child: dict, view: View) -> str:
    """The screen of a child; empty where it would show no more than the row."""
    leads = child.get("leads_down", True)
    return unit_link(child["level"], child["unit_id"], view) if leads else ""


def shown_children(reading: Reading) -> list[dict]:
    """The children; in a school only those of the chosen grade."""
    grade = reading.view.grade
    if reading.unit["level"] == "school" and grade:
        return [child for child in reading.children if child["grade"] == grade]
    return reading.children


def subject_columns(compared: bool) -> list[dict]:
    """The columns of the table of subjects; a region has nobody to be compared with."""
    columns = indicator_columns("Предмет", of_students=True)
    return [column for column in columns if compared or column["field"] not in COMPARING]


def subject_rows(reading: Reading) -> list[dict]:
    """One row per subject, compared with the same subject in the reference."""
    unit, view = reading.unit, reading.view
    theirs = {row["subject_id"]: row for row in reading.other.subjects}
    rows = []
    for row in reading.own.subjects:
        chosen = replace(view, subject=row["subject_id"])
        place = {"href": unit_link(unit["level"], unit["unit_id"], chosen)}
        numbers = compared_row(row, theirs.get(row["subject_id"])) | counted(row)
        rows.append(shown_part(numbers | place | {"name": row["subject"]}))
    return rows


def shown_part(row: dict, shown: tuple[str, ...] = SHOWN) -> dict:
    """Of a row only what the browser shows."""
    return {name: row[name] for name in shown if name in row}


def heat_columns(reading: Reading, title: str) -> list[dict]:
    """A narrow column per subject under its name written upwards."""
    subjects = {row["subject_id"]: row["subject"] for row in reading.below if row["subject_id"]}
    ordered = sorted(subjects.items(), key=lambda pair: pair[1])
    return [name_column(title, width=210), *(heat_column(id, name) for id, name in ordered)]


def heat_column(subject_id: int, subject: str) -> dict:
    """Shares as whole percents on a ground of five steps; n on hover, × where it is hidden."""
    field = f"s{subject_id}"
    return {
        "field": field,
        "headerName": subject,
        "headerTooltip": subject,
        "headerClass": "upright",
        "context": {"form": "cell"},
        "valueFormatter": {"function": f"cellPercent(params.value, params.data, '{field}')"},
        "tooltipValueGetter": {"function": f"behind(params.data, '{field}')"},
        "cellClass": "cell",
        "cellClassRules": HEAT,
        "sortingOrder": ["desc", "asc", None],
        "minWidth": 44,
        "flex": 1,
    }


STEPS = (0.3, 0.45, 0.6, 0.75)
HEAT = {
    f"heat-{step}": f"params.value !== null && params.value >= {low} && params.value < {high}"
    for step, (low, high) in enumerate(zip((0, *STEPS), (*STEPS, 2), strict=True), start=1)
}


def heat_rows(reading: Reading) -> list[dict]:
    """One row per child: quality by subject with `n` beside it, `x` where it is hidden."""
    by_child: dict[int, dict] = {}
    for row in reading.below:
        if row["subject_id"]:
            known = by_child.setdefault(row["unit_id"], {"disclosed": is_disclosed(row)})
            known[f"s{row['subject_id']}"] = row["quality_rate"]
            known[f"n{row['subject_id']}"] = row["n"]
            if is_hidden(row):
                known[f"x{row['subject_id']}"] = True
    return [
        {"name": child["name"], "href": link_down(child, reading.view)} | by_child[child["unit_id"]]
        for child in shown_children(reading)
        if child["unit_id"] in by_child
    ]
