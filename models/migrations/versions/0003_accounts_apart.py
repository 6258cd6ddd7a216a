"""accounts move into a database of their own; these tables were never used."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("role_grant")
    op.drop_table("user_account")


def downgrade() -> None:
    raise NotImplementedError("accounts live in models/account_migrations")
