"""The words of the search room: a question as it goes into the engine, and the answer that comes out.

Three steps, each pure: `search.dutch` turns text into an `AnalysedText`; `search.engine` turns a `Question` into an
`Answer`; `search.api` turns HTTP into a `Question` and an `Answer` into JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

Via = Literal["word", "part", "synonym", "correction"]
Sort = Literal["relevance", "distance", "name"]
MissCode = Literal["area", "age", "distance", "closed", "law"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a document can meet a concept: all `terms` (index terms) must be in it.

    weight: 0-1. via: how we came from the visitor's word to these terms. words: the same in readable form.
    """

    terms: tuple[str, ...]
    weight: float
    via: Via
    words: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What one word (or one known group of words) of the visitor stands for. The best alternative counts.

    supporting: adds to the score of what another concept found, but finds nothing by itself: the words that became a
    filter ("Utrecht", "peuter"). A document that names them ranks higher; one that only names them is no answer.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    supporting: bool = False


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Words of the question that were understood as a filter: "peuter" as age 1-4, "Utrecht" as place.

    value: place: the place's name; age: (from, to) in years; law, careType: the taxonomy code.
    """

    text: str
    as_: Literal["place", "age", "law", "careType"]
    value: Any


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """A visitor's text after Dutch analysis.

    phrases: groups of folded words that must stand side by side. excluded: terms no hit may have.
    corrected: the text as corrected, None when nothing was. leaning: kinds that fit the form of the question
    ("wie betaalt …" leans to factsheets and the law finder).
    """

    text: str
    concepts: tuple[Concept, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    corrected: str | None = None
    interpreted: tuple[Interpretation, ...] = ()
    leaning: tuple[str, ...] = ()


class Vocabulary(Protocol):
    """What the analysis must know of the index: which terms and which written words occur in it."""

    def document_frequency(self, term: str) -> int:
        """In how many documents an index term occurs; 0 when in none."""

    def words(self) -> dict[str, int]:
        """The folded words as written in titles, keywords and texts, each with its document frequency."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the visitor is: WGS 84 degrees, and the area codes the place lies in ("3511", "GM0344", "NL", …)."""

    latitude: float
    longitude: float
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A search. Every member combines with AND; the values inside one facet combine with OR.

    age: (from, to) in years, the same number twice for one age. radius_km: None means the default rule of api.md
    (who serves, plus addresses within 25 km). bbox: west, south, east, north in degrees. kinds: empty means all
    but the hidden ones. closed_too: what is temporarily closed is a hit like any other, for a list of everything.
    filters: facet name → chosen values. now: decides validity and "open now".
    """

    text: AnalysedText | None = None
    origin: Origin | None = None
    radius_km: float | None = None
    bbox: tuple[float, float, float, float] | None = None
    kinds: tuple[str, ...] = ()
    hidden_kinds: tuple[str, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    age: tuple[float, float] | None = None
    closed_too: bool = False
    region: str | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    language: str = "nl"
    explain: bool = False
    now: datetime | None = None


class Reason(NamedTuple):
    """Why a hit is there, as data; the face words it. code: serves-postcode, near, text, age, title."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of `explain`: the concept, the word that matched, in which field, with what weight and score."""

    concept: str
    matched: str
    field: str
    weight: float
    score: float


class Hit(NamedTuple):
    """One result. card: the ready-made JSON members as bytes (an object without its braces), in the language asked.

    location: the ready-made JSON of the nearest location (or of the first), b"null" when there is none.
    serves: None when no area is known or no origin was given. distance_km: None without origin or address.
    hours: OSM opening hours of that location, for "open now".
    """

    id: str
    kind: str
    score: float
    card: bytes
    location: bytes
    hours: str | None
    serves: bool | None
    distance_km: float | None
    reasons: tuple[Reason, ...] = ()
    misses: tuple[MissCode, ...] = ()
    explanation: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """total: all hits, not only this page. facets: name → [(value, count as after choosing it)].

    dropped: words of the question that were let go so as to find anything.
    """

    total: int
    hits: tuple[Hit, ...]
    near_misses: tuple[Hit, ...]
    facets: dict[str, list[tuple[str, int]]]
    dropped: tuple[str, ...] = ()
