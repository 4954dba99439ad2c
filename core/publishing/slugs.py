"""Names for addresses: short, lower case, stable, unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_NOT_WORD = re.compile(r"[^a-z0-9]+")
LONGEST = 100


def slugify(*parts: str | None) -> str:
    """The parts as one lower-case ASCII name with dashes; "x" when nothing is left of them."""
    text = " ".join(part for part in parts if part)
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "")).encode("ascii", "ignore").decode()
    slug = _NOT_WORD.sub("-", plain).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rsplit("-", 1)[0] or slug[:LONGEST]
    return slug or "x"


def free_slug(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`, … : the first that is not taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
