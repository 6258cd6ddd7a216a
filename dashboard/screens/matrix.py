"""The matrix of a class: its students by subjects, with the group each of them is in."""

from collections import Counter

import numpy as np
from dash import dcc, html

from dashboard.filters import View
from dashboard.numbers import count, percent
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column
from etl.indicators.progress import PROGRESS_GROUPS, progress_group

MARKS = ("5", "4", "3", "2", "1", "н/а")
ONE = {
    "excellent": "отличник",
    "good": "хорошист",
    "one_three": "с одной «3»",
    "satisfactory": "на «3»",
    "failing": "не успевает",
    "not_attested": "не аттестован",
}
MARK_CLASSES = {
    f"mark-{name}": f"params.value == '{value}'"
    for name, value in zip(("5", "4", "3", "2", "1", "none"), MARKS, strict=True)
}
MEAN_CLASSES = {
    "mark-5": "params.value >= 4.5",
    "mark-4": "params.value >= 3.5 && params.value < 4.5",
    "mark-3": "params.value >= 2.5 && params.value < 3.5",
    "mark-2": "params.value && params.value < 2.5",
}
MARK_CELL = {"cellClass": "cell", "cellClassRules": MARK_CLASSES}
FEW = 3  # so few subjects do not fill the width
MEAN = "Средневзвешенный балл по текущим отметкам, средний по предметам"

GROUP = {
    "field": "group",
    "headerName": "Группа",
    "width": 112,
    "comparator": {"function": "groupOrder(valueA, valueB)"},
    "cellClassRules": {"warm": "params.value === 'не успевает'"},
    "tooltipField": "group",
}


def matrix_columns(marks: list[dict], view: View, *, in_groups: bool = True) -> list[dict]:
    """Student, group, means, and a narrow column per subject; groups need all subjects."""
    subjects = dict(sorted({(row["subject"], row["subject_id"]) for row in marks}))
    mean = number_column("mean", "Ср.", "mean", headerTooltip=MEAN, width=64)
    widest = {"maxWidth": 120} if len(subjects) <= FEW else {}
    return [
        name_column("Ученик", width=200 if len(subjects) > FEW else 320),
        *([GROUP] if in_groups else []),
        mean,
        *(_subject_column(id, name, view) | widest for name, id in subjects.items()),
        number_column("n_marks", "Отм.", "count", headerTooltip="Текущих отметок", width=64),
        number_column("absences", "Н", "count", headerTooltip="Отметок об отсутствии", width=52),
    ]


def _subject_column(subject_id: int, subject: str, view: View) -> dict:
    column = {
        "field": f"s{subject_id}",
        "headerName": subject,
        "headerTooltip": subject,
        "headerClass": "upright",
        "sortingOrder": ["desc", "asc", None],
        "minWidth": 44,
        "maxWidth": 120,  # of the only subject of a teacher as well
        "flex": 1,
    }
    if view.basis == "current":
        shown = {"function": "meanOrNothing(params.value)"}
        return (
            column
            | {"cellClass": "cell", "valueFormatter": shown, "context": {"form": "mean"}}
            | {"cellClassRules": MEAN_CLASSES}
        )
    shown = {"function": "mark(params.value)"}
    return column | {"valueFormatter": shown, "context": {"form": "mark"}} | MARK_CELL


def matrix_rows(marks: list[dict], view: View, *, in_groups: bool = True) -> list[dict]:
    """One row per student: a final mark by subject, or the weighted mean of current marks."""
    field = "weighted_mean" if view.basis == "current" else "final_mark"
    by_student: dict[int, list[dict]] = {}
    for row in marks:
        by_student.setdefault(row["student_id"], []).append(row)
    groups = student_groups(by_student) if in_groups else {}
    return [
        _student_row(rows, field, view) | ({"group": ONE.get(groups[id], "")} if in_groups else {})
        for id, rows in by_student.items()
    ]


def _student_row(rows: list[dict], field: str, view: View) -> dict:
    first = rows[0]
    means = [row["weighted_mean"] for row in rows if row["weighted_mean"] is not None]
    return {
        "name": first["name"] or first["student_code"],
        "href": _address(first, view),
        "mean": sum(means) / len(means) if means else None,
        "n_marks": sum(row["n_marks"] for row in rows),
        "absences": sum(row["n_absences"] for row in rows),
        **{f"s{row['subject_id']}": row[field] for row in rows if row[field] is not None},
    }


def _address(row: dict, view: View) -> str:
    return link("student", row["student_id"], year=view.year, period=view.period)


def student_groups(by_student: dict[int, list[dict]]) -> dict[int, str | None]:
    """The group of each student from the final marks of the period, None without them."""
    counts = [Counter(row["final_mark"] for row in rows) for rows in by_student.values()]
    n5, n4, n3, n2, n1, n_na = (np.array([c[mark] for c in counts], dtype=int) for mark in MARKS)
    groups = progress_group(n5, n4, n3, n2 + n1, n_na)
    return dict(zip(by_student, np.atleast_1d(groups).tolist(), strict=True))


def group_line(marks: list[dict], view: View) -> list:
    """«отличники: 2 (Ёлкина А., …)»: who is in which group, in one line a group."""
    names: dict[int, dict] = {row["student_id"]: row for row in marks}
    by_student: dict[int, list[dict]] = {}
    for row in marks:
        by_student.setdefault(row["student_id"], []).append(row)
    groups = student_groups(by_student)
    found = [group for group in groups.values() if group]
    lines = []
    for group, title in PROGRESS_GROUPS.items():
        people = [names[id] for id, of in groups.items() if of == group]
        if people:
            share = percent(len(people) / len(found), 0)
            lines.append(_group(title, people, share, view))
    return lines


def _group(title: str, people: list[dict], share: str, view: View) -> html.Div:
    links = [dcc.Link(short_name(row), href=_address(row, view)) for row in people]
    spaced = [part for one in links for part in (one, ", ")][:-1]
    heads = [html.B(count(len(people))), f" {title}", html.Span(f" {share}", className="muted")]
    return html.Div([html.Dt(heads), html.Dd(spaced)])


def short_name(row: dict) -> str:
    """«Ёлкина А.», or the code where the name may not be seen."""
    words = row["name"].split()
    if not words:
        return row["student_code"]
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:2])])
