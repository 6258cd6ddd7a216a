"""One file into the system: checked rows to lake and tables, all in the caller's transaction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, select

from etl import lake
from etl.checks import FACT_CHECKS, TABLE_CHECKS
from etl.checks.facts import Facts
from etl.checks.rows import Problem, Rows
from etl.readers.sheet import Sheet
from etl.tables.bulk import insert_dicts, insert_rows, next_id
from etl.tables.codifier import store_codifier
from etl.tables.plan import store_plans
from etl.tables.roster import store_roster
from etl.tables.stored import Stored
from etl.words import read_words, write_new_words
from models import Load, LoadPart, Partition, RejectedRow

STORES = {"roster": store_roster, "plan": store_plans, "codifier": store_codifier}
KEPT_NOTES = 500


@dataclass
class Report:
    """What became of one kind of rows of one file; the row law holds for the five counts."""

    file: str
    kind: str
    sha256: str
    id: int | None = None
    rows_read: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: int = 0
    state: str = "loaded"
    notes: list[str] = field(default_factory=list)
    message: str = ""

    def as_row(self) -> dict:
        """The entry of `load --json`."""
        row = {
            "id": self.id,
            "file": self.file,
            "kind": self.kind,
            "sha256": self.sha256,
            "rows_read": self.rows_read,
            "loaded": self.loaded,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "ignored": self.ignored,
            "state": self.state,
        }
        return row | ({"message": self.message} if self.message else {})


@dataclass
class Taken:
    """What one load did, before it is committed."""

    report: Report
    problems: list[Problem]
    parts: dict[lake.Place, tuple[str, int]]  # path and rows of this load's own lake file
    stored: Stored
    files: list[str] = field(default_factory=list)  # in the lake, to drop after a dry run
    places: set[lake.Place] = field(default_factory=set)
    source: Path | None = None
    is_repeated: bool = False  # an earlier load of the same file says all this already


def sha256(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take_in(
    connection: Connection,
    folder: lake.Root,
    sheets: list[Sheet],
    fingerprint: str,
    *,
    step: Callable[[str], None],
) -> Taken:
    """Check the sheets of one kind, write what is new to the lake and the tables."""
    load_id = next_id(connection, Load)
    words = read_words(connection)
    kind = sheets[0].kind.name
    report = Report(sheets[0].file, kind, fingerprint, load_id)
    taken = Taken(report, [], {}, Stored())
    for sheet in sheets:
        rows = Rows(sheet)
        if kind in FACT_CHECKS:
            facts = FACT_CHECKS[kind](rows, connection, words)
            step("checked")
            _store_facts(connection, folder, load_id, facts, rows, taken)
        else:
            lines = TABLE_CHECKS[kind](rows, connection, words)
            step("checked")
            write_new_words(connection, words)
            words = read_words(connection)
            stored = STORES[kind](connection, load_id, lines)
            taken.stored.parts |= stored.parts
            taken.stored.moved_from |= stored.moved_from
            report.loaded += stored.loaded
            report.unchanged += stored.unchanged
        report.rows_read += sheet.rows_read
        report.rejected += rows.n_rejected
        report.notes += rows.notes
        taken.problems += rows.problems
    write_new_words(connection, words)
    step("lake written")
    _settle(connection, taken)
    return taken


def _store_facts(
    connection: Connection, folder: lake.Root, load_id: int, facts: Facts, rows: Rows, taken: Taken
) -> None:
    """Write the places whose facts changed; count source rows, not facts."""
    changed = 0
    tables = {
        place: _with_origin(table, load_id, rows.sheet.name)
        for place, table in lake.by_place(facts.kind, facts.table)
    }
    for place, different in _changed_rows(connection, folder, tables).items():
        if not different:
            continue
        table = tables[place]
        changed += different  # a row of the file has one place
        if place in taken.parts:  # another sheet of the workbook spoke of the place
            earlier = lake.read(folder, taken.parts[place][0])
            table = lake.merged(facts.kind, [earlier, table])
            lake.remove(folder, taken.parts[place][0])
        path = lake.new_path(place)
        lake.write(folder, path, table)
        taken.parts[place] = (path, len(table))
        taken.files.append(path)
    good = int(rows.good.sum())
    taken.report.loaded += changed
    taken.report.unchanged += good - changed


def _changed_rows(
    connection: Connection, folder: lake.Root, tables: dict[lake.Place, pa.Table]
) -> dict[lake.Place, int]:
    """How many source rows say something new of each place."""
    pointers = {place: _pointer(connection, place) for place in tables}
    known = [place for place, path in pointers.items() if path]
    current = [lake.read(folder, pointers[place]) for place in known]
    differ = lake.changed_rows(current, [tables[place] for place in known])
    changed = dict(zip(known, differ, strict=True))
    return {
        place: changed[place] if place in changed else len(pd.unique(table["row"].to_numpy()))
        for place, table in tables.items()
    }


def _with_origin(table: pa.Table, load_id: int, sheet: str) -> pa.Table:
    """The facts with the load and, where a workbook has several, the sheet they came in."""
    loads = pa.array(np.full(len(table), load_id, np.int32))
    sheets = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(len(table), np.int32)), pa.array([sheet], pa.string())
    )
    return table.append_column("load_id", loads).append_column("sheet", sheets)


def _pointer(connection: Connection, place: lake.Place) -> str | None:
    return connection.execute(select(Partition.path).where(*same_place(Partition, place))).scalar()


def same_place(table: type, place: lake.Place) -> tuple:
    """Conditions for the rows of `partition` or `load_part` about a place."""
    return tuple(getattr(table, name) == getattr(place, name) for name in lake.Place._fields)


def _settle(connection: Connection, taken: Taken) -> None:
    """Say what became of the file; a repeated file gets the id of the load that took it first."""
    report = taken.report
    if report.loaded:
        return
    report.state = "unchanged" if report.unchanged or not report.rejected else "rejected"
    earlier = connection.execute(
        select(Load.id)
        .where(
            Load.sha256 == report.sha256,
            Load.kind == report.kind,
            Load.state != "undone",
            Load.rejected == report.rejected,
        )
        .order_by(Load.id.desc())
    ).scalar()
    if earlier is not None:
        report.id, taken.is_repeated = earlier, True


def write_load(connection: Connection, folder: lake.Root, taken: Taken) -> None:
    """Record the load and switch the pointers of the places whose facts are now others."""
    report = taken.report
    insert_dicts(
        connection,
        Load,
        [
            {
                **{k: v for k, v in report.as_row().items() if k != "message"},
                "created_at": datetime.now(UTC).replace(tzinfo=None),
                "notes": report.notes[:KEPT_NOTES],
            }
        ],
    )
    _write_rejected(connection, report.id, taken.problems)
    places = {lake.Place(*part) for part in taken.stored.parts} | set(taken.parts)
    insert_dicts(
        connection,
        LoadPart,
        [
            {"load_id": report.id, **place._asdict(), "path": path, "rows": rows}
            for place in sorted(places)
            for path, rows in [taken.parts.get(place, ("", 0))]
        ],
    )
    for place in taken.parts:
        taken.files.append(point(connection, folder, place))
    taken.places = places


def _write_rejected(connection: Connection, load_id: int, problems: list[Problem]) -> None:
    insert_rows(
        connection,
        RejectedRow.__table__,
        ("load_id", "number", "sheet", "row", "column", "value", "rule", "message"),
        [
            (load_id, number, p.sheet, p.row, p.column, p.value[:300], p.rule, p.message)
            for number, p in enumerate(problems, start=1)
        ],
    )


def point(connection: Connection, folder: lake.Root, place: lake.Place) -> str:
    """Point to the facts of a place as its active loads state them together; the file, if any."""
    loads = connection.execute(
        select(LoadPart.path, LoadPart.rows)
        .join(Load, Load.id == LoadPart.load_id)
        .where(*same_place(LoadPart, place), Load.state == "loaded")
        .order_by(LoadPart.load_id)
    ).all()
    connection.execute(Partition.__table__.delete().where(*same_place(Partition, place)))
    if not loads:
        return ""
    path, rows = loads[0] if len(loads) == 1 else _merge(folder, place, [p for p, _ in loads])
    insert_dicts(connection, Partition, [{**place._asdict(), "path": path, "rows": rows}])
    return path


def _merge(folder: lake.Root, place: lake.Place, paths: list[str]) -> tuple[str, int]:
    last = lake.read(folder, paths[-1])
    facts = lake.merged(place.kind, [lake.read(folder, path) for path in paths])
    if len(facts) == len(last):  # the last load states everything: its file will do
        return paths[-1], len(last)
    path = lake.new_path(place)
    lake.write(folder, path, facts)
    return path, len(facts)
