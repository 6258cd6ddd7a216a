"""A territory of any number of large schools: one is loaded as files are, the others look like it.

Only the roster and one school's marks go through the import; the marks of the other schools are the
same lessons with the marks dealt out anew, written as the import writes them. A region so needs
minutes and a gigabyte instead of hours and thirty.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, select

from etl import lake, pipeline
from etl.bench.school_file import SCHOOL_YEAR, marks_file, write_roster
from etl.tables.bulk import insert_dicts
from models import Load, LoadPart, Partition, Student, Unit
from models.store import Store, open_engine, writing

DEALT = ("mark", "nuance", "debt", "absence", "state")  # what a cell says: dealt out anew

Progress = Callable[[str], None]


def big_lake(folder: Path, schools: int, progress: Progress) -> Store:
    """The store of so many schools, made once; their marks are in the lake, not yet counted."""
    store = Store(MSOKO_HOME=folder / f"lake-{schools}", DATABASE_URL="")
    done = store.home / "ready"
    if done.exists():
        return store
    roster = store.home / "roster.csv"
    store.home.mkdir(parents=True, exist_ok=True)
    write_roster(roster, schools)
    progress(f"загружаю список учеников, школ: {schools}")
    pipeline.load(store, [roster])
    pipeline.load(store, [marks_file(folder, progress)])
    engine = open_engine(store)
    with writing(engine) as connection:
        _fill(connection, store.lake, progress)
    engine.dispose()
    done.touch()
    return store


def _fill(connection: Connection, folder: Path, progress: Progress) -> None:
    """Marks of the schools that have none, like those of the school that has them."""
    like = connection.execute(select(Partition.__table__).where(Partition.kind == "marks")).one()
    pattern = lake.read(folder, like.path)
    own = _people(connection, like.school_id)
    query = select(Unit.id).where(Unit.level == "school", Unit.id != like.school_id)
    schools = connection.execute(query.order_by(Unit.id)).scalars().all()
    for number, school in enumerate(schools, start=2):
        progress(f"отметки школы {number} из {len(schools) + 1}")
        facts = _dealt(pattern, own, _people(connection, school), load_id=number + 1)
        _keep(connection, folder, lake.Place("marks", school, SCHOOL_YEAR, 0), facts, number + 1)


def _people(connection: Connection, school: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids of the classes and students of a school, in the order of their names and numbers."""
    code = connection.execute(select(Unit.code).where(Unit.id == school)).scalar_one()
    of_school = select(Unit.id).where(Unit.level == "school_class", Unit.code.like(f"{code}/%"))
    students = select(Student.id).where(Student.code.like(f"{code}-%"))
    return tuple(
        np.array(connection.execute(query).scalars().all())
        for query in (of_school.order_by(Unit.code), students.order_by(Student.code))
    )


def _dealt(pattern: pa.Table, own, theirs, load_id: int) -> pa.Table:
    """The same lessons for other people, with other marks."""
    order = pa.array(np.random.default_rng(load_id).permutation(len(pattern)))
    facts = pattern
    for name, before, now in zip(("class_id", "student_id"), own, theirs, strict=True):
        places = np.argsort(before)[np.searchsorted(np.sort(before), facts[name].to_numpy())]
        facts = _with(facts, name, pa.array(now[places].astype(np.int32)))
    for name in DEALT:
        facts = _with(facts, name, facts[name].take(order))
    return _with(facts, "load_id", pa.array(np.full(len(facts), load_id, np.int32)))


def _with(facts: pa.Table, name: str, values) -> pa.Table:
    return facts.set_column(facts.column_names.index(name), name, values)


def _keep(connection, folder: Path, place: lake.Place, facts: pa.Table, load_id: int) -> None:
    """A file of the lake, the pointer to it, and the load it would have come by."""
    path = lake.new_path(place)
    lake.write(folder, path, facts)
    rows = len(pd.unique(facts["row"].to_numpy()))
    counts = {"rows_read": rows, "loaded": rows, "unchanged": 0, "rejected": 0, "ignored": 0}
    about = {"file": "marks.csv", "kind": "marks", "sha256": f"{load_id:064d}", "notes": []}
    now = datetime.now(UTC).replace(tzinfo=None)
    insert_dicts(
        connection,
        Load,
        [{"id": load_id, "state": "loaded", "created_at": now, **about, **counts}],
    )
    part = [{**place._asdict(), "path": path, "rows": len(facts)}]
    insert_dicts(connection, LoadPart, [{"load_id": load_id, **part[0]}])
    insert_dicts(connection, Partition, part)
