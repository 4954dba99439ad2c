"""Chain the audit lines, and let nobody change or remove one"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

import core.orm
from core.publishing.auditing import HEAD_ROW, NOTHING_YET, line_hash

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 1000
REFUSAL = "lines of the audit trail are never changed and never removed"
SQLITE = [
    f"CREATE TRIGGER audit_line_{verb.lower()} BEFORE {verb} ON audit_line BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION audit_line_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER audit_line_change BEFORE UPDATE OR DELETE ON audit_line "
    "FOR EACH ROW EXECUTE FUNCTION audit_line_refuse()",
    "CREATE TRIGGER audit_line_empty BEFORE TRUNCATE ON audit_line "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_line_refuse()",
]
LINE = sa.table(
    "audit_line",
    sa.column("number", sa.BigInteger()),
    sa.column("at", core.orm.UTCDateTime()),
    sa.column("actor", sa.String()),
    sa.column("action", sa.String()),
    sa.column("record_kind", sa.String()),
    sa.column("record_id", sa.Uuid()),
    sa.column("detail", sa.JSON()),
    sa.column("previous_hash", sa.String()),
    sa.column("hash", sa.String()),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    if not _is_sqlite():
        op.execute("ALTER TABLE audit_line ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE audit_line_id_seq")
    with op.batch_alter_table("audit_line") as batch_op:
        batch_op.alter_column("id", new_column_name="number")
        batch_op.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    number, last = _chain(op.get_bind())
    with op.batch_alter_table("audit_line") as batch_op:
        batch_op.alter_column("previous_hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": HEAD_ROW, "number": number, "hash": last}])
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def _chain(connection: sa.Connection) -> tuple[int, str]:
    """Number the lines without a gap in their order, and give each its hash; gives the last number and hash."""
    number, last, seen = 0, NOTHING_YET, -1
    change = (
        sa.update(LINE)
        .where(LINE.c.number == sa.bindparam("was"))
        .values(number=sa.bindparam("becomes"), previous_hash=sa.bindparam("follows"), hash=sa.bindparam("its_hash"))
    )
    while True:
        query = sa.select(LINE).where(LINE.c.number > seen).order_by(LINE.c.number).limit(AT_ONCE)
        lines = connection.execute(query).mappings().all()
        if not lines:
            return number, last
        changes: list[dict[str, Any]] = []
        for line in lines:
            # A number only ever becomes smaller, and the smallest go first: no two lines have one number meanwhile.
            number, seen = number + 1, line["number"]
            own = line_hash({**line, "number": number, "previous_hash": last})
            changes.append({"was": seen, "becomes": number, "follows": last, "its_hash": own})
            last = own
        connection.execute(change, changes)


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TRIGGER audit_line_update")
        op.execute("DROP TRIGGER audit_line_delete")
    else:
        op.execute("DROP TRIGGER audit_line_change ON audit_line")
        op.execute("DROP TRIGGER audit_line_empty ON audit_line")
        op.execute("DROP FUNCTION audit_line_refuse()")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_line") as batch_op:
        batch_op.drop_column("hash")
        batch_op.drop_column("previous_hash")
        batch_op.alter_column("number", new_column_name="id")
    if not _is_sqlite():
        op.execute("CREATE SEQUENCE audit_line_id_seq OWNED BY audit_line.id")
        op.execute("SELECT setval('audit_line_id_seq', coalesce(max(id), 0) + 1, false) FROM audit_line")
        op.execute("ALTER TABLE audit_line ALTER COLUMN id SET DEFAULT nextval('audit_line_id_seq')")
