"""Instances in which a test publishes knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.instances import Instance, copied, starter_template, words_template


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content, for reading only."""
    with copied(starter_template(), tmp_path_factory.mktemp("starter") / "data") as instance:
        yield instance


@pytest.fixture
def own_starter(tmp_path: Path) -> Iterator[Instance]:
    """An instance with the starter content that a test may change."""
    with copied(starter_template(), tmp_path / "data") as instance:
        yield instance


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Instance]:
    """An instance with taxonomies and regions only."""
    with copied(words_template(), tmp_path / "data") as instance:
        yield instance
