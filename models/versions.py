"""The version of the tables: the one in the database, and the newest this program knows."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.store import VERSIONS


def newest_version(migrations: Path) -> str | None:
    """The last of the migrations."""
    return ScriptDirectory(str(migrations)).get_current_head()


def version_of(connection: Connection, migrations: Path) -> str | None:
    """The version of the tables that are there."""
    options = {"version_table": VERSIONS[migrations]}
    return MigrationContext.configure(connection, opts=options).get_current_revision()
