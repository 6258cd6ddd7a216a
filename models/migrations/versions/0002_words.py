"""the words every school starts with: subjects, work types with weights, systems of periods."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# name: other spellings
SUBJECTS = {
    "Русский язык": ("русский", "рус. язык", "рус.яз.", "рус яз"),
    "Литература": ("лит-ра",),
    "Литературное чтение": ("лит. чтение", "чтение"),
    "Математика": ("матем.", "математика (базовая)", "математика базовая"),
    "Математика (профильная)": (
        "математика профильная",
        "математика профильный",
        "профильная математика",
    ),
    "Алгебра": (),
    "Алгебра и начала анализа": ("алгебра и начала математического анализа",),
    "Геометрия": (),
    "Вероятность и статистика": (),
    "Информатика": ("информатика и икт",),
    "Физика": (),
    "Химия": (),
    "Биология": (),
    "География": (),
    "История": ("история россии", "история россии. всеобщая история"),
    "Обществознание": ("общество",),
    "Окружающий мир": (),
    "Иностранный язык": ("иностранный язык (английский)", "ин. язык"),
    "Английский язык": ("английский", "англ. язык"),
    "Немецкий язык": ("немецкий",),
    "Французский язык": ("французский",),
    "Физическая культура": ("физкультура", "физ-ра"),
    "Технология": ("труд (технология)", "труд"),
    "Музыка": (),
    "Изобразительное искусство": ("изо",),
    "Основы безопасности и защиты Родины": ("обж", "обзр"),
    "Естествознание": (),
}

# letter, name, is a control work, weight in hundredths, other spellings.
# Weights: typical ones of the journal product; where none is known, 1.0.
WORK_TYPES = (
    ("К", "Контрольная работа", True, 150, ("контрольная", "кр", "к/р")),
    ("С", "Самостоятельная работа", False, 120, ("самостоятельная", "ср", "с/р")),
    ("Л", "Лабораторная работа", False, 130, ("лабораторная", "лр", "л/р")),
    ("В", "Проверочная работа", False, 130, ("проверочная", "пр. работа")),
    ("А", "Практическая работа", False, 130, ("практическая", "практическое занятие")),
    ("Н", "Диктант", False, 100, ()),
    ("КД", "Контрольный диктант", True, 150, ()),
    ("Т", "Тест", False, 100, ("тестирование",)),
    ("З", "Зачёт", True, 150, ("зачет",)),
    ("О", "Ответ на уроке", False, 100, ("ответ", "устный ответ", "работа на уроке")),
    ("И", "Изложение", False, 100, ()),
    ("Ч", "Сочинение", False, 100, ()),
    ("П", "Проект", False, 100, ()),
    ("Р", "Реферат", False, 100, ("доклад",)),
    ("Д", "Домашнее задание", False, 100, ("дз", "д/з", "домашняя работа")),
    ("МКР", "Муниципальная контрольная работа", True, 150, ()),
    ("", "Без формы контроля", False, 100, ()),
)

QUARTERS, HALF_YEARS = range(1, 10), range(10, 13)


def upgrade() -> None:
    """Fill the tables of words."""
    _fill_subjects()
    _fill_work_types()
    _insert(
        "school_calendar",
        [{"school_id": 0, "grade": g, "system": "quarter"} for g in QUARTERS]
        + [{"school_id": 0, "grade": g, "system": "half_year"} for g in HALF_YEARS],
    )


def _fill_subjects() -> None:
    names = dict(enumerate(SUBJECTS, start=1))
    _insert("subject", [{"id": number, "name": name} for number, name in names.items()])
    _insert(
        "subject_synonym",
        [
            {"spelling": spelling.lower(), "subject_id": number}
            for number, name in names.items()
            for spelling in (name, *SUBJECTS[name])
        ],
    )


def _fill_work_types() -> None:
    rows = dict(enumerate(WORK_TYPES, start=1))
    _insert(
        "work_type",
        [
            {"id": number, "code": code, "name": name, "is_control": control}
            for number, (code, name, control, _, _) in rows.items()
        ],
    )
    _insert(
        "work_type_synonym",
        [
            {"spelling": spelling.lower(), "work_type_id": number}
            for number, (code, name, _, _, others) in rows.items()
            for spelling in (code, name, *others)
        ],
    )
    _insert(
        "work_weight",
        [
            {"school_id": 0, "work_type_id": number, "valid_from": date(1900, 1, 1), "weight": w}
            for number, (_, _, _, w, _) in rows.items()
        ],
    )


def _insert(table: str, rows: list[dict]) -> None:
    columns = [sa.column(name) for name in rows[0]]
    op.get_bind().execute(sa.insert(sa.table(table, *columns)), rows)


def downgrade() -> None:
    """Empty the tables of words."""
    for table in (
        "work_weight",
        "work_type_synonym",
        "work_type",
        "subject_synonym",
        "subject",
        "school_calendar",
    ):
        op.execute(sa.delete(sa.table(table)))
