"""Icons as inline SVG, drawn for this site. An icon always stands beside a text and is never read aloud."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

_DRAWINGS = Path(__file__).with_name("icons.txt")


@cache
def icon(name: str) -> Markup:
    """The drawing of that name in `icons.txt`. Raises KeyError for one that is not there."""
    return Markup(  # noqa: S704 - our own drawing
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{_shapes()[name]}</svg>'
    )


@cache
def _shapes() -> dict[str, str]:
    lines = _DRAWINGS.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
