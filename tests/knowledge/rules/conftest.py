"""Instances with the shipped rules. `starter` is shared: only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content, for reading only."""
    with copied(starter_template(), tmp_path_factory.mktemp("starter") / "data") as instance:
        yield instance


@pytest.fixture
def own_starter(tmp_path: Path) -> Iterator[Instance]:
    """An instance with the starter content that a test may change."""
    with copied(starter_template(), tmp_path / "data") as instance:
        yield instance
