"""The kinds of records of the map."""

from __future__ import annotations

from socialmap.documents import ORGANIZATION
from socialmap.reference import REGION, TAXONOMY

KINDS = (TAXONOMY, REGION, ORGANIZATION)
