"""The first so many of very many, by several keys, without sorting them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.index.container import Array

_BLOCK = 32
"""Many values are first cut down by the smallest of each so many."""


@dataclass(frozen=True, slots=True)
class Key:
    """A sort key that is looked up only for those it must decide between: `values[rows[place]]` for a place."""

    values: Array
    rows: Array

    def at(self, places: Array) -> Array:
        """The key of some places."""
        return self.values[self.rows[places]]


def first_by(first: Array, later: Sequence[Key], count: int) -> Array:
    """The places of the `count` smallest, in order. first: the key that decides, one per place; later: break ties."""
    size = len(first)
    if count <= 0 or not size:
        return np.empty(0, dtype=np.intp)
    places = _smallest(first, min(count, size))
    if len(places) > count:
        places = _without_surplus(first[places], places, later, count)
    keys = [first[places], *(key.at(places) for key in later)]
    return places[np.lexsort(keys[::-1])]


def _smallest(values: Array, count: int) -> Array:
    """The places of the `count` smallest values, and of all that equal the largest of those."""
    if count * _BLOCK <= len(values):
        # As many blocks as asked have a value up to here, so the smallest that are asked are all up to here.
        lowest = values[: len(values) // _BLOCK * _BLOCK].reshape(_BLOCK, -1).min(axis=0)
        within = np.flatnonzero(values <= np.partition(lowest, count - 1)[count - 1])
        if len(within) * 2 < len(values):
            return within[_smallest(values[within], count)]
    if count == len(values):
        return np.arange(count)
    return np.flatnonzero(values <= np.partition(values, count - 1)[count - 1])


def _without_surplus(values: Array, places: Array, later: Sequence[Key], count: int) -> Array:
    """Of places of which those with the largest value are too many, keep the ones that the later keys put first."""
    limit = values.max()
    chosen, level = [places[values < limit]], places[values == limit]
    for key in later:
        wanted = count - sum(map(len, chosen))
        if len(level) <= wanted:
            break
        found = key.at(level)
        limit = np.partition(found, wanted - 1)[wanted - 1]
        chosen.append(level[found < limit])
        level = level[found == limit]
    wanted = count - sum(map(len, chosen))
    return np.concatenate([*chosen, level[:wanted]])
