"""Laws and care types named in a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from search.dutch.folding import fold_words
from search.dutch.reading import Word

MOST_WORDS_IN_NAME = 5

_LAWS = {
    "zvw": "zvw | zorgverzekeringswet | zorgverzekering | zorgverzekeringen | basisverzekering | health insurance",
    "jeugdwet": "jeugdwet | youth act",
    "wlz": "wlz | wet langdurige zorg | long-term care act",
    "wmo": "wmo | wmo 2015 | wet maatschappelijke ondersteuning | social support act",
    "education": (
        "onderwijswet | onderwijswetten | onderwijswetgeving | passend onderwijs | wet passend onderwijs | "
        "leerplichtwet | wpo | wec | wvo | wet op het primair onderwijs | wet op de expertisecentra | "
        "wet voortgezet onderwijs"
    ),
}
"""The names of the laws by their code in the taxonomy."""

_CODES = {tuple(fold_words(name)): code for code, names in _LAWS.items() for name in names.split("|")}
_DENIALS = frozenset({"geen", "zonder", "niet", "no", "not", "without"})


class Labels(Protocol):
    """The care types, by label and by the other words that mean the same."""

    def find(self, words: tuple[str, ...]) -> str | None:
        """The taxonomy code for these folded words ("kinder", "thuiszorg"); None when they name no care type."""


class FoundName(NamedTuple):
    """first, last: places of its words in the question. code: in the taxonomy."""

    first: int
    last: int
    code: str


def law_code(words: tuple[str, ...]) -> str | None:
    """The code of the law that these folded words name."""
    return _CODES.get(words)


def find_names(words: Sequence[Word], find: Callable[[tuple[str, ...]], str | None]) -> Iterator[FoundName]:
    """The names in a question that `find` knows, the longest first, each code once.

    What is denied ("geen Wlz"), left out or between quotes is no name.
    """
    folded = tuple(word.word for word in words)
    usable = [not (word.excluded or word.quoted) for word in words]
    seen: set[str] = set()
    first = 0
    while first < len(words):
        name = _name_at(folded, usable, first, find)
        if name is None:
            first += 1
            continue
        first = name.last + 1
        if name.code not in seen:
            seen.add(name.code)
            yield name


def _name_at(
    folded: tuple[str, ...], usable: Sequence[bool], first: int, find: Callable[[tuple[str, ...]], str | None]
) -> FoundName | None:
    if first and folded[first - 1] in _DENIALS:
        return None
    for end in range(min(len(folded), first + MOST_WORDS_IN_NAME), first, -1):
        code = find(folded[first:end])
        if code is not None and all(usable[first:end]):
            return FoundName(first, end - 1, code)
    return None
