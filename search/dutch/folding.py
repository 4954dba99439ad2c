"""Folding: one written form for what a reader sees as the same word.

"Crèche", "creche" and "CRÈCHE" fold to the same word; "baby's" folds to "baby", "z.s.m." to "zsm". Hyphens and other
signs separate words; the points inside "artikel 3.2.1" stay.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LONGEST_WORD = 40
"""Letters of a word that count; what is longer is cut, in texts as well as in questions, so that the two still meet."""

_COMBINING = dict.fromkeys(range(0x0300, 0x0370))
_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"}
_SPECIAL = str.maketrans(
    dict.fromkeys("’‘`´", "'") | _LETTERS | {letter.upper(): plain.upper() for letter, plain in _LETTERS.items()}
)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:'[^\W_]+)?")
_SHORTEST_BEFORE_APOSTROPHE = 2


class FoldedWord(NamedTuple):
    """A word of a text: `word` folded; `start` and `end` are where it stands in the text after `simplify`."""

    word: str
    start: int
    end: int


def simplify(text: str) -> str:
    """The text with one kind of apostrophe, without accents and in compatibility form, capitals kept.

    "ﬁ" becomes "fi" and "é" becomes "e", so positions in the result may differ from those in `text`.
    """
    if text.isascii():
        return text
    # The apostrophes go first: NFKD would turn "´" into a space with an accent.
    plain = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
    return plain.translate(_COMBINING).translate(_SPECIAL)


def folded_words(simple: str) -> list[FoldedWord]:
    """The words of a text that went through `simplify`, in order, lower-cased, each at most LONGEST_WORD letters."""
    lowered = simple.lower()
    # Lower-casing lengthens a few letters ("İ"); the capitals are then not found back, which costs nothing but a hint.
    if "." in lowered:
        lowered = _INITIALS.sub(_joined_initials, lowered)
    words = []
    for match in _WORD.finditer(lowered):
        start, end = match.span()
        written = match.group()
        cut = written.find("'")
        if cut < 0:
            words.append(FoldedWord(written[:LONGEST_WORD], start, end))
        elif cut >= _SHORTEST_BEFORE_APOSTROPHE:
            # "baby's", "pgb'er": what follows the apostrophe is inflection.
            words.append(FoldedWord(written[:cut][:LONGEST_WORD], start, end))
        else:
            # "'s avonds", "d'Artagnan", "zo'n" keep both sides.
            words.append(FoldedWord(written[:cut], start, start + cut))
            words.append(FoldedWord(written[cut + 1 :][:LONGEST_WORD], start + cut + 1, end))
    return words


def fold_words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [item.word for item in folded_words(simplify(text))]


def fold(text: str) -> str:
    """The text as its folded words with single spaces: the form in which titles and names are compared."""
    return " ".join(fold_words(text))


def _joined_initials(match: re.Match[str]) -> str:
    """Write "z.s.m." as "zsm", padded to the same length so that positions stay."""
    written = match.group()
    return written.replace(".", "").ljust(len(written))


def listed(words: str) -> tuple[str, ...]:
    """The words of a line, for lists in code that read better as one."""
    return tuple(words.split())
