"""Files to import, written by tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.publishing.models import Document, Revision
from core.publishing.snapshots import snapshot
from socialmap.models import Organization
from tests.instances import Instance

Row = Mapping[str, Any]


def row(**cells: Any) -> dict[str, Any]:
    """A row with what is always needed, and these cells."""
    return {
        "organization_id": "beer",
        "organization_name": "Kinderthuiszorg De Beer",
        "service_id": "thuis",
        "service_name": "Verpleging thuis",
        **cells,
    }


def write(path: Path, rows: Sequence[Row], *, separator: str = ",", encoding: str = "utf-8") -> Path:
    """A file with these rows; its header names every column that a row has."""
    columns = list(dict.fromkeys(name for item in rows for name in item))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def snapshots(instance: Instance) -> dict[str, dict[str, Any]]:
    """The content of every organization, by its key."""
    with instance.session() as session:
        return {item.external_id or str(item.id): snapshot(item) for item in session.scalars(select(Organization))}


def counts(instance: Instance) -> tuple[int, int, int]:
    """How many organizations, revisions and documents there are."""
    with instance.session() as session:
        found = [
            session.scalar(select(func.count()).select_from(model)) for model in (Organization, Revision, Document)
        ]
    return found[0] or 0, found[1] or 0, found[2] or 0


def only(instance: Instance) -> dict[str, Any]:
    """The content of the one organization that is there."""
    (content,) = snapshots(instance).values()
    return content


def only_service(instance: Instance) -> dict[str, Any]:
    """The content of the one service of the one organization that is there."""
    (service,) = only(instance)["services"]
    found: dict[str, Any] = service
    return found
