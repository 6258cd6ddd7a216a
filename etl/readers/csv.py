"""CSV in the shapes schools send: three encodings, three separators, perhaps gzipped."""

import csv as lines
import gzip
import io
import re
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from etl.frames import twins
from etl.mistakes import Mistake
from etl.readers.sheet import Broken, Sheet, recognised_sheet

SEPARATORS = ",;\t"
HEAD = 65_536  # bytes that hold the header of any file


def read_csv(path: Path, name: str | None = None) -> list[Sheet]:
    """The file as one sheet.

    Raises
    ------
    Mistake
        The file is empty, damaged, in an unknown encoding or of an unknown kind.
    """
    name = name or path.name
    header, table, broken, rows = _read(path, name)
    sheet = recognised_sheet(table, rows, name, broken=broken)
    del table
    pa.default_memory_pool().release_unused()  # a large file leaves as much as it is long
    if sheet is None:
        raise Mistake(
            f"{name}: не узнаю вид файла по заголовку «{header[:80]}». Нужен заголовок одного из "
            "шаблонов: список учеников, отметки, итоговые отметки, план, протокол, результаты, "
            "кодификатор."
        )
    if not sheet.rows_read:
        raise Mistake(f"{name}: есть заголовок, но нет ни одной строки данных.")
    return [sheet]


def _read(path: Path, name: str) -> tuple[str, pa.Table, tuple[Broken, ...], np.ndarray]:
    """Header, columns of text, broken lines, row numbers; the bytes of the file are let go."""
    content = _content(path, name)
    above = _empty_lines_above(content)
    lines_above = content[:above].count(b"\n")
    content = content[above:] if above else content
    if not content:
        raise Mistake(f"{name}: файл пуст. Проверьте, что выгрузка закончилась, и загрузите снова.")
    try:
        header, table, broken, rows = _table(content, name)
    except UnicodeDecodeError:
        header, table, broken, rows = _table(_from_cp1251(content, name), name)
    broken = tuple(replace(line, row=line.row + lines_above) for line in broken)
    return header, table, broken, rows + np.int32(lines_above)


def csv_headers(path: Path) -> list[str]:
    """The headers of a file, as far as they can be read without reading the file."""
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as file:
            head = _with_plain_ends(file.read(HEAD).removeprefix(b"\xef\xbb\xbf"))
        head = _first_record(head.lstrip(b"\r\n"))
        try:
            line = head.decode("utf-8")
        except UnicodeDecodeError:
            line = head.decode("cp1251", errors="replace")
        return next(lines.reader([line], delimiter=_separator(line)), [])
    except (OSError, EOFError, zlib.error, lines.Error):
        return []


