"""marts of scores, reserve, pairs and groups; moments of elements; parameters of tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # columns of filled marts begin with 0: the marts are made anew right after (etl/pipeline.py)
    op.create_table(
        "mart_external_score",
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("primary_score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "parent_id",
            "procedure",
            "grade",
            "subject_id",
            "period_id",
            "unit_id",
            "primary_score",
            "mark",
            name=op.f("pk_mart_external_score"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_external_score", schema=None) as batch_op:
        batch_op.create_index("ix_mart_external_score_unit", ["unit_id"], unique=False)

    op.create_table(
        "mart_pair",
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("earlier", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("sum_x", sa.BigInteger(), nullable=False),
        sa.Column("sum_y", sa.BigInteger(), nullable=False),
        sa.Column("sum_xx", sa.BigInteger(), nullable=False),
        sa.Column("sum_xy", sa.BigInteger(), nullable=False),
        sa.Column("sum_yy", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "parent_id",
            "kind",
            "procedure",
            "earlier",
            "grade",
            "subject_id",
            "period_id",
            "unit_id",
            name=op.f("pk_mart_pair"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_pair", schema=None) as batch_op:
        batch_op.create_index("ix_mart_pair_unit", ["unit_id"], unique=False)

    op.create_table(
        "mart_reserve",
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grade", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("one_two", sa.BigInteger(), nullable=False),
        sa.Column("one_three", sa.BigInteger(), nullable=False),
        sa.Column("two_threes", sa.BigInteger(), nullable=False),
        sa.Column("one_four", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "parent_id", "grade", "subject_id", "period_id", "unit_id", name=op.f("pk_mart_reserve")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_reserve", schema=None) as batch_op:
        batch_op.create_index("ix_mart_reserve_unit", ["unit_id"], unique=False)

    op.create_table(
        "mart_result",
        sa.Column("class_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("student_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("primary_score", sa.Integer(), nullable=True),
        sa.Column("test_score", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("journal_mark", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint(
            "class_id",
            "period_id",
            "subject_id",
            "procedure",
            "student_id",
            name=op.f("pk_mart_result"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_result", schema=None) as batch_op:
        batch_op.create_index("ix_mart_result_student_id", ["student_id"], unique=False)

    op.create_table(
        "mart_score",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "assessment_id", "parent_id", "unit_id", "score", name=op.f("pk_mart_score")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_score", schema=None) as batch_op:
        batch_op.create_index("ix_mart_score_unit", ["unit_id"], unique=False)

    op.create_table(
        "mart_task_group",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("full", sa.BigInteger(), nullable=False),
        sa.Column("not_attempted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "assessment_id",
            "parent_id",
            "unit_id",
            "task_id",
            "mark",
            name=op.f("pk_mart_task_group"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_task_group", schema=None) as batch_op:
        batch_op.create_index("ix_mart_task_group_unit", ["unit_id"], unique=False)

    op.create_table(
        "mart_task_value",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "assessment_id",
            "parent_id",
            "unit_id",
            "task_id",
            "value",
            name=op.f("pk_mart_task_value"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mart_task_value", schema=None) as batch_op:
        batch_op.create_index("ix_mart_task_value_unit", ["unit_id"], unique=False)

    op.create_table(
        "task_parameter",
        sa.Column("assessment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("standard_error", sa.Double(), nullable=True),
        sa.Column("infit", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("assessment_id", "task_id", "step", name=op.f("pk_task_parameter")),
    )
    with op.batch_alter_table("mart_element", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sum_x", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("sum_xx", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("sum_t", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("sum_t2", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_t3", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_t4", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_t5", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_t6", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_xt", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_xt2", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_xt3", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("given_points", sa.BigInteger(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("mart_progress", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("n_marks", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_marks", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_squares", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("sum_of_students", sa.BigInteger(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("mart_progress", schema=None) as batch_op:
        batch_op.drop_column("sum_of_students")
        batch_op.drop_column("sum_squares")
        batch_op.drop_column("sum_marks")
        batch_op.drop_column("n_marks")

    with op.batch_alter_table("mart_element", schema=None) as batch_op:
        batch_op.drop_column("given_points")
        batch_op.drop_column("sum_xt3")
        batch_op.drop_column("sum_xt2")
        batch_op.drop_column("sum_xt")
        batch_op.drop_column("sum_t6")
        batch_op.drop_column("sum_t5")
        batch_op.drop_column("sum_t4")
        batch_op.drop_column("sum_t3")
        batch_op.drop_column("sum_t2")
        batch_op.drop_column("sum_t")
        batch_op.drop_column("sum_xx")
        batch_op.drop_column("sum_x")

    op.drop_table("task_parameter")
    with op.batch_alter_table("mart_task_value", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_task_value_unit")

    op.drop_table("mart_task_value")
    with op.batch_alter_table("mart_task_group", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_task_group_unit")

    op.drop_table("mart_task_group")
    with op.batch_alter_table("mart_score", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_score_unit")

    op.drop_table("mart_score")
    with op.batch_alter_table("mart_result", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_result_student_id")

    op.drop_table("mart_result")
    with op.batch_alter_table("mart_reserve", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_reserve_unit")

    op.drop_table("mart_reserve")
    with op.batch_alter_table("mart_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_pair_unit")

    op.drop_table("mart_pair")
    with op.batch_alter_table("mart_external_score", schema=None) as batch_op:
        batch_op.drop_index("ix_mart_external_score_unit")

    op.drop_table("mart_external_score")
