"""One instance for the pages of the inbox, with people of every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content that these tests may write in."""
    with copied(starter_template(), tmp_path_factory.mktemp("inbox") / "data") as made:
        yield made
