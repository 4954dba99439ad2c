"""One instance for all tests of suggestions: each suggestion has a code of its own, so they do not meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.limiting import limiter
from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content that these tests may add suggestions to."""
    with copied(starter_template(), tmp_path_factory.mktemp("suggestions") / "data") as made:
        yield made


@pytest.fixture
def own_starter(tmp_path: Path) -> Iterator[Instance]:
    """An instance with the starter content of one test alone."""
    with copied(starter_template(), tmp_path / "data") as made:
        yield made


@pytest.fixture
def fresh_limits(instance: Instance) -> None:
    """This test is a visitor who sent nothing yet."""
    with instance.app.app_context():
        limiter.reset()
