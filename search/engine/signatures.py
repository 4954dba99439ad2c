"""Signatures: the combinations of facet values that documents have, and which of them have what value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.index.columns import COUNTED_FACETS
from search.index.container import Array

Signature = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FacetTable:
    """The values of a counted facet, in order, and which signatures have each of them.

    first: the place of its first value among the values of all facets.
    """

    values: tuple[str, ...]
    having: dict[str, Array]
    first: int


class FacetTables:
    """The tables of all counted facets of an index.

    pair_signatures, pair_values: for every value of every signature, the signature and the place of the value among
    the values of all facets, of which there are `values`. So one pass counts all facets.
    """

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self._size = len(signatures)
        self._tables: dict[str, FacetTable] = {}
        rows, places = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
        first = 0
        for number, name in enumerate(COUNTED_FACETS):
            table = self._tables[name] = _table(signatures, number, first)
            for place, having in enumerate(table.having.values(), first):
                rows.append(having)
                places.append(np.full(len(having), place))
            first += len(table.values)
        self.pair_signatures, self.pair_values = np.concatenate(rows), np.concatenate(places)
        self.values = first

    def __getitem__(self, facet: str) -> FacetTable:
        return self._tables[facet]

    def having(self, facet: str, values: Iterable[str]) -> Array:
        """Mask over the signatures: has one of these values of a facet."""
        mask = np.zeros(self._size, dtype=bool)
        table = self._tables[facet].having
        for value in values:
            rows = table.get(value)
            if rows is not None:
                mask[rows] = True
        return mask


def _table(signatures: Sequence[Signature], number: int, first: int) -> FacetTable:
    having: dict[str, list[int]] = {}
    for place, item in enumerate(signatures):
        for value in item[number]:
            having.setdefault(value, []).append(place)
    values = tuple(sorted(having))
    return FacetTable(values, {value: np.array(having[value], dtype=np.intp) for value in values}, first)
