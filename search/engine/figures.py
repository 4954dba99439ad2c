"""How much there is in the index, and how recently it was checked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.engine.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Figures:
    """What visitors can find on a day.

    kinds: entries per kind; an article counts once, whatever its sections. checked, never_checked: of the services,
    how many were checked in the last so many days, and how many never.
    """

    kinds: Mapping[str, int]
    services: int
    checked: int
    never_checked: int


def figures_of(snapshot: Snapshot, day: int, within_days: int) -> Figures:
    """The figures on a day. day: proleptic day number."""
    shown = snapshot.visible(day) & ~snapshot.is_part
    counts = np.bincount(snapshot.signature[shown], minlength=len(snapshot.signatures)).tolist()
    kinds: dict[str, int] = {}
    for signature, count in zip(snapshot.signatures, counts, strict=True):
        if count:
            kinds[signature[0][0]] = kinds.get(signature[0][0], 0) + count
    services = shown & snapshot.facets.having("kind", ("service",))[snapshot.signature]
    assured = snapshot.assured[services]
    return Figures(
        kinds,
        int(np.count_nonzero(services)),
        int(np.count_nonzero(assured >= day - within_days)),
        int(np.count_nonzero(assured == 0)),
    )
