"""The lake: immutable Parquet files of facts; the database says which of them are current.

Its root is a folder, or the address of a part of an object store; nothing else opens its files.
"""

import io
import os
import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from multiprocessing import parent_process
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.checks.facts import FACT_KEYS, ORIGIN, PLACE
from etl.mistakes import Mistake

Root = Path | str
PARQUET = b"PAR1"  # the first bytes of any such file


class Place(NamedTuple):
    """A part of the lake that is switched as one: facts of a school and year (and work)."""

    kind: str
    school_id: int
    school_year: int
    part: int


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # one thread in a process that is one of several: each has a core of its own
    return duckdb.connect(config={"threads": 1} if parent_process() else {})


def engine() -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, with temporary tables of one's own: it computes and never stores."""
    return _database().cursor()


def by_place(kind: str, facts: pa.Table) -> Iterable[tuple[Place, pa.Table]]:
    """The facts of each place, without the columns the place says."""
    if not len(facts):
        return
    ordered = facts.sort_by([(name, "ascending") for name in PLACE]) if _mixed(facts) else facts
    keys = [ordered[name].to_numpy() for name in PLACE]
    borders = [0, *_changes(keys), len(ordered)]
    content = ordered.drop_columns(list(PLACE))
    for start, end in pairwise(borders):
        place = Place(kind, *(int(key[start]) for key in keys))
        yield place, content.slice(start, end - start)


def _mixed(facts: pa.Table) -> bool:
    return any(len(facts[name].unique()) > 1 for name in PLACE)


def _changes(keys: list) -> list[int]:
    differs = [key[1:] != key[:-1] for key in keys]
    return [int(p) + 1 for p in (differs[0] | differs[1] | differs[2]).nonzero()[0]]


def new_path(place: Place) -> str:
    """A name never used before, relative to the lake."""
    return (
        f"{place.kind}/{place.school_year}/{place.school_id}/"
        f"{place.part}-{uuid.uuid4().hex[:12]}.parquet"
    )


def write(root: Root, path: str, facts: pa.Table) -> None:
    """One immutable file, whole at once; ids take about nothing, dates and marks half a byte."""
    if isinstance(root, str):
        content = io.BytesIO()
        _write(facts, content)
        _store(root).pipe_file(_inside(root, path), content.getvalue())
        return
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")  # another machine never sees half a file
    _write(facts, part)
    part.replace(target)


def _write(facts: pa.Table, where: Path | io.BytesIO) -> None:
    plain = [name for name in facts.column_names if name != "row"]
    pq.write_table(
        facts,
        where,
        compression="zstd",
        use_dictionary=plain,
        column_encoding={"row": "DELTA_BINARY_PACKED"} if "row" in facts.column_names else None,
        row_group_size=262_144,
    )


def read(root: Root, path: str) -> pa.Table:
    """A file as it was written."""
    if isinstance(root, str):
        return pq.read_table(_inside(root, path), filesystem=_store(root))
    with pq.ParquetFile(root / path) as opened:  # most are small, and a dataset is slow to open
        return opened.read()


def is_read(root: Root, path: str) -> bool:
    """Whether the file can be opened and begins as Parquet does; OSError where it cannot."""
    if isinstance(root, str):
        opening = _store(root).open(_inside(root, path), "rb")
    else:
        opening = (root / path).open("rb")
    with opening as opened:
        return opened.read(len(PARQUET)) == PARQUET


def file(root: Root, path: str) -> str:
    """The file as DuckDB is told of it."""
    if isinstance(root, str):
        _store(root)
        return f"{root}/{path}"
    return (root / path).as_posix()


def remove(root: Root, path: str) -> None:
    """The file is there no more, if it was."""
    if isinstance(root, str):
        if _store(root).exists(_inside(root, path)):
            _store(root).rm_file(_inside(root, path))
        return
    (root / path).unlink(missing_ok=True)


def files_before(root: Root, moment: float) -> list[str]:
    """The paths of what was written before a moment [seconds since 1970]."""
    if isinstance(root, str):
        found = _store(root).find(_inside(root, ""), detail=True).items()
        times = {path: about["mtime"].timestamp() for path, about in found}
        start = len(_inside(root, ""))
    else:
        times = {
            path.as_posix(): path.stat().st_mtime for path in root.rglob("*") if path.is_file()
        }
        start = len(root.as_posix()) + 1
    return [path[start:] for path, written in times.items() if written < moment]


