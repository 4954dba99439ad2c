"""What the product is measured against: ordinary ways to build the same. Not part of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a peer gets it: the same words as the product's index, in four fields."""

    id: str
    title: str
    keywords: str
    summary: str
    body: str
