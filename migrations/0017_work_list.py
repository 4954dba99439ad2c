"""Find what must be done: where dead links stand, what is dealt with, and indexes to look by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import core.orm

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOT_ACTIVE = sa.text("status <> 'active'")
INDEXES = (
    ("ix_audit_line_actor", "audit_line", ["actor", "number"]),
    ("ix_audit_line_action", "audit_line", ["action", "number"]),
    ("ix_audit_line_at", "audit_line", ["at"]),
    ("ix_service_review_by", "service", ["review_by"]),
    ("ix_location_point_precision", "location", ["point_precision", "latitude", "organization_id"]),
)


def upgrade() -> None:
    op.create_table(
        "dead_link_place",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("key", "record_kind", "record_id", name=op.f("pk_dead_link_place")),
    )
    op.create_index("ix_dead_link_place_record", "dead_link_place", ["record_kind", "record_id"])
    op.create_table(
        "settled_work",
        sa.Column("work", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("work", "key", name=op.f("pk_settled_work")),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_index("ix_service_closed", "service", ["status"], sqlite_where=NOT_ACTIVE, postgresql_where=NOT_ACTIVE)


def downgrade() -> None:
    op.drop_index("ix_service_closed", "service")
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_table("settled_work")
    op.drop_table("dead_link_place")
