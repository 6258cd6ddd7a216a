"""Source files of the tests, written from aligned text tables, and what a store holds."""

import csv
import gzip
import io
import re
from pathlib import Path

import xlsxwriter
from sqlalchemy import select

from etl import lake, pipeline
from models import Base

# What a test's table does not say; `_` in a table is an empty cell.
USUAL = {
    "roster": {
        "region": "Область", "municipality": "Город", "school_code": "7", "school": "Школа 7",
        "class": "8А",
    },
    "marks": {
        "school_code": "7", "class": "8А", "subject": "Алгебра", "date": "2025-09-15",
        "work_type": "О",
    },
    "final_marks": {
        "school_code": "7", "class": "8А", "subject": "Алгебра", "school_year": "2025/2026",
        "period": "год",
    },
    "plan": {
        "assessment": "КР-1", "title": "Контрольная 1", "procedure": "контрольная",
        "subject": "Алгебра", "grade": "8", "date": "2025-10-10",
    },
    "protocol": {"assessment": "КР-1", "school_code": "7", "class": "8А"},
    "results": {
        "procedure": "ВПР", "subject": "Алгебра", "school_year": "2025/2026", "school_code": "7",
        "class": "8А",
    },
    "codifier": {"subject": "Алгебра", "grade": "8", "kind": "kes"},
}  # fmt: skip

ROSTER = """
    student_code
    У1
    У2
    У3
"""
PLAN = """
    task  kes  kpu  level  max_points
    1     1.1  1    Б      1
    2     1.2  2    П      2
"""


def lines(text: str) -> list[list[str]]:
    """Cells of an aligned table: two spaces part them."""
    found = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    return [["" if cell == "_" else cell for cell in line] for line in found]


def full(kind: str, text: str, **more: str) -> list[list[str]]:
    """The table with the columns it leaves out."""
    header, *body = lines(text)
    usual = {name: value for name, value in (USUAL[kind] | more).items() if name not in header}
    return [[*usual, *header], *([*usual.values(), *line] for line in body)]


def as_csv(table: list[list[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(table)
    return out.getvalue()


def write_csv(
    path: Path, table: list[list[str]], *, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    content = as_csv(table, separator).encode(encoding)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.name.endswith(".gz") else content)
    return path


def write_xlsx(path: Path, sheets: dict[str, list[list]], above: list[list] = ()) -> Path:
    """A workbook; numbers and dates of the tables become such cells, `above` stands on top."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate([*above, *table]):
                sheet.write_row(number, 0, line)
    return path


def written(folder: Path, kind: str, text: str, name: str = "", **more: str) -> Path:
    """A CSV file of the kind, with the usual values where the table says nothing."""
    return write_csv(folder / (name or f"{kind}.csv"), full(kind, text, **more))


def loaded(store, *paths, **options):
    """The reports of a load; the row law holds in each."""
    reports = pipeline.load(store, paths, **options)
    for report in reports:
        assert report.rows_read == sum(counts(report)[1:]), report
    return reports


def counts(report) -> tuple[int, ...]:
    """Rows read, loaded, unchanged, rejected, ignored."""
    return (report.rows_read, report.loaded, report.unchanged, report.rejected, report.ignored)


def load_one(store, path, **options):
    (report,) = loaded(store, path, **options)
    return report


def school(store, folder: Path, roster: str = ROSTER, **more: str):
    """A store where the school 7 stands, with three students in 8А unless told otherwise."""
    return load_one(store, written(folder, "roster", roster, **more))


def dump(store, without: tuple[str, ...] = ()) -> dict[str, list]:
    """Every row of every table, and the files of the lake."""
    with pipeline.opened(store) as engine, engine.connect() as connection:
        tables = {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }
    return tables | {"lake": sorted(lake.files_before(store.lake, float("inf")))}


def published(store) -> dict[str, list]:
    """Every mart."""
    return {name: rows for name, rows in dump(store).items() if name.startswith("mart_")}


def rules(store, load_id: int) -> list[tuple]:
    """Row and rule of each rejected row."""
    return [(row["row"], row["rule"]) for row in pipeline.rejected(store, load_id)]


def sound(store) -> bool:
    """The marts are what the facts say."""
    return pipeline.verify(store) == []


def world(store, folder) -> None:
    """Schools 7 and 9, and a plan."""
    school(store, folder)
    nine = written(
        folder, "roster", "student_code\n Ч1", "nine.csv", school_code="9", school="Школа 9"
    )
    loaded(store, nine, written(folder, "plan", PLAN))
