"""Facets, by signature.

A signature is a combination of values over all counted facets; there are far fewer of them than documents. Whether a
document passes the chosen values depends on its signature alone, so one count of candidates per signature gives every
count of every facet, also as it would be after choosing another value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.engine.snapshot import Snapshot
from search.index.columns import COUNTED_FACETS
from search.index.container import Array
from search.query import Question


@dataclass(frozen=True, slots=True)
class Passes:
    """Per counted facet that has chosen values: which signatures pass it. The others let all pass."""

    by_facet: dict[str, Array]
    size: int

    def all_but(self, facet: str | None) -> Array:
        """The signatures that pass every facet, leaving one out."""
        mask = np.ones(self.size, dtype=bool)
        for name, passes in self.by_facet.items():
            if name != facet:
                mask &= passes
        return mask


def chosen_values(question: Question) -> dict[str, tuple[str, ...]]:
    """The chosen values per facet; `question.kinds` is the choice in the facet `kind`."""
    chosen = {name: values for name, values in question.filters.items() if values}
    if question.kinds:
        chosen["kind"] = question.kinds
    return chosen


def passes_of(snapshot: Snapshot, chosen: dict[str, tuple[str, ...]]) -> Passes:
    """What the chosen values of the counted facets let through: any of the values of a facet."""
    found = {name: snapshot.facets.having(name, chosen[name]) for name in COUNTED_FACETS if name in chosen}
    return Passes(found, len(snapshot.signatures))


def count_facets(
    snapshot: Snapshot, signatures: Array, passes: Passes, chosen: dict[str, tuple[str, ...]]
) -> dict[str, list[tuple[str, int]]]:
    """Per facet, each value with the number of hits after choosing it beside what is chosen in the other facets.

    signatures: of every document that meets all of the question but the chosen facet values. Values are in
    alphabetical order; those without hits are left out unless chosen.
    """
    counts = np.bincount(signatures, minlength=passes.size)
    tables = snapshot.facets

    def totals(facet: str | None) -> list[float]:
        passing = counts * passes.all_but(facet) if passes.by_facet else counts
        found: list[float] = np.bincount(
            tables.pair_values, passing.take(tables.pair_signatures), tables.values
        ).tolist()
        return found

    of_others = totals(None)
    found = {}
    for name in COUNTED_FACETS:
        table = tables[name]
        own = totals(name) if name in passes.by_facet else of_others
        counted = [(value, int(total)) for value, total in zip(table.values, own[table.first :], strict=False) if total]
        if name in chosen:
            kept = dict(counted)
            for value in chosen[name]:
                kept.setdefault(value, 0)
            counted = sorted(kept.items())
        found[name] = counted
    return found
