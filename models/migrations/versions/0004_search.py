"""units and students are looked for by name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # as bytes, so that a beginning is one range
        op.alter_column("person", "last_name", type_=sa.String(80, collation="C"))
    op.create_index("ix_person_last_name", "person", ["last_name"])
    op.create_index("ix_unit_name", "unit", ["name"])


def downgrade() -> None:
    op.drop_index("ix_unit_name", "unit")
    op.drop_index("ix_person_last_name", "person")
