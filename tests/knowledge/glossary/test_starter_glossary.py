"""The glossary the product starts with: whole, plain, in two languages, and every word of the field in it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[3]
TERMS: list[dict[str, Any]] = yaml.safe_load((ROOT / "knowledge" / "starter" / "glossary.yaml").read_text("utf-8"))[
    "terms"
]
BY_SLUG = {term["slug"]: term for term in TERMS}
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
ABBREVIATIONS = (
    "NIK", "KCT", "DOI", "HIK", "MKS", "IKZ", "VKDV", "EMB", "ZEVMB", "pgb", "zin", "Zvw", "Wlz", "Wmo", "CIZ",
    "ACP", "IZP", "PGO", "PREM", "PROM", "MDO", "IZA", "OZA", "NVK", "V&VN", "BINKZ", "VSCA", "VGN", "ZN", "VNG",
    "NZa", "IGJ", "VWS", "OCW", "SZW", "NVZ", "NFU", "PZNL", "VGVZ", "UWV", "DUO", "SVB", "SKGZ", "TLV", "OPP",
    "mpt", "vpt", "18-/18+",
)  # fmt: skip
WORDS = (
    "respijtzorg", "logeeropvang", "gebruikelijke-zorg", "draagkracht", "draaglast", "zorgval", "transitie",
    "voorbehouden-handelingen", "kindtool", "klassecontact", "verwijsboom", "hulpbehoeftescan", "zorgplan",
    "escalatieroute", "juiste-loket", "kernset", "witte-vlek", "handvest-kind-en-zorg", "kinderleefdomeinen",
    "agora", "per-saldo", "iederin", "praktijkteam-vws", "regionaal-expertteam-jeugd",
    "expertgroep-indicatieproces-kindzorg", "stichting-kind-en-ziekenhuis",
    "kenniscentrum-kinderpalliatieve-zorg", "zinvolle-interventie", "niet-zinvolle-interventie",
)  # fmt: skip


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return SENTENCE_END.split(text)


@cache
def taxonomy(code: str) -> set[str]:
    """The codes of one of the map's taxonomies."""
    loaded = yaml.safe_load((ROOT / "socialmap" / "starter" / "taxonomies.yaml").read_text("utf-8"))["taxonomies"]
    return {term["code"] for item in loaded if item["code"] == code for term in item["terms"]}


def test_there_are_at_least_150_terms_each_with_its_own_slug() -> None:
    assert len(TERMS) >= 150
    assert len(BY_SLUG) == len(TERMS)
    assert [slug for slug in BY_SLUG if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_every_term_has_the_same_fields() -> None:
    fields = {
        "slug",
        "term",
        "abbreviation",
        "meaning",
        "synonyms",
        "lay_words",
        "related",
        "laws",
        "domains",
        "sources",
    }
    assert [term["slug"] for term in TERMS if set(term) != fields] == []


@pytest.mark.parametrize("abbreviation", ABBREVIATIONS)
def test_every_abbreviation_of_the_field_is_explained(abbreviation: str) -> None:
    assert [term["slug"] for term in TERMS if term["abbreviation"] == abbreviation]


@pytest.mark.parametrize("slug", WORDS)
def test_every_word_of_the_field_is_explained(slug: str) -> None:
    assert slug in BY_SLUG


def test_an_abbreviation_stands_for_one_thing() -> None:
    counts = Counter(term["abbreviation"].casefold() for term in TERMS if term["abbreviation"])
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_text_is_in_dutch_and_in_english() -> None:
    for term in TERMS:
        for field in ("term", "meaning"):
            assert set(term[field]) == {"nl", "en"}, term["slug"]
            assert all(text and text == text.strip() for text in term[field].values()), term["slug"]


def test_a_meaning_is_one_to_four_short_sentences() -> None:
    lengths: list[int] = []
    for term in TERMS:
        for language, text in term["meaning"].items():
            found = sentences(text)
            assert 1 <= len(found) <= 4, (term["slug"], language)
            assert [s for s in found if len(s.split()) > 20] == [], (term["slug"], language)
            assert text.endswith("."), (term["slug"], language)
        lengths += [len(s.split()) for s in sentences(term["meaning"]["nl"])]
    assert sum(lengths) / len(lengths) <= 12


def test_related_terms_exist_and_are_others() -> None:
    for term in TERMS:
        assert term["related"], term["slug"]
        assert [slug for slug in term["related"] if slug not in BY_SLUG or slug == term["slug"]] == [], term["slug"]


def test_laws_and_domains_are_those_of_the_map() -> None:
    for term in TERMS:
        assert set(term["laws"]) <= taxonomy("laws"), term["slug"]
        assert set(term["domains"]) <= taxonomy("domains"), term["slug"]


def test_lay_words_lead_somewhere_and_weigh_between_nothing_and_one() -> None:
    for term in TERMS:
        assert term["lay_words"], term["slug"]
        for lay in term["lay_words"]:
            assert set(lay) == {"words", "weight"}
            assert 0 < lay["weight"] <= 1, (term["slug"], lay)
            assert lay["words"] == str(lay["words"]).strip()
            assert lay["words"].casefold() not in {term["term"]["nl"].casefold(), str(term["abbreviation"]).casefold()}


def test_the_same_lay_words_are_not_given_to_two_terms() -> None:
    counts = Counter(lay["words"].casefold() for term in TERMS for lay in term["lay_words"])
    assert [words for words, count in counts.items() if count > 1] == []


def test_every_term_names_its_source() -> None:
    for term in TERMS:
        assert term["sources"], term["slug"]
        for source in term["sources"]:
            assert set(source) == {"title", "publisher", "date", "url"}, term["slug"]
            assert source["title"]
            assert source["publisher"]
            assert source["date"] is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", source["date"]), term["slug"]
            assert source["url"] is None or urlsplit(source["url"]).scheme == "https"
            if source["publisher"] == "wetten.overheid.nl":
                assert source["date"], term["slug"]
                assert source["url"].startswith("https://wetten.overheid.nl/jci1.3:c:BWBR")


def test_a_law_in_the_glossary_leads_to_the_law_text() -> None:
    for slug in ("zvw", "jeugdwet", "wlz", "wmo"):
        assert "wetten.overheid.nl" in {source["publisher"] for source in BY_SLUG[slug]["sources"]}


def test_ikz_is_explained_as_what_it_was_and_what_it_is() -> None:
    meaning = BY_SLUG["ikz"]["meaning"]
    for language, was in (("nl", "oud"), ("en", "old")):
        assert was in meaning[language].casefold()
        assert "2017" in meaning[language]
        assert "1 januari 2018" in meaning[language] or "1 January 2018" in meaning[language]


@pytest.mark.parametrize(
    ("slug", "fact"),
    [
        ("indicatiebesluit", "zes weken"),
        ("bezwaar", "zes weken"),
        ("logeeropvang", "156 nachten"),
        ("palliatief-terminale-zorg", "drie maanden"),
        ("dubbele-kinderbijslag", "3 tot en met 17"),
        ("verlengde-jeugdhulp", "23"),
        ("juiste-loket", "oktober 2016"),
        ("doi", "31 augustus 2022"),
        ("kortdurend-zorgverlof", "70 procent"),
    ],
)
def test_numbers_that_families_count_on_are_the_ones_of_the_law(slug: str, fact: str) -> None:
    assert fact in BY_SLUG[slug]["meaning"]["nl"]


def test_usual_care_gives_no_age_limit() -> None:
    assert re.search(r"\d+ jaar", BY_SLUG["gebruikelijke-zorg"]["meaning"]["nl"]) is None
