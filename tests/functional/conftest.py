"""Instances to test against, and logs that do not outlive a test."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.functional.instances import either, empty_database, instance, migrated_file

__all__ = ["either", "empty_database", "instance", "migrated_file"]


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
