"""Count questions that search could not answer well"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_demand",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=2), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_demand")),
        sa.UniqueConstraint("week", "outcome", "words", "area", name=op.f("uq_search_demand_week_outcome_words_area")),
    )
    op.create_table(
        "search_sighting",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("cell", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_sighting")),
        sa.UniqueConstraint("week", "subject", "cell", name=op.f("uq_search_sighting_week_subject_cell")),
    )


def downgrade() -> None:
    op.drop_table("search_sighting")
    op.drop_table("search_demand")
