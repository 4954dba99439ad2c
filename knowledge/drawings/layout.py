"""Where everything goes: a layered drawing in one narrow column, two boxes side by side where they are equals.

A box stands one row below the lowest box that leads to it. An arrow to the next row goes straight down. An arrow that
skips rows runs down a lane beside the boxes; all arrows to the same box share one lane, so that a flow in which many
questions can be passed over stays readable on a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from knowledge.drawings.lettering import text_width, wrap
from knowledge.drawings.picture import Box, Picture

MARGIN = 8.0
PADDING = 9.0
ROW_GAP = 26.0
COLUMN_GAP = 12.0
LANE = 11.0
LANES_SHARE = 0.25
"""The part of the width that lanes may take at most; when there are many they stand closer together."""
HEADING = 13.0
LINE = 12.0
LEADING = 1.3
BESIDE = 2
"""How many boxes at most stand side by side."""

Point = tuple[float, float]


class PictureError(ValueError):
    """A picture that cannot be drawn: its ways go round in a circle or lead to no box."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A line of text; x, y is where its baseline starts, in pixels."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its texts. exits: target → height at which its label stands. mark_width: of the plate behind the
    mark, 0 without a mark."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    texts: tuple[PlacedText, ...]
    mark_width: float
    exits: dict[str, float] = field(default_factory=dict)

    def moved(self, dy: float) -> PlacedBox:
        """The same box, `dy` pixels lower."""
        return replace(
            self,
            y=self.y + dy,
            texts=tuple(replace(text, y=text.y + dy) for text in self.texts),
            exits={to: y + dy for to, y in self.exits.items()},
        )


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """A line through these points. head: whether it ends in an arrow; dot: whether it joins another line there."""

    points: tuple[Point, ...]
    head: bool = True
    dot: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place."""

    width: float
    height: float
    boxes: tuple[PlacedBox, ...]
    arrows: tuple[PlacedArrow, ...]


@dataclass(frozen=True, slots=True)
class _Lane:
    """A way down beside the boxes: to `target`, past the rows `top` to `bottom`."""

    target: str
    sources: tuple[str, ...]
    top: int
    bottom: int


def lay_out(picture: Picture, width: float) -> Layout:
    """The picture in a column of `width` pixels, as high as it needs."""
    rows = _rows(picture)
    row_of = {code: number for number, row in enumerate(rows) for code in row}
    boxes = {box.code: box for box in picture.boxes}
    lanes = _lanes(picture, row_of)
    levels = _levels(lanes)
    count = max(levels.values(), default=-1) + 1
    pitch = min(LANE, width * LANES_SHARE / count) if count else 0.0
    lane_room = count * pitch + 4 if count else 0.0
    room = width - 2 * MARGIN - lane_room

    placed: dict[str, PlacedBox] = {}
    y = MARGIN
    for row in rows:
        each = (room - COLUMN_GAP * (len(row) - 1)) / len(row)
        line = [_place(boxes[c], MARGIN + n * (each + COLUMN_GAP), y, each) for n, c in enumerate(row)]
        height = max(box.height for box in line)
        placed.update({box.box.code: replace(box, height=height) for box in line})
        y += height + ROW_GAP
    arrows = _short_arrows(picture, placed, row_of)
    for lane in lanes:
        x = width - MARGIN - lane_room + 2 + pitch * (levels[lane.target] + 1)
        arrows += _lane_arrows(lane, x, placed, [rows[row_of[code]] for code in (*lane.sources, lane.target)])
    ordered = tuple(placed[box.code] for box in picture.boxes)
    return Layout(width, y - ROW_GAP + MARGIN, ordered, tuple(arrows))


def _rows(picture: Picture) -> list[list[str]]:
    known = {box.code: box for box in picture.boxes}
    depth: dict[str, int] = {}
    underway: set[str] = set()
    before: dict[str, list[str]] = {code: [] for code in known}
    for box in picture.boxes:
        for way in box.ways:
            if way.to not in known:
                raise PictureError(f"a way leads from {box.code!r} to {way.to!r}, which is no box")
            before[way.to].append(box.code)

    def deep(code: str) -> int:
        if code in underway:
            raise PictureError(f"the ways go round in a circle at {code!r}")
        if code not in depth:
            underway.add(code)
            depth[code] = 1 + max((deep(other) for other in before[code]), default=-1)
            underway.discard(code)
        return depth[code]

    ranks: dict[int, list[str]] = {}
    for box in picture.boxes:
        ranks.setdefault(deep(box.code), []).append(box.code)
    rows: list[list[str]] = []
    for rank in sorted(ranks):
        row = ranks[rank]
        rows += [row[start : start + BESIDE] for start in range(0, len(row), BESIDE)]
    return rows


def _lanes(picture: Picture, row_of: dict[str, int]) -> list[_Lane]:
    sources: dict[str, list[str]] = {}
    for box in picture.boxes:
        for to in dict.fromkeys(way.to for way in box.ways):
            if row_of[to] > row_of[box.code] + 1:
                sources.setdefault(to, []).append(box.code)
    return [
        _Lane(target, tuple(codes), min(row_of[code] for code in codes), row_of[target])
        for target, codes in sources.items()
    ]


def _levels(lanes: list[_Lane]) -> dict[str, int]:
    """The lane number of each target, 0 nearest the boxes; lanes that overlap get different numbers."""
    levels: dict[str, int] = {}
    for lane in sorted(lanes, key=lambda lane: (lane.bottom - lane.top, lane.top)):
        taken = {
            levels[other.target]
            for other in lanes
            if other.target in levels and other.top <= lane.bottom and lane.top <= other.bottom
        }
        levels[lane.target] = next(number for number in range(len(lanes)) if number not in taken)
    return levels


def _place(box: Box, x: float, y: float, width: float) -> PlacedBox:
    texts: list[PlacedText] = []
    mark_width = text_width(box.mark, HEADING, bold=True) + 12 if box.mark else 0.0
    left = x + PADDING
    room = width - 2 * PADDING
    baseline = y + PADDING + HEADING
    if box.mark:
        texts.append(PlacedText(left + 6, baseline, box.mark, HEADING, bold=True))
    beside = mark_width + 7 if box.mark else 0.0
    if box.mark and room - beside < 140:
        baseline += HEADING * LEADING + 6
        beside = 0.0
    for number, line in enumerate(wrap(box.heading, room - beside, HEADING, bold=True)):
        texts.append(PlacedText(left + beside, baseline + number * HEADING * LEADING, line, HEADING, bold=True))
    baseline = texts[-1].y if texts else y
    exits: dict[str, float] = {}
    for line in box.lines:
        baseline = _paragraph(texts, line, left, baseline, room)
    for way in box.ways:
        top = baseline
        if way.label:
            baseline = _paragraph(texts, way.label, left, baseline, room)
            exits.setdefault(way.to, (top + baseline) / 2 + 3)
        else:
            exits.setdefault(way.to, baseline)
    return PlacedBox(box, x, y, width, baseline + PADDING + 3 - y, tuple(texts), mark_width, exits)


def _paragraph(texts: list[PlacedText], text: str, left: float, baseline: float, room: float) -> float:
    start = baseline + 5
    lines = wrap(text, room, LINE)
    for number, line in enumerate(lines, 1):
        texts.append(PlacedText(left, start + number * LINE * LEADING, line, LINE))
    return start + len(lines) * LINE * LEADING


def _short_arrows(picture: Picture, placed: dict[str, PlacedBox], row_of: dict[str, int]) -> list[PlacedArrow]:
    arrows = []
    for box in picture.boxes:
        source = placed[box.code]
        for to in dict.fromkeys(way.to for way in box.ways):
            if row_of[to] != row_of[box.code] + 1:
                continue
            target = placed[to]
            start_x, end_x = source.x + source.width / 2, target.x + target.width / 2
            top, bottom = source.y + source.height, target.y
            bend = top + ROW_GAP * 0.4
            points: tuple[Point, ...] = ((start_x, top), (end_x, bottom))
            if abs(start_x - end_x) > 1:
                points = ((start_x, top), (start_x, bend), (end_x, bend), (end_x, bottom))
            arrows.append(PlacedArrow(points))
    return arrows


def _lane_arrows(lane: _Lane, x: float, placed: dict[str, PlacedBox], rows: list[list[str]]) -> list[PlacedArrow]:
    """The lane itself with its arrow into the target, and a line from each source to it."""
    target, target_row = placed[lane.target], rows[-1]
    arrows: list[PlacedArrow] = []
    joins: list[float] = []
    for code, row in zip(lane.sources, rows[:-1], strict=True):
        source = placed[code]
        if code == row[-1]:
            join = source.exits[lane.target]
            points: tuple[Point, ...] = ((source.x + source.width, join), (x, join))
        else:
            join = source.y + source.height + ROW_GAP * 0.7
            middle = source.x + source.width / 2
            points = ((middle, source.y + source.height), (middle, join), (x, join))
        joins.append(join)
        arrows.append(PlacedArrow(points, head=False, dot=True))
    if lane.target == target_row[-1]:
        entry = target.y + min(18.0, target.height / 2)
        way_in: tuple[Point, ...] = ((x, min(joins)), (x, entry), (target.x + target.width, entry))
    else:
        gap = target.y - ROW_GAP * 0.3
        middle = target.x + target.width / 2
        way_in = ((x, min(joins)), (x, gap), (middle, gap), (middle, target.y))
    return [*arrows, PlacedArrow(way_in)]
