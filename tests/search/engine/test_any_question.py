"""Whatever is asked, the answer is in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from search_examples import AMERSFOORT, ANALYZER, NOW, UTRECHT, build, document, place_north

from core.publishing.entries import IndexDocument
from search.engine.index import Index
from search.engine.search import search
from search.query import Alternative, AnalysedText, Concept, Origin, Question

WORDS = ("zorg", "logeren", "sonde", "thuis", "beademing", "zeester", "nergens", "in", "natura")


def made(number: int) -> IndexDocument:
    texts = [" ".join(WORDS[(number * step + step) % 7] for step in range(1, 2 + number % 9))]
    members: dict[str, Any] = {
        "area_codes": [(), ("GM0344",), ("GM0307", "3500-3599"), ("NL",), ("PV26",)][number % 5],
        "locations": tuple(place_north(number * 1.7 + step * 9, identity=f"p{step}") for step in range(number % 4)),
        "status": ["active", "active", "active", "temporarily closed", "inactive"][number % 7 % 5],
        "minimum_age": [None, 0, 4, 12][number % 4],
        "maximum_age": [None, 4, 12, 18][number % 4],
        "facets": {"law": [(), ("zvw",), ("zvw", "wlz")][number % 3], "careType": (f"c{number % 5}",)},
        "assured_date": [None, "2026-01-01", "2020-02-02"][number % 3],
        "valid_until": [None, None, "2026-11-01"][number % 11 % 3],
    }
    kind = "service" if number % 4 else "factsheet"
    return document(f"d{number}", WORDS[number % 6].title(), kind=kind, text=texts[0], **members)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build(tmp_path_factory.mktemp("any"), [made(number) for number in range(120)])


TERMS = st.sampled_from([ANALYZER.term(word) for word in WORDS] + ["", "\x00", "ß", "*", "\ud800", "a" * 300])
ALTERNATIVES = st.builds(
    Alternative,
    st.lists(TERMS, max_size=3).map(tuple),
    st.floats(0.05, 1),
    st.sampled_from(["word", "part", "synonym", "correction"]),
    st.text(max_size=9),
)
CONCEPTS = st.builds(
    Concept, st.text(max_size=9), st.lists(ALTERNATIVES, max_size=4).map(tuple), supporting=st.booleans()
)
TEXTS = st.builds(
    AnalysedText,
    st.text(max_size=30),
    st.lists(CONCEPTS, max_size=16).map(tuple),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple), max_size=2).map(tuple),
    st.lists(TERMS, max_size=2).map(tuple),
    leaning=st.lists(st.sampled_from(["factsheet", "unknown"]), max_size=1).map(tuple),
)
ORIGINS = st.sampled_from(
    [UTRECHT, AMERSFOORT, Origin(-89.9, 179.9, ()), Origin(0.0, 0.0, ("NL", "", "0000", "\ud800"))]
)
QUESTIONS = st.builds(
    Question,
    text=st.none() | TEXTS,
    origin=st.none() | ORIGINS,
    radius_km=st.none() | st.floats(0, 20_000),
    bbox=st.none() | st.sampled_from([(5.0, 52.0, 5.3, 52.4), (5.3, 52.4, 5.0, 52.0), (-180.0, -90.0, 180.0, 90.0)]),
    kinds=st.lists(st.sampled_from(["service", "factsheet", "page"]), max_size=2).map(tuple),
    filters=st.dictionaries(
        st.sampled_from(["law", "careType", "deskType", "nonsense"]),
        st.lists(st.sampled_from(["zvw", "wlz", "c1", "c2", "\x00", "\udfff"]), max_size=2).map(tuple),
        max_size=3,
    ),
    age=st.none() | st.tuples(st.floats(0, 30), st.floats(0, 30)).map(lambda pair: (min(pair), max(pair))),
    region=st.none() | st.sampled_from(["GM0344", "NIK-UTRECHT", "", "\ud800"]),
    sort=st.sampled_from(["relevance", "distance", "name"]),
    offset=st.sampled_from([0, 1, 7, 10**12]),
    limit=st.sampled_from([0, 1, 20, 100]),
    language=st.sampled_from(["nl", "en", "xx"]),
    explain=st.booleans(),
    now=st.just(NOW),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTIONS)
@example(Question(text=AnalysedText(""), now=NOW))
def test_an_answer_is_in_order_whatever_is_asked(index: Index, question: Question) -> None:
    answer = search(index.snapshot, question)
    identities = [hit.id for hit in answer.hits]
    assert len(identities) == max(0, min(question.limit, answer.total - question.offset))
    assert len(set(identities)) == len(identities)
    assert not set(identities) & {hit.id for hit in answer.near_misses}
    assert all(hit.misses for hit in answer.near_misses)
    assert not any(hit.misses for hit in answer.hits)
    if question.sort == "relevance":
        scores = [hit.score for hit in answer.hits]
        assert scores == sorted(scores, reverse=True)
    if question.sort == "distance" and question.origin is not None:
        distances = [float("inf") if hit.distance_km is None else hit.distance_km for hit in answer.hits]
        assert distances == sorted(distances)
    if question.explain:
        for hit in (*answer.hits, *answer.near_misses):
            assert sum(line.score for line in hit.explanation) == pytest.approx(hit.score, rel=1e-4, abs=1e-4)
    assert search(index.snapshot, question) == answer


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTIONS)
def test_the_work_space_is_left_clean(index: Index, question: Question) -> None:
    search(index.snapshot, question)
    assert not index.snapshot.work_space().any()
