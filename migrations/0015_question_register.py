"""Keep the question register"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("bottleneck", sa.Boolean(), nullable=False),
        sa.Column("laws", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("desk", sa.String(length=60), nullable=True),
        sa.Column("asker", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("logged_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question") as batch:
        for name in ("asked_on", "topic", "region", "outcome"):
            batch.create_index(batch.f(f"ix_question_{name}"), [name], unique=False)
    op.create_table(
        "question_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_link_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_link")),
        sa.UniqueConstraint("question_id", "document_id", name=op.f("uq_question_link_question_id_document_id")),
    )
    with op.batch_alter_table("question_link") as batch:
        batch.create_index(batch.f("ix_question_link_question_id"), ["question_id"], unique=False)


def downgrade() -> None:
    op.drop_table("question_link")
    op.drop_table("question")
