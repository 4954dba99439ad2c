"""Whatever members are combined: an answer that is consistent with itself, or a 400."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st

from tests.instances import Instance

WORDS = [
    "beademing",
    "logeren",
    "sonde",
    "peuter",
    "Utrecht",
    "wlz",
    "kinderthuiszorg",
    "nachtt",
    "9712",
    "-nacht",
    '"zorg thuis"',
]
VALID: dict[str, st.SearchStrategy[Any]] = {
    "q": st.one_of(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), st.text(max_size=30)),
    "postcode": st.sampled_from(["3511", "9712", "6211", "4331"]),
    "radiusKm": st.sampled_from([1, 10.5, 200]),
    "kind": st.lists(st.sampled_from(["service", "factsheet", "glossary-term", "page"]), max_size=2),
    "careType": st.lists(st.sampled_from(["nachtzorg", "beademing"]), max_size=2),
    "law": st.lists(st.sampled_from(["zvw", "wlz", "jeugdwet"]), max_size=2),
    "domain": st.lists(st.sampled_from(["medical", "social"]), max_size=2),
    "delivery": st.lists(st.sampled_from(["home", "overnight"]), max_size=2),
    "age": st.one_of(st.floats(0, 25), st.sampled_from([17.999, 18])),
    "region": st.sampled_from(["PV26", "GM0344", "NIK-UTRECHT", "NL", "3511"]),
    "language": st.lists(st.sampled_from(["nl", "en"]), max_size=2),
    "sort": st.sampled_from(["relevance", "distance", "name"]),
    "bbox": st.sampled_from(["4.9,52.0,5.3,52.2", "3,50,8,54"]),
    "interpret": st.sampled_from(["true", "false"]),
    "page": st.sampled_from([1, 2, 10**9]),
    "limit": st.sampled_from([1, 7, 100]),
}
WRONG: dict[str, list[Any]] = {
    "postcode": ["1999", "3500", "x"],
    "radiusKm": [0, 201, "veel"],
    "kind": ["niets"],
    "careType": ["niets"],
    "law": ["niets"],
    "age": [-1, 121, "oud"],
    "region": ["niets"],
    "language": ["Nederlands"],
    "sort": ["niets"],
    "bbox": ["5,5", "nan,0,1,1"],
    "interpret": ["misschien"],
    "page": [0],
    "limit": [101],
    "straal": ["5"],
}
NEEDS_PLACE = ("radiusKm", "sort")


@st.composite
def members(draw: st.DrawFn) -> dict[str, Any]:
    """Some members of a search; now and then one that cannot be."""
    names = draw(st.lists(st.sampled_from(sorted(VALID)), max_size=6, unique=True))
    if set(NEEDS_PLACE) & set(names) and draw(st.integers(0, 9)):
        names.append("postcode")
    chosen = {name: draw(VALID[name]) for name in names}
    if not draw(st.integers(0, 7)):
        wrong = draw(st.sampled_from(sorted(WRONG)))
        chosen[wrong] = draw(st.sampled_from(WRONG[wrong]))
    return chosen


GOOD = st.fixed_dictionaries(
    {"q": st.sampled_from(["", *WORDS[:7]])},
    optional={
        "postcode": st.sampled_from(["3511", "9712", "6211"]),
        "age": st.sampled_from([0, 4, 17, 18]),
        "kind": st.just(["service"]),
        "law": st.lists(st.sampled_from(["zvw", "wlz"]), min_size=1, max_size=2, unique=True),
        "careType": st.just(["nachtzorg"]),
        "region": st.sampled_from(["PV26", "GM0344"]),
    },
)
OURS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@given(members())
@settings(OURS, max_examples=300)
def test_any_combination_is_answered_or_refused(starter: Instance, members: dict[str, Any]) -> None:
    response = starter.get("/search", **members)
    answer = json.loads(response.data)
    note(f"{response.status_code} {answer.get('errors')}")
    event(str(response.status_code))
    if response.status_code == 400:
        assert answer["errors"]
        return
    assert response.status_code == 200
    page, limit = members.get("page", 1), members.get("limit", 20)
    assert (answer["page"], answer["limit"]) == (page, limit)
    shown = max(0, min(limit, answer["total"] - (page - 1) * limit))
    assert len(answer["results"]) == shown
    ids = [item["id"] for item in answer["results"]]
    near = [item["id"] for item in answer["nearMisses"]]
    assert len(set(ids + near)) == len(ids + near)
    assert all(item["misses"] for item in answer["nearMisses"])
    assert ("fallback" in answer) is (answer["total"] == 0)
    if members.get("kind"):
        assert {item["kind"] for item in answer["results"]} <= set(members["kind"])
    for item in answer["results"]:
        assert (item["distanceKm"] is None) or answer["query"]["place"]
        assert item["servesPostcode"] in {True, False, None}
    posted = starter.post_search(**_as_json(members))
    assert (posted.status_code, posted.json["total"]) == (200, answer["total"])
    assert [item["id"] for item in posted.json["results"]] == ids


def _as_json(members: dict[str, Any]) -> dict[str, Any]:
    """The members of a URL as they stand in a body."""
    return {name: value == "true" if name == "interpret" else value for name, value in members.items()}


@given(GOOD)
@settings(OURS, max_examples=25)
def test_a_facet_counts_what_choosing_it_gives(starter: Instance, members: dict[str, Any]) -> None:
    answer = starter.search(**members)
    if answer["query"]["dropped"]:
        return  # a choice may find all words again, so other words count then
    for name, items in answer["facets"].items():
        for item in items[:6]:
            chosen = starter.search(**{**members, name: [item["value"]]})
            if not chosen["query"]["dropped"]:
                assert chosen["total"] == item["count"], (members, name, item)


@given(GOOD)
@settings(OURS, max_examples=25)
def test_pages_together_are_the_whole(starter: Instance, members: dict[str, Any]) -> None:
    whole = starter.search(**members, limit=100)
    paged = [item["id"] for page in range(1, 5) for item in starter.search(**members, limit=5, page=page)["results"]]
    assert paged == [item["id"] for item in whole["results"]][:20]
