"""The databases as a web process holds them, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest
from homes import store_in
from sqlalchemy import text

from dashboard.accounts import database as accounts
from dashboard.queries import database
from dashboard.serving import close_connections, open_databases
from dashboard.settings import Settings
from etl.bench.web_worker import serving

ASKED = 40


@pytest.fixture
def engines(store):
    settings = Settings(
        MSOKO_HOME=store.home, DATABASE_URL=store.given_url, MSOKO_WORKERS=2, MSOKO_THREADS=3
    )
    open_databases(settings)
    yield database.engine_in_use(), accounts.engine_in_use()
    database.forget()
    accounts.forget()


def said(engine, statement):
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


def test_a_screen_does_not_wait_for_ever_and_a_sign_in_may_wait(engines):
    reading, keeping = engines
    if reading.dialect.name == "sqlite":
        assert [said(one, "PRAGMA cache_size") for one in engines] == [-8192, -8192]
        assert said(reading, "PRAGMA journal_mode") == "wal"
    else:
        assert said(reading, "SHOW statement_timeout") == "1min"
        assert said(keeping, "SHOW statement_timeout") == "0"


def test_a_thread_has_a_connection(engines):
    for engine in engines:
        assert engine.pool.size() == 3
        open_ones = [engine.connect() for _ in range(6)]
        for connection in open_ones:
            connection.close()


def test_before_a_fork_no_connection_is_open(engines):
    for engine in engines:
        engine.connect().close()
        assert engine.pool.checkedin() == 1
    close_connections()
    assert [engine.pool.checkedin() for engine in engines] == [0, 0]


def test_workers_over_postgresql_answer_all_at_once(tmp_path):
    store = store_in(tmp_path / "home", "postgresql")
    environment = {"MSOKO_WORKERS": "2", "DATABASE_URL": store.given_url}
    with serving(store.home, environment) as (address, _), ThreadPoolExecutor(8) as many:
        assert set(many.map(_status, [f"{address}/readyz"] * ASKED)) == {200}


def _status(address):
    with urlopen(address, timeout=60) as answer:
        return answer.status
