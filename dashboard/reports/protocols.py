"""Which works of the year a class has written, and where its empty protocols are."""

from dashboard.access import Scope
from dashboard.numbers import day
from dashboard.queries.plans import plans_of_class
from dashboard.reports.content import Content, Report, Table
from dashboard.screens.addresses import link
from dashboard.screens.grids import name_column, number_column
from dashboard.screens.reading import Reading

NOTE = "Работа ведёт к её плану: там бланк протокола для печати (PDF) и для заполнения (XLSX)"
NONE = "Планов работ этой параллели за год нет: их загружает администратор или утверждает методист"


def build(scope: Scope, reading: Reading) -> Content:
    """One row a plan of the grade and year of the view."""
    unit, view = reading.unit, reading.view
    if view.year is None:
        return Content()
    plans = plans_of_class(scope, unit, view.year, view.subject)
    table = Table(columns(), [row_of(plan, unit) for plan in plans])
    return Content(table=table, note=NOTE) if plans else Content(sentence=f"{NONE}.")


def columns() -> list[dict]:
    """What and when, and who wrote it here."""
    return [
        name_column("Работа", width=260),
        number_column("date", "Дата", "day", width=110),
        {"field": "subject", "headerName": "Предмет", "width": 150},
        {"field": "procedure", "headerName": "Процедура", "width": 150},
        number_column("n_tasks", "Заданий", "count", width=100),
        number_column("n_wrote", "Писали", "count", width=100),
        number_column("n_absent", "Не были", "count", width=100),
        {"field": "state", "headerName": "План", "width": 190},
    ]


def row_of(plan: dict, unit: dict) -> dict:
    """A plan as the table shows it."""
    names = ("subject", "procedure", "n_tasks", "n_wrote", "n_absent")
    approved = plan["approved_at"]
    return {name: plan[name] for name in names} | {
        "name": plan["title"],
        "href": link("plan", plan["assessment_id"], unit=unit["unit_id"]),
        "date": plan["date"].isoformat(),
        "state": f"утверждён {day(approved)}" if approved else "не утверждён",
    }


REPORT = Report(
    "protocols",
    "Какие работы есть на этот год и где бланки протоколов?",
    build,
    levels=("school_class",),
    is_grid=True,
    wide=True,
    later=True,
)
