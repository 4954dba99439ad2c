"""A layout as SVG: no script, no style sheet, no reference to anything outside; every text escaped.

Colours are `currentColor` with different opacity, so the drawing follows the page in light and dark. Parts have
classes ("drawing-box", "drawing-arrow", …) for a page that wants to style them.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from knowledge.drawings.layout import HEADING, Layout, PlacedArrow, PlacedBox
from knowledge.drawings.picture import Picture

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_ID = re.compile(r"[^A-Za-z0-9-]+")
HEAD = 5.0


def write_svg(picture: Picture, layout: Layout) -> str:
    """The SVG text. Its id's start with the picture's own, so that two drawings can stand in one page."""
    name = _NOT_ID.sub("-", picture.id).strip("-") or "drawing"
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" xml:lang={_attribute(picture.language)} lang={_attribute(picture.language)} class="drawing" '
        f'aria-labelledby="{name}-title {name}-desc" '
        'color="currentColor" fill="none" font-family="system-ui, sans-serif">',
        f'<title id="{name}-title">{_text(picture.title)}</title>',
        f'<desc id="{name}-desc">{_text(picture.description)}</desc>',
        *(_arrow(arrow) for arrow in layout.arrows),
        *(_box(box) for box in layout.boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _arrow(arrow: PlacedArrow) -> str:
    points = list(arrow.points)
    way = "M" + " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
    drawn = (
        f'<path class="drawing-arrow" d="{way}" stroke="currentColor" stroke-width="1.5" stroke-opacity="0.75" '
        'stroke-linejoin="round"/>'
    )
    x, y = points[-1]
    if arrow.dot:
        drawn += f'<circle cx="{_number(x)}" cy="{_number(y)}" r="2.4" fill="currentColor"/>'
    if arrow.head:
        before_x, before_y = points[-2]
        dx, dy = _direction(x - before_x, y - before_y)
        left = (x - HEAD * dx * 1.5 - HEAD * dy, y - HEAD * dy * 1.5 + HEAD * dx)
        right = (x - HEAD * dx * 1.5 + HEAD * dy, y - HEAD * dy * 1.5 - HEAD * dx)
        corners = " ".join(f"{_number(cx)},{_number(cy)}" for cx, cy in ((x, y), left, right))
        drawn += f'<polygon class="drawing-head" points="{corners}" fill="currentColor"/>'
    return drawn


def _direction(dx: float, dy: float) -> tuple[int, int]:
    if abs(dx) > abs(dy):
        return (1 if dx > 0 else -1), 0
    return 0, (1 if dy >= 0 else -1)


def _box(placed: PlacedBox) -> str:
    frame = (
        f'x="{_number(placed.x)}" y="{_number(placed.y)}" width="{_number(placed.width)}" '
        f'height="{_number(placed.height)}" rx="8"'
    )
    weight = "2.5" if placed.box.kind == "end" else "1.5"
    parts = [
        f'<g class="drawing-box drawing-{placed.box.kind}">',
        f'<rect {frame} fill="currentColor" fill-opacity="0.06" stroke="currentColor" stroke-width="{weight}"/>',
    ]
    if placed.mark_width:
        mark = placed.texts[0]
        parts.append(
            f'<rect class="drawing-mark" x="{_number(mark.x - 6)}" y="{_number(mark.y - HEADING - 1)}" '
            f'width="{_number(placed.mark_width)}" height="{_number(HEADING + 7)}" rx="6" '
            'fill="currentColor" fill-opacity="0.14"/>'
        )
    for text in placed.texts:
        weight = ' font-weight="700"' if text.bold else ""
        parts.append(
            f'<text x="{_number(text.x)}" y="{_number(text.y)}" font-size="{_number(text.size)}"{weight} '
            f'fill="currentColor">{_text(text.text)}</text>'
        )
    return "".join([*parts, "</g>"])
