"""Set a signal aside, with the reason"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("practice_signal", sa.Column("set_aside", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("practice_signal", "set_aside")
