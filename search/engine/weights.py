"""Every weight of the ranking, in one table, each with its reason.

A change under "in the index" is worked into the arrays on disk: `fingerprint()` then differs and the index is rebuilt.
A change under "at question time" takes effect at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

SCORING_FIELDS = ("title", "keywords", "search_words", "summary", "text")
"""The fields of BM25F, in the order in which they are packed. Names and abbreviations count as title."""


@dataclass(frozen=True, slots=True)
class IndexWeights:
    """In the index. Field weights and length normalisation are in the order of SCORING_FIELDS."""

    # Title 2.5: what the entry is called. Keywords and search words 2: chosen by staff to be found by.
    # Summary 1.5: written to say what it is. Text 1: the measure. (docs/evaluation.md has the figures.)
    field_weights: tuple[float, ...] = (2.5, 2.0, 2.0, 1.5, 1.0)
    # How much a long field dilutes its words: a long text says many things, a list of search words is no dilution.
    length_normalisation: tuple[float, ...] = (0.3, 0.3, 0.0, 0.6, 0.75)
    # k1: how soon more of a word stops helping. 1.2 is usual where one mention counts 1; here one mention in the title
    # counts 2.5, and at 1.2 it would hardly weigh more than one in the text. All three sets are at their best at 2.5-3.
    saturation: float = 2.5


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """At question time. Shares are of the text score, so that geography can never beat a much better text."""

    # An entry that meets only part of the words keeps this share; the rest grows with the weight of the words met.
    partial_match_floor: float = 0.7
    # The question is the title, a name or an abbreviation: above every text score, so that it is always first.
    exact_name: float = 100.0
    # An entry with less than this share of the best text score has met some common part of a word: it is no answer.
    relevance_floor: float = 0.05
    # Works in the visitor's area: only a text twice as good passes it, for it decides whether there is care at all.
    serves: float = 1.5
    # Next door, falling to half at `half_distance_km` and on from there: near is good, without a cliff anywhere.
    near: float = 0.25
    half_distance_km: float = 10.0
    # Knowledge has no place: a little more than a service next door, so that a postcode does not bury the factsheets.
    placeless: float = 0.3
    # The form of the question asks for this kind ("wie betaalt …"): a third, enough to pass an equal text.
    leaning: float = 0.35
    # Checked today rather than never: at most 2%, a tie-break between entries that answer equally well.
    freshness: float = 0.02
    freshness_half_life_days: float = 365.0
    # The default circle round a postcode (API contract), and how far the near misses look beyond a chosen radius.
    default_radius_km: float = 25.0
    near_miss_reach: float = 2.0
    # As many near misses as fit under a short list without hiding it.
    near_misses: int = 5


INDEX_WEIGHTS = IndexWeights()
WEIGHTS = RankingWeights()


def fingerprint() -> str:
    """Sixteen hex digits that differ when what is worked into the index differs."""
    text = repr([(item.name, getattr(INDEX_WEIGHTS, item.name)) for item in fields(INDEX_WEIGHTS)])
    return hashlib.sha256((text + repr(SCORING_FIELDS)).encode()).hexdigest()[:16]
