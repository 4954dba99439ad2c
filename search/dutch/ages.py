"""Ages in a question: "3 jaar", "8 maanden", "van 0 tot 4 jaar", "peuter". A wrong filter is worse than none.

Left alone are durations ("al 3 jaar", "3 maanden wachten"), becoming an age ("wordt 12") and eighteen itself: who asks
about eighteen asks about what changes then, and needs what is for both sides of that birthday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.dutch.folding import listed
from search.dutch.reading import Word

OLDEST = 30
"""Above this a number of years is no child's age."""

LIFE_STAGES = {
    "baby": (0.0, 1.0), "babys": (0.0, 1.0), "babytje": (0.0, 1.0), "zuigeling": (0.0, 1.0), "zuigelingen": (0.0, 1.0),
    "pasgeborene": (0.0, 1.0), "pasgeborenen": (0.0, 1.0), "newborn": (0.0, 1.0), "babies": (0.0, 1.0),
    "dreumes": (1.0, 2.0), "dreumesen": (1.0, 2.0), "toddler": (1.0, 4.0),
    "peuter": (1.0, 4.0), "peuters": (1.0, 4.0), "peutertje": (1.0, 4.0),
    "kleuter": (4.0, 6.0), "kleuters": (4.0, 6.0), "kleutertje": (4.0, 6.0),
    "schoolkind": (4.0, 12.0), "schoolkinderen": (4.0, 12.0), "basisschoolkind": (4.0, 12.0),
    "puber": (12.0, 17.0), "pubers": (12.0, 17.0), "tiener": (12.0, 17.0), "tieners": (12.0, 17.0),
    "teenager": (12.0, 17.0), "teenagers": (12.0, 17.0),
    "jongvolwassene": (18.0, 27.0), "jongvolwassenen": (18.0, 27.0),
}  # fmt: skip
"""Years for the words of a stage of life, as parents use them."""

_NUMBERS = {
    word: float(number)
    for number, word in enumerate(
        listed(
            "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
            "zestien zeventien achttien negentien twintig"
        )
    )
} | {"anderhalf": 1.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}
_YEARS_IN = {
    **dict.fromkeys(("jaar", "jaren", "jr", "jarig", "jarige", "jarigen", "years", "year"), 1.0),
    **dict.fromkeys(("maand", "maanden", "mnd", "maandjes", "months", "month"), 1 / 12),
    **dict.fromkeys(("week", "weken", "weekjes", "weeks"), 7 / 365.25),
}
_AGE_BY_ITSELF = frozenset({"jarig", "jarige", "jarigen"})
_PEOPLE = frozenset(
    listed(
        "kind kindje kinderen zoon zoontje dochter dochtertje jongen jongetje meisje meid baby peuter "
        "kleuter puber broertje zusje leerling patient child son daughter boy girl leeftijd"
    )
)
_DURATION_BEFORE = frozenset(
    listed(
        "al sinds over binnen na elke om per gedurende duurt duren tijdens afgelopen laatste komende "
        "eerste iedere ongeveer langer wacht wachten wachttijd for since within after every"
    )
)
_DURATION_AFTER = frozenset(
    listed(
        "geleden lang wachten wachttijd wacht wachtlijst later verlof verblijf geldig thuis opname "
        "opgenomen vakantie ago terug durend durende duren indicatie pgb contract"
    )
)
_BECOMING = frozenset(listed("wordt word worden werd bijna turns turning becomes volwassen vanaf sinds"))
_TOGETHER = re.compile(r"(\d{1,2}|[a-z]+?)(jarigen?|jr|j|mnd)")
_NUMBER = re.compile(r"\d{1,2}")


class FoundAge(NamedTuple):
    """first, last: places of its words. years: (from, to); the same number twice for one age."""

    first: int
    last: int
    years: tuple[float, float]


def find_ages(words: Sequence[Word]) -> list[FoundAge]:
    """The ages named in a question, in order and apart. Several are for the caller to join."""
    found: list[FoundAge] = []
    place = 0
    while place < len(words):
        age = _age_at(words, place)
        if age is None:
            place += 1
            continue
        found.append(age)
        place = age.last + 1
    return found


def _age_at(words: Sequence[Word], place: int) -> FoundAge | None:
    word = words[place]
    if word.excluded or word.quoted:
        return None
    stage = LIFE_STAGES.get(word.word)
    if stage is not None:
        return FoundAge(place, place, stage)
    for attempt in (_in_one_word, _range, _number_and_unit, _number_after_person):
        age = attempt(words, place)
        if age is not None:
            return age
    return None


