"""Lay the tables of escalation routes and decision flows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import core.orm
import core.publishing.models

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("escalation_route", "decision_flow")


def upgrade() -> None:
    op.create_table(
        "escalation_route",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        *_record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_route")),
        sa.UniqueConstraint("slug", name=op.f("uq_escalation_route_slug")),
    )
    op.create_table(
        "decision_flow",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        *_record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_flow")),
        sa.UniqueConstraint("slug", name=op.f("uq_decision_flow_slug")),
    )
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_review_by"), ["review_by"], unique=False)
            batch_op.create_index(batch_op.f(f"ix_{table}_state"), ["state"], unique=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_state"))
            batch_op.drop_index(batch_op.f(f"ix_{table}_review_by"))
        op.drop_table(table)


def _record_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("state", core.publishing.models.StateType(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=200), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("modified_at", core.orm.UTCDateTime(timezone=True), nullable=False),
    ]