def _inside(root: str, path: str) -> str:
    """A path as the object store names it: bucket first."""
    return f"{root.split('://', 1)[1]}/{path}"


@cache
def _store(root: str):
    """The object store of a lake."""
    try:
        store = _client(root.split("://", 1)[0])
        store.ls(_inside(root, "").split("/", 1)[0])
    except ImportError as error:
        raise Mistake(
            f"Для озера {root} (MSOKO_LAKE) нет библиотеки ({error}). Поставьте: "
            "pip install -r requirements-cluster.txt -c constraints.txt"
        ) from error
    except (OSError, ValueError) as error:
        raise Mistake(
            f"Озеро {root} (MSOKO_LAKE) недоступно: {error}. Проверьте адрес, ключи "
            "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL) и сеть."
        ) from error
    return store


@cache
def _client(protocol: str):
    """A client of object stores, known to DuckDB as well; keys stand in the environment."""
    import fsspec
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    if protocol == "s3":  # Arrow's own
        scheme, _, host = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/").rpartition("://")
        where = {"endpoint_override": host, "scheme": scheme or "https"} if host else {}
        client = ArrowFSWrapper(S3FileSystem(**where))
    else:
        client = fsspec.filesystem(protocol)
    _database().register_filesystem(client)
    return client


def of_student(root: Root, paths: Iterable[str], student_id: int, columns: str = "*") -> list[dict]:
    """The facts of one student in these files; the fewer columns, the less is read."""
    return of_students(root, paths, [student_id], columns)


def of_students(
    root: Root, paths: Iterable[str], students: Sequence[int], columns: str = "*"
) -> list[dict]:
    """The facts of these students in these files."""
    files = [file(root, path) for path in paths]
    if not files or not students:
        return []
    those = ", ".join("?" * len(students))
    where = f"FROM read_parquet(?, union_by_name = true) WHERE student_id IN ({those})"
    with engine() as duck:
        found = duck.execute(f"SELECT {columns} {where}", [files, *students])
        names = [column[0] for column in found.description]
        return [dict(zip(names, fact, strict=True)) for fact in found.fetchall()]


def changed_rows(current: Sequence[pa.Table], new: Sequence[pa.Table]) -> list[int]:
    """How many source rows of each `new` say something that the `current` of its place does not.

    One question for all places: a file of a city has a hundred of them.
    """
    if not new:
        return []
    says = [name for name in new[0].column_names if name not in ORIGIN]
    same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM c.{name}" for name in says)
    with engine() as duck:
        duck.register("new", _numbered(new))
        duck.register("current", _numbered(current))
        found = duck.sql(
            f"SELECT place, count(DISTINCT row) FROM new n "
            f"ANTI JOIN current c ON n.place = c.place AND {same} GROUP BY place"
        ).fetchall()
    changed = dict(found)
    return [changed.get(number, 0) for number in range(len(new))]


def _numbered(tables: Sequence[pa.Table]) -> pa.Table:
    """One table, with the number of the one each row comes from."""
    numbers = np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables])
    if len(tables) > 1:
        tables = [
            pa.concat_tables(map(_without_dictionaries, tables), promote_options="permissive")
        ]
    return tables[0].append_column("place", pa.array(numbers))


def _without_dictionaries(table: pa.Table) -> pa.Table:
    """Words as words: a column may be a dictionary in one file and plain in another."""
    plain = [
        pa.field(field.name, field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(plain))


def merged(kind: str, tables: list[pa.Table]) -> pa.Table:
    """Facts of several loads, oldest first: a later load replaces what it states again."""
    keys = ", ".join(FACT_KEYS[kind])
    with engine() as duck:
        for number, table in enumerate(tables):
            duck.register(f"load_{number}", table)
        loads = " UNION ALL BY NAME ".join(
            f"SELECT *, {number} AS age FROM load_{number}" for number in range(len(tables))
        )
        return duck.sql(
            f"SELECT * EXCLUDE (age) FROM ({loads}) "
            f"QUALIFY age = max(age) OVER (PARTITION BY {keys}) ORDER BY load_id, row"
        ).to_arrow_table()
