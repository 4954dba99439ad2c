"""Typo correction: for a word that neither the index nor a word list knows, the words it may have been meant to be.

Close means: Damerau-Levenshtein distance (rapidfuzz' optimal string alignment) of 1, from seven letters on 2; or the
same sound in Dutch (f/v, s/z, ei/ij, ou/au, g/ch, c/k, d/t at the end, ie/y, double letters, a swallowed n).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

SHORTEST_CORRECTED = 4
"""Shorter words are mostly abbreviations; one letter makes another abbreviation of them."""

SHORTEST_WITH_TWO = 7
SAME_SOUND = 1.0
"""A correction that costs less than this sounds as what was typed."""

MOST_CANDIDATES = 3

_SOUNDS = tuple(
    (re.compile(pattern, re.MULTILINE), sound)
    for pattern, sound in (
        (r"ij|ei", "9"),
        (r"ou|au", "8"),
        (r"dt$|d$|th", "t"),
        (r"b$", "p"),
        (r"isch(e?)$", r"is\1"),
        (r"sch", "sg"),
        (r"ch", "g"),
        (r"ph", "f"),
        (r"ti(?=e$|es$|eel|on)", "si"),
        (r"c(?=[eiy9])", "s"),
        (r"qu", "kw"),
        (r"x", "ks"),
        (r"uw(?=$|en$)", "u"),
        (r"ie|y", "i"),
        (r"en(?=$|[^aeiou89\n])", "e"),
        (r"h(?=$|[^aeiou89\n])", ""),
    )
)
_LETTERS = str.maketrans("vzcq", "fskk")
_DOUBLED = re.compile(r"([a-z89])\1+")

_BIT = np.zeros(256, dtype=np.uint32)
for _place, _letter in enumerate("abcdefghijklmnopqrstuvwxyz89"):
    _BIT[ord(_letter)] = 1 << _place


def sound(text: str) -> str:
    """How a folded word sounds, as a key that sound-alikes share; also for many words, each on a line of its own."""
    for pattern, replacement in _SOUNDS:
        text = pattern.sub(replacement, text)
    return _DOUBLED.sub(r"\1", text.translate(_LETTERS))


def distance_allowed(length: int) -> int:
    """How many edits a word of this many letters may be away from what was meant."""
    if length < SHORTEST_CORRECTED:
        return 0
    return 1 if length < SHORTEST_WITH_TWO else 2


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that may have been meant. cost: the edits in sound, and a quarter for each edit in writing."""

    word: str
    cost: float


class _Forms:
    """Strings ordered by length with, for each, the set of its letters as bits: what may be close is found at once."""

    def __init__(self, forms: list[str]) -> None:
        lengths = np.fromiter(map(len, forms), dtype=np.int32, count=len(forms))
        self.order: NDArray[np.intp] = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self.order]
        # One byte for each letter; what is no letter has no bit, so it never keeps a close word out.
        letters = np.frombuffer("".join(forms).encode("latin-1", "replace"), dtype=np.uint8)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if forms else np.zeros(0, dtype=np.int64)
        masks = np.bitwise_or.reduceat(_BIT[letters], starts) if len(letters) else np.zeros(0, dtype=np.uint32)
        self._masks = masks[self.order]

    def within(self, form: str, forms: list[str], distance: int) -> list[int]:
        """The places in `forms`, the list this was made from, of all strings within this distance of `form`.

        An edit changes the length by at most one and the set of letters by at most two: for all others the distance
        need not be computed.
        """
        first = np.searchsorted(self._lengths, len(form) - distance, side="left")
        last = np.searchsorted(self._lengths, len(form) + distance, side="right")
        mask = np.bitwise_or.reduce(_BIT[np.frombuffer(form.encode("latin-1", "replace"), dtype=np.uint8)])
        differing = np.bitwise_count(self._masks[first:last] ^ mask)
        near = self.order[first:last][differing <= 2 * distance]
        if not len(near):
            return []
        distances = cdist([form], [forms[place] for place in near], scorer=OSA.distance, score_cutoff=distance)[0]
        found: list[int] = near[distances <= distance].tolist()
        return found


class Corrector:
    """Finds the words close to a misspelt one. Build it once per vocabulary; it does not change afterwards."""

    def __init__(self, words: Mapping[str, int], more: Iterable[str] = ()) -> None:
        """words: folded word → number of documents, the commoner wins a tie. more: words that no document need have."""
        frequency = dict.fromkeys(more, 0)
        frequency.update(words)
        self._words = [word for word in frequency if word and len(word) >= SHORTEST_CORRECTED]
        self._frequency = frequency
        self._sounds = sound("\n".join(self._words)).split("\n") if self._words else []
        self._written = _Forms(self._words)
        self._spoken = _Forms(self._sounds)

    def __contains__(self, word: str) -> bool:
        return word in self._frequency

    def corrections(self, word: str) -> tuple[Correction, ...]:
        """The words meant, likeliest first, at most MOST_CANDIDATES; empty when nothing is close enough.

        Work: one pass over the bits of the words of about the same length, and a distance for the few that remain.
        """
        allowed = distance_allowed(len(word))
        if not allowed or not self._words:
            return ()
        spoken = sound(word)
        near = {
            *self._written.within(word, self._words, allowed),
            *self._spoken.within(spoken, self._sounds, allowed - 1),
        }
        ranked = []
        for place in near:
            candidate = self._words[place]
            cost = _cost(word, spoken, candidate, self._sounds[place])
            if cost is not None:
                ranked.append((cost, -self._frequency[candidate], candidate))
        ranked.sort()
        return tuple(Correction(candidate, cost) for cost, _, candidate in ranked[:MOST_CANDIDATES])


def _cost(word: str, spoken: str, candidate: str, its_sound: str) -> float | None:
    """What it takes to have meant the candidate; None when that is not likely."""
    written = OSA.distance(word, candidate)
    heard = OSA.distance(spoken, its_sound)
    if word[0] == candidate[0] or not heard:
        return heard + written / 4
    # People seldom miss the first letter, unless it sounds the same.
    return None if written > 1 else heard + 1 + written / 4
