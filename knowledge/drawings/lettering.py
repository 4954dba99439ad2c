"""How wide text is and where its lines break, without a font at hand.

Widths are those of DejaVu Sans, the widest of the common sans-serif fonts, so that text never runs out of its box in
another font.
"""

from __future__ import annotations

_EM: dict[str, float] = {}
for _letters, _width in (
    ("ijl'|.,:;!", 0.32),
    ("ft()[]-/ ", 0.4),
    ('r"', 0.46),
    ("szcxykv", 0.6),
    ("mMW", 0.98),
    ("w@%→½", 0.86),
    ("ABCDEFGHJKLNOPQRSTUVXYZ", 0.74),
):
    _EM.update(dict.fromkeys(_letters, _width))
_OTHER_EM = 0.65
_BOLD = 1.13


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The most room the text takes, in pixels, at a font size in pixels."""
    return sum(_EM.get(letter, _OTHER_EM) for letter in text) * size * (_BOLD if bold else 1.0)


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit in `room` pixels. A word that is too long is broken with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if text_width(candidate, size, bold=bold) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size, bold=bold) > room and len(line) > 2:
            cut = _longest_start(line, room, size, bold)
            lines.append(f"{line[:cut]}-")
            line = line[cut:]
    return (*lines, line) if line else tuple(lines)


def _longest_start(word: str, room: float, size: float, bold: bool) -> int:
    cut = len(word) - 1
    while cut > 1 and text_width(f"{word[:cut]}-", size, bold=bold) > room:
        cut -= 1
    return cut
