"""XLSX workbooks: every sheet whose header is recognised."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from etl.frames import recognised_kind
from etl.mistakes import Mistake
from etl.readers.sheet import Sheet, recognised_sheet

HEADER_WITHIN = 20  # rows of titles above the header that we look through


def read_xlsx(path: Path, name: str | None = None) -> list[Sheet]:
    """All recognised sheets of the workbook.

    Raises
    ------
    Mistake
        The workbook is damaged or no sheet has a known header.
    """
    name = name or path.name
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            found = [_sheet(name, title, book) for title in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise Mistake(
            f"{name}: книга Excel повреждена или обрезана; откройте её в Excel, "
            "сохраните заново и загрузите снова."
        ) from error
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise Mistake(
            f"{name}: ни на одном листе нет заголовка известного шаблона "
            f"(листы: {', '.join(book.sheet_names)})."
        )
    filled = [sheet for sheet in sheets if sheet.rows_read]
    if not filled:
        raise Mistake(f"{name}: есть заголовок, но нет ни одной строки данных.")
    return filled


def _sheet(name: str, title: str, book: CalamineWorkbook) -> Sheet | None:
    cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    lines = [[cell_text(cell) for cell in line] for line in cells]
    place = next((n for n, line in enumerate(lines[:HEADER_WITHIN]) if recognised_kind(line)), None)
    if place is None:
        return None
    header = [text or " " * n for n, text in enumerate(lines[place], start=1)]
    body = lines[place + 1 :]
    columns = list(zip(*body, strict=True)) if body else [()] * len(header)
    table = pa.Table.from_arrays([pa.array(c, pa.string()) for c in columns], header)
    return recognised_sheet(table, np.arange(len(body), dtype=np.int32) + place + 2, name, title)


def cell_text(cell: object) -> str:
    """A cell as a person would type it: 5 for 5.0, 2025-09-01 for a date."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
