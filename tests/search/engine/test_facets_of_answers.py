"""Facet counts are what one gets after choosing: checked by choosing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from search_examples import UTRECHT, ask, build, document, ids, place_north

from core.publishing.entries import IndexDocument
from search.engine.index import Index

VALUES = {
    "careType": ("kinderthuiszorg", "logeerhuis", "hospice"),
    "law": ("zvw", "jeugdwet", "wlz"),
    "domain": ("medical", "social"),
    "delivery": ("home", "overnight"),
    "language": ("nl", "en"),
}
KINDS = ("service", "factsheet", "best-practice")


def varied(count: int) -> list[IndexDocument]:
    """Documents of every kind and combination, some near, some serving, some closed, some too old."""
    chance = random.Random(20261122)  # noqa: S311  # no secret: the same documents each time
    documents = []
    for number in range(count):
        facets = {name: tuple(chance.sample(values, chance.randint(0, len(values)))) for name, values in VALUES.items()}
        kind = chance.choice(KINDS)
        members: dict[str, Any] = {}
        if kind == "service":
            members["area_codes"] = chance.choice([(), ("GM0344",), ("GM0307",), ("NL",)])
            members["locations"] = chance.choice([(), (place_north(chance.uniform(0, 40)),)])
            members["status"] = chance.choice(["active", "active", "active", "temporarily closed", "defunct"])
            members["minimum_age"], members["maximum_age"] = chance.choice([(None, None), (0, 4), (0, 18), (12, 18)])
        title = chance.choice(["Zorg", "Logeren", "Zorg en logeren", "Vervoer"])
        documents.append(document(f"d{number}", f"{title} {number}", kind=kind, facets=facets, **members))
    return documents


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build(tmp_path_factory.mktemp("facets"), varied(300))


QUESTIONS: list[tuple[str | None, dict[str, Any]]] = [
    ("zorg", {}),
    (None, {"origin": UTRECHT}),
    ("logeren zorg", {"origin": UTRECHT, "age": (4.0, 4.0)}),
    ("zorg", {"filters": {"law": ("zvw",)}}),
    ("zorg", {"filters": {"law": ("zvw", "wlz"), "careType": ("hospice",)}, "origin": UTRECHT}),
    (None, {"filters": {"domain": ("social",)}, "kinds": ("service",)}),
    ("logeren", {"kinds": ("factsheet", "best-practice"), "filters": {"language": ("en",)}}),
    ("logeren", {"bbox": (5.0, 52.0, 5.3, 52.3), "radius_km": 10, "origin": UTRECHT}),
]


@pytest.mark.parametrize(("text", "members"), QUESTIONS)
def test_a_count_is_what_one_gets_after_choosing(index: Index, text: str | None, members: dict[str, Any]) -> None:
    answer = ask(index, text, **members)
    assert answer.facets
    for name, counts in answer.facets.items():
        counted = dict(counts)
        for value in KINDS if name == "kind" else VALUES[name]:
            if name == "kind":
                chosen = ask(index, text, **{**members, "kinds": (value,)})
            else:
                filters = {**members.get("filters", {}), name: (value,)}
                chosen = ask(index, text, **{**members, "filters": filters})
            if text is not None and set(text.split()) <= set(chosen.dropped):
                # Nothing met the words beside this choice, so they were let go.
                assert counted.get(value, 0) == 0
            else:
                assert counted.get(value, 0) == chosen.total, (name, value)


def test_values_of_one_facet_add_and_facets_narrow(index: Index) -> None:
    zvw = set(ids(ask(index, "zorg", filters={"law": ("zvw",)}, limit=1000)))
    wlz = set(ids(ask(index, "zorg", filters={"law": ("wlz",)}, limit=1000)))
    either = set(ids(ask(index, "zorg", filters={"law": ("zvw", "wlz")}, limit=1000)))
    social = set(ids(ask(index, "zorg", filters={"domain": ("social",)}, limit=1000)))
    both = set(ids(ask(index, "zorg", filters={"law": ("zvw",), "domain": ("social",)}, limit=1000)))
    assert either == zvw | wlz
    assert both == zvw & social


def test_values_keep_their_order_whatever_is_chosen(index: Index) -> None:
    for text, members in QUESTIONS:
        for counts in ask(index, text, **members).facets.values():
            values = [value for value, _ in counts]
            assert values == sorted(values)


def test_a_chosen_value_without_hits_stays_to_be_unchosen(index: Index) -> None:
    answer = ask(index, filters={"careType": ("nergens",)})
    assert answer.total == 0
    assert ("nergens", 0) in answer.facets["careType"]


def test_a_facet_that_is_not_counted_filters_as_well(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("doi", "Loket", facets={"deskType": ("doi",)}),
            document("nik", "Loket", facets={"deskType": ("nik",)}),
            document("none", "Loket"),
        ],
    )
    assert ids(ask(index, "loket", filters={"deskType": ("doi",)})) == ["doi"]
    assert set(ids(ask(index, "loket", filters={"deskType": ("doi", "nik")}))) == {"doi", "nik"}
    assert ids(ask(index, "loket", filters={"deskType": ("c1",)})) == []


def test_nothing_chosen_is_no_filter(index: Index) -> None:
    assert ask(index, "zorg", filters={"law": ()}).total == ask(index, "zorg").total
