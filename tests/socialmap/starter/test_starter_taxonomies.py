"""The taxonomies the map starts with: whole, in two languages, and without a word that means two things."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

STARTER = Path(__file__).parents[3] / "socialmap" / "starter"
TAXONOMIES: dict[str, dict[str, Any]] = {
    taxonomy["code"]: taxonomy
    for taxonomy in yaml.safe_load((STARTER / "taxonomies.yaml").read_text("utf-8"))["taxonomies"]
}
PROVIDERS = {
    "kinderthuiszorg", "vkdv", "kinderzorghuis", "logeeropvang", "respijtzorg", "kinderhospice", "kinder-comfort-team",
    "ziekenhuis", "academisch-kinderziekenhuis", "kinderoncologie", "zzp-kinderverpleging", "jeugdhulp", "jeugd-ggz",
    "revalidatie", "clientondersteuning", "onderwijsconsulent", "hulpmiddelen", "vervoer", "nik", "doi-team",
    "medisch-kinderdagverblijf",
}  # fmt: skip
SENTENCE_END = re.compile(r"[.?!](?:\s|$)")


def terms(taxonomy: str) -> list[dict[str, Any]]:
    """The terms of one taxonomy, in the order of the file."""
    found: list[dict[str, Any]] = TAXONOMIES[taxonomy]["terms"]
    return found


def test_the_taxonomies_the_map_needs_are_there() -> None:
    assert set(TAXONOMIES) == {"care-types", "laws", "domains", "delivery", "desk-types", "languages", "phone-kinds"}


def test_every_kind_of_provider_has_a_care_type() -> None:
    assert {term["code"] for term in terms("care-types")} >= PROVIDERS


@pytest.mark.parametrize(
    ("taxonomy", "codes"),
    [
        ("laws", {"zvw", "jeugdwet", "wlz", "wmo", "education"}),
        ("domains", {"medical", "development", "social", "safety"}),
        ("delivery", {"home", "day-care", "overnight", "hospital", "school", "online"}),
    ],
)
def test_the_closed_lists_of_the_api_are_complete(taxonomy: str, codes: set[str]) -> None:
    assert {term["code"] for term in terms(taxonomy)} == codes


@pytest.mark.parametrize("taxonomy", sorted(TAXONOMIES))
def test_codes_are_unique_and_fit_in_a_url(taxonomy: str) -> None:
    codes = [term["code"] for term in terms(taxonomy)]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


@pytest.mark.parametrize("taxonomy", sorted(TAXONOMIES))
def test_a_parent_exists_and_no_term_is_its_own_ancestor(taxonomy: str) -> None:
    parents = {term["code"]: term["parent"] for term in terms(taxonomy)}
    for code, direct in parents.items():
        seen, parent = {code}, direct
        while parent is not None:
            assert parent in parents, f"{code}: unknown parent {parent}"
            assert parent not in seen, f"{code}: its own ancestor"
            seen.add(parent)
            parent = parents[parent]


@pytest.mark.parametrize("taxonomy", sorted(TAXONOMIES))
def test_every_term_speaks_two_languages(taxonomy: str) -> None:
    for term in [TAXONOMIES[taxonomy], *terms(taxonomy)]:
        for field in ("labels", "description"):
            assert set(term[field]) == {"nl", "en"}, term["code"]
            assert all(text.strip() == text and text for text in term[field].values()), term["code"]


@pytest.mark.parametrize("taxonomy", sorted(TAXONOMIES))
def test_a_typed_word_means_one_term(taxonomy: str) -> None:
    words = Counter[str]()
    for term in terms(taxonomy):
        own = {term["code"], term["labels"]["nl"].casefold(), *(word.casefold() for word in term["synonyms"])}
        words.update(own)
    assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize("taxonomy", sorted(TAXONOMIES))
def test_descriptions_are_short_sentences(taxonomy: str) -> None:
    for term in terms(taxonomy):
        for language, text in term["description"].items():
            long = [s for s in SENTENCE_END.split(text) if len(s.split()) > 20]
            assert long == [], (term["code"], language)
