"""Sentences of an article: where they stand, how long they are, and whether a source supports them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it.token import Token

from knowledge.articles.article import Article
from knowledge.articles.expanding import expanded_body
from knowledge.articles.markdown import article_parser, text_of

_CITATION_MARK = "\ue000"
_CELL_MARK = "\ue001"
_WORD = re.compile(r"[^\W_]+(?:['’.\-/][^\W_]+)*|[0-9]+")
_END = re.compile(r"[.!?…][\"”’)]*(?=[\s\ue000]|$)|\ue001|:(?=\s*$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?i:art|bijv|nr|ca|dr|mr|prof|vs|blz|e\.g|i\.e|o\.a|d\.w\.z|m\.a\.w|b\.v|t\.a\.v)|\b[A-Z])\.$"
)
_SHORTEST_STATEMENT = 4


class Place(StrEnum):
    """In what kind of block a sentence stands."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    ADVICE = "advice"
    ROW = "row"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. words: how many; cited: a citation follows in the same block, so that it has a source."""

    text: str
    words: int
    place: Place
    cited: bool

    @property
    def is_statement(self) -> bool:
        """Whether it states a fact: no heading, no advice of the editors, no question, no fragment."""
        if self.place in {Place.HEADING, Place.ADVICE} or self.text.rstrip('"”’) ').endswith(("?", ":")):
            return False
        return self.words >= _SHORTEST_STATEMENT


def sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of title, summary and body, with the data that the body shows."""
    found = [*_split(article.title, Place.HEADING), *_split(article.summary, Place.ADVICE)]
    for place, text in _blocks(article_parser().parse(expanded_body(article))):
        found.extend(_split(text, place))
    return tuple(found)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of plain text without Markdown, as of one paragraph."""
    return tuple(_split(" ".join(text.split()), Place.PARAGRAPH))


def word_count(text: str) -> int:
    """How many words a person reads in `text`: `Wlz-indicatie` is one, `24 uur` two."""
    return len(_WORD.findall(text))


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[Place, str]]:
    depth = {"blockquote": 0, "list_item": 0}
    row: list[str] | None = None
    heading = False
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in depth:
            depth[name] += token.nesting
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Place.ROW, _CELL_MARK.join(row or [])
            row = None
        elif name == "heading":
            heading = token.nesting == 1
        elif token.type == "inline":
            text = text_of(token.children or (), _CITATION_MARK)
            if row is not None:
                row.append(text)
            elif heading:
                yield Place.HEADING, text
            elif depth["blockquote"]:
                yield Place.ADVICE, text
            else:
                yield (Place.ITEM if depth["list_item"] else Place.PARAGRAPH), text


def _split(text: str, place: Place) -> Iterator[Sentence]:
    last_citation = text.rfind(_CITATION_MARK)
    start = 0
    for end in (*_ends(text), len(text)):
        piece = text[start:end].replace(_CITATION_MARK, " ").replace(_CELL_MARK, " ")
        words = word_count(piece)
        # A citation stands behind the stop of its sentence: at the start of the next piece, which it does not support.
        first_letter = end - len(text[start:end].lstrip(f" {_CITATION_MARK}"))
        if words:
            yield Sentence(" ".join(piece.split()), words, place, first_letter <= last_citation)
        start = end


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        before = text[: found.end()].rstrip('"”’)')
        after = text[found.end() :].lstrip(f" {_CITATION_MARK}")
        is_stop = found.group(0).startswith(".")
        if is_stop and (_ABBREVIATION.search(before) or after[:1].islower()):
            continue
        yield found.end()
