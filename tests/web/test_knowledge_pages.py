"""Factsheets, explanations, practices, terms and the agenda as people read them."""

from __future__ import annotations

import json
import re
from html import unescape

import html5lib
import pytest
from sqlalchemy import select

from core.orm import begin_write
from core.publishing.publishing import publish, withdraw
from knowledge.models import ArticleRecord
from knowledge.records.articles import ArticleFile, articles_of, save_articles, text_of
from tests.instances import Instance

ARTICLES = {"factsheets": "factsheets", "pages": "uitleg", "best-practices": "praktijk"}


def _page(instance: Instance, path: str, status: int = 200) -> str:
    answer = instance.client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert "Set-Cookie" not in answer.headers
    return unescape(re.sub(r"\s+", " ", answer.text))


def _json_ld(page: str) -> dict[str, str]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    told: dict[str, str] = json.loads(found[1])
    return told


@pytest.mark.parametrize("path", ["/factsheets", "/uitleg", "/praktijk", "/begrippen", "/werkagenda"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_list_is_valid_html_in_both_languages(starter: Instance, path: str, prefix: str) -> None:
    answer = starter.client.get(prefix + path)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.data)


@pytest.mark.parametrize(("api", "folder"), ARTICLES.items())
def test_every_article_can_be_read_in_both_languages_from_its_list(starter: Instance, api: str, folder: str) -> None:
    answer = starter.read(f"/{api}", limit=100)
    articles = next(items for items in answer.values() if isinstance(items, list))
    listed = _page(starter, f"/{folder}")
    assert articles
    for article in articles:
        assert f'href="{article["pageUrl"]}"' in listed
        for prefix in ("", "/en"):
            read = starter.client.get(prefix + article["pageUrl"])
            assert read.status_code == 200
            html5lib.HTMLParser(strict=True).parse(read.data)


def test_a_factsheet_has_contents_sources_validity_and_the_words_it_uses(starter: Instance) -> None:
    body = starter.read("/factsheets/wet-langdurige-zorg")
    page = _page(starter, "/factsheets/wet-langdurige-zorg")
    for section in body["sections"]:
        assert f'<a href="#{section["anchor"]}">{section["title"]}</a>' in page
        assert f'id="{section["anchor"]}"' in page
    assert page.count('<li id="bron-') == len(body["sources"])
    assert "Geldt vanaf" in page
    assert "Nagekeken op" in page
    assert 'id="woord-ciz"' in page


def test_the_law_an_article_cites_is_one_link_away(starter: Instance) -> None:
    page = _page(starter, "/factsheets/wet-langdurige-zorg")
    cited = set(re.findall(r'href="#(bron-\d+)"', page))
    assert cited
    assert cited <= set(re.findall(r'id="(bron-\d+)"', page))


def test_an_article_tells_search_engines_what_it_is(starter: Instance) -> None:
    told = _json_ld(_page(starter, "/en/factsheets/wet-langdurige-zorg"))
    assert told["@type"] == "Article"
    assert told["inLanguage"] == "en"
    assert told["url"] == "http://localhost/en/factsheets/wet-langdurige-zorg"
    assert told["dateModified"]


def test_a_text_that_is_only_in_dutch_says_so_and_is_marked_as_dutch(starter: Instance) -> None:
    slug = starter.read("/best-practices")["bestPractices"][0]["slug"]
    page = _page(starter, f"/en/praktijk/{slug}")
    assert '<article class="article" lang="nl">' in page
    assert "This text is in Dutch only." in page


def test_the_list_of_practices_can_be_narrowed_to_a_domain_and_a_verdict(starter: Instance) -> None:
    wanted = starter.read("/best-practices", domain="social", verdict="not-meaningful")["bestPractices"]
    page = _page(starter, "/praktijk?domain=social&verdict=not-meaningful")
    assert re.findall(r'<h2><a href="([^"]+)"', page) == [item["pageUrl"] for item in wanted]


def test_turning_eighteen_is_told_as_a_time_line(starter: Instance) -> None:
    steps = starter.read("/pages/achttien-worden")["timeline"]
    page = _page(starter, "/uitleg/achttien-worden")
    assert page.index("Begin hiermee vanaf 16 jaar") < page.index("Begin hiermee vanaf 17,5 jaar")
    for step in steps:
        assert step["change"] in page


def test_a_need_opens_the_search_for_it(starter: Instance) -> None:
    page = _page(starter, "/uitleg/hulpbehoeftescan")
    searches = re.findall(r'href="(/zoeken\?[^"]+)"', page)
    assert len(searches) >= len(starter.read("/pages/hulpbehoeftescan")["needs"])
    for address in searches:
        assert starter.client.get(address).status_code == 200


def test_what_was_published_before_can_still_be_read(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        record = session.scalars(select(ArticleRecord).where(ArticleRecord.slug == "juiste-loket")).one()
        before = articles_of(record)[0].title
        dutch = next(row for row in record.texts if row.language == "nl")
        text = text_of(record, dutch).replace(f"title: '{before}'", "title: Een nieuwe kop", 1)
        assert "Een nieuwe kop" in text
        [saved] = save_articles(session, [ArticleFile("nieuw", text)], by="iemand")
        publish(session, saved, "iemand")
        session.commit()
    assert "Een nieuwe kop" in _page(own_starter, "/uitleg/juiste-loket")
    earlier = _page(own_starter, "/uitleg/juiste-loket?version=1")
    assert f"<h1>{before}</h1>" in earlier
    assert "Dit is niet de tekst van vandaag" in earlier
    assert 'name="robots" content="noindex"' in earlier


def test_a_day_on_which_nothing_held_offers_what_did(starter: Instance) -> None:
    page = _page(starter, "/factsheets/wet-langdurige-zorg?validOn=1999-01-01", status=404)
    [address] = re.findall(r'<li><a href="(/factsheets/wet-langdurige-zorg\?[^"]+)"', page)
    assert starter.client.get(address).status_code == 200


@pytest.mark.parametrize("query", ["validOn=gisteren", "version=abc", "version=0", "validOn=&version=", "law=geen"])
def test_an_address_that_makes_no_sense_shows_the_present(starter: Instance, query: str) -> None:
    assert "<h1>De Wet langdurige zorg</h1>" in _page(starter, f"/factsheets/wet-langdurige-zorg?{query}")
    assert starter.client.get(f"/factsheets?{query}").status_code == 200


def test_what_was_withdrawn_is_gone_and_what_never_was_is_not_found(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        record = session.scalars(select(ArticleRecord).where(ArticleRecord.slug == "juiste-loket")).one()
        withdraw(session, record, "iemand")
        session.commit()
    _page(own_starter, "/uitleg/juiste-loket", status=410)
    _page(own_starter, "/uitleg/nooit-geweest", status=404)
    _page(own_starter, "/begrippen/nooit-geweest", status=404)


def test_the_glossary_goes_from_a_to_z_and_holds_every_term(starter: Instance) -> None:
    total = starter.read("/glossary-terms", limit=1)["total"]
    page = _page(starter, "/begrippen")
    letters = re.findall(r'class="letter">(.)<', page)
    assert page.count("<dt>") == total
    assert letters == sorted(letters)


def test_the_glossary_finds_the_beginning_of_a_word(starter: Instance) -> None:
    page = _page(starter, "/begrippen?q=CIZ")
    assert 'href="/begrippen/ciz"' in page
    assert page.count("<dt>") < 10
    assert "Zoek “xyzzy” in alles" in _page(starter, "/begrippen?q=xyzzy")


def test_a_term_leads_to_its_sources_and_its_neighbours(starter: Instance) -> None:
    body = starter.read("/glossary-terms/ciz")
    page = _page(starter, "/begrippen/ciz")
    assert body["meaning"] in page
    for other in body["related"]:
        assert f'href="{other["pageUrl"]}"' in page
    for source in body["sources"]:
        assert source["url"] in page
    assert _json_ld(page)["termCode"] == "CIZ"


def test_every_item_of_the_agenda_has_the_anchor_that_search_links_to(starter: Instance) -> None:
    page = _page(starter, "/werkagenda")
    for item in starter.read("/agenda-items", limit=100)["agendaItems"]:
        assert f'id="{item["pageUrl"].partition("#")[2]}"' in page


@pytest.mark.parametrize("path", ["/factsheets", "/uitleg", "/praktijk", "/begrippen", "/werkagenda"])
def test_an_empty_knowledge_base_says_that_it_is_empty(bare: Instance, path: str) -> None:
    html5lib.HTMLParser(strict=True).parse(bare.client.get(path).data)
    assert bare.client.get(path).status_code == 200
