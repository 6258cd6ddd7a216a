"""A sheet as it was read: cells are texts, each stored once, rows numbered as in the file."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.frames import Kind, check_headers, plain_header, recognised_kind
from etl.mistakes import Mistake


@dataclass(frozen=True)
class Texts:
    """A column: its distinct texts and, for each row, which of them it holds."""

    values: list[str]
    codes: np.ndarray

    def __getitem__(self, row: int) -> str:
        return self.values[self.codes[row]]

    @cached_property
    def is_empty(self) -> np.ndarray:
        """Per row: no text in the cell."""
        return np.array([not value for value in self.values], bool)[self.codes]


@dataclass(frozen=True)
class Broken:
    """A line that could not be split into the columns of the header."""

    row: int
    text: str
    expected: int
    found: int


@dataclass(frozen=True)
class Sheet:
    """A recognised sheet: `columns` by English name, other columns of a protocol in `tasks`."""

    file: str
    name: str
    kind: Kind
    columns: dict[str, Texts]
    tasks: dict[str, Texts]
    rows: np.ndarray
    notes: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows_read(self) -> int:
        """Rows of the file that hold anything."""
        return len(self.rows) + len(self.broken)

    def column(self, name: str) -> Texts:
        """A column, empty where the file does not have it."""
        return self.columns.get(name) or Texts([""], np.zeros(len(self), np.int32))


def recognised_sheet(
    table: pa.Table, rows: np.ndarray, file: str, name: str = "", broken: tuple[Broken, ...] = ()
) -> Sheet | None:
    """The table as a sheet of the kind its headers tell; None when they tell nothing."""
    headers = table.column_names
    kind = recognised_kind(headers)
    if kind is None:
        return None
    where = f"{file}, лист «{name}»" if name else file
    check_headers(kind, headers, where)
    texts = [_texts(column) for column in table.columns]
    filled = ~np.logical_and.reduce([column.is_empty for column in texts])
    if not filled.all():
        texts = [Texts(column.values, column.codes[filled]) for column in texts]
    columns, tasks, notes = {}, {}, []
    for header, column in zip(headers, texts, strict=True):
        known = kind.by_header.get(plain_header(header))
        if known:
            columns[known.name] = column
        elif kind.has_task_columns and header.strip():
            tasks[header.strip()] = column  # the plan will tell
        elif header.strip():
            notes.append(f"столбец «{header.strip()}» не нужен и пропущен")
    refuse_garbled(headers, columns, where)
    return Sheet(file, name, kind, columns, tasks, rows[filled], tuple(notes), broken)


def refuse_garbled(headers: list[str], columns: dict[str, Texts], where: str) -> None:
    """Refuse text that was decoded with the wrong table somewhere on its way to us."""
    samples = [*headers, *(value for column in columns.values() for value in column.values[:2000])]
    garbled = next((text for text in samples if is_garbled(text)), None)
    if garbled is not None:
        raise Mistake(
            f"{where}: текст прочитан в чужой кодировке (например, «{garbled[:30]}»). "
            "Сохраните исходный файл в UTF-8 или Windows-1251 и загрузите снова."
        )


def is_garbled(text: str) -> bool:
    """Russian text that went through a wrong decoding: «�», «РњР°С‚», «Ìàòåì», «Ð¨»."""
    if text.isascii():
        return False
    if "\ufffd" in text:
        return True
    return _is_utf8_read_as(text, "cp1251") or _is_utf8_read_as(text, "latin-1") or _is_cp1251(text)


def _is_utf8_read_as(text: str, table: str) -> bool:
    try:
        decoded = text.encode(table).decode("utf-8")
    except UnicodeError:
        return False
    return decoded != text and any("а" <= sign.lower() <= "я" for sign in decoded)


def _is_cp1251(text: str) -> bool:
    """Mostly Latin letters with accents, which read as Cyrillic in cp1251."""
    accented = [sign for sign in text if "\u00c0" <= sign <= "\u00ff"]
    return len(accented) >= 3 and len(accented) > len(text) / 2


def _texts(column: pa.ChunkedArray) -> Texts:
    """Distinct stripped texts and codes of a text column."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = (
            array.chunk(0) if array.num_chunks else pa.array([], pa.string()).dictionary_encode()
        )
    stripped = pc.utf8_trim_whitespace(array.dictionary).to_pylist()
    values = list(dict.fromkeys(stripped)) or [""]
    place = {value: code for code, value in enumerate(values)}
    narrow = np.min_scalar_type(len(values))  # a column of few texts takes a byte a row
    moved = np.array([place[value] for value in stripped], narrow)
    codes = array.indices.to_numpy(zero_copy_only=False)
    return Texts(values, moved[codes] if len(codes) else np.zeros(0, narrow))
