"""Where the reserve of quality is: subjects by the students whom they keep from the next group."""

from dataclasses import replace

from dashboard.access import Scope
from dashboard.figures.reserve import reserve_figure
from dashboard.numbers import count, counted, percent, points
from dashboard.queries.reserve import reserve_of_unit
from dashboard.reports.content import Content, Report, Table
from dashboard.reports.groups import has_groups
from dashboard.screens.addresses import unit_link
from dashboard.screens.compared import OF_STUDENTS, STUDENTS
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading
from etl.indicators.reserve import RESERVE_KINDS

RULE = (
    "Резерв – ученики, которых от следующей группы отделяют одна «3» (остальные «4» и «5»), две "
    "«3», одна «4» (остальные «5») или одна «2»; у кого есть н/а, не считается. Качество с "
    "резервом = (ученики без отметок ниже «4» + ученики с одной «3») / все ученики; прирост по "
    "предмету – если бы «4» получили те, у кого эта «3» по нему. Из двух «3» каждая стоит у своего "
    "предмета. «От» и «до» – 95-процентный интервал доли. Повод посмотреть, не прогноз."
)
NOBODY = "Ни у кого одна или две отметки не отделяют от следующей группы."
MOST = 3  # subjects to a sentence


def build(scope: Scope, reading: Reading) -> Content:
    """One row a subject, those that keep the most with one «3» first; the students above them."""
    rows = reserve_rows(scope, reading)
    if not rows:
        return Content()
    subjects = [row for row in rows if row["subject_id"]]
    return Content(
        figure=reserve_figure(subjects) if subjects else None,
        table=Table(_columns(), [_row(reading, row) for row in rows]),
        sentence=finding(reading.unit["name"], rows),
        note=RULE,
    )


def reserve_rows(scope: Scope, reading: Reading) -> list[dict]:
    """The students of one's own unit, then its subjects; empty where there are no groups."""
    if not has_groups(reading.own.row) or not reading.all_subjects:
        return []
    found = reserve_of_unit(scope, reading.unit["unit_id"], reading.view)
    return sorted(found, key=_order)


def _order(row: dict) -> tuple:
    return (row["subject_id"] > 0, *(-row[kind] for kind in RESERVE_KINDS), row["subject"])


def finding(name: str, rows: list[dict]) -> str:
    """«8А: на «4» и «5» учатся 15 из 28 учеников (53,6 %); у 4 учеников одна «3»: …»."""
    whole = rows[0]
    good = count(whole["excellent"] + whole["good"])
    said = f"{name}: на «4» и «5» учатся {good} из {counted(whole['n'], OF_STUDENTS)} "
    said += f"({percent(whole['quality_rate'])}); "
    if not any(whole[kind] for kind in RESERVE_KINDS):
        return f"{said}{NOBODY[0].lower()}{NOBODY[1:]}"
    if not whole["one_three"]:
        return f"{said}с одной «3» нет никого."
    said += f"с одной «3» – {counted(whole['one_three'], STUDENTS)}, с ними было бы "
    said += f"{percent(whole['reserve_rate'])} ({points(whole['reserve_gain'])})."
    named = [f"{row['subject']} – {row['one_three']}" for row in rows[1:] if row["one_three"]]
    more = f" и ещё {len(named) - MOST}" if len(named) > MOST else ""
    return f"{said} По предметам: {', '.join(named[:MOST])}{more}."


def _columns() -> list[dict]:
    return [
        name_column("Предмет"),
        number_column("n", "Всего учеников", "count"),
        number_column("one_three", "С одной «3»", "count"),
        number_column("reserve_gain", "Прирост, п. п.", "gap"),
        number_column("gain_low", "от", "percent"),
        number_column("gain_high", "до", "percent"),
        number_column("would_be", "Стало бы", "percent"),
        number_column("two_threes", "С двумя «3»", "count"),
        number_column("one_four", "С одной «4»", "count"),
        number_column("one_two", "С одной «2»", "count"),
    ]


def _row(reading: Reading, row: dict) -> dict:
    unit, subject = reading.unit, row["subject_id"]
    chosen = replace(reading.view, subject=subject)
    href = unit_link(unit["level"], unit["unit_id"], chosen) if subject else ""
    shown = ("n", *RESERVE_KINDS, "reserve_gain", "gain_low", "gain_high")
    return {
        "name": row["subject"] if subject else "Все предметы (учеников)",
        "href": href,
        "would_be": row["reserve_rate"],
        **{name: row[name] for name in shown},
    }


REPORT = Report("reserve", "Где резерв качества?", build, has_figure=True, wide=True, later=True)
