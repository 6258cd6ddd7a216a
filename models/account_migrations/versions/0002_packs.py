"""saved views, the tray of the council pack, and the files made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_person(
        "saved_view",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
    )
    _of_person(
        "pack_item",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("remark", sa.String(2000), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
    )
    _of_person(
        "made_file",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("is_batch", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("alive_at", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("error", sa.String(500), nullable=False),
        sa.UniqueConstraint("code", name=op.f("uq_made_file_code")),
    )


def _of_person(table: str, *columns) -> None:
    """A table of what belongs to one account."""
    user = sa.ForeignKeyConstraint(
        ["user_id"], ["user_account.id"], name=op.f(f"fk_{table}_user_id_user_account")
    )
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        user,
    )
    op.create_index(f"ix_{table}_user_id", table, ["user_id"])


def downgrade() -> None:
    for table in ("made_file", "pack_item", "saved_view"):
        op.drop_table(table)
