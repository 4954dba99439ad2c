"""Instances as the editors have them: saving, publishing and withdrawing, on SQLite and on PostgreSQL.

A migrated SQLite file is made once per run and copied for each test. A PostgreSQL database is made for each test on the
server of TEST_DATABASE_URL and dropped after it; without that variable such tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from core.config import PROJECT, Settings
from core.database import migrations
from core.orm import begin_write
from core.publishing.models import Document
from core.publishing.publishing import publish, save_revisions, withdraw
from tests.instances import Instance

SERVER_VARIABLE = "TEST_DATABASE_URL"
SQLITE_FILE = "zorgbuurt.sqlite3"
EDITOR = "redacteur"


class EditedInstance(Instance):
    """An instance with what an editor does: each verb is one transaction, as a face makes it."""

    @property
    def settings(self) -> Settings:
        """The settings it runs with."""
        found: Settings = self.app.extensions["settings"]
        return found

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session as a face that writes has it: its turn from the start, committed at the end."""
        with self.session() as session:
            begin_write(session)
            yield session
            session.commit()

    def save(self, record: Any, comment: str | None = None, origin: str = "edit") -> Any:
        """Keep a new record as a draft; gives its id."""
        with self.writing() as session:
            session.add(record)
            save_revisions(session, [record], by=EDITOR, comment=comment, origin=origin)
            return record.id

    @contextmanager
    def editing(self, model: type[Any], record_id: uuid.UUID, comment: str | None = None) -> Iterator[Any]:
        """The record to change; what was changed is kept as a draft."""
        with self.writing() as session:
            record = session.get_one(model, record_id)
            yield record
            save_revisions(session, [record], by=EDITOR, comment=comment)

    def publish(self, model: type[Any], record_id: uuid.UUID, comment: str | None = None) -> list[int]:
        """Put a record before the public; gives the numbers of the documents."""
        with self.writing() as session:
            return publish(session, session.get_one(model, record_id), EDITOR, comment=comment)

    def withdraw(
        self,
        model: type[Any],
        record_id: uuid.UUID,
        comment: str | None = None,
        replaced_by: uuid.UUID | None = None,
    ) -> list[int]:
        """Take a record away from the public; gives the numbers of the withdrawals."""
        with self.writing() as session:
            other = None
            if replaced_by is not None:
                other = session.scalars(select(Document).where(Document.id == str(replaced_by), Document.current)).one()
            return withdraw(session, session.get_one(model, record_id), EDITOR, comment=comment, replaced_by=other)

    def publish_new(self, record: Any) -> list[int]:
        """Save and publish a new record; gives the numbers of the documents."""
        model = type(record)
        return self.publish(model, self.save(record))

    def found(self, words: str) -> set[str]:
        """The ids of the hits that search gives for these words."""
        answer = self.search(q=words, limit=100)
        return {item["id"] for item in answer["results"]}

    def changes(self, since: int = 0, limit: int = 1000) -> list[dict[str, Any]]:
        """A stretch of the change feed."""
        found: list[dict[str, Any]] = self.read("/changes", since=since, limit=limit)["changes"]
        return found

    def migrate(self) -> None:
        """Bring the database up to date."""
        with self.app.app_context():
            migrations.upgrade()


def environment_of(settings: Settings, **changes: str) -> dict[str, str]:
    """The environment in which another process runs the same instance."""
    return {
        **{name: value for name, value in os.environ.items() if name not in {"ENVIRONMENT", "WORKERS", "PORT"}},
        "PYTHONPATH": str(PROJECT),
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "INDEX_CHECK_SECONDS": "1.0",
        **changes,
    }


@contextmanager
def postgresql_database() -> Iterator[str]:
    """The URL of an empty PostgreSQL database that is dropped at the end."""
    server = os.environ.get(SERVER_VARIABLE)
    if not server:
        pytest.skip(f"{SERVER_VARIABLE} names no PostgreSQL server")
    url = make_url(server)
    name = f"zorgbuurt_test_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


def current_seqs(session: Session) -> Sequence[int]:
    """The numbers of all documents, replaced ones included, rising."""
    return list(session.execute(text("SELECT seq FROM document ORDER BY seq")).scalars())


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    folder = tmp_path_factory.mktemp("migrated")
    made = EditedInstance(folder)
    made.migrate()
    made.close()
    return folder / SQLITE_FILE


@pytest.fixture
def instance(migrated_file: Path, tmp_path: Path) -> Iterator[EditedInstance]:
    """An instance on SQLite, migrated and empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(migrated_file, folder / SQLITE_FILE)
    made = EditedInstance(folder)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EditedInstance]:
    """An instance without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        made = EditedInstance(tmp_path / "data")
        yield made
        made.close()
        return
    with postgresql_database() as url:
        made = EditedInstance(tmp_path / "data", database_url=url)
        yield made
        made.close()


@pytest.fixture
def either(empty_database: EditedInstance) -> EditedInstance:
    """A migrated instance, on SQLite and on PostgreSQL."""
    empty_database.migrate()
    return empty_database
