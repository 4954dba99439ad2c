"""Reading a visitor's text: its words, what stands in quotes, what is left out with a minus. No meaning yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.dutch.analysis import hyphenated
from search.dutch.folding import FoldedWord, folded_words, simplify

LONGEST_TEXT = 200
"""Characters a question may have."""

MOST_WORDS = 16
"""Words of a question that are looked for, stop words not counted."""

_QUOTE_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class QuestionTooLongError(ValueError):
    """The text has more than LONGEST_TEXT characters; the visitor can leave words out."""

    def __init__(self, length: int) -> None:
        super().__init__(f"A question has at most {LONGEST_TEXT} characters; this one has {length}.")
        self.length = length


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question. capital: written with a capital first. before: the sign or space right in front of it.

    after: whether a comma or another sign, no space, follows. quoted: it stands between quotes.
    """

    word: str
    start: int
    end: int
    capital: bool
    quoted: bool
    excluded: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class ReadText:
    """text: the text as simplified, in which words have their places. phrases: folded words between quotes.

    joined: for runs of words with hyphens, (first, last) places in `words`.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[tuple[str, ...], ...]
    joined: tuple[tuple[int, int], ...]


def read_text(text: str) -> ReadText:
    """Read a visitor's text. Raises QuestionTooLongError above LONGEST_TEXT characters."""
    if len(text) > LONGEST_TEXT:
        raise QuestionTooLongError(len(text))
    # Some signs become many letters in compatibility form, one Arabic ligature 18: the limit holds for those too.
    simple = simplify(_CONTROL.sub(" ", text.translate(_QUOTE_MARKS)))[:LONGEST_TEXT]
    folded = folded_words(simple)
    spans = _quoted_spans(simple)
    words = tuple(_word(simple, item, spans) for item in folded)
    if not any(not word.excluded for word in words):
        # Nothing but exclusions asks for nothing: then they are ordinary words.
        words = tuple(_word(simple, item, spans, minus=False) for item in folded)
    phrases = tuple(
        phrase
        for start, end in spans
        if (phrase := tuple(item.word for item in folded if start <= item.start and item.end <= end))
    )
    return ReadText(simple, words, phrases, tuple(hyphenated(simple, folded)))


def _quoted_spans(text: str) -> list[tuple[int, int]]:
    """The stretches between pairs of quotes; a quote without its partner counts for nothing."""
    marks = [place for place, letter in enumerate(text) if letter == '"']
    return list(zip(marks[::2], marks[1::2], strict=False))


def _word(text: str, item: FoldedWord, spans: list[tuple[int, int]], *, minus: bool = True) -> Word:
    quoted = any(start < item.start and item.end <= end for start, end in spans)
    after_minus = text[max(0, item.start - 1) : item.start] == "-" and (
        item.start < 2 or text[item.start - 2].isspace()
    )
    return Word(
        word=item.word,
        start=item.start,
        end=item.end,
        capital=text[item.start : item.start + 1].isupper(),
        quoted=quoted,
        excluded=minus and after_minus and not quoted and not item.word.isdigit(),
        closed=text[item.end : item.end + 1] in {",", ";", ".", ")", "?", "!"},
    )
