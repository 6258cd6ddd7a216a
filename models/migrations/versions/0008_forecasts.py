"""forecasts: what was fitted, what was said of students and units, sums; settings of units."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_forecast",
        sa.Column("class_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forecaster_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("student_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("expected_test", sa.Double(), nullable=True),
        sa.Column("low_test", sa.Double(), nullable=True),
        sa.Column("high_test", sa.Double(), nullable=True),
        sa.Column("p_below", sa.Double(), nullable=True),
        sa.Column("p2", sa.Double(), nullable=True),
        sa.Column("p3", sa.Double(), nullable=True),
        sa.Column("p4", sa.Double(), nullable=True),
        sa.Column("p5", sa.Double(), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "class_id", "forecaster_id", "student_id", name=op.f("pk_exam_forecast")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_exam_forecast_student_id", "exam_forecast", ["student_id"], unique=False)
    op.create_table(
        "forecaster",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("n_students", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("learnt", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecaster")),
    )
    op.create_index(
        "ix_forecaster_target",
        "forecaster",
        ["kind", "procedure", "subject_id", "school_year"],
        unique=False,
    )
    op.create_table(
        "mart_forecast",
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chance", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("sum_expected", sa.BigInteger(), nullable=False),
        sa.Column("sum_below", sa.BigInteger(), nullable=False),
        sa.Column("n_marks", sa.BigInteger(), nullable=False),
        sa.Column("sum_p2", sa.BigInteger(), nullable=False),
        sa.Column("sum_p3", sa.BigInteger(), nullable=False),
        sa.Column("sum_p4", sa.BigInteger(), nullable=False),
        sa.Column("sum_p5", sa.BigInteger(), nullable=False),
        sa.Column("n_known", sa.BigInteger(), nullable=False),
        sa.Column("sum_fact", sa.BigInteger(), nullable=False),
        sa.Column("sum_error", sa.BigInteger(), nullable=False),
        sa.Column("sum_abs_error", sa.BigInteger(), nullable=False),
        sa.Column("sum_abs_baseline", sa.BigInteger(), nullable=False),
        sa.Column("n_covered", sa.BigInteger(), nullable=False),
        sa.Column("n_judged", sa.BigInteger(), nullable=False),
        sa.Column("n_below", sa.BigInteger(), nullable=False),
        sa.Column("sum_chance", sa.BigInteger(), nullable=False),
        sa.Column("sum_brier", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "parent_id",
            "procedure",
            "subject_id",
            "period_id",
            "unit_id",
            "chance",
            name=op.f("pk_mart_forecast"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mart_forecast_unit", "mart_forecast", ["unit_id"], unique=False)
    op.create_table(
        "unit_forecast",
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forecaster_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("last", sa.Double(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_periods", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "parent_id",
            "indicator",
            "subject_id",
            "period_id",
            "unit_id",
            name=op.f("pk_unit_forecast"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_unit_forecast_forecaster_id"), "unit_forecast", ["forecaster_id"], unique=False
    )
    op.create_index("ix_unit_forecast_unit", "unit_forecast", ["unit_id"], unique=False)
    op.create_table(
        "unit_setting",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_as", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "name", name=op.f("pk_unit_setting")),
    )


def downgrade() -> None:
    op.drop_table("unit_setting")
    op.drop_index("ix_unit_forecast_unit", table_name="unit_forecast")
    op.drop_index(op.f("ix_unit_forecast_forecaster_id"), table_name="unit_forecast")
    op.drop_table("unit_forecast")
    op.drop_index("ix_mart_forecast_unit", table_name="mart_forecast")
    op.drop_table("mart_forecast")
    op.drop_index("ix_forecaster_target", table_name="forecaster")
    op.drop_table("forecaster")
    op.drop_index("ix_exam_forecast_student_id", table_name="exam_forecast")
    op.drop_table("exam_forecast")
