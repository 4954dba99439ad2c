"""A client of the example app, and logs that do not outlive a test."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog
from example_app import make_app
from flask import Flask
from flask.testing import FlaskClient

from core.logging import configure_logging


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("json", "info")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def app() -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
