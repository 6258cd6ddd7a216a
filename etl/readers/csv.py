"""CSV in the shapes schools send: three encodings, three separators, perhaps gzipped."""

import gzip
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from etl.mistakes import Mistake
from etl.readers.sheet import Broken, Sheet, recognised_sheet

SEPARATORS = ",;\t"


def read_csv(path: Path, name: str | None = None) -> list[Sheet]:
    """The file as one sheet.

    Raises
    ------
    Mistake
        The file is empty, damaged, in an unknown encoding or of an unknown kind.
    """
    name = name or path.name
    content = _as_utf8(_unpacked(path, name), name)
    if not content.strip():
        raise Mistake(f"{name}: файл пуст. Проверьте, что выгрузка закончилась, и загрузите снова.")
    skipped = len(content) - len(content.lstrip(b"\r\n"))
    content = content[skipped:]
    header = _header(content)
    separator = max(SEPARATORS, key=header.count)
    content = _with_empty_lines_kept(content, separator)
    table, broken = _table(content, separator, name)
    if len(set(table.column_names)) < len(table.column_names):
        table = _refuse_twins(table, name)
    rows = _row_numbers(table.num_rows, broken)
    sheet = recognised_sheet(table, rows, name, broken=tuple(broken))
    if sheet is None:
        raise Mistake(
            f"{name}: не узнаю вид файла по заголовку «{header[:80]}». Нужен заголовок одного из "
            "шаблонов: список учеников, отметки, итоговые отметки, план, протокол, результаты, "
            "кодификатор."
        )
    if not sheet.rows_read:
        raise Mistake(f"{name}: есть заголовок, но нет ни одной строки данных.")
    return [sheet]


def _unpacked(path: Path, name: str) -> bytes:
    if not path.name.endswith(".gz"):
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise Mistake(f"{name}: архив повреждён или обрезан; скачайте его заново.") from error


def _as_utf8(content: bytes, name: str) -> bytes:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1251").encode()
        except UnicodeDecodeError as error:
            raise Mistake(
                f"{name}: кодировка не UTF-8 и не Windows-1251. Сохраните файл в UTF-8."
            ) from error
    return content


def _header(content: bytes) -> str:
    return content.split(b"\n", 1)[0].decode().strip("\r")


def _with_empty_lines_kept(content: bytes, separator: str) -> bytes:
    """Give empty lines their separators, so that rows keep the numbers a person sees."""
    if b'"' in content or not re.search(rb"\n\r?\n", content):
        return content
    empty = separator.encode() * _header(content).count(separator)
    return re.sub(rb"(?<=\n)(?=\r?\n)", empty, content)


def _table(content: bytes, separator: str, name: str) -> tuple[pa.Table, list[Broken]]:
    broken: list[csv.InvalidRow] = []

    def skip(row: csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    table = _parsed(content, separator, name, skip, threads=True)
    if broken:  # numbers of rows are known to a single thread only
        broken.clear()
        table = _parsed(content, separator, name, skip, threads=False)
    return table, [
        Broken(row.number, row.text[:300], row.expected_columns, row.actual_columns)
        for row in broken
    ]


def _parsed(content, separator, name, skip, *, threads: bool) -> pa.Table:
    header = next(iter(_names(content, separator)))
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        return csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=threads, column_names=header, skip_rows=1),
            csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=b'"' in content,
                invalid_row_handler=skip,
            ),
            csv.ConvertOptions(
                column_types=dict.fromkeys(header, text), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return pa.table({column: pa.array([], text) for column in header})
        raise Mistake(f"{name}: файл не читается как таблица: {error}") from error


def _names(content: bytes, separator: str):
    import csv as lines

    yield from lines.reader([_header(content)], delimiter=separator)


def _refuse_twins(table: pa.Table, name: str) -> pa.Table:
    names = table.column_names
    twins = sorted({column for column in names if column and names.count(column) > 1})
    if twins:
        raise Mistake(f"{name}: столбец «{twins[0]}» встречается дважды; оставьте один.")
    return table.rename_columns([column or f" {n}" for n, column in enumerate(names)])


def _row_numbers(count: int, broken: list[Broken]) -> np.ndarray:
    """Numbers of the good rows: 2, 3, … without those of the broken ones."""
    numbers = np.arange(2, 2 + count + len(broken), dtype=np.int32)
    return np.setdiff1d(numbers, [row.row for row in broken]).astype(np.int32)
