"""Messages from code that knows no Flask: the Dutch text as key, and its values. The face translates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a Dutch text for the catalogs without translating it here."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A Dutch sentence with `%(name)s` places, and what goes in them."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text
