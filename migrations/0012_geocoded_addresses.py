"""Keep what a geocoder answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "geocoded_address",
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("query", name=op.f("pk_geocoded_address")),
    )
    with op.batch_alter_table("geocoded_address") as batch:
        batch.create_index(batch.f("ix_geocoded_address_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("geocoded_address")
