"""An empty protocol as a workbook to fill in: our own template, so it comes back through a load.

Sums and marks are formulas whose stored value is empty: a program that fills the cells without
counting leaves nothing false behind, and a load counts both by itself.
"""

from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell

from dashboard.exports.letters import legal
from dashboard.exports.plan_file import add_words
from dashboard.exports.protocol_blank import Blank
from dashboard.exports.xlsx_file import BODY, SAFE
from dashboard.numbers import decimal
from dashboard.theme import LINE, MUTED
from etl.frames import KINDS

SHEET, ABOUT = "Протокол", "Как заполнять"
NAME = "Ученик"  # a column of no template: a load passes it by
HEAD_AT = 3  # the row of names: title, class and maxima stand above
WORDS = ("X", "Х", "-", "н")  # besides numbers; a spreadsheet compares without case
SKIPPED = ("X", "Х")  # Latin and Russian
WIDTHS = {"assessment": 12, "school_code": 11, "class": 7, "student_code": 14, NAME: 30}
HOW_TO = (
    "В столбцы заданий впишите баллы: число от 0 до максимума над столбцом, можно дробное.",
    "X – ученик не приступал к заданию (0 баллов, считается отдельно).",
    "н – ученика не было на работе; достаточно в одной клетке строки.",
    "Пусто – задание ученику не давали (другой вариант). Строка без баллов: ученика не было.",
    "Сумма и отметка считаются сами. Отметку можно исправить; расхождения будут показаны.",
    "Столбцы с кодами и названия столбцов не меняйте. Ученика, который не должен был писать, "
    "удалите строкой целиком.",
    "Новый ученик: сначала он должен появиться в списке учеников школы.",
    "Готовый файл загружает администратор: python -m etl load ФАЙЛ",
)


@dataclass(frozen=True)
class Places:
    """Where the columns stand: those of the template before the tasks, the tasks, sum and mark."""

    before: tuple[str, ...]
    n_tasks: int

    @property
    def first_task(self) -> int:
        """The column of the first task."""
        return len(self.before)

    @property
    def total(self) -> int:
        """The column of the sum."""
        return self.first_task + self.n_tasks

    def points(self, row: int) -> str:
        """The cells of a row's points: «G5:K5»."""
        return xl_range(row, self.first_task, row, self.total - 1)


def protocol_xlsx(blank: Blank) -> bytes:
    """The workbook: one sheet to fill, one that says how."""
    written = BytesIO()
    with Workbook(written, SAFE | {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(SHEET)
        name = (NAME,) if blank.has_names else ()
        before = ("assessment", "school_code", "class", "student_code", *name, "variant")
        places = Places(before, len(blank.columns))
        looks = _looks(book)
        _write_head(sheet, blank, places, looks)
        for number, student in enumerate(blank.students, start=HEAD_AT + 1):
            _write_student(sheet, blank, places, looks, number, student)
        _add_checks(sheet, blank, places)
        _set_sheet(sheet, places)
        add_words(book, ABOUT, HOW_TO)
    return written.getvalue()


def _looks(book: Workbook) -> dict:
    lines = {"border": 1, "border_color": LINE}
    head = BODY | lines | {"bold": True, "bg_color": "#dce8f2", "align": "center"}
    return {
        "title": book.add_format(BODY | {"bold": True, "font_size": 14}),
        "quiet": book.add_format(BODY | {"font_color": MUTED}),
        "highest": book.add_format(BODY | {"font_color": MUTED, "align": "center"}),
        "head": book.add_format(head),
        "fixed": book.add_format(BODY | lines | {"bg_color": "#f3f5f7"}),
        "open": book.add_format(BODY | lines | {"locked": False, "align": "center"}),
        "counted": book.add_format(BODY | lines | {"bg_color": "#f3f5f7", "align": "center"}),
    }


def _write_head(sheet, blank: Blank, places: Places, looks: dict) -> None:
    headers = {column.name: column.header for column in KINDS["protocol"].columns}
    sheet.write_string(0, 0, legal(blank.version["title"]), looks["title"])
    sheet.write_string(1, 0, legal(blank.about), looks["quiet"])
    sheet.write_string(2, 0, "Максимум баллов", looks["quiet"])
    for place, name in enumerate(places.before):
        sheet.write_string(HEAD_AT, place, headers.get(name, name), looks["head"])
    for place, (task, highest) in enumerate(blank.columns, start=places.first_task):
        sheet.write_number(HEAD_AT - 1, place, highest, looks["highest"])
        sheet.write_string(HEAD_AT, place, legal(task), looks["head"])
    for place, name in enumerate(("total", "mark"), start=places.total):
        sheet.write_string(HEAD_AT, place, headers[name], looks["head"])


def _write_student(sheet, blank: Blank, places: Places, looks: dict, row: int, student) -> None:
    cells = {
        "assessment": blank.version["assessment"],
        "school_code": blank.school["code"],
        "class": blank.school_class["name"],
        "student_code": student["student_code"],
        NAME: student["name"],
    }
    for place, name in enumerate(places.before):
        if name in cells:
            sheet.write_string(row, place, legal(cells[name]), looks["fixed"])
    for place in range(places.first_task - 1, places.total):  # the variant and the tasks
        sheet.write_blank(row, place, None, looks["open"])
    points = places.points(row)
    skipped = "+".join(f'COUNTIF({points},"{word}")' for word in SKIPPED)
    total = f'=IF(COUNT({points})+{skipped}=0,"",SUM({points}))'
    sheet.write_formula(row, places.total, total, looks["counted"], "")
    if blank.borders is None:
        sheet.write_blank(row, places.total + 1, None, looks["open"])
    else:
        mark = _mark(xl_rowcol_to_cell(row, places.total), blank.borders)
        sheet.write_formula(row, places.total + 1, mark, looks["open"], "")


def _mark(total: str, borders: tuple[float, float, float]) -> str:
    three, four, five = (f"{border:g}" for border in borders)
    steps = f"IF({total}>={five},5,IF({total}>={four},4,IF({total}>={three},3,2)))"
    return f'=IF({total}="","",{steps})'


def _add_checks(sheet, blank: Blank, places: Places) -> None:
    """Each column of points takes a number up to its maximum, or one of the agreed letters."""
    first, last = HEAD_AT + 1, HEAD_AT + len(blank.students)
    for place, (task, highest) in enumerate(blank.columns, start=places.first_task):
        cell = f"{xl_col_to_name(place)}{first + 1}"
        words = ",".join(f'{cell}="{word}"' for word in WORDS)
        number = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={highest:g})"
        told = f"от 0 до {decimal(highest, 2).rstrip('0').rstrip(',')}, X или н"
        sheet.data_validation(
            first,
            place,
            last,
            place,
            {
                "validate": "custom",
                "value": f"=OR({number},{words})",
                "input_title": legal(f"Задание {task}")[:32],
                "input_message": told,
                "error_title": "Такой балл поставить нельзя",
                "error_message": f"Нужно число {told}. Пусто – задание не давали.",
            },
        )


def _set_sheet(sheet, places: Places) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True, "delete_rows": True})
    sheet.freeze_panes(HEAD_AT + 1, places.first_task - 1)
    for place, name in enumerate(places.before):
        sheet.set_column(place, place, WIDTHS.get(name, 9))
    sheet.set_column(places.first_task, places.total - 1, 6)
    sheet.set_column(places.total, places.total + 1, 9)
    sheet.set_row(HEAD_AT, 24)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_AT - 1, HEAD_AT)
    sheet.set_footer("&L&8&F&R&8стр. &P из &N")
