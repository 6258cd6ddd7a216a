"""Alembic's way in: the connection comes from models.store.migrate."""

from alembic import context

from models import AccountBase

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=AccountBase.metadata,
    version_table="account_version",
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
