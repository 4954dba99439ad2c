"""Sort organizations by name as people do: capitals and accents make no difference"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PAIRS = tuple(zip("éèëêáàäçïíöóüñÉÈÖÏ", "eeeeaaaciioounEEOI", strict=True))


def _folded(column: str) -> str:
    expression = column
    for accented, plain in PAIRS:
        expression = f"replace({expression}, '{accented}', '{plain}')"
    return f"lower({expression})"


def upgrade() -> None:
    # SQLite adds a column only when it works it out at each reading; PostgreSQL 15 only when it keeps it.
    kept = True if op.get_bind().dialect.name == "postgresql" else None
    worked_out = sa.Computed(_folded("name"), persisted=kept)
    op.add_column("organization", sa.Column("sort_name", sa.String(length=200), worked_out))
    op.create_index("ix_organization_sort_name", "organization", ["sort_name", "id"])


def downgrade() -> None:
    op.drop_index("ix_organization_sort_name", table_name="organization")
    op.drop_column("organization", "sort_name")
