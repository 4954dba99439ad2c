"""Sources as the public gets them."""

from __future__ import annotations

from typing import Any


def dated(source: dict[str, Any] | None) -> dict[str, Any] | None:
    """A kept source with its date as `dated`: a year, a month or a day, as exact as known.

    The API's design rules keep the name `date` for a whole day.
    """
    if source is None:
        return None
    return {("dated" if name == "date" else name): value for name, value in source.items()}
