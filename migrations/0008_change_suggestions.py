"""Keep what others suggest"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_suggestion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_code", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=True),
        sa.Column("record_kind", sa.String(length=40), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=500), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_suggestion")),
        sa.UniqueConstraint("follow_up_code", name=op.f("uq_change_suggestion_follow_up_code")),
    )
    with op.batch_alter_table("change_suggestion") as batch:
        for name in ("state", "kind", "record_id", "received_at", "decided_at"):
            batch.create_index(batch.f(f"ix_change_suggestion_{name}"), [name], unique=False)
    op.create_table(
        "change_suggestion_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["change_suggestion.id"],
            name=op.f("fk_change_suggestion_step_suggestion_id_change_suggestion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_suggestion_step")),
    )
    with op.batch_alter_table("change_suggestion_step") as batch:
        batch.create_index(batch.f("ix_change_suggestion_step_suggestion_id"), ["suggestion_id"], unique=False)


def downgrade() -> None:
    op.drop_table("change_suggestion_step")
    op.drop_table("change_suggestion")
