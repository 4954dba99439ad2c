"""Count how often entries are shown"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shown_count",
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "month", name=op.f("pk_shown_count")),
    )


def downgrade() -> None:
    op.drop_table("shown_count")
