"""Place names in a question. A wrong filter is worse than none, so a name that is also a word needs a reason.

"groningen" is a place however it is written; "Best", "Goes" or "Bergen" only with a capital after a preposition, or
after "regio", "gemeente" and the like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from search.dutch.folding import listed
from search.dutch.reading import Word
from search.dutch.stemming import data_file, read_words

MOST_WORDS_IN_NAME = 5

_PREPOSITIONS = frozenset(listed("in te bij rond rondom uit nabij vanuit omstreken near around from"))
_AREA_WORDS = frozenset(
    listed("regio gemeente omgeving plaats stad dorp provincie postcode buurt omstreken city region")
)
_ARTICLES = frozenset({"de", "den", "het", "s", "t"})
_PART_OF_A_NAME = frozenset(listed("umc mc umcg lumc universiteit university ziekenhuis kinderziekenhuis"))
_SHORTEST_PLAIN = 4
_POSTCODE_DIGITS = 4
_FIRST_YEAR, _LAST_YEAR = 1990, 2039


class PlaceNames(Protocol):
    """The places of the country: towns, municipalities, provinces, and postcodes of four digits."""

    def find(self, words: tuple[str, ...]) -> str | None:
        """The name of the place that these folded words are ("den", "haag"), as to be shown; None when it is none."""


class FoundPlace(NamedTuple):
    """first, last: places of its words in the question. name: as `PlaceNames` gives it."""

    first: int
    last: int
    name: str


def ambiguous_names() -> frozenset[str]:
    """Place names of one word that are ordinary words, or names of people, as well."""
    return frozenset(read_words(data_file("ambiguous_places.txt")))


def named_places(words: Sequence[Word], places: PlaceNames) -> set[int]:
    """The places in the question of all words that may be part of a name, whether or not it is meant so."""
    folded = tuple(word.word for word in words)
    named: set[int] = set()
    for first in range(len(words)):
        for end in range(first + 1, min(len(words), first + MOST_WORDS_IN_NAME) + 1):
            if places.find(folded[first:end]) is not None:
                named.update(range(first, end))
    return named


def find_place(
    words: Sequence[Word], places: PlaceNames, is_ordinary: Callable[[str], bool], ambiguous: frozenset[str]
) -> FoundPlace | None:
    """The first place named in a question, the longest name first; None when there is none for sure.

    is_ordinary: says of a folded word whether it is an ordinary Dutch word.
    """
    shouting = sum(word.capital for word in words) > len(words) / 2 and len(words) > 1
    folded = tuple(word.word for word in words)
    for first in range(len(words)):
        for last in range(min(len(words), first + MOST_WORDS_IN_NAME) - 1, first - 1, -1):
            name = places.find(folded[first : last + 1])
            if name is None or any(word.excluded or word.quoted for word in words[first : last + 1]):
                continue
            if _is_meant(words, first, last, is_ordinary, ambiguous, shouting):
                return FoundPlace(first, last, name)
    return None


def _is_meant(
    words: Sequence[Word],
    first: int,
    last: int,
    is_ordinary: Callable[[str], bool],
    ambiguous: frozenset[str],
    shouting: bool,
) -> bool:
    before = words[first - 1].word if first else ""
    after = words[last + 1].word if last + 1 < len(words) else ""
    single = words[first].word
    if first == last and single.isdigit():
        return _is_postcode(single, before)
    if before in _PART_OF_A_NAME or after in _PART_OF_A_NAME:
        return False
    if before in _AREA_WORDS or (before == "van" and first > 1 and words[first - 2].word in _AREA_WORDS):
        return True
    telling = [word for word in words[first : last + 1] if word.word not in _ARTICLES]
    if len(telling) > 1 or (last > first and single == "den"):
        return True
    name = telling[0] if telling else words[last]
    doubtful = name.word in ambiguous or is_ordinary(name.word)
    if doubtful:
        return name.capital and not shouting and before in _PREPOSITIONS
    return len(name.word) >= _SHORTEST_PLAIN or name.capital or before in _PREPOSITIONS


def _is_postcode(digits: str, before: str) -> bool:
    if len(digits) != _POSTCODE_DIGITS or digits[0] == "0":
        return False
    return before == "postcode" or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR
