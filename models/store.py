"""Where the data are, and the one place that opens the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text

MIGRATIONS = Path(__file__).parent / "migrations"
ACCOUNT_MIGRATIONS = Path(__file__).parent / "account_migrations"
VERSIONS = {MIGRATIONS: "alembic_version", ACCOUNT_MIGRATIONS: "account_version"}
WRITER = 74_19_31  # any number of our own: one writer at a time on PostgreSQL
ACCOUNTS_WRITER = WRITER + 1  # another one: a long load keeps nobody from signing in


class Store(BaseSettings):
    """The data folder and the database, read from the environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")
    home: Path = Field(default=Path("var"), validation_alias="MSOKO_HOME")
    given_url: str = Field(default="", validation_alias="DATABASE_URL")
    given_lake: str = Field(default="", validation_alias="MSOKO_LAKE")

    @property
    def url(self) -> str:
        """The database: the given one, else the SQLite file in the data folder."""
        return _with_driver(self.given_url) or f"sqlite:///{(self.home / 'msoko.db').resolve()}"

    @property
    def accounts_url(self) -> str:
        """The database of accounts: the given one, else a SQLite file of their own."""
        return _with_driver(self.given_url) or f"sqlite:///{(self.home / 'accounts.db').resolve()}"

    @property
    def lake(self) -> Path | str:
        """Immutable Parquet files: a folder, or the address of a part of an object store."""
        given = self.given_lake.removeprefix("file://").rstrip("/")
        if "://" in given:
            return given
        return (Path(given) if given else self.home / "lake").absolute()

    @property
    def exams(self) -> Path:
        """The folder of a territory's own scales, minimums and plans of exams."""
        return self.home / "exams"

    @property
    def uploads(self) -> Path:
        """The folder of the source files as they came, named by their hash."""
        return self.home / "uploads"


def _with_driver(url: str) -> str:
    """A plain postgresql:// address is served by psycopg 3."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def open_engine(store: Store, **options) -> Engine:
    """An engine with the habits we rely on: WAL on SQLite, one clear transaction everywhere.

    The options are SQLAlchemy's, of its pool and connections.
    """
    return _engine(store, store.url, **options)


def open_accounts(store: Store, **options) -> Engine:
    """The engine of accounts, its tables of the newest version."""
    if store.accounts_url == store.url:
        _make_first_tables(store)
    engine = _engine(store, store.accounts_url, ACCOUNTS_WRITER, **options)
    migrate(engine, ACCOUNT_MIGRATIONS)
    return engine


def _make_first_tables(store: Store) -> None:
    """Beside accounts the tables of data come first: their oldest version held accounts itself."""
    engine = open_engine(store)
    try:
        if not is_migrated(engine):
            migrate(engine)
    finally:
        engine.dispose()


def _engine(store: Store, url: str, writer: int = WRITER, **options) -> Engine:
    if url.startswith("sqlite:///"):
        store.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep_private(url)
    # a statement that fails is told without its values: they may be names and marks
    habits = {"execution_options": {"writer": writer}, "hide_parameters": True}
    engine = create_engine(url, **habits, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _keep_private(url: str) -> None:
    """A new file is for its owner only; SQLite gives its companions the same rights."""
    path = make_url(url).database
    if path and path != ":memory:" and Path(path).parent.is_dir():
        Path(path).touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=600000")
    connection.execute("PRAGMA cache_size=-65536")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def reading(engine: Engine) -> Connection:
    """A connection that sees one version of the data from its first statement to its end."""
    connection = engine.connect()
    if connection.dialect.name == "postgresql":  # SQLite's transactions are so by themselves
        return connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction with the right to write: a second writer waits for the first."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            writer = connection.get_execution_options().get("writer", WRITER)
            connection.execute(text("SELECT pg_advisory_xact_lock(:writer)"), {"writer": writer})
        yield connection


def migrate(
    engine: Engine,
    migrations: Path = MIGRATIONS,
    then: Callable[[Connection, str], None] = lambda connection, before: None,
) -> None:
    """Bring the tables to the newest version.

    `then` is told the version they had, if there were any; all of it happens, or nothing.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        before = MigrationContext.configure(
            connection, opts={"version_table": VERSIONS[migrations]}
        ).get_current_revision()
        command.upgrade(config, "head")
        if before:
            then(connection, before)


def is_migrated(engine: Engine) -> bool:
    """Whether the tables are there at all."""
    return inspect(engine).has_table(VERSIONS[MIGRATIONS])
