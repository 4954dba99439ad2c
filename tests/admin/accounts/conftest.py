"""One instance for the tests about accounts of a module: each test makes people of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.instances import Instance, copied, words_template


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance without any account."""
    with copied(words_template(), tmp_path_factory.mktemp("desk") / "data") as instance:
        yield instance
