"""The first so many of very many, by several keys, without sorting them all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.index.container import Array


def first_by(keys: Sequence[Array], count: int) -> Array:
    """The places of the `count` smallest, in order. keys: arrays of one length, the first decides, later break ties."""
    size = len(keys[0])
    if count <= 0 or not size:
        return np.empty(0, dtype=np.int64)
    if count < size:
        chosen: list[Array] = []
        rest: Array | None = None
        wanted = count
        for key in keys:
            values = key if rest is None else key[rest]
            if len(values) <= wanted:
                break
            limit = np.partition(values, wanted - 1)[wanted - 1]
            below, level = np.flatnonzero(values < limit), np.flatnonzero(values == limit)
            chosen.append(below if rest is None else rest[below])
            rest = level if rest is None else rest[level]
            wanted -= len(below)
        if rest is not None:
            chosen.append(rest[:wanted])
        places = np.concatenate(chosen)
    else:
        places = np.arange(size)
    return places[np.lexsort([key[places] for key in reversed(keys)])]
