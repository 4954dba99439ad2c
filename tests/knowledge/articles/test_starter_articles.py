"""What ships: seven factsheets, the pages, the practices and the agenda, right, sourced and complete."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import yaml

from knowledge.articles.article import DOMAINS, Article, ArticleKind, Verdict
from knowledge.articles.citations import CITATION, resolve_citation
from knowledge.articles.laws import LAW_TEXTS
from knowledge.articles.marking import MarkedTerm, mark_terms
from knowledge.articles.reading import read_article, read_folder
from knowledge.articles.rendering import render, sections
from knowledge.articles.unity import references
from knowledge.articles.writing import article_text
from knowledge.prose.jargon import Jargon
from knowledge.prose.report import figures, read_exceptions
from tests.knowledge.articles.writing import STARTER

_FACTSHEET_ANCHORS = {"in-het-kort", "wie-beslist", "wat-u-kunt-krijgen", "wat-niet-duidelijk-is",
                      "aanvragen-en-bezwaar", "wat-is-veranderd"}  # fmt: skip
_PAGES = {"mks-in-vier-fasen", "verwijsboom", "hulpbehoeftescan", "kwaliteitsvoorwaarden", "handvest-kind-en-zorg",
          "achttien-worden", "juiste-loket", "pgb-en-zorg-in-natura", "hoe-wij-werken"}  # fmt: skip
_UNCONFIRMED = {
    "number of youth regions": r"\b42 (?:jeugd)?regio|\b42 (?:youth )?regions",
    "number of care offices": r"\b31 (?:zorgkantoren|care offices)",
    "end of the TOG": r"\bTOG\b",
    "health care allowance": r"zorgtoeslag|health care allowance",
    "disputes committee for schools": r"geschillencommissie passend onderwijs",
    "ombudsmen": r"ombuds",
    "year in which the Wlz opened for psychiatry": r"1 (?:januari|January) 2021",
    "year of the rule on residence": r"1 (?:januari|January) 2022",
    "consent by age": r"7:447|7:450",
    "nursing day treatment and its payer": r"medisch kinderdagverblijf|\bMKD\b",
    "childcare allowance": r"kinderopvangtoeslag",
    "short primary-care stay": r"eerstelijnsverblijf",
    "SVB pays for the Zvw": r"SVB[^.]{0,60}Zvw|Zvw[^.|]{0,60}SVB",
    "the superseded payer rule": r"IKZ[^.]{0,40}beslist(?:e)? (?:nu|nog)",
}


@cache
def _articles() -> tuple[Article, ...]:
    return tuple(read_folder(STARTER / "articles"))


def _of_kind(kind: ArticleKind, language: str = "nl") -> list[Article]:
    return [article for article in _articles() if article.kind is kind and article.language == language]


def _named(article: Article) -> str:
    return f"{article.slug}.{article.language}"


def test_all_articles_are_read_without_a_fault() -> None:
    assert len(_articles()) >= 40


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_seven_factsheets_are_there_with_all_their_parts(language: str) -> None:
    factsheets = _of_kind(ArticleKind.FACTSHEET, language)
    assert sorted(article.number or 0 for article in factsheets) == [1, 2, 3, 4, 5, 6, 7]
    for article in factsheets:
        assert {section.anchor for section in sections(article)} >= _FACTSHEET_ANCHORS, _named(article)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_are_there(language: str) -> None:
    assert {article.slug for article in _of_kind(ArticleKind.PAGE, language)} >= _PAGES


def test_practices_cover_all_domains_and_both_verdicts() -> None:
    practices = [article.practice for article in _of_kind(ArticleKind.BEST_PRACTICE) if article.practice]
    assert len(practices) >= 8
    assert {practice.domain for practice in practices} == set(DOMAINS)
    assert {practice.verdict for practice in practices} == set(Verdict)


def test_every_practice_is_plainly_an_example_without_a_study() -> None:
    for article in _of_kind(ArticleKind.BEST_PRACTICE):
        assert article.title.startswith("Voorbeeld:")
        assert article.practice is not None
        assert article.practice.example
        assert article.practice.coherence_reason.startswith("Stel dat")
        assert article.sources == ()
        assert "bedacht voorbeeld" in article.body


def test_every_article_is_written_back_as_the_text_that_reads_the_same() -> None:
    for article in _articles():
        again = read_article(article_text(article))
        assert replace(again, body_line=article.body_line) == article


def test_every_source_listed_is_cited_and_every_citation_has_its_source() -> None:
    for article in _articles():
        texts = [found.group(1) for found in CITATION.finditer(article.body)]
        texts += [cite for moment in article.timeline for cite in moment.cites]
        resolved = [resolve_citation(article, text) for text in texts]
        assert None not in resolved, _named(article)
        cited = {citation.target for citation in resolved if citation}
        assert cited == {*article.sources, *article.law_articles}, _named(article)


def test_a_law_article_is_cited_in_the_version_we_read() -> None:
    earlier = {"Bzv": {"2016-10-06", "2018-07-01"}}
    for article in _articles():
        for cited in article.law_articles:
            version = cited.version.isoformat()
            assert version == LAW_TEXTS[cited.law].read.isoformat() or version in earlier.get(cited.law, set())
            assert cited.summary_only == (cited.law in {"Awb", "BW1", "BW7"}), (_named(article), cited.key)


@pytest.mark.parametrize("fact", _UNCONFIRMED)
def test_what_is_not_confirmed_is_not_published(fact: str) -> None:
    found = [
        f"{_named(article)}: {match.group(0)}"
        for article in _articles()
        for match in re.finditer(_UNCONFIRMED[fact], render(article).text, re.IGNORECASE)
    ]
    assert found == []


def test_an_amount_stands_with_its_date() -> None:
    amounts = 0
    for article in _articles():
        for block in re.split(r"\n\s*\n|\n- |\n\d\. ", article.body):
            if "€" in block:
                amounts += 1
                assert re.search(r"\((?:tekst van|text of) \d+ \w+ 20\d\d\)", block), f"{_named(article)}: {block}"
    assert amounts >= 6


def test_a_phone_number_stands_with_its_date_and_the_advice_to_check() -> None:
    holders = [article for article in _articles() if re.search(r"\b0\d\d[ -]?\d{3}[ \d]{4,6}", article.body)]
    assert {article.slug for article in holders} == {"juiste-loket"}
    for article in holders:
        assert re.search(r"2021", article.body)
        assert re.search(r"Controleer|Check", article.body)


def test_turning_18_says_when_to_begin() -> None:
    for language in ("nl", "en"):
        page = next(article for article in _of_kind(ArticleKind.PAGE, language) if article.slug == "achttien-worden")
        assert {moment.begin for moment in page.timeline} == {16.0, 17.0, 17.5, None}
        assert len(page.timeline) >= 15


def test_language_versions_hold_the_same_data() -> None:
    by_slug: dict[str, list[Article]] = {}
    for article in _articles():
        by_slug.setdefault(article.slug, []).append(article)
    for slug, versions in by_slug.items():
        for article in versions[1:]:
            first = versions[0]
            assert [need.search for need in article.needs] == [need.search for need in first.needs], slug
            assert [moment.cites for moment in article.timeline] == [moment.cites for moment in first.timeline], slug
            assert [moment.begin for moment in article.timeline] == [moment.begin for moment in first.timeline], slug
            assert [item.code for item in article.conditions] == [item.code for item in first.conditions], slug
            assert Counter(CITATION.findall(article.body)) == Counter(CITATION.findall(first.body)), slug


def test_the_needs_scan_has_needs_in_all_domains() -> None:
    page = next(article for article in _of_kind(ArticleKind.PAGE) if article.slug == "hulpbehoeftescan")
    assert {need.domain for need in page.needs} == set(DOMAINS)


def test_there_are_ten_quality_conditions() -> None:
    page = next(article for article in _of_kind(ArticleKind.PAGE) if article.slug == "kwaliteitsvoorwaarden")
    assert len(page.conditions) == 10


def test_the_referral_tree_points_at_the_law_finder() -> None:
    page = next(article for article in _of_kind(ArticleKind.PAGE) if article.slug == "verwijsboom")
    assert ("decision-flow", "wie-betaalt") in references(page)


def test_links_to_routes_and_flows_lead_to_what_ships() -> None:
    folders = {"escalation-route": "routes", "decision-flow": "flows"}
    targets = {target for article in _articles() for target in references(article)}
    assert {kind for kind, _ in targets} >= set(folders)
    for kind, slug in targets:
        if kind in folders:
            assert (STARTER / folders[kind] / f"{slug}.yaml").exists(), f"{kind}/{slug}"


def test_the_glossary_can_be_marked_in_every_article_without_changing_its_words() -> None:
    glossary = yaml.safe_load((STARTER / "glossary.yaml").read_text(encoding="utf-8"))
    marks = 0
    for article in _articles():
        terms = [
            MarkedTerm(
                entry["slug"],
                tuple(form for form in (entry["term"][article.language], entry["abbreviation"]) if form),
                f"/begrippen/{entry['slug']}",
                entry["meaning"][article.language],
            )
            for entry in glossary["terms"]
        ]
        html = render(article).body_html
        marked = mark_terms(html, terms)
        without = re.sub(r'<a class="glossary-term"[^>]*>([^<]*)</a>', r"\1", marked)
        assert without == html, _named(article)
        for heading in re.findall(r"<h[2-6][^>]*>.*?</h[2-6]>", marked, re.DOTALL):
            assert "glossary-term" not in heading
        slugs = re.findall(r'glossary-term" href="/begrippen/([^"]+)"', marked)
        assert len(slugs) == len(set(slugs)), _named(article)
        marks += len(slugs)
    assert marks > 200


def test_the_history_of_the_ikz_criterion_is_told_with_its_date() -> None:
    for slug in ("hoe-zorg-is-geregeld", "zorgverzekeringswet-en-intensieve-kindzorg"):
        page = next(article for article in _of_kind(ArticleKind.FACTSHEET) if article.slug == slug)
        changed = next(section for section in sections(page) if section.anchor == "wat-is-veranderd")
        assert "1 januari 2018" in changed.text


def test_shipped_texts_have_no_long_sentence_and_a_short_mean() -> None:
    exceptions = read_exceptions(STARTER.parent / "prose" / "exceptions.yaml")
    nothing = Jargon(frozenset(), {})
    for article in _articles():
        measured = figures(article, nothing, frozenset(), exceptions)
        failures = [failure for failure in measured.failures() if "jargon" not in failure]
        assert failures == []


def test_the_agenda_says_only_what_its_sources_say() -> None:
    agenda = yaml.safe_load((STARTER / "agenda.yaml").read_text(encoding="utf-8"))
    sources = {source["id"] for source in agenda["sources"]}
    themes = {theme["code"] for theme in agenda["themes"]}
    assert [station["number"] for station in agenda["stations"]] == [0, 1, 2, 3, 4, 5]
    assert len(themes) == 8
    for item in agenda["items"]:
        assert item["source"] in sources
        assert item["theme"] is None or item["theme"] in themes
        assert item["station"] is None or item["station"] in range(6)
        assert item["result"]["nl"]
        assert item["result"]["en"]
