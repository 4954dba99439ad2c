"""Keep what each web address answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import core.orm

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_check",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("checked_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("final_url", sa.String(length=2000), nullable=False),
        sa.Column("first_failed_at", core.orm.UTCDateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_link_check")),
    )
    op.create_index(op.f("ix_link_check_checked_at"), "link_check", ["checked_at"])


def downgrade() -> None:
    op.drop_table("link_check")
