"""One instance for the question register; each test uses topics of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content and an empty register."""
    with copied(starter_template(), tmp_path_factory.mktemp("register") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def editor(instance: Instance) -> FlaskClient:
    """Somebody who logs questions."""
    return signed_in(instance, "editor", "Eva Editor")
