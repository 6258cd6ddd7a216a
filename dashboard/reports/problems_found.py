"""What was not learnt: problem components of the units inside, most students first."""

from dashboard.access import Scope
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.grids import interval_column, name_column, number_column
from dashboard.screens.problem_words import CAUTION, element_name, finding, verdict, why
from dashboard.screens.problems_reading import ProblemsReading
from dashboard.screens.tables import shown_part
from etl.indicators.problem import RULE

NOTHING = "Проблемных компонентов по этому правилу нет: отличия не больше, чем бывают случайно."
NO_WORKS = "Работ с протоколами по этим фильтрам здесь нет."
BEHIND = "Скольких не хватает до ожидаемого, с поправкой на случайность"
INTERVAL = {"keys": ["low", "solve_rate", "high", "expected"]}
FIELDS = (
    *("name", "href", "subject", "element", "n_students", "solve_rate"),
    *("low", "high", "expected", "behind", "verdict", "why"),
)
WORDS = {"wrapText": True, "autoHeight": True, "cellClass": "wrapped"}


def build(scope: Scope, reading: ProblemsReading) -> Content:
    """One row per flagged pair of unit and element."""
    if not reading.rows:
        return Content(sentence=NO_WORKS)
    return told(reading, reading.flagged)


def told(reading: ProblemsReading, flagged: list[dict]) -> Content:
    """These pairs as a table, the first of them as a sentence, and the rule."""
    note = f"{RULE} {CAUTION}"
    if not flagged:
        return Content(sentence=NOTHING, note=note)
    first = flagged[0]
    return Content(
        table=Table(columns(reading), [table_row(row, reading) for row in flagged]),
        sentence=finding(first, first["unit"]),
        note=note,
    )


def columns(reading: ProblemsReading) -> list[dict]:
    """Where, what, how many, how far from what is expected, and why it stands here."""
    subject = {"field": "subject", "headerName": "Предмет, класс", "width": 130, **WORDS}
    rate = number_column("solve_rate", "Решаемость", "percent", width=110)
    element = {"field": "element", "headerName": "Элемент", "minWidth": 150, "flex": 2}
    return [
        name_column("Где", width=120),
        *([] if reading.subject and reading.grade else [subject]),
        element | WORDS | {"headerTooltip": "Код и название по кодификатору"},
        {"field": "verdict", "headerName": "Вывод", "width": 112, **WORDS}
        | {"cellClassRules": {"warm": "params.value === 'проблемный'"}},
        number_column("behind", "Учеников", "count", headerTooltip=BEHIND, width=96),
        number_column("n_students", "n", "count", headerTooltip="писавших элемент", width=60),
        rate,
        interval_column(
            "solve_rate", "Интервал", colId="interval", cellRendererParams=INTERVAL, minWidth=96
        )
        | {"headerTooltip": "Чёрточка – чего ждать при общем уровне этих учеников"},
        {"field": "why", "headerName": "Почему", "minWidth": 210, "flex": 3, **WORDS},
    ]


def table_row(row: dict, reading: ProblemsReading) -> dict:
    """A flagged pair; its unit leads to what else was not learnt there."""
    filters = {"year": reading.chosen["year"], "subject": row["subject_id"], "grade": row["grade"]}
    href = link("problems", unit=row["unit_id"], **filters)
    told = {"name": row["unit"], "element": element_name(row), "verdict": verdict(row)}
    told |= {"subject": f"{row['subject']}, {row['grade']}"}
    return shown_part(row | told | {"href": href, "why": why(row)}, FIELDS)


REPORT = Report(
    "found",
    "Что не усвоено и у кого?",
    build,
    is_grid=True,
    in_pack=True,
    wide=True,
)
