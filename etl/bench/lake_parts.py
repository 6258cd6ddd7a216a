"""Two more questions to a large lake: the marks of one student, and a cluster beside the pool."""

import statistics
from functools import partial
from pathlib import Path

from sqlalchemy import select

from etl import pipeline
from etl.bench.big_lake import big_lake
from etl.bench.cluster import beside_cluster
from etl.bench.counting import works_of
from etl.bench.timing import Measure, Progress, spread_of, timed
from etl.school_year import counted
from models import Membership, Partition
from models.store import Store, open_engine

ASKED = 200
MOST = 24  # schools of a cluster: with more of them the ratio stays


def marks_of_student(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """All marks of a year of one student after another, from the journal as it was loaded."""
    store = big_lake(folder, schools, progress)
    engine = open_engine(store)
    with engine.connect() as connection:
        query = select(Membership.student_id, Membership.school_id).order_by(Membership.id)
        students = connection.execute(query).all()[:: max(1, schools * 1000 // ASKED)]
        year = connection.execute(select(Partition.school_year).limit(1)).scalar_one()
    progress("отметки учеников")
    first, *times = [
        timed(partial(_asked, engine, store, student, (school, year, 0)))
        for student, school in students
    ]  # the first question starts the engine of this process
    engine.dispose()
    p95 = statistics.quantiles(times, n=20)[-1]
    return [
        Measure(
            f"отметки одного ученика за год из озера, школ {schools}: p95",
            p95,
            "цель, с",
            0.02,
            goal=1,
            note=f"медиана {statistics.median(times) * 1000:.1f}, больше всего "
            f"{max(times) * 1000:.0f}, первый вопрос процесса {first * 1000:.0f} мс".replace(
                ".", ","
            ),
        )
    ]


def _asked(engine, store: Store, student: int, part: tuple[int, int, int]) -> list[dict]:
    with engine.connect() as connection:
        return pipeline.facts_of_student(connection, store.lake, "marks", student, [part])


def beside_dask(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """The counts of schools by two workers of a cluster on this machine, and by its own pool."""
    store = big_lake(folder, schools, progress)
    works = works_of(store)[:MOST]
    progress("кластер рядом с процессами этого компьютера")
    both = beside_cluster(counted, works, store.lake)
    return [
        Measure(
            f"показатели школ на кластере из двух процессов, школ {len(works)}",
            statistics.median(both.cluster),
            "процессы этого компьютера",
            statistics.median(both.pool),
            goal=1.5,
            note=f"{spread_of(both.cluster)} против {spread_of(both.pool)}; "
            + ("результаты равны" if both.equal else "РЕЗУЛЬТАТЫ РАЗНЫЕ"),
        )
    ]
