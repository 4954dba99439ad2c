"""The glossary as the public gets it, and what it does to search."""

from __future__ import annotations

import pytest

from knowledge.records.faults import RecordsRefused
from tests.instances import Instance
from tests.knowledge.editing import article, found, publish_terms, save, term, withdraw_term

ENGLISH = {"Accept-Language": "en"}


def test_the_whole_glossary_is_listed_in_the_order_of_the_alphabet(starter: Instance) -> None:
    first = starter.read("/glossary-terms", limit=100)
    second = starter.read("/glossary-terms", limit=100, page=2)
    names = [item["term"].casefold() for item in (*first["glossaryTerms"], *second["glossaryTerms"])]
    assert first["total"] == len(names) >= 150
    assert names[0][0] <= names[50][0] <= names[150][0]


@pytest.mark.parametrize(("typed", "slug"), [("zv", "zvw"), ("ZVW", "zvw"), ("wet lang", "wlz"), ("basisv", "zvw")])
def test_the_beginning_of_a_term_abbreviation_or_synonym_finds_it(starter: Instance, typed: str, slug: str) -> None:
    assert slug in [item["slug"] for item in starter.read("/glossary-terms", q=typed)["glossaryTerms"]]


def test_what_begins_otherwise_is_not_found(starter: Instance) -> None:
    assert starter.read("/glossary-terms", q="orgverzekering")["total"] == 0


def test_a_term_tells_its_meaning_source_and_related_terms(starter: Instance) -> None:
    dutch, english = starter.read("/glossary-terms/ciz"), starter.read("/glossary-terms/ciz", ENGLISH)
    assert (dutch["abbreviation"], english["abbreviation"]) == ("CIZ", "CIZ")
    assert dutch["meaning"] != english["meaning"]
    assert dutch["sources"][0]["url"].startswith("https://wetten.overheid.nl/")
    assert {"wlz", "bezwaar"} <= {item["slug"] for item in dutch["related"]}
    assert dutch["pageUrl"] == "/begrippen/ciz"
    assert english["pageUrl"] == "/en/begrippen/ciz"


def test_words_of_parents_feed_search_and_are_not_shown(starter: Instance) -> None:
    assert "layWords" not in starter.read("/glossary-terms/wlz")


def test_an_unknown_term_is_not_found(starter: Instance) -> None:
    assert starter.get("/glossary-terms/bestaat-niet").status_code == 404


def test_a_new_term_changes_search_without_a_restart(own_starter: Instance) -> None:
    save(own_starter, article("## Kop {#kop}\n\nDe snorkelregeling helpt u verder."))
    own_starter.catch_up()

    assert found(own_starter, "blauwe duikbril", "page") == []
    lay = [{"words": "blauwe duikbril", "weight": 0.8}]
    publish_terms(own_starter, term("snorkelregeling", "Snorkelregeling", abbreviation="SNR", lay_words=lay))
    own_starter.catch_up()
    assert "proef" in found(own_starter, "blauwe duikbril", "page")
    assert "proef" in found(own_starter, "SNR", "page")
    withdraw_term(own_starter, "snorkelregeling")
    own_starter.catch_up()
    assert found(own_starter, "blauwe duikbril", "page") == []


def test_words_of_parents_lead_to_the_term_and_never_back(own_starter: Instance) -> None:
    save(own_starter, article("## Kop {#kop}\n\nHier ligt een duikbril."))
    publish_terms(own_starter, term("snorkel", "Snorkel", lay_words=[{"words": "duikbril", "weight": 0.8}]))
    own_starter.catch_up()
    assert "proef" not in found(own_starter, "snorkel", "page")
    assert found(own_starter, "duikbril", "glossary-term")[0] == "snorkel"


def test_a_new_term_is_marked_in_an_article_that_was_already_published(bare: Instance) -> None:
    save(bare, article("## Fluitketel {#kop}\n\nEen fluitketel en nog een fluitketel."))
    before = bare.read("/pages/proef")
    assert "glossary-term" not in before["html"]
    publish_terms(bare, term("fluitketel", "Fluitketel"))
    after = bare.read("/pages/proef")
    assert after["html"].count("glossary-term") == 1
    assert 'title="Dit is Fluitketel."' in after["html"]
    assert after["markdown"] == before["markdown"]
    assert len(after["versions"]) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"laws": ["jeugdzorgwet"]}, "laws"),
        ({"domains": ["geld"]}, "domains"),
        ({"meaning": {"en": "No Dutch"}}, "meaning.nl"),
        ({"meaning": {"nl": "<script>x</script>"}}, "meaning.nl"),
        ({"lay_words": [{"words": "iets", "weight": 2}]}, "lay_words.1.weight"),
        ({"lay_words": [{"words": "iets", "weight": True}]}, "lay_words.1.weight"),
        ({"related": ["bestaat-niet"]}, "related"),
        ({"related": ["proef"]}, "related"),
        ({"sources": [{"title": "x", "publisher": "y", "url": "ftp://z"}]}, "sources.1.url"),
        ({"sources": [{"title": "x", "publisher": "y", "date": "gisteren"}]}, "sources.1.date"),
        ({"synonyms": "geen lijst"}, "synonyms"),
        ({"kleur": "rood"}, "kleur"),
    ],
)
def test_a_term_with_a_fault_is_refused_and_nothing_is_saved(
    bare: Instance, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RecordsRefused) as refused:
        publish_terms(bare, term("goed", "Goed"), term("proef", "Proef", **changes))
    assert [(fault.record, fault.field) for fault in refused.value.faults] == [("proef", field)]
    assert bare.read("/glossary-terms")["total"] == 0
