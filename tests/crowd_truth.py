"""What must stand on a screen: read from the marts past the queries of the program."""

import re
from urllib.parse import parse_qs, urlsplit

from crowd_browser import Browser, Page, Wrong
from sqlalchemy import Engine, func, select

from models import AssessmentMart, MarkMart, Person, Student, StudentMart, Unit
from models.tree import LEVELS

N = re.compile(r"n = ([\d\s]+)")
MARKS_OF_STUDENT = re.compile(r"Текущих отметок ([\d\s]+)")
COUNTED = ("current", "final")  # marks whose number stands in every view of them


class Truth:
    """Checks what a browser shows against the database; `engine` is that of the data."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.checked = 0  # numbers

    def check(self, browser: Browser, *, all_subjects: bool) -> None:
        """The screen is of what was asked for, and its number is that of the marts.

        The overview leads to one's own: what it shows is told by the screen itself.
        """
        page = browser.page
        asked = re.fullmatch(r"/(\w+)/(\d+)", urlsplit(browser.address).path)
        kind, id = (asked[1], int(asked[2])) if asked else ("", None)
        if kind in LEVELS or page.get("unit-id", "data"):
            self._unit(page, id)
        elif kind == "student" or page.get("student-id", "data"):
            self._student(page, id, all_subjects)
        elif kind == "assessment":
            self._assessment(page, id)

    def _unit(self, page: Page, asked: int | None) -> None:
        address, id = str(page.get("unit-address", "data")), page.get("unit-id", "data")
        _demand(asked in (None, id), "экран другого подразделения")
        unit = self._row(select(Unit.level, Unit.name, Unit.parent_id).where(Unit.id == id))
        _demand(urlsplit(address).path == f"/{unit.level}/{id}", "адрес другого подразделения")
        _demand(page.text("unit-name") == unit.name, "имя другого подразделения")
        view = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        n = self._marks(id, unit.parent_id, view)
        shown = _numbers(N, page.text("unit-headlines"))
        if n and shown:
            _demand(n in shown, f"не то число отметок: {unit.level}")
            self.checked += 1

    def _marks(self, id: int, parent_id: int, view: dict[str, str]) -> int | None:
        """Marks of the view; None where its number is another one or the period is not said."""
        basis = view.get("basis", "final")
        if basis not in COUNTED or "period" not in view or "work_type" in view:
            return None
        where = {
            "parent_id": parent_id, "unit_id": id, "basis": basis, "procedure": "",
            "grade": int(view.get("grade", 0)), "subject_id": int(view.get("subject", 0)),
            "period_id": int(view["period"]),
        }  # fmt: skip
        found = self._row(select(MarkMart.n).filter_by(**where))
        return found.n if found else None

    def _student(self, page: Page, asked: int | None, all_subjects: bool) -> None:
        id = page.get("student-id", "data")
        _demand(asked in (None, id), "лист другого ученика")
        names = self._row(
            select(Student.code, Person.last_name, Person.first_name)
            .outerjoin(Person, (Person.student_id == Student.id) & Person.is_current)
            .where(Student.id == id)
        )
        title = page.text("student-name")
        is_own = title == names.code or title.startswith(f"{names.last_name} {names.first_name}")
        _demand(is_own, "имя другого ученика")
        query = parse_qs(urlsplit(str(page.get("student-address", "data"))).query)
        shown = _numbers(MARKS_OF_STUDENT, page.text("student-headlines"))
        if all_subjects and shown and "period" in query:
            n = self._row(
                select(func.sum(StudentMart.n_marks)).where(
                    StudentMart.student_id == id, StudentMart.period_id == int(query["period"][0])
                )
            )[0]
            _demand(int(n or 0) in shown, "не то число отметок: ученик")
            self.checked += 1

    def _assessment(self, page: Page, id: int) -> None:
        _demand(page.get("assessment-id", "data") == id, "экран другой работы")
        unit = page.get("assessment-unit", "value")
        found = self._row(
            select(AssessmentMart.n_students)
            .where(AssessmentMart.assessment_id == id, AssessmentMart.unit_id == int(unit or 0))
        )  # fmt: skip
        shown = _numbers(N, page.text("assessment-headlines"))
        if found and shown:
            _demand(found.n_students in shown, "не то число писавших")
            self.checked += 1

    def _row(self, statement):
        with self.engine.connect() as connection:
            return connection.execute(statement).first()


def _numbers(pattern: re.Pattern, text: str) -> set[int]:
    return {int(re.sub(r"\s", "", found)) for found in pattern.findall(text)}


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)
