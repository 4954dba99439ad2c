"""One instance with the starter content for the tests of a module; each takes records of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that all tests of a module write in."""
    with copied(starter_template(), tmp_path_factory.mktemp("desk") / "data") as instance:
        yield instance


@pytest.fixture(scope="module")
def editor(desk: Instance) -> FlaskClient:
    """A client of an editor."""
    return signed_in(desk, "editor", "Eva Editor")


@pytest.fixture(scope="module")
def publisher(desk: Instance) -> FlaskClient:
    """A client of a publisher who changed nothing."""
    return signed_in(desk, "publisher", "Pien Publisher")
