"""Chosen units side by side as a table: each beside what is above all, and beside the first."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.rounded import HIDDEN, is_disclosed, is_hidden, share, with_n
from dashboard.screens.addresses import unit_link
from dashboard.screens.allowed import opens_below
from dashboard.screens.compare_reading import CompareReading
from dashboard.screens.compared import compared_row, counted_noun
from dashboard.screens.grids import interval_column, name_column, number_column, sign_column
from dashboard.screens.sides import counts_students
from dashboard.screens.tables import KEYS, SHOWN, shown_part

FIELDS = (*SHOWN, "place", "gap_first")


def build(scope: Scope, reading: CompareReading) -> Content:
    """One row a unit in the order in which they were chosen."""
    rows = compared_rows(scope, reading)
    if not any(side.row for side in reading.sides):
        return Content(note="Ни у кого из них нет отметок за этот период.")
    return Content(
        table=Table(_columns(reading), rows), sentence=_finding(reading), note=_note(reading)
    )


def compared_rows(scope: Scope, reading: CompareReading) -> list[dict]:
    """Every unit with its gap to what is above all, or else to the first, and to the first."""
    first = reading.sides[0].row
    rows = []
    for number, (unit, side) in enumerate(zip(reading.units, reading.sides, strict=True)):
        place = {"name": unit["title"], "place": unit["place"]}
        opens = opens_below(scope, unit["path"])
        place["href"] = unit_link(unit["level"], unit["unit_id"], reading.view) if opens else ""
        base = reading.other.row or (first if number else None)
        numbers = compared_row(side.row, base) if side.row else {"sign": "–"}
        to_first = compared_row(side.row, first if number else None) if side.row else {}
        rounded = numbers.get("gap_rounded") or to_first.get("gap_rounded")
        gaps = {"gap_first": to_first.get("gap"), "gap_rounded": rounded}
        rows.append(shown_part(numbers | gaps | place, FIELDS))
    return rows


def _columns(reading: CompareReading) -> list[dict]:
    view = reading.view
    by_groups, above = counts_students(view), bool(reading.other.row)
    noun = "учеников" if by_groups or view.subject else "отметок (ученик × предмет)"
    to_first = number_column("gap_first", "К первой, п. п.", "gap", width=118)
    return [
        name_column("Что сравниваем", width=180),
        {"field": "place", "headerName": "Где", "width": 120, "tooltipField": "place"},
        number_column("n", "n", "count", headerTooltip=noun, width=74),
        number_column("quality_rate", "На 4 и 5" if by_groups else "Качество", "percent"),
        interval_column("quality_rate", "Интервал", colId="interval", cellRendererParams=KEYS),
        sign_column(),
        *([number_column("gap", "К общей, п. п.", "gap", width=112)] if above else []),
        to_first,
        number_column("pass_rate", "Успеваемость", "percent", width=116),
        number_column("learning_index", "СОУ", "percent", width=80),
        number_column("mean_mark", "Ср. балл", "mean", width=84),
    ]


def _finding(reading: CompareReading) -> str:
    """«По всем предметам: Школа № 7 – 64,3 % (n = 128); Школа № 12 – ≈ 60 % (n ≈ 100)»."""
    rows = [(side.name, side.row) for side in (*reading.sides, reading.other) if side.row]
    without = [(side.name, None) for side in reading.sides if not side.row]
    told = "; ".join(f"{name} – {_value(row)}" for name, row in (*rows, *without))
    first = rows[0][1]
    subject = f"по предмету «{first['subject']}»" if first["subject_id"] else "по всем предметам"
    what = "на «4» и «5» учатся" if "reserve_rate" in first else "качество знаний"
    noun = counted_noun(first)[2]
    return f"{reading.filters.split(' · ')[0]}, {subject}, {what} (n – {noun}): {told}."


def _value(row: dict | None) -> str:
    if row is None:
        return "нет отметок"
    return HIDDEN if is_hidden(row) else f"{share(row, 'quality_rate')} ({with_n(row)})"


def _note(reading: CompareReading) -> str:
    base = f"«{reading.other.name}»" if reading.other.row else f"«{reading.sides[0].name}»"
    levels = {unit["level"] for unit in reading.units}
    parts = (
        f"Знак ▲▼ – против {base}.",
        "Сравниваются места разного уровня." if len(levels) > 1 else "",
        "Чужие группы округлены." if any(is_disclosed(side.row) for side in reading.sides) else "",
    )
    return " ".join(part for part in parts if part)


REPORT = Report("compared", "Как они смотрятся рядом?", build, is_grid=True, wide=True)
