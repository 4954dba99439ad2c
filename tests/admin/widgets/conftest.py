"""One instance with the starter content for the tests about widgets. Few save, and what those save stays a good record
for the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.admin.pages import UUID, first_of
from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance that all tests about widgets share."""
    with copied(starter_template(), tmp_path_factory.mktemp("widgets") / "data") as instance:
        yield instance


@pytest.fixture(scope="session")
def editor(desk: Instance) -> FlaskClient:
    """A client of an editor."""
    return signed_in(desk, "editor", "Eva Editor")


@pytest.fixture(scope="session")
def service(editor: FlaskClient) -> str:
    """The address of the form of a service that has areas and opening hours."""
    for record in re.findall(rf'href="(/beheer/organisaties/{UUID})"', editor.get("/beheer/organisaties").text):
        for address in re.findall(rf'href="({record}/bewerken/diensten/{UUID})"', editor.get(record).text):
            page = editor.get(address).text
            if 'name="areas.1.code"' in page and "Mo-Fr" in page:
                return str(address)
    raise AssertionError("no service with areas and hours")


@pytest.fixture(scope="session")
def locations(editor: FlaskClient, service: str) -> str:
    """The address of the form of the locations of the same organization."""
    return service.split("/diensten/", maxsplit=1)[0] + "/locaties"


@pytest.fixture(scope="session")
def article(editor: FlaskClient) -> str:
    """The address of the form of a text of a factsheet."""
    record = first_of(editor, "factsheets")
    return str(re.findall(rf'href="({record}/bewerken/teksten/{UUID})"', editor.get(record).text)[0])


@pytest.fixture(scope="session")
def flow(editor: FlaskClient) -> str:
    """The address of the form of a flow."""
    return first_of(editor, "beslishulp") + "/bewerken/gegevens"


@pytest.fixture(scope="session")
def route(editor: FlaskClient) -> str:
    """The address of the form of a route."""
    return first_of(editor, "routes") + "/bewerken/gegevens"
