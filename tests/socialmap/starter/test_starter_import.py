"""The starter sheets go through the same import as everybody's files, and nothing in them is refused."""

from __future__ import annotations

from functools import cache

import pytest
from starter_sheets import STARTER, read_sheet, terms

from socialmap.exchange.columns import BY_NAME
from socialmap.exchange.reading import read_rows
from socialmap.exchange.rows import CheckedFile, check_rows
from socialmap.fields import Vocabulary
from socialmap.geography.networks import nearest_assignment
from socialmap.geography.places import PostcodeTable
from socialmap.geography.regions import RegionIndex

CHECKED = ("care-types", "laws", "domains", "delivery", "desk-types")


@cache
def checked(sheet: str) -> CheckedFile:
    """A starter sheet as the import reads it."""
    vocabulary = Vocabulary(
        places=PostcodeTable.embedded(),
        terms={taxonomy: frozenset(terms(taxonomy)) for taxonomy in CHECKED},
        regions=RegionIndex(nearest_assignment()),
    )
    return check_rows(read_rows(STARTER / sheet), vocabulary)


@pytest.mark.parametrize("sheet", ["organizations.csv", "examples.csv"])
def test_the_import_finds_no_fault_in_a_starter_sheet(sheet: str) -> None:
    assert checked(sheet).faults == []
    assert checked(sheet).skipped == 0


@pytest.mark.parametrize("sheet", ["organizations.csv", "examples.csv"])
def test_the_import_knows_every_column_and_loses_no_service(sheet: str) -> None:
    rows = read_sheet(STARTER / sheet)
    assert set(rows[0]) <= set(BY_NAME)
    found = {key for organization in checked(sheet).organizations.values() for key in organization.services}
    assert found == {row["service_id"] for row in rows}
