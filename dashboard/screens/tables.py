"""Tables of a unit: its children, its subjects, and the matrix of a class."""

import pandas as pd

from dashboard.access import Scope
from dashboard.filters import View
from dashboard.queries.indicators import indicators_of_children
from dashboard.queries.students import students
from dashboard.queries.units import children
from dashboard.screens.addresses import link, unit_link
from dashboard.screens.choices import marks_view
from dashboard.screens.compared import compared_rows
from dashboard.screens.grids import interval_column, name_column, number_column, sign_column

KEYS = {"keys": ["quality_low", "quality_rate", "quality_high", "reference"]}
SHOWN = (
    *("name", "href", "n", "quality_rate", "quality_low", "quality_high", "reference", "sign"),
    *("gap", "whole", "pass_rate", "learning_index", "mean_mark"),
)
COMPARING = ("sign", "gap", "whole")
MARK_CLASSES = {
    f"mark-{name}": f"params.value === '{value}'"
    for name, value in (("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("none", "н/а"))
}


def indicator_columns(title: str, noun: str, whole: str) -> list[dict]:
    """Name, n, quality with its interval, gap to the reference, and the other indicators."""
    return [
        name_column(title),
        number_column("n", "n", "count", headerTooltip=noun, width=85),
        number_column("quality_rate", "Качество", "percent", sort="desc"),
        interval_column("quality_rate", "Интервал", colId="interval", cellRendererParams=KEYS),
        sign_column(),
        number_column("gap", "Разница, п. п.", "gap", width=124),
        number_column("whole", whole, "whole", headerTooltip=noun, width=124),
        number_column("pass_rate", "Успеваемость", "percent", width=126),
        number_column("learning_index", "СОУ", "percent", width=88),
        number_column("mean_mark", "Ср. балл", "decimal(params.value, 2)", width=100),
    ]


def children_table(
    scope: Scope, found: dict, view: View, own: dict | None, title: str
) -> tuple[list[dict], list[dict]]:
    """One row per child, also those without marks; compared with the unit itself."""
    noun = "учеников" if view.subject else "отметок (ученик × предмет)"
    whole = "Это учеников" if view.subject else "Это отметок"
    columns = indicator_columns(title, noun, whole)
    below = children(scope, found["unit_id"])
    if found["level"] == "school" and view.grade:
        below = below[below["grade"] == view.grade]
    if view.period is None or own is None:
        return columns, _named_rows(below, view)
    marks = indicators_of_children(scope, found["unit_id"], marks_view(found, view))
    rows = below[["unit_id", "level", "name"]].merge(
        marks.drop(columns=["level"]), on="unit_id", how="left"
    )
    rows = compared_rows(rows, pd.Series(own["quality_rate"], index=rows.index))
    hrefs = [unit_link(row.level, row.unit_id, view) for row in rows.itertuples()]
    return columns, records(rows.assign(href=hrefs))


def subject_columns(compared: bool) -> list[dict]:
    """The columns of the table of subjects; a region has nobody to be compared with."""
    columns = indicator_columns("Предмет", "учеников", "Это учеников")
    return [column for column in columns if compared or column["field"] not in COMPARING]


def subject_rows(found: dict, own: pd.DataFrame, theirs: pd.DataFrame, view: View) -> list[dict]:
    """One row per subject, compared with the same subject in the reference."""
    if view.procedure:
        own = own[own["procedure"] == view.procedure]
        theirs = theirs[theirs["procedure"] == view.procedure]
    known = theirs.drop_duplicates("subject_id").set_index("subject_id")["quality_rate"]
    rows = compared_rows(own, own["subject_id"].map(known).astype(float))
    hrefs = [_of_subject(found, view, int(subject)) for subject in rows["subject_id"]]
    return records(rows.assign(name=rows["subject"], href=hrefs))


def _of_subject(found: dict, view: View, subject: int) -> str:
    chosen = View(**{**view.__dict__, "subject": subject})
    return unit_link(found["level"], found["unit_id"], chosen)


def matrix_table(scope: Scope, found: dict, view: View) -> tuple[list[dict], list[dict]]:
    """Student × subject: final marks, or weighted means where the marks are current."""
    marks = students(
        scope, found["unit_id"], subject_id=view.subject or None, period_id=view.period or 0
    )
    field = "weighted_mean" if view.basis == "current" else "final_mark"
    subjects = marks.drop_duplicates("subject_id")[["subject_id", "subject"]]
    columns = [
        name_column("Ученик"),
        number_column("mean", "Средний", "decimal(params.value, 2)", headerTooltip=MEAN, width=98),
        number_column("n_marks", "n отметок", "count", headerTooltip="Текущих отметок за период"),
        number_column("absences", "Пропуски", "count", headerTooltip="Отметок об отсутствии"),
        *(_subject_column(row.subject_id, row.subject, field) for row in subjects.itertuples()),
    ]
    rows = [_student_row(rows, field, view) for _, rows in marks.groupby("student_id", sort=False)]
    return columns, rows


MARK_CELL = {
    "cellClass": "centred",
    "headerClass": "centred",
    "cellClassRules": MARK_CLASSES,
}
MEAN = "Средневзвешенный балл по текущим отметкам, средний по предметам"


def _subject_column(subject_id: int, subject: str, field: str) -> dict:
    column = number_column(f"s{subject_id}", subject, "mark", width=100, headerTooltip=subject)
    column |= {"wrapHeaderText": True, "autoHeaderHeight": True, "type": None} | MARK_CELL
    if field == "weighted_mean":
        shown = {"function": "params.value ? decimal(params.value, 2) : ''"}
        return column | {"valueFormatter": shown, "cellClassRules": MEAN_CLASSES}
    return column


MEAN_CLASSES = {
    "mark-5": "params.value >= 4.5",
    "mark-4": "params.value >= 3.5 && params.value < 4.5",
    "mark-3": "params.value >= 2.5 && params.value < 3.5",
    "mark-2": "params.value && params.value < 2.5",
}


def _student_row(marks: pd.DataFrame, field: str, view: View) -> dict:
    first = marks.iloc[0]
    values = marks[field].astype(object).where(marks[field].notna(), None)
    return {
        "name": first["name"] or first["student_code"],
        "href": link("student", first["student_id"], year=view.year, period=view.period),
        "mean": plain(marks["weighted_mean"].mean()),
        "n_marks": int(marks["n_marks"].sum()),
        "absences": int(marks["n_absences"].sum()),
        **{
            f"s{subject}": value for subject, value in zip(marks["subject_id"], values, strict=True)
        },
    }


def _named_rows(below: pd.DataFrame, view: View) -> list[dict]:
    return [
        {"name": row.name, "href": unit_link(row.level, row.unit_id, view), "sign": "–"}
        for row in below.itertuples(index=False)
    ]


def records(rows: pd.DataFrame, shown: tuple[str, ...] = SHOWN) -> list[dict]:
    """Rows for the browser: only the shown columns, None in place of NaN."""
    return [
        {name: plain(value) for name, value in row.items()}
        for row in rows[[name for name in shown if name in rows]].to_dict("records")
    ]


def plain(value):
    """A value JSON knows: NaN and NA are None."""
    return None if pd.isna(value) else value
