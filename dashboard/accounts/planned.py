"""The rows of a table of accounts as accounts to be, and what is wrong with its cells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

from dashboard.accounts import places
from dashboard.accounts.files import Lines
from dashboard.accounts.granting import refuse_wrong_grant
from dashboard.accounts.grants import AccountMistake, Giver, Grant
from dashboard.accounts.naming import day_in, role_in, student_in, subject_in, unit_in
from dashboard.accounts.people import login_in, plain_name

# English and Russian headers; the Russian ones also name the column in messages.
COLUMNS = {
    "login": "Логин",
    "name": "Имя",
    "role": "Роль",
    "unit": "Подразделение",
    "subject": "Предмет",
    "student": "Код ученика",
    "from": "С",
    "to": "По",
    "expires": "Действует до",
}
NEEDED = ("login", "role")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be taken: where, what, which rule, what to do."""

    row: int
    column: str
    value: str
    rule: str
    remedy: str


@dataclass
class Planned:
    """One account of the table with all its roles."""

    login: str
    row: int
    name: str = ""
    expires_on: date | None = None
    grants: list[Grant] = field(default_factory=list)
    user_id: int | None = None  # of an account that stands already

    @property
    def is_new(self) -> bool:
        """Whether it will be made."""
        return self.user_id is None


class _Table:
    """The rows read one after another; what is said twice is looked up once."""

    def __init__(self, by: Giver) -> None:
        self.by = by
        self.planned: dict[str, Planned] = {}
        self.logins: dict[str, str] = {}  # as they are written
        self.problems: list[Problem] = []
        self.unit_in = cache(lambda text, role: unit_in(by, text, role))
        self.subject_in = cache(lambda text: subject_in(by, text))

    def take(self, row: int, cells: dict[str, str]) -> None:
        """One row: its cells, then the role they make together."""
        known = len(self.problems)
        read = _Reading(row, cells, self.problems)
        login, role = read("login", login_in), read("role", role_in)
        unit = read("unit", lambda text: self.unit_in(text, role)) if role else None
        subject, student = read("subject", self.subject_in), read("student", self._student)
        begins, ends, expires = (read(name, day_in) for name in ("from", "to", "expires"))
        if len(self.problems) > known:
            return
        self.logins.setdefault(login, cells["login"])
        grant = Grant(role, unit, subject, student, date_from=begins, date_to=ends)
        said = Planned(login, row, plain_name(cells.get("name", "")), expires, [grant])
        try:
            refuse_wrong_grant(self.by, login, grant)
            self._add(said)
        except AccountMistake as mistake:
            value = cells.get(mistake.column, "")
            self.problems.append(problem_of(row, mistake, "role", value))

    def _student(self, text: str) -> int:
        return student_in(self.by, text)

    def _add(self, said: Planned) -> None:
        if said.login not in self.planned:
            self.planned[said.login] = said
            return
        planned = self.planned[said.login]
        _refuse_contradiction(planned, said)
        planned.grants += said.grants
        planned.name = planned.name or said.name
        planned.expires_on = planned.expires_on or said.expires_on


class _Reading:
    """The cells of a row; what cannot be read becomes a problem and None."""

    def __init__(self, row: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.row, self.cells, self.problems = row, cells, problems

    def __call__(self, column: str, reading: Callable[[str], Value]) -> Value | None:
        text = self.cells.get(column, "")
        if not text and column not in NEEDED:
            return None
        try:
            if not text:
                raise AccountMistake("Ячейка пуста.", "Заполните её.")
            return reading(text)
        except AccountMistake as mistake:
            self.problems.append(problem_of(self.row, mistake, column, text))
            return None


def _refuse_contradiction(planned: Planned, said: Planned) -> None:
    """The rows of one login name one person, one last day, and each role once."""
    if any(map(said.grants[0].is_same_role, planned.grants)):
        raise AccountMistake("Эта роль уже есть выше.", "Удалите лишнюю строку.", "role")
    if said.name and planned.name and said.name != planned.name:
        raise AccountMistake("У этого логина выше другое имя.", "Оставьте одно.", "name")
    if said.expires_on and planned.expires_on and said.expires_on != planned.expires_on:
        raise AccountMistake("У этого логина выше другой срок.", "Оставьте один.", "expires")


def read_table(by: Giver, lines: Lines) -> _Table:
    """Accounts and problems of a whole table."""
    number, header = _header(lines)
    table = _Table(by)
    cells_of = [
        (row, {name: line[place] for name, place in header.items() if place < len(line)})
        for row, line in enumerate(lines[number:], start=number + 1)
    ]
    filled = [(row, cells) for row, cells in cells_of if any(cells.values())]
    if not filled:
        raise AccountMistake("В таблице нет ни одной строки.", "Заполните её под заголовком.")
    with places.remembered():
        remember_students(cells.get("student") for _, cells in filled)
        for row, cells in filled:
            table.take(row, cells)
    return table


def remember_students(codes: Iterable[str | None]) -> None:
    """Read all students of a table together, for those who ask for them one by one."""
    ids = places.students_of(code for code in codes if code).values()
    places.paths_of_students(ids)
    places.codes_of_students(ids)


def _header(lines: Lines) -> tuple[int, dict[str, int]]:
    """How many lines end with the header, and which column stands where."""
    names = {text.lower(): name for name, text in COLUMNS.items()}
    names |= {name: name for name in COLUMNS}
    number = next((n for n, line in enumerate(lines, start=1) if any(line)), 0)
    header = {
        names[text]: place
        for place, cell in enumerate(lines[number - 1] if number else ())
        if (text := " ".join(cell.lower().split())) in names
    }
    missing = [COLUMNS[name] for name in NEEDED if name not in header]
    if missing:
        raise AccountMistake(
            f"В заголовке нет столбца «{missing[0]}».",
            f"Столбцы: {', '.join(COLUMNS.values())}; обязательны «Логин» и «Роль».",
        )
    return number, header


def problem_of(row: int, mistake: AccountMistake, column: str, value: str) -> Problem:
    """A mistake at its place in the table."""
    name = COLUMNS[mistake.column or column]
    return Problem(row, name, value, mistake.rule, mistake.remedy)
