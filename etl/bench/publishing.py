"""From facts to published marts, and one school-quarter that changes: against all of them."""

import shutil
import statistics
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select, update

from etl import lake, marts
from etl.bench.big_lake import big_lake
from etl.bench.counting import count, works_of
from etl.bench.timing import Measure, Progress, answer_in_child, spread_of, timed
from etl.executor import kept
from etl.periods import PERIODS
from etl.verification import differences
from models import Partition
from models.store import Store, open_engine, writing

CHANGES = 7
QUARTER = PERIODS[13].months  # the longest one


def publishing(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """All marts of a territory from nothing, then one school-quarter again and again."""
    like = big_lake(folder, schools, progress)
    store = Store(MSOKO_HOME=folder / f"published-{schools}", DATABASE_URL="")
    shutil.rmtree(store.home, ignore_errors=True)
    store.home.mkdir()
    shutil.copy(like.home / "msoko.db", store.home)
    shutil.copytree(like.lake, store.lake, copy_function=_link)
    progress(f"показатели школ: {schools}")
    counts = answer_in_child(count, store.lake, works_of(store))[2]
    progress(f"витрины школ: {schools}")
    _, peak, whole = answer_in_child(_publish_all, store)
    progress("одна школа-четверть")
    changes, found = _changes(store)
    return [
        Measure(
            f"от фактов до опубликованных витрин, школ {schools}",
            whole,
            "одни показатели",
            counts,
            goal=3,
            peak=peak,
        ),
        Measure(
            f"изменилась одна школа-четверть из {schools} школ",
            statistics.median(changes),
            "витрины всех школ",
            whole,
            goal=1 / 50,
            note=f"{spread_of(changes)}; отличий от пересчёта всего: {len(found)}",
        ),
        Measure(
            f"база после этого, школ {schools}: байт на отметку",
            (store.home / "msoko.db").stat().st_size,
            "отметок",
            _marks(store),
            unit="",
        ),
    ]


def _link(source: str, target: str) -> None:
    """Files of the lake never change: the copy is the same file under another name."""
    Path(target).hardlink_to(source)


def _publish_all(store: Store) -> float:
    """Seconds from facts to marts that are there for readers."""
    engine = open_engine(store)
    with writing(engine) as connection:
        for mart in marts.MARTS.values():
            connection.execute(mart.__table__.delete())
    with engine.connect() as connection:
        tasks = marts.all_tasks(connection)

    def publish() -> None:
        with kept(), writing(engine) as connection:
            marts.refresh(connection, store.lake, tasks)

    seconds = timed(publish)
    engine.dispose()
    return seconds


def _changes(store: Store) -> tuple[list[float], list[str]]:
    """Seconds of every change, and what a recount of everything finds different afterwards."""
    engine = open_engine(store)
    with engine.connect() as connection:
        query = select(Partition.__table__).where(Partition.kind == "marks")
        part = connection.execute(query.order_by(Partition.school_id.desc()).limit(1)).one()
    facts = lake.read(store.lake, part.path)
    times = []
    for number in range(CHANGES):
        path = lake.new_path(lake.Place("marks", part.school_id, part.school_year, 0))
        lake.write(store.lake, path, _with_other_marks(facts, number))

        def change(path: str = path) -> None:
            with writing(engine) as connection:
                of_part = Partition.school_id == part.school_id, Partition.kind == "marks"
                connection.execute(update(Partition).where(*of_part).values(path=path))
                task = (part.school_id, part.school_year, "marks")
                marts.refresh(connection, store.lake, [task])

        times.append(timed(change))
    with engine.connect() as connection:
        found = differences(connection, store.lake, lambda text: None)
    engine.dispose()
    return times, found


def _with_other_marks(facts: pa.Table, seed: int) -> pa.Table:
    """The same facts; in one quarter every mark is another one."""
    other = np.random.default_rng(seed).integers(2, 6, len(facts), np.int8)
    in_quarter = pc.is_in(pc.month(facts["date"]), pa.array(QUARTER, pa.int64()))
    changed = pc.and_(in_quarter, pc.is_valid(facts["mark"]))
    marks = pc.if_else(changed, pa.array(other), facts["mark"])
    return facts.set_column(facts.column_names.index("mark"), "mark", marks)


def _marks(store: Store) -> int:
    engine = open_engine(store)
    with engine.connect() as connection:
        rows = connection.execute(select(Partition.rows)).scalars().all()
    engine.dispose()
    return sum(rows)
