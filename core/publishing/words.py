"""Which words of a text changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

MOST_WORDS = 4000
"""Comparing words takes memory and time by the product of both counts: beyond this, lines are compared first."""
MOST_LINES = 20_000

_WORD = re.compile(r"\S+\s*|\s+")


class WordKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class WordChange:
    """A piece of text: one word or more, with the white space behind them."""

    kind: WordKind
    text: str


def word_changes(old: str, new: str) -> list[WordChange]:
    """The pieces of both texts in order. Those that are not REMOVED make `new`; those not ADDED have `old`'s words.

    Other white space is no change. Of long texts, lines are compared first, and words only within lines that differ.
    """
    before, after = _WORD.findall(_lines_only(old)), _WORD.findall(_lines_only(new))
    if max(len(before), len(after)) <= MOST_WORDS:
        return _joined(_pieces(before, after))
    return _joined(_by_line(_lines_only(old).splitlines(keepends=True), _lines_only(new).splitlines(keepends=True)))


def _lines_only(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[WordChange]:
    """The pieces, each one word or line."""
    steps = Indel.opcodes([item.strip() for item in before], [item.strip() for item in after])
    for step in steps:
        if step.tag == "equal":
            yield from (WordChange(WordKind.SAME, item) for item in after[step.dest_start : step.dest_end])
        else:
            yield from (WordChange(WordKind.REMOVED, item) for item in before[step.src_start : step.src_end])
            yield from (WordChange(WordKind.ADDED, item) for item in after[step.dest_start : step.dest_end])


def _by_line(before: Sequence[str], after: Sequence[str]) -> Iterator[WordChange]:
    if max(len(before), len(after)) > MOST_LINES:
        yield WordChange(WordKind.REMOVED, "".join(before))
        yield WordChange(WordKind.ADDED, "".join(after))
        return
    gone: list[str] = []
    come: list[str] = []
    for piece in _pieces(before, after):
        if piece.kind is WordKind.SAME:
            yield from _within(gone, come)
            gone, come = [], []
            yield piece
        else:
            (gone if piece.kind is WordKind.REMOVED else come).append(piece.text)
    yield from _within(gone, come)


def _within(gone: Sequence[str], come: Sequence[str]) -> Iterator[WordChange]:
    """The words of lines that differ; the lines as a whole when they are too many."""
    before, after = _WORD.findall("".join(gone)), _WORD.findall("".join(come))
    if max(len(before), len(after)) <= MOST_WORDS:
        yield from _pieces(before, after)
        return
    yield WordChange(WordKind.REMOVED, "".join(gone))
    yield WordChange(WordKind.ADDED, "".join(come))


def _joined(pieces: Iterator[WordChange]) -> list[WordChange]:
    """Neighbours of one kind as one piece; between two that are the same, what went before what came."""
    joined: list[WordChange] = []
    gone: list[str] = []
    come: list[str] = []

    def settle() -> None:
        # The end of a text has no white space behind it; more words came after it before.
        glued = bool(gone and joined and not joined[-1].text[-1].isspace())
        for kind, texts in ((WordKind.REMOVED, gone), (WordKind.ADDED, come)):
            if texts:
                joined.append(WordChange(kind, (" " if glued and texts is gone else "") + "".join(texts)))
            texts.clear()

    for piece in pieces:
        if not piece.text:
            continue
        if piece.kind is not WordKind.SAME:
            (gone if piece.kind is WordKind.REMOVED else come).append(piece.text)
            continue
        settle()
        if joined and joined[-1].kind is WordKind.SAME:
            joined[-1] = WordChange(WordKind.SAME, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    settle()
    return joined
