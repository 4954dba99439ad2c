"""What is drawn: boxes with ways from one to another. No coordinates, no law, no route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BoxKind = Literal["step", "end"]


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow to another box. label: when one goes that way; it stands in the box the arrow leaves."""

    to: str
    label: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box. mark: its short name ("A1", "3"). lines: what else it says. ways: in the order in which they count."""

    code: str
    mark: str
    heading: str
    lines: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    kind: BoxKind = "step"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing. id: for the names of its parts in a page, letters, digits and hyphens. The ways make no circle."""

    id: str
    language: str
    title: str
    description: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a text alternative, with what belongs under it."""

    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """The drawing in words, as a nested list: everything that can be seen can be read here."""

    title: str
    description: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing: SVG text and its alternative. width, height: in pixels at its natural size."""

    svg: str
    alternative: Alternative
    width: int
    height: int
