"""The migrations make exactly the tables of the models, and can be undone."""

from __future__ import annotations

from sqlalchemy import inspect, text

from core.database import db, migrations
from core.orm import Base
from core.publishing.numbering import head_seq
from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.functional.instances import EditedInstance

BASE = "base"
BOOKKEEPING = {"alembic_version"}


def tables(instance: EditedInstance) -> set[str]:
    with instance.app.app_context():
        return set(inspect(db.engine).get_table_names()) - BOOKKEEPING


def test_up_makes_every_table_of_the_models(either: EditedInstance) -> None:
    assert tables(either) == set(Base.metadata.tables)


def test_up_down_and_up_again_gives_a_database_that_works(empty_database: EditedInstance) -> None:
    instance = empty_database
    instance.migrate()
    instance.publish_new(OrganizationFactory())
    with instance.app.app_context():
        migrations.downgrade(BASE)
    assert tables(instance) == set()
    instance.migrate()
    assert tables(instance) == set(Base.metadata.tables)
    with instance.session() as session:
        assert head_seq(session) == 0
    record = OrganizationFactory()
    record_id = record.id
    assert instance.publish_new(record) == [1]
    assert instance.read(f"/organizations/{record_id}")["id"] == str(record_id)


def test_the_models_ask_for_nothing_the_migrations_do_not_make(either: EditedInstance) -> None:
    with either.app.app_context():
        assert migrations.compare_metadata() == []


def test_a_column_that_is_missing_would_be_seen(either: EditedInstance) -> None:
    """The comparison above sees a difference when there is one."""
    with either.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE organization DROP COLUMN legal_form"))
        [difference] = migrations.compare_metadata()
        [change] = difference if isinstance(difference, list) else [difference]
        assert (change[0], change[2], change[3].name) == ("add_column", Organization.__tablename__, "legal_form")


def test_migrating_twice_changes_nothing(either: EditedInstance) -> None:
    either.publish_new(OrganizationFactory())
    either.migrate()
    assert len(either.changes()) == 1
