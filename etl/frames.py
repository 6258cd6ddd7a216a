"""Canonical frames: which columns each kind of file has, under which headers they are found."""

import re
from dataclasses import dataclass, field, replace

from etl.mistakes import Mistake


@dataclass(frozen=True)
class Column:
    """A column: its English name, its Russian header and other headers seen in files."""

    name: str
    header: str
    required: bool = False
    others: tuple[str, ...] = ()
    longest: int = 300  # signs; the tables hold no more
    instead: tuple[str, ...] = ()  # columns that, all together, say the same

    @property
    def title(self) -> str:
        """How a message calls the column: «Код ученика» (student_code)."""
        return f"«{self.header}» ({self.name})"


@dataclass(frozen=True)
class Kind:
    """A kind of file; `order` is the order in which kinds need one another."""

    name: str
    title: str
    order: int
    columns: tuple[Column, ...]
    has_task_columns: bool = False
    by_header: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        headers = {
            plain_header(text): column
            for column in self.columns
            for text in (column.name, column.header, *column.others)
        }
        object.__setattr__(self, "by_header", headers)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which the file cannot be understood."""
        return tuple(column for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of that English name."""
        return next(column for column in self.columns if column.name == name)


def plain_header(text: str) -> str:
    """A header without case, «ё», and the signs people put around it."""
    plain = re.sub(r"[\s_]+", " ", str(text).lower().replace("ё", "е"))
    return plain.strip(" *:.\ufeff№\"'«»")


SCHOOL = Column("school_code", "Код школы", True, ("Код ОО", "Логин ОО", "ОО"), 50)
CLASS = Column("class", "Класс", True, (), 40)
STUDENT = Column("student_code", "Код ученика", True, ("Код участника", "Код обучающегося"), 60)
SUBJECT = Column("subject", "Предмет", True, (), 120)
GRADE = Column("grade", "Параллель")
ASSESSMENT = Column("assessment", "Код работы", True, (), 80)
DATE = Column("date", "Дата", True)
MARK = Column("mark", "Отметка", True)
SCHOOL_YEAR = Column("school_year", "Учебный год", True)
VARIANT = Column("variant", "Вариант", False, (), 80)


def _optional(column: Column) -> Column:
    return replace(column, required=False)


ROSTER = Kind(
    "roster",
    "список учеников",
    1,
    (
        Column("region", "Регион", True, (), 50),
        Column("municipality", "Муниципалитет", True, (), 65),
        SCHOOL,
        Column("school", "Школа", True, ("Название школы", "Название ОО"), 200),
        GRADE,
        CLASS,
        STUDENT,
        Column("last_name", "Фамилия", False, (), 80),
        Column("first_name", "Имя", False, (), 80),
        Column("middle_name", "Отчество", False, (), 80),
        Column("sex", "Пол"),
        Column("birth_year", "Год рождения"),
        Column("from", "С"),
        Column("to", "По"),
    ),
)
MARKS = Kind(
    "marks",
    "отметки журнала",
    4,
    (
        SCHOOL,
        CLASS,
        STUDENT,
        SUBJECT,
        Column("teacher_code", "Код учителя"),
        DATE,
        Column("work_type", "Форма контроля", False, ("Вид работы", "Тип работы"), 120),
        Column("weight", "Вес"),
        Column("topic", "Тема"),
        MARK,
    ),
)
FINAL_MARKS = Kind(
    "final_marks",
    "итоговые отметки",
    5,
    (SCHOOL, CLASS, STUDENT, SUBJECT, SCHOOL_YEAR, Column("period", "Период", True), MARK),
)
PLAN = Kind(
    "plan",
    "план работы",
    3,
    (
        replace(ASSESSMENT, instead=("exam", "year")),
        Column("exam", "Экзамен", False, (), 20),
        Column("year", "Год", False, (), 20),
        Column("title", "Название", False, (), 200),
        Column("procedure", "Процедура", False, (), 40),
        SUBJECT,
        Column("grade", "Параллель", True),
        replace(DATE, instead=("exam", "year")),
        Column("task", "№ задания", True, ("Задание", "Номер задания"), 40),
        VARIANT,
        Column("kes", "КЭС"),
        Column("kpu", "КПУ", False, ("КТ",)),
        Column("level", "Уровень"),
        Column("type", "Тип", False, (), 20),
        Column("max_points", "Макс. балл", True, ("Максимальный балл", "Макс балл")),
        Column("from_3", "Баллы на «3»", False, ("Баллы на 3",)),
        Column("from_4", "Баллы на «4»", False, ("Баллы на 4",)),
        Column("from_5", "Баллы на «5»", False, ("Баллы на 5",)),
    ),
)
PROTOCOL = Kind(
    "protocol",
    "протокол работы",
    6,
    (
        ASSESSMENT,
        SCHOOL,
        CLASS,
        STUDENT,
        VARIANT,
        Column("task", "№ задания", False, ("Задание", "Номер задания")),
        Column("points", "Балл", False, ("Баллы",)),
        Column("total", "Сумма", False, ("Первичный балл",)),
        _optional(MARK),
    ),
    has_task_columns=True,
)
RESULTS = Kind(
    "results",
    "внешние результаты",
    7,
    (
        Column("procedure", "Процедура", True, (), 40),
        SUBJECT,
        _optional(DATE),
        _optional(SCHOOL_YEAR),
        SCHOOL,
        CLASS,
        STUDENT,
        Column("primary_score", "Первичный балл"),
        Column("test_score", "Тестовый балл"),
        _optional(MARK),
        Column("journal_mark", "Отметка по журналу"),
    ),
)
CODIFIER = Kind(
    "codifier",
    "кодификатор",
    2,
    (
        SUBJECT,
        GRADE,
        Column("kind", "Вид", True, ("Вид кода",)),
        Column("code", "Код", True),
        Column("name", "Название", True, ("Наименование",), 500),
        Column("valid_from", "Действует с"),
        Column("valid_to", "Действует по"),
    ),
)
KINDS = {
    kind.name: kind for kind in (ROSTER, CODIFIER, PLAN, MARKS, FINAL_MARKS, PROTOCOL, RESULTS)
}


def recognised_kind(headers: list[str]) -> Kind | None:
    """The kind whose required columns the headers hold best; None when less than two thirds."""
    known = [plain_header(header) for header in headers]

    def fit(kind: Kind) -> tuple[float, int]:
        found = {kind.by_header[header].name for header in known if header in kind.by_header}
        required = {column.name for column in kind.required}
        return len(found & required) / len(required), len(found)

    best = max(KINDS.values(), key=fit)
    return best if fit(best)[0] >= 2 / 3 else None


def check_headers(kind: Kind, headers: list[str], where: str) -> None:
    """Refuse a file that lacks a required column or names one twice."""
    found = [kind.by_header.get(plain_header(header)) for header in headers]
    names = [column.name for column in found if column]
    missing = [
        column.title
        for column in kind.required
        if column.name not in names and not (column.instead and {*column.instead} <= {*names})
    ]
    if missing:
        raise Mistake(
            f"{where}: это {kind.title}, но нет столбца {', '.join(missing)}. "
            f"Добавьте столбец с таким заголовком и загрузите файл снова."
        )
    twice = sorted({kind.column(name).title for name in names if names.count(name) > 1})
    twice = twice or twins(headers)
    if twice:
        raise Mistake(f"{where}: столбец {', '.join(twice)} встречается дважды; оставьте один.")


def twins(headers: list[str]) -> list[str]:
    """Headers that stand over more than one column."""
    names = [header.strip() for header in headers if header.strip()]
    return sorted({f"«{name}»" for name in names if names.count(name) > 1})
