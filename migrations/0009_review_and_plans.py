"""Keep what people say in a review, and what is planned"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import core.orm

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "review_comment",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    op.create_index("ix_review_comment_record", "review_comment", ["record_kind", "record_id", "id"])
    op.create_table(
        "planned_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("on", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("planned_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("done_at", core.orm.UTCDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_step")),
    )
    op.create_index("ix_planned_step_record", "planned_step", ["record_kind", "record_id"])
    op.create_index("ix_planned_step_due", "planned_step", ["done_at", "on"])


def downgrade() -> None:
    op.drop_table("planned_step")
    op.drop_table("review_comment")
