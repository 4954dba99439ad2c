"""Whole instances for tests: a data folder with database and index, the app on it, its client and its commands.

Setting one up takes seconds, so each is made once per test process and copied for tests that write.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from core.config import Settings
from core.database import db

if TYPE_CHECKING:
    from search.keeping import SearchKeeper

Json = Any


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Settings of an instance that lives in `folder`."""
    values: dict[str, Any] = {
        "environment": "development",
        "data_dir": folder,
        "database_url": f"sqlite:///{folder / 'zorgbuurt.sqlite3'}",
        "secret_key": "only-for-tests-only-for-tests-only",
        "port": 5000,
        "workers": 1,
        "log_level": "error",
        "log_format": "json",
        "max_body_bytes": 1_000_000,
        "index_check_seconds": 60.0,
        "contact_email": "beheer@zorginuwbuurt.example",
    }
    known = {name: value for name, value in values.items() if name in Settings.__dataclass_fields__}
    return Settings(**{**known, **changes})


class Instance:
    """A running instance. Its index follows only when told to (`catch_up`), so that a test decides when."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        from app import create_app  # noqa: PLC0415 - tests that need no instance do not wait for it

        self.folder = folder
        self.app: Flask = create_app(settings_for(folder, **changes))
        self.client: FlaskClient = self.app.test_client()

    def command(self, *words: str | Path, expect: int | None = 0) -> Result:
        """Run `zorgbuurt WORDS`. expect: the exit code it must have; None for any."""
        result = self.app.test_cli_runner().invoke(args=[str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert expect is None or result.exit_code == expect, result.output
        return result

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> TestResponse:
        """GET a path under /api/v1."""
        return self.client.get(f"/api/v1{path}", query_string=query, headers=headers)

    def read(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Json:
        """The JSON of a GET that must succeed."""
        response = self.get(path, headers, **query)
        assert response.status_code == 200, response.text
        return json.loads(response.data)

    def search(self, **query: Any) -> Json:
        """The answer of GET /search."""
        return self.read("/search", **query)

    def post_search(self, **members: Any) -> TestResponse:
        """POST /_search."""
        return self.client.post("/api/v1/_search", json=members)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A database session, rolled back unless the test commits."""
        with self.app.app_context():
            yield db.session

    def catch_up(self) -> int:
        """Bring the index in step with what is published."""
        return self._keeper().catch_up()

    def close(self) -> None:
        """Let go of files and threads."""
        self._keeper().stop()
        with self.app.app_context():
            db.engine.dispose()

    def _keeper(self) -> SearchKeeper:
        from search.keepers import keeper  # noqa: PLC0415 - as above

        with self.app.app_context():
            return keeper()


def _template(*words: str) -> Path:
    """A data folder as a command leaves it, at rest, ready to be copied; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="zorgbuurt-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    instance = Instance(folder)
    instance.command(*words)
    instance.close()
    return folder


@cache
def starter_template() -> Path:
    """The data folder of an instance with the starter content. Made once per process; never write in it."""
    return _template("init")


@cache
def words_template() -> Path:
    """The same with taxonomies and regions only: nothing on the map."""
    return _template("init", "--empty")


@contextmanager
def copied(template: Path, folder: Path, **changes: Any) -> Iterator[Instance]:
    """An instance on a copy of a template."""
    shutil.copytree(template, folder)
    instance = Instance(folder, **changes)
    try:
        yield instance
    finally:
        instance.close()
