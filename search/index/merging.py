"""Which segments to copy into the one that is being written.

Like a binary counter: small segments are taken up as long as they are no larger than what is already being written.
So a document is copied at most once per doubling, there are about as many segments as doublings, and an update of one
document mostly writes one small segment. A bound keeps the largest merge small against the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_BOUND = 2_000
"""Documents that any commit may copy: about a second of work."""

LARGEST_SHARE = 8
"""A commit copies at most one eighth of the index, unless a segment is mostly deleted documents."""


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """A segment's place in the manifest, its documents, and how many of those are not deleted."""

    place: int
    documents: int
    live: int


def segments_to_merge(sizes: Sequence[SegmentSize], new: int) -> list[int]:
    """The places of the segments to copy into a segment that gets `new` new documents."""
    bound = max(SMALLEST_BOUND, sum(size.live for size in sizes) // LARGEST_SHARE)
    chosen = [size.place for size in sizes if size.live * 2 < size.documents]
    total = new + sum(size.live for size in sizes if size.place in chosen)
    for size in sorted(sizes, key=lambda item: (item.live, item.place)):
        if size.place in chosen:
            continue
        if size.live > max(total, 1) or total + size.live > bound:
            break
        chosen.append(size.place)
        total += size.live
    return sorted(chosen)
