"""Factsheets, pages and practices as the public gets them, with the content the product starts with."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.instances import Instance
from tests.knowledge.editing import article, save, withdraw_article

ENGLISH = {"Accept-Language": "en"}
KINDS = (("factsheets", "factsheets"), ("pages", "pages"), ("best-practices", "bestPractices"))


def slugs(answer: Any, name: str) -> list[str]:
    return [item["slug"] for item in answer[name]]


def test_the_seven_factsheets_come_in_the_order_of_their_numbers(starter: Instance) -> None:
    answer = starter.read("/factsheets")
    assert [item["number"] for item in answer["factsheets"]] == [1, 2, 3, 4, 5, 6, 7]
    assert answer["total"] == 7


@pytest.mark.parametrize(("path", "name"), KINDS)
def test_a_list_shows_whole_articles_and_never_their_sections(starter: Instance, path: str, name: str) -> None:
    answer = starter.read(f"/{path}", limit=100)
    assert len(set(slugs(answer, name))) == answer["total"] == len(answer[name])
    assert not any("section" in item for item in answer[name])


@pytest.mark.parametrize(("path", "name"), KINDS)
def test_every_listed_article_can_be_read_in_both_languages(starter: Instance, path: str, name: str) -> None:
    for item in starter.read(f"/{path}", limit=100)[name]:
        for headers in (None, ENGLISH):
            body = json.loads(starter.client.get(item["url"], headers=headers).data)
            wanted = "en" if headers and "en" in item["languages"] else "nl"
            assert body["language"] == wanted
            assert body["markdown"].strip()
            assert body["sections"]
            assert body["versions"]
            assert body["pageUrl"].startswith("/en/" if headers else "/")


def test_a_law_narrows_the_list(starter: Instance) -> None:
    found = starter.read("/factsheets", law="wlz")["factsheets"]
    assert "wet-langdurige-zorg" in [item["slug"] for item in found]
    assert all("wlz" in item["laws"] for item in found)
    assert len(found) < 7


def test_two_laws_give_what_is_about_either(starter: Instance) -> None:
    both = starter.read("/factsheets", law=["wlz", "education"])["total"]
    assert both >= max(starter.read("/factsheets", law=law)["total"] for law in ("wlz", "education"))


def test_domain_and_audience_narrow_the_list_together(starter: Instance) -> None:
    found = starter.read("/pages", domain="safety", audience="professional")["pages"]
    assert all("safety" in item["domains"] and "professional" in item["audience"] for item in found)


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/factsheets", {"law": "jeugdzorgwet"}, "law"),
        ("/factsheets", {"domain": "money"}, "domain"),
        ("/factsheets", {"audience": "robot"}, "audience"),
        ("/factsheets", {"validOn": "gisteren"}, "validOn"),
        ("/factsheets", {"validOn": "2026-02-30"}, "validOn"),
        ("/factsheets/wet-langdurige-zorg", {"validOn": "22-11-2026"}, "validOn"),
        ("/factsheets/wet-langdurige-zorg", {"version": "nul"}, "version"),
        ("/best-practices", {"verdict": "good"}, "verdict"),
        ("/pages", {"verdict": "meaningful"}, "verdict"),
    ],
)
def test_what_a_member_does_not_know_is_refused_by_name(
    starter: Instance, path: str, query: dict[str, str], name: str
) -> None:
    response = starter.get(path, **query)
    assert response.status_code == 400
    assert [error["name"].split(".")[0] for error in json.loads(response.data)["errors"]] == [name]


def test_an_article_that_never_was_is_not_found(starter: Instance) -> None:
    assert starter.get("/factsheets/bestaat-niet").status_code == 404


def test_a_section_has_no_address_of_its_own_in_the_api(starter: Instance) -> None:
    assert starter.get("/factsheets/wet-langdurige-zorg%23wie-beslist").status_code == 404


def test_a_page_is_no_factsheet(starter: Instance) -> None:
    assert starter.get("/factsheets/achttien-worden").status_code == 404
    assert starter.get("/pages/achttien-worden").status_code == 200


def test_an_article_is_also_found_by_its_id(starter: Instance) -> None:
    body = starter.read("/factsheets/wet-langdurige-zorg")
    assert starter.read(f"/factsheets/{body['id']}")["slug"] == "wet-langdurige-zorg"


def test_language_versions_point_at_each_other(starter: Instance) -> None:
    dutch = starter.read("/factsheets/wet-langdurige-zorg")
    english = starter.read("/factsheets/wet-langdurige-zorg", ENGLISH)
    assert dutch["languageVersions"] == english["languageVersions"]
    assert {item["language"] for item in dutch["languageVersions"]} == {"nl", "en"}
    assert dutch["title"] != english["title"]
    assert [item["anchor"] for item in dutch["sections"]] == [item["anchor"] for item in english["sections"]]


def test_every_law_article_leads_to_the_law_text_of_its_day(starter: Instance) -> None:
    for law_article in starter.read("/factsheets/wet-langdurige-zorg")["lawArticles"]:
        assert law_article["url"].startswith("https://wetten.overheid.nl/jci1.3:c:BWBR")
        assert law_article["url"].endswith(f"&g={law_article['versionDate']}")


def test_citations_in_the_html_lead_to_the_list_of_sources(starter: Instance) -> None:
    body = starter.read("/factsheets/wet-langdurige-zorg")
    cited = set(re.findall(r'<sup class="citation"><a href="#(bron-\d+)"', body["html"]))
    listed = set(re.findall(r'<li id="(bron-\d+)">', body["sourcesHtml"]))
    assert cited
    assert cited <= listed
    assert {item["anchor"] for item in body["sources"]} == listed


def test_the_first_use_of_a_term_is_marked_and_only_in_the_html(starter: Instance) -> None:
    body = starter.read("/factsheets/wet-langdurige-zorg")
    marked = re.findall(r'<a class="glossary-term" href="/begrippen/([a-z0-9-]+)"', body["html"])
    assert "ciz" in marked
    assert len(marked) == len(set(marked))
    assert "glossary-term" not in body["markdown"]
    assert not re.search(r"<h\d[^>]*>[^<]*<a class=\"glossary-term\"", body["html"])


def test_the_word_zin_is_not_taken_for_zorg_in_natura(own_starter: Instance) -> None:
    save(own_starter, article("## Kop {#kop}\n\nDat heeft geen zin voor u."))
    assert "glossary-term" not in own_starter.read("/pages/proef")["html"]


def test_terms_in_an_english_text_lead_to_their_english_page(starter: Instance) -> None:
    html = starter.read("/factsheets/wet-langdurige-zorg", ENGLISH)["html"]
    assert 'href="/en/begrippen/' in html
    assert 'href="/begrippen/' not in html


def test_a_related_article_is_a_link_as_long_as_it_is_public(own_starter: Instance) -> None:
    def related() -> list[str]:
        return [item["slug"] for item in own_starter.read("/factsheets/wet-langdurige-zorg")["relatedArticles"]]

    assert "gebruikelijke-zorg" in related()
    withdraw_article(own_starter, "gebruikelijke-zorg")
    assert "gebruikelijke-zorg" not in related()
    assert own_starter.get("/factsheets/gebruikelijke-zorg").status_code == 410


def test_a_related_service_is_a_link_to_the_map(own_starter: Instance) -> None:
    service = own_starter.read("/services", limit=1)["services"][0]
    save(own_starter, article(more=f"related_services: [{service['slug']}]\n"))
    [link] = own_starter.read("/pages/proef")["relatedServices"]
    assert (link["id"], link["title"], link["kind"]) == (service["id"], service["title"], "service")


def test_who_has_an_answer_is_told_so_until_something_is_published(own_starter: Instance) -> None:
    first = own_starter.get("/factsheets/wet-langdurige-zorg")
    known = {"If-None-Match": first.headers["ETag"]}
    assert own_starter.get("/factsheets/wet-langdurige-zorg", known).status_code == 304
    save(own_starter, article())
    assert own_starter.get("/factsheets/wet-langdurige-zorg", known).status_code == 200


@pytest.mark.parametrize(("path", "name"), KINDS)
def test_pages_of_a_list_follow_each_other_by_links(starter: Instance, path: str, name: str) -> None:
    response = starter.get(f"/{path}", limit=2)
    assert 'rel="next"' in response.headers["Link"]
    first, second = json.loads(response.data)[name], starter.read(f"/{path}", limit=2, page=2)[name]
    assert len(first) == 2
    assert not {item["slug"] for item in first} & {item["slug"] for item in second}


def test_turning_18_is_a_time_line_with_ages_to_begin_at(starter: Instance) -> None:
    moments = starter.read("/pages/achttien-worden")["timeline"]
    assert {16, 17, 17.5} <= {moment["beginAge"] for moment in moments}


def test_every_need_opens_a_search_that_works(starter: Instance) -> None:
    needs = starter.read("/pages/hulpbehoeftescan")["needs"]
    assert {need["domain"] for need in needs} == {"medical", "development", "social", "safety"}
    for need in needs:
        assert starter.search(**need["search"])["total"] >= 0


def test_there_are_ten_quality_conditions(starter: Instance) -> None:
    assert len(starter.read("/pages/kwaliteitsvoorwaarden")["conditions"]) == 10


def test_practices_are_counted_per_domain_and_verdict(starter: Instance) -> None:
    answer = starter.read("/best-practices", limit=100)
    assert [count["domain"] for count in answer["counts"]] == ["medical", "development", "social", "safety"]
    assert all(count["meaningful"] and count["notMeaningful"] for count in answer["counts"])
    told = sum(count["meaningful"] + count["notMeaningful"] for count in answer["counts"])
    assert told == sum(len(item["domains"]) for item in answer["bestPractices"])


def test_a_verdict_narrows_the_list_and_not_the_counts(starter: Instance) -> None:
    everything = starter.read("/best-practices")
    found = starter.read("/best-practices", verdict="not-meaningful")
    assert 0 < found["total"] < everything["total"]
    assert {item["verdict"] for item in found["bestPractices"]} == {"not-meaningful"}
    assert found["counts"] == everything["counts"]


def test_every_starter_practice_is_marked_as_an_example_with_its_evidence_and_steps(starter: Instance) -> None:
    for item in starter.read("/best-practices", limit=100)["bestPractices"]:
        assert item["example"]
        assert item["title"].startswith("Voorbeeld")
        practice = starter.read(f"/best-practices/{item['slug']}")["practice"]
        assert [step["state"] for step in practice["steps"]] == ["signalled", "collected", "analysed", "concluded"]
        assert practice["coherence"]["reason"]
        assert practice["outcomeMeasures"]
        assert "by" not in practice["steps"][0]


def test_a_section_is_found_on_its_own_and_opens_at_its_anchor(starter: Instance) -> None:
    found = starter.search(q="wie beslist over de Wlz", kind="factsheet")["results"][0]
    assert found["pageUrl"] == "/factsheets/wet-langdurige-zorg#wie-beslist"
    assert found["title"] == "De Wet langdurige zorg – Wie beslist?"
    assert found["url"] == "/api/v1/factsheets/wet-langdurige-zorg"


@pytest.mark.parametrize(
    ("kind", "question", "page"),
    [
        ("factsheet", "gebruikelijke zorg", "/factsheets/gebruikelijke-zorg"),
        ("page", "18 worden", "/uitleg/achttien-worden"),
        ("best-practice", "noodplan koelkast", "/praktijk/noodplan-op-de-koelkast"),
        ("glossary-term", "CIZ", "/begrippen/ciz"),
        ("agenda-item", "witte vlekken per regio", "/werkagenda#white-spots"),
    ],
)
def test_every_kind_is_in_the_one_search(starter: Instance, kind: str, question: str, page: str) -> None:
    found = starter.search(q=question, kind=kind)["results"]
    assert page in [item["pageUrl"].split("#")[0] if kind != "agenda-item" else item["pageUrl"] for item in found[:3]]
    assert page.replace("/", "/en/", 1) in [
        item["pageUrl"].split("#")[0] if kind != "agenda-item" else item["pageUrl"]
        for item in starter.read("/search", ENGLISH, q=question, kind=kind)["results"][:3]
    ]
