"""A plan as our own template: it loads back unchanged, and with a new code it is a new plan."""

from io import BytesIO

from xlsxwriter import Workbook

from dashboard.exports.letters import legal
from dashboard.exports.xlsx_file import BODY, SAFE
from etl.frames import KINDS

SHEET, ABOUT = "План", "Как пользоваться"
LEFT_OUT = ("exam", "year")  # of published exam plans: here the code says it
WIDTHS = {"title": 34, "procedure": 18, "subject": 18, "kes": 24, "kpu": 16, "date": 12}
HOW_TO = (
    "Лист «План» – шаблон плана работы. Без изменений он загружается как «без изменений».",
    "Чтобы сделать новую работу, замените «Код работы» на новый в каждой строке, затем название, "
    "дату и задания.",
    "Чтобы исправить план, оставьте код: прежняя версия сохранится, её можно вернуть.",
    "«Вариант»: пусто – задание есть во всех вариантах; несколько – через запятую.",
    "КЭС и КПУ: коды через запятую, диапазон через тире: 3.6.3–3.6.7. Уровень: Б, П или В.",
    "Загружает администратор: python -m etl load ФАЙЛ",
)
SHORTEST_RUN = 3  # codes in a row that are written as a range


def plan_file(version: dict) -> bytes:
    """One version of a plan, a row a task."""
    written = BytesIO()
    with Workbook(written, SAFE) as book:
        sheet = book.add_worksheet(SHEET)
        columns = [column for column in KINDS["plan"].columns if column.name not in LEFT_OUT]
        head = book.add_format(BODY | {"bold": True, "bg_color": "#dce8f2", "text_wrap": True})
        body = book.add_format(BODY)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.header, head)
            sheet.set_column(place, place, WIDTHS.get(column.name, 11))
        for number, task in enumerate(version["tasks"], start=1):
            for place, column in enumerate(columns):
                _write(sheet, number, place, cell_of(version, task, column.name), body)
        sheet.freeze_panes(1, 0)
        add_words(book, ABOUT, HOW_TO)
    return written.getvalue()


def add_words(book: Workbook, name: str, lines: tuple[str, ...]) -> None:
    """A sheet that tells how the file is used; it is of no kind, so a load leaves it alone."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    look = book.add_format(BODY | {"text_wrap": True, "valign": "top"})
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, look)


def cell_of(version: dict, task: dict, name: str) -> str | float | None:
    """What the template says of a task in the column of that name."""
    if name in ("kes", "kpu"):
        return codes_in_words([element["code"] for element in task[name]])
    if name == "date":
        return f"{version['date']:%d.%m.%Y}"
    row = task if name in ("task", "variant", "level", "type", "max_points") else version
    return row[name]


def codes_in_words(codes: list[str]) -> str:
    """«2.1, 3.6.3–3.6.7»: codes in natural order, neighbours of one section as a range."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    parts = ([f"{run[0]}–{run[-1]}"] if len(run) >= SHORTEST_RUN else run for run in runs)
    return ", ".join(part for some in parts for part in some)


def _follows(code: str, after: str) -> bool:
    section, _, last = code.rpartition(".")
    return after == ".".join(part for part in (section, str(int(last) + 1)) if part)


def _write(sheet, row: int, place: int, value: str | float | None, look) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, place, legal(value), look)  # a text, whatever it begins with
    else:
        sheet.write_number(row, place, value, look)