def _content(path: Path, name: str) -> bytes:
    """The bytes of the table, without a byte order mark, in lines of today."""
    content = _with_plain_ends(_unpacked(path, name).removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in content:
        raise Mistake(
            f"{name}: в файле нулевые байты — это UTF-16 («Текст Юникод») или не таблица. "
            "Сохраните файл как CSV в UTF-8 и загрузите снова."
        )
    return content


def _unpacked(path: Path, name: str) -> bytes:
    if not path.name.lower().endswith(".gz"):
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise Mistake(f"{name}: архив повреждён или обрезан; скачайте его заново.") from error


def _with_plain_ends(content: bytes) -> bytes:
    """Lines of an old Macintosh end with a carriage return alone."""
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def _empty_lines_above(content: bytes) -> int:
    """How many bytes of empty lines stand above the header."""
    if content[:1] not in b"\r\n \t":
        return 0
    head = content[:HEAD]
    return len(content) if not content.strip() else len(head) - len(head.lstrip(b"\r\n"))


def _from_cp1251(content: bytes, name: str) -> bytes:
    try:
        return content.decode("cp1251").encode()
    except UnicodeDecodeError as error:
        raise Mistake(
            f"{name}: кодировка не UTF-8 и не Windows-1251. Сохраните файл в UTF-8."
        ) from error


def _first_record(content: bytes) -> bytes:
    """The header line; it goes on below where a line ends inside quotes."""
    end = content.find(b"\n")
    while end >= 0 and content.count(b'"', 0, end) % 2:
        end = content.find(b"\n", end + 1)
    return content[: end if end >= 0 else None].strip(b"\r")


def _separator(header: str) -> str:
    return max(SEPARATORS, key=header.count)


def _table(content: bytes, name: str) -> tuple[str, pa.Table, list[Broken], np.ndarray]:
    """Header, columns of text, lines that do not fit, row numbers; may raise UnicodeDecodeError."""
    header = _first_record(content).decode()
    separator = _separator(header)
    names = _names(header, separator, name)
    rows = None
    table, broken = _parsed_exactly(content, separator, names, name, header.count("\n") + 1)
    lines_below = content.count(b"\n") + (not content.endswith(b"\n")) - 1
    if table.num_rows + len(broken) < lines_below:
        if b'"' in content:
            _refuse_swallowed_lines(table, broken, separator, name)
            rows = _filled_records(content, separator)
        else:
            # Give empty lines their separators, so that rows keep the numbers a person sees.
            empty = separator.encode() * header.count(separator)
            kept = re.sub(rb"(?<=\n)(?=\r?\n)", empty, content)
            table, broken = _parsed_exactly(kept, separator, names, name, 1)
    count = table.num_rows + len(broken)
    if rows is None or len(rows) != count:
        rows = np.arange(2, 2 + count, dtype=np.int32)
    if not broken:
        return header, table, broken, rows
    places = [line.row for line in broken]
    numbered = [replace(line, row=int(row)) for line, row in zip(broken, rows[places], strict=True)]
    return header, table, numbered, np.delete(rows, places)


def _refuse_swallowed_lines(table, broken: list[Broken], separator: str, name: str) -> None:
    """A quote that nobody closed makes one cell of all the lines up to the next quote."""
    cells = [text for column in table.columns for text in column.unique().to_pylist()]
    for text in (*cells, *(line.text for line in broken)):
        first, *below = text.split("\n")
        if any(line.count(separator) >= table.num_columns - 1 for line in below):
            raise Mistake(
                f"{name}: кавычка открыта и не закрыта, внутри неё оказались целые строки; "
                f"исправьте ячейку «{first[-60:]}» и загрузите файл снова."
            )


def _filled_records(content: bytes, separator: str) -> np.ndarray:
    """Numbers of the records below the header that hold anything; quoted lines are one record."""
    records = lines.reader(io.StringIO(content.decode(), newline=""), delimiter=separator)
    try:
        filled = [number for number, record in enumerate(records, start=1) if record]
    except lines.Error:
        return np.zeros(0, np.int32)
    return np.array(filled[1:], np.int32)


def _parsed_exactly(content, separator, names, name, skipped) -> tuple[pa.Table, list[Broken]]:
    """The table and the broken lines; their `row` is the place among all the lines, from 0."""
    broken: list[csv.InvalidRow] = []

    def skip(row: csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    table = _parsed(content, separator, names, name, skip, skipped, threads=True)
    if broken:  # numbers of rows are known to a single thread only
        broken.clear()
        table = _parsed(content, separator, names, name, skip, skipped, threads=False)
    return table, [
        Broken(row.number - 1 - skipped, row.text[:300], row.expected_columns, row.actual_columns)
        for row in broken
    ]


def _parsed(content, separator, names, name, skip, skipped, *, threads: bool) -> pa.Table:
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        # block by block: all at once takes three times the memory and twice the time
        with csv.open_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=threads, column_names=names, skip_rows=skipped),
            csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=b'"' in content,
                invalid_row_handler=skip,
            ),
            csv.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        ) as blocks:
            return blocks.read_all()
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):
            return pa.table({column: pa.array([], text) for column in names})
        if "invalid UTF8" in str(error):
            raise UnicodeDecodeError("utf-8", b"", 0, 1, "invalid") from error
        raise Mistake(f"{name}: файл не читается как таблица: {error}") from error


def _names(header: str, separator: str, name: str) -> list[str]:
    """Names of the columns; those without a header get a blank one of their own."""
    try:
        names = next(lines.reader(io.StringIO(header, newline=""), delimiter=separator))
    except lines.Error as error:
        raise Mistake(f"{name}: заголовок не читается; похоже, это не таблица.") from error
    if found := twins(names):
        raise Mistake(f"{name}: столбец {found[0]} встречается дважды; оставьте один.")
    return [column.strip() or " " * n for n, column in enumerate(names, start=1)]