def _in_one_word(words: Sequence[Word], place: int) -> FoundAge | None:
    """3-jarige counts as two words; this is for "3jarige", "driejarige", "3jr"."""
    match = _TOGETHER.fullmatch(words[place].word)
    number = _number(match.group(1)) if match else None
    if match is None or number is None:
        return None
    years = number / 12 if match.group(2) == "mnd" else number
    return _as_age(place, place, years, years)


def _range(words: Sequence[Word], place: int) -> FoundAge | None:
    """ "0 tot 4 jaar", "van 0 t/m 4 jaar", "0-4 jaar", "tussen 4 en 12 jaar"."""
    low = _number(words[place].word)
    if low is None:
        return None
    second = place + 1
    while second < len(words) and words[second].word in {"tot", "t", "m", "met", "en", "to"}:
        second += 1
    if second >= len(words) - 1 or second - place > 3:
        return None
    high, unit = _number(words[second].word), _YEARS_IN.get(words[second + 1].word)
    if high is None or unit is None or low >= high or not _is_about_a_person(words, place, second + 1):
        return None
    return _as_age(place, second + 1, low * unit, high * unit)


def _number_and_unit(words: Sequence[Word], place: int) -> FoundAge | None:
    number = _number(words[place].word)
    if number is None or place + 1 >= len(words):
        return None
    unit_word = words[place + 1].word
    unit = _YEARS_IN.get(unit_word)
    if unit is None or not _is_about_a_person(words, place, place + 1):
        return None
    last = place + 1
    if last + 1 < len(words) and words[last + 1].word in {"oud", "oude", "old"}:
        last += 1
    elif unit_word not in _AGE_BY_ITSELF and unit < 1 / 12 and not _person_before(words, place):
        # "6 weken" is a term to object within, unless it is said of a child.
        return None
    return _as_age(place, last, number * unit, number * unit)


def _number_after_person(words: Sequence[Word], place: int) -> FoundAge | None:
    """ "dochter van 7", "zoon (12)"."""
    number = _number(words[place].word)
    if number is None or not words[place].word.isdigit() or not _person_before(words, place):
        return None
    following = words[place + 1].word if place + 1 < len(words) else ""
    if following in _YEARS_IN or following in {
        "uur",
        "keer",
        "dagen",
        "dag",
        "euro",
        "kilo",
        "kg",
        "nachten",
        "procent",
    }:
        return None
    return _as_age(place, place, number, number)


def _is_about_a_person(words: Sequence[Word], first: int, last: int) -> bool:
    before = words[first - 1].word if first else ""
    after = words[last + 1].word if last + 1 < len(words) else ""
    if before in _BECOMING or after in {"wordt", "worden", "word"}:
        return False
    if words[last].word in _AGE_BY_ITSELF or after in {"oud", "oude", "old"}:
        return True
    if before == "de" and first > 1:
        before = words[first - 2].word  # "om de 3 maanden"
    return before not in _DURATION_BEFORE and after not in _DURATION_AFTER


def _person_before(words: Sequence[Word], place: int) -> bool:
    """Whether the number is said of a child: "kind van 3", "zoon 3", "mijn dochter is 3"."""
    before = [word.word for word in words[max(0, place - 2) : place]]
    if not before:
        return False
    if before[-1] in _PEOPLE:
        return True
    return len(before) > 1 and before[-1] in {"van", "is", "of", "aged"} and before[-2] in _PEOPLE


def _number(word: str) -> float | None:
    if _NUMBER.fullmatch(word):
        return float(word)
    return _NUMBERS.get(word)


def _as_age(first: int, last: int, low: float, high: float) -> FoundAge | None:
    if high > OLDEST or low == high == 18:
        return None
    return FoundAge(first, last, (round(low, 2), round(high, 2)))


def joined(ages: Sequence[FoundAge]) -> tuple[float, float]:
    """One span of years that holds all the ages found: "baby's en peuters" is 0 to 4."""
    return min(age.years[0] for age in ages), max(age.years[1] for age in ages)


def positions(ages: Sequence[FoundAge]) -> Iterator[int]:
    """The places of all words that belong to an age."""
    for age in ages:
        yield from range(age.first, age.last + 1)
