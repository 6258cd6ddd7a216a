"""An uploaded table of accounts: CSV or XLSX, read into lines of text within narrow limits."""

import csv
import io
import re
import zipfile
import zlib
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from dashboard.accounts.grants import AccountMistake

LARGEST = 2 * 2**20  # bytes of the file
LARGEST_UNPACKED = 20 * 2**20  # bytes of a workbook out of its archive
MOST_PARTS = 200  # files in that archive
MOST_ROWS = 5_000
MOST_COLUMNS = 50
LONGEST_CELL = 300
LONGEST_TAG = 2_000  # bytes of an XML tag that we look through
SEPARATORS = ";,\t"
TOO_LARGE = (f"Файл больше {LARGEST // 2**20} МБ.", "Разделите его на части.")
TOO_MANY = (f"Строк больше {MOST_ROWS}.", "Разделите файл, удалите пустые строки внизу.")
TOO_WIDE = (f"Столбцов больше {MOST_COLUMNS}.", "Оставьте нужные.")
TOO_DENSE = ("Книга слишком велика в распакованном виде.", "Оставьте в ней один лист с таблицей.")
NOT_A_TABLE = ("Содержимое не похоже на таблицу.", "Сохраните её заново как CSV или XLSX.")
BROKEN_BOOK = ("Книга Excel повреждена.", "Откройте её в Excel и сохраните заново.")
UNKNOWN = ("Нужен файл .csv или .xlsx.", "Сохраните таблицу в одном из них.")
ENCODING = ("Кодировка не UTF-8 и не Windows-1251.", "Сохраните файл в UTF-8.")
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, CalamineError, NotImplementedError, RuntimeError, OSError),
    *(EOFError, IndexError, ValueError),
)
# What opens as another kind of book is read by other rules than those looked through here.
OTHER_BOOKS = {"content.xml", "mimetype", "xl/workbook.bin"}
ROW = re.compile(rb"<(?:[^\s<>:/]+:)?row[\s/>]")
CELL = re.compile(rb"<(?:[^\s<>:/]+:)?c[\s/>]")
CELL_PLACE = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{0,9})\$?(\d{1,12})["']""")

Lines = list[list[str]]


def lines_of(name: str, content: bytes) -> Lines:
    """The cells of the file as text, the header first; the ending and the content must agree."""
    if len(content) > LARGEST:
        raise AccountMistake(*TOO_LARGE)
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        lines = _of_csv(content)
    elif ending == "xlsx":
        lines = _of_workbook(content)
    else:
        raise AccountMistake(*UNKNOWN)
    if len(lines) > MOST_ROWS + 1:
        raise AccountMistake(*TOO_MANY)
    if any(len(line) > MOST_COLUMNS for line in lines):
        raise AccountMistake(*TOO_WIDE)
    return [[cell.strip()[:LONGEST_CELL] for cell in line] for line in lines]


def _of_csv(content: bytes) -> Lines:
    if b"\0" in content or content.startswith(b"PK"):
        raise AccountMistake(*NOT_A_TABLE)
    text = _decoded(content)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: Lines = []
    try:
        for line in reader:
            lines.append(line)
            if len(lines) > MOST_ROWS + 1:
                raise AccountMistake(*TOO_MANY)
    except csv.Error as error:
        raise AccountMistake(*NOT_A_TABLE) from error
    return lines


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AccountMistake(*ENCODING)


def _of_workbook(content: bytes) -> Lines:
    """The first sheet, once the archive has proved to be small."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
            looked_through = _rewritten(archive)
        with CalamineWorkbook.from_filelike(looked_through) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except BROKEN as error:
        raise AccountMistake(*BROKEN_BOOK) from error
    return [[_text(cell) for cell in line] for line in cells]


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Neither much inside a small archive, nor one cell so far off that all before it are made."""
    members = archive.infolist()
    if len(members) > MOST_PARTS:
        raise AccountMistake(*BROKEN_BOOK)
    left = LARGEST_UNPACKED
    for member in members:
        with archive.open(member) as opened:  # what the archive says of sizes may be a lie
            part = opened.read(left + 1)
        left -= len(part)
        if left < 0:
            raise AccountMistake(*TOO_DENSE)
        _refuse_far_cells(part)
        _refuse_many_cells(part)
    names = {member.filename.replace("\\", "/").lower() for member in members}
    if "xl/workbook.xml" not in names or names & OTHER_BOOKS:
        raise AccountMistake(*BROKEN_BOOK)


def _rewritten(archive: zipfile.ZipFile) -> io.BytesIO:
    """The same parts alone: in the bytes as they came another reader may find another archive."""
    parts = {member.filename: archive.read(member) for member in archive.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    out.seek(0)
    return out


def _refuse_many_cells(part: bytes) -> None:
    """Cells need not say their place; the widest row times all rows is what a reader makes."""
    _, *table = ROW.split(part)
    if len(table) > MOST_ROWS + 1:
        raise AccountMistake(*TOO_MANY)
    if any(sum(1 for _ in CELL.finditer(row)) > MOST_COLUMNS for row in table):
        raise AccountMistake(*TOO_WIDE)


def _refuse_far_cells(part: bytes) -> None:
    for place in CELL_PLACE.finditer(part):
        column, row = place.groups()
        if int(row) > MOST_ROWS + 1 and (column or _is_of_row(part, place.start())):
            raise AccountMistake(*TOO_MANY)
        if _number(column) > MOST_COLUMNS:
            raise AccountMistake(*TOO_WIDE)


def _is_of_row(part: bytes, place: int) -> bool:
    """Whether an attribute is of <row> or <c>; so is one too far from the name to tell."""
    tag = part.rfind(b"<", max(0, place - LONGEST_TAG), place)
    name = part[tag + 1 : place].split(None, 1)[0].rpartition(b":")[2] if tag >= 0 else b"row"
    return name in (b"row", b"c")


def _number(column: bytes) -> int:
    """«A» → 1, «AA» → 27."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: object) -> str:
    """A cell as a person would type it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)
