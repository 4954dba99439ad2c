"""The audit trail shows when somebody touched it, wherever she touched it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.database import migrations
from core.publishing.auditing import (
    Action,
    AuditIsAppendOnly,
    Break,
    head_of,
    line_hash,
    record_action,
    record_actions,
    verify,
)
from core.publishing.models import AuditLine
from core.publishing.publishing import publish_raw
from tests.factories.core.publishing import PublicDocumentFactory
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.functional.instances import EDITOR, EditedInstance
from tests.functional.nursery import nursery

LINES = 6
TRIGGERS = {
    "sqlite": ["DROP TRIGGER audit_line_update", "DROP TRIGGER audit_line_delete"],
    "postgresql": ["ALTER TABLE audit_line DISABLE TRIGGER USER"],
}


@pytest.fixture
def audited(either: EditedInstance) -> EditedInstance:
    """An instance in whose trail stand LINES lines."""
    with either.writing() as session:
        for number in range(LINES):
            record_action(session, actor=EDITOR, action="try", detail={"number": number, "naam": "Zoë"})
    return either


@contextmanager
def intrusion(instance: EditedInstance) -> Iterator[Session]:
    """What somebody does who may write everything in the database."""
    with instance.writing() as session:
        for statement in TRIGGERS[session.get_bind().dialect.name]:
            session.execute(text(statement))
        yield session


def broken(instance: EditedInstance) -> tuple[Break | None, int | None]:
    with instance.session() as session:
        report = verify(session)
        session.rollback()
        return report.broken, report.number


def test_an_untouched_trail_is_in_order(audited: EditedInstance) -> None:
    assert broken(audited) == (None, None)
    said = audited.command("audit", "verify").output
    assert f"{LINES} regels" in said
    assert audited.command("audit", "head").output.strip() in said


def test_an_empty_trail_is_in_order(either: EditedInstance) -> None:
    assert broken(either) == (None, None)
    assert either.command("audit", "head").output.strip() == "0:" + "0" * 64


def test_lines_are_numbered_without_a_gap_also_after_a_rollback(audited: EditedInstance) -> None:
    with audited.session() as session:
        assert record_action(session, actor=EDITOR, action="try").number == LINES + 1
        session.rollback()
    with audited.writing() as session:
        assert record_action(session, actor=EDITOR, action="try").number == LINES + 1
    assert broken(audited) == (None, None)


@pytest.mark.parametrize("change", ["actor = 'x'", "action = 'x'", "detail = '{}'", "at = '2020-01-01 00:00:00'"])
def test_a_changed_line_is_named(audited: EditedInstance, change: str) -> None:
    with intrusion(audited) as session:
        session.execute(text(f"UPDATE audit_line SET {change} WHERE number = 3"))
    assert broken(audited) == (Break.CHANGED, 3)


def test_a_head_that_was_noted_elsewhere_shows_a_chain_made_anew(audited: EditedInstance) -> None:
    noted = audited.command("audit", "head").output.strip()
    assert audited.command("audit", "verify", "--noted", noted).exit_code == 0
    with intrusion(audited) as session:
        session.execute(text("DELETE FROM audit_line WHERE number >= 3"))
        session.execute(text("UPDATE audit_head SET number = 2, hash = (SELECT hash FROM audit_line WHERE number = 2)"))
    assert "Regel 3 ontbreekt" in audited.command("audit", "verify", "--noted", noted, expect=1).output
    with audited.writing() as session:
        record_actions(session, [Action(EDITOR, "other")] * LINES)
    assert audited.command("audit", "verify").exit_code == 0
    assert f"Regel {LINES} is veranderd" in audited.command("audit", "verify", "--noted", noted, expect=1).output


def test_a_line_whose_hash_was_made_to_fit_is_named(audited: EditedInstance) -> None:
    with audited.session() as session:
        line = session.get_one(AuditLine, 3)
        columns = {column.key: getattr(line, column.key) for column in AuditLine.__table__.columns}
    forged = line_hash({**columns, "actor": "somebody else"})
    with intrusion(audited) as session:
        session.execute(
            text("UPDATE audit_line SET actor = 'somebody else', hash = :h WHERE number = 3"), {"h": forged}
        )
    assert broken(audited) == (Break.CHANGED, 3)


@pytest.mark.parametrize("number", [1, 3])
def test_a_line_that_was_removed_is_named(audited: EditedInstance, number: int) -> None:
    with intrusion(audited) as session:
        session.execute(text("DELETE FROM audit_line WHERE number = :n"), {"n": number})
    assert broken(audited) == (Break.MISSING, number)


def test_a_missing_tail_is_named(audited: EditedInstance) -> None:
    with intrusion(audited) as session:
        session.execute(text("DELETE FROM audit_line WHERE number >= :n"), {"n": LINES - 1})
    assert broken(audited) == (Break.MISSING, LINES - 1)


def test_an_emptied_trail_is_seen(audited: EditedInstance) -> None:
    with intrusion(audited) as session:
        session.execute(text("DELETE FROM audit_line"))
    assert broken(audited) == (Break.MISSING, 1)


def test_two_lines_that_changed_places_are_named(audited: EditedInstance) -> None:
    with intrusion(audited) as session:
        for old, new in ((2, 900), (4, 2), (900, 4)):
            session.execute(text("UPDATE audit_line SET number = :new WHERE number = :old"), {"old": old, "new": new})
    assert broken(audited) == (Break.MOVED, 2)


def test_a_line_that_was_put_in_is_named(audited: EditedInstance) -> None:
    copy = (
        "INSERT INTO audit_line (number, at, actor, action, detail, previous_hash, hash) "
        "SELECT :n, at, actor, action, detail, previous_hash, hash FROM audit_line WHERE number = 2"
    )
    with audited.writing() as session:
        session.execute(text(copy), {"n": LINES + 1})
    assert broken(audited) == (Break.EXTRA, LINES + 1)
    with intrusion(audited) as session:
        session.execute(text("DELETE FROM audit_line WHERE number = :n"), {"n": LINES + 1})
        session.execute(text(copy), {"n": 0})
    assert broken(audited) == (Break.EXTRA, 0)


def test_a_head_that_was_changed_is_seen(audited: EditedInstance) -> None:
    with intrusion(audited) as session:
        session.execute(text("UPDATE audit_head SET hash = :h"), {"h": "f" * 64})
    assert broken(audited) == (Break.CHANGED, LINES)


def test_the_command_says_which_line_and_what_to_do_and_fails(audited: EditedInstance) -> None:
    with intrusion(audited) as session:
        session.execute(text("UPDATE audit_line SET actor = 'x' WHERE number = 4"))
    said = audited.command("audit", "verify", expect=1).output
    assert "Regel 4 is veranderd" in said
    assert "Bewaar een kopie" in said


def test_a_head_that_cannot_be_read_is_refused(audited: EditedInstance) -> None:
    said = audited.command("audit", "verify", "--noted", "12", expect=2).output
    assert "audit head" in said


def test_the_database_refuses_to_change_or_remove_a_line(audited: EditedInstance) -> None:
    for statement in ("UPDATE audit_line SET actor = 'x' WHERE number = 1", "DELETE FROM audit_line"):
        with audited.session() as session:
            with pytest.raises(DBAPIError, match="never changed and never removed"):
                session.execute(text(statement))
            session.rollback()
    assert broken(audited) == (None, None)


def test_the_code_cannot_change_or_remove_a_line_by_accident(audited: EditedInstance) -> None:
    with audited.session() as session:
        session.get_one(AuditLine, 1).actor = "x"
        with pytest.raises(AuditIsAppendOnly):
            session.flush()
        session.rollback()
        session.delete(session.get_one(AuditLine, 1))
        with pytest.raises(AuditIsAppendOnly):
            session.flush()
        session.rollback()
        for statement in (update(AuditLine).values(actor="x"), delete(AuditLine)):
            with pytest.raises(AuditIsAppendOnly):
                session.execute(statement)
            session.rollback()


def test_everything_that_is_published_stands_in_the_chain(either: EditedInstance) -> None:
    either.publish_new(OrganizationFactory())
    with either.writing() as session:
        publish_raw(session, [PublicDocumentFactory()], EDITOR, origin="x.jsonl")
    with either.session() as session:
        assert list(session.scalars(select(AuditLine.action).order_by(AuditLine.number))) == ["publish", "load"]
    assert broken(either) == (None, None)


def test_thousands_of_lines_are_added_at_once(either: EditedInstance) -> None:
    with either.writing() as session:
        numbers = record_actions(session, [Action(EDITOR, "import", {"row": row}) for row in range(3000)])
        assert numbers == range(1, 3001)
        assert record_actions(session, []) == range(0)
    with either.session() as session:
        assert head_of(session).number == session.execute(select(func.count(AuditLine.number))).scalar_one() == 3000
    assert broken(either) == (None, None)


@pytest.mark.slow
def test_two_who_write_at_once_do_not_break_the_chain(either: EditedInstance) -> None:
    each = 15
    with nursery(either.settings) as other:
        other.ask("taking-turns", "links", each)
        other.ask("taking-turns", "rechts", each)
        lines = other.until_ended()
    assert len([line for line in lines if line[0] == "published"]) == 2 * each
    with either.session() as session:
        assert head_of(session).number == 2 * each
    assert broken(either) == (None, None)


def test_lines_from_before_the_chain_are_chained_in_their_order(empty_database: EditedInstance) -> None:
    instance = empty_database
    with instance.app.app_context():
        migrations.upgrade("0005")
    with instance.session() as session:
        for number, actor in ((2, "eerste"), (5, "tweede"), (9, "derde")):
            session.execute(
                text(
                    "INSERT INTO audit_line (id, at, actor, action, detail) "
                    "VALUES (:n, '2026-01-02 03:04:05.678901', :actor, 'publish', :detail)"
                ),
                {"n": number, "actor": actor, "detail": '{"version": 1}'},
            )
        session.commit()
    instance.migrate()
    assert broken(instance) == (None, None)
    with instance.session() as session:
        lines = session.execute(select(AuditLine.number, AuditLine.actor).order_by(AuditLine.number)).all()
        assert [tuple(line) for line in lines] == [(1, "eerste"), (2, "tweede"), (3, "derde")]
    with instance.app.app_context():
        migrations.downgrade("0005")
    with instance.session() as session:
        session.execute(
            text(
                "INSERT INTO audit_line (at, actor, action, detail) "
                "VALUES ('2026-01-02 03:04:05', 'vierde', 'publish', '{}')"
            )
        )
        session.commit()
        found = session.execute(text("SELECT id, actor FROM audit_line ORDER BY id")).all()
        assert [actor for _, actor in found] == ["eerste", "tweede", "derde", "vierde"]
        assert re.fullmatch(r"\d+", str(found[-1].id))
    instance.migrate()
    assert broken(instance) == (None, None)
