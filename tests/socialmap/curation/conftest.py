"""Instances to curate in, on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.functional.conftest import _own_logging
from tests.functional.instances import either, empty_database, instance, migrated_file

__all__ = ["_own_logging", "either", "empty_database", "instance", "migrated_file"]
