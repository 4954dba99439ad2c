"""Keep what editors typed and did not save, and sort long lists of organizations quickly"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edit_draft",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_edit_draft_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "subject", "key", "part", name=op.f("pk_edit_draft")),
    )
    op.create_index("ix_edit_draft_saved_at", "edit_draft", ["saved_at"])
    op.create_index("ix_organization_name", "organization", ["name"])
    op.create_index("ix_organization_modified_at", "organization", ["modified_at"])


def downgrade() -> None:
    op.drop_index("ix_organization_modified_at", table_name="organization")
    op.drop_index("ix_organization_name", table_name="organization")
    op.drop_table("edit_draft")
