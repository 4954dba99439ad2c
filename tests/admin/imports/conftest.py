"""One instance with nothing on the map for the pages of import, and people of the roles that use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.admin.people import signed_in
from tests.instances import Instance, copied, words_template


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance that a test may change."""
    with copied(words_template(), tmp_path / "desk") as made:
        yield made


@pytest.fixture
def editor(instance: Instance) -> FlaskClient:
    """Noor, who is an editor."""
    return signed_in(instance, "editor", "Noor")


@pytest.fixture
def publisher(instance: Instance) -> FlaskClient:
    """Eva, who may publish."""
    return signed_in(instance, "publisher", "Eva")
