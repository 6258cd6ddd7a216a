"""the bank of works: approved plans, elements that count as one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_approval",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("approved_as", sa.String(length=200), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_approval_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_approval")),
    )
    op.create_table(
        "element_mapping",
        sa.Column("element_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("into_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grade", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=False),
        sa.Column("confirmed_as", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["element_id"], ["element.id"], name=op.f("fk_element_mapping_element_id_element")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["element.id"], name=op.f("fk_element_mapping_into_id_element")
        ),
        sa.PrimaryKeyConstraint("element_id", "into_id", "grade", name=op.f("pk_element_mapping")),
    )
    op.create_index("ix_element_mapping_into_id", "element_mapping", ["into_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_element_mapping_into_id", table_name="element_mapping")
    op.drop_table("element_mapping")
    op.drop_table("plan_approval")
