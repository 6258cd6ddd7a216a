"""What is measured on a demonstration, which has all kinds of data: screens, readers, processes."""

from pathlib import Path

from etl import pipeline
from etl.bench.readers import readers
from etl.bench.screens import screen_times
from etl.bench.timing import Measure, Progress
from etl.bench.web_worker import web_workers
from etl.demo import write_territory
from models.store import Store

SMALL, LARGE = 12, 114  # schools: as `make run` has them, and a city


def demo_home(folder: Path, schools: int, progress: Progress) -> Store:
    """The demonstration of so many schools, loaded once as it always is."""
    store = Store(MSOKO_HOME=folder / f"demo-{schools}", DATABASE_URL="")
    if not (done := store.home / "ready").exists():
        write_territory(store.home / "demo", schools=schools, seed=1, progress=progress)
        pipeline.load(store, [store.home / "demo" / "source"], progress=progress)
        done.touch()
    return store


def screens(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """Answers of the server on a small territory, and on one of the size asked for."""
    found = []
    for size in sorted({SMALL, min(schools, LARGE)}):
        store = demo_home(folder, size, progress)
        progress(f"экраны, школ {size}")
        for one in screen_times(store):
            found.append(Measure(f"{one.what}, школ {size}", *_told(one)))
    return found


def _told(one: Measure) -> tuple:
    return one.seconds, one.against, one.base, one.goal, one.peak, one.note


def readers_beside(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """Views beside a writer that publishes all the time, against the same at rest."""
    store = demo_home(folder, SMALL, progress)
    progress("читатели рядом с записью")
    seen = readers(store)
    note = (
        f"чтений {seen.reads}, публикаций {seen.publications}, ошибок {seen.errors}, "
        f"смешанных версий {seen.mixed}"
    )
    return [
        Measure("чтение во время публикации, p95", seen.p95_busy, "в покое, p95",
                seen.p95_idle, goal=1.5, note=note)
    ]  # fmt: skip


def web(folder: Path, schools: int, progress: Progress) -> list[Measure]:
    """Start and memory of the processes that serve the screens."""
    progress("процессы экранов")
    seen = web_workers(demo_home(folder, SMALL, progress).home)
    started, visited = (max(one.rss for one in some) for some in (seen.started, seen.visited))
    own = max(one.pss for one in seen.visited)
    note = (
        f"сразу после запуска {started:.0f} МБ, страниц посещено {seen.pages}, "
        f"с учётом общей памяти (PSS) {own:.0f} МБ"
    )
    return [
        Measure("запуск экранов до первого ответа", seen.seconds, "цель", 4, goal=1),
        Measure("память процесса экранов", visited, "цель", 250, goal=1, unit="МБ", note=note),
    ]
