"""Rendering: stable anchors, citations that lead to their source, sections that can be found on their own."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.articles.laws import LAW_TEXTS, UnknownLawArticleError, article_link, law_link
from knowledge.articles.reading import read_article
from knowledge.articles.rendering import human_date, plain_text, render, sections
from knowledge.articles.unity import anchors, references
from tests.knowledge.articles.writing import FIELDS, written


def _html(body: str) -> str:
    return render(read_article(written(body))).body_html


def test_an_anchor_comes_from_the_words_of_the_heading() -> None:
    assert '<h2 id="wie-beslist-over-een-pgb">' in _html("## Wie beslist over één pgb?")


def test_a_written_anchor_stays_when_the_heading_is_reworded() -> None:
    before = read_article(written("## Wie beslist? {#wie-beslist}\n\nTekst."))
    after = read_article(written("## Nieuw\n\n## Wie hakt de knoop door? {#wie-beslist}\n\nTekst."))
    assert anchors(before) == ("wie-beslist",)
    assert "wie-beslist" in anchors(after)
    assert "{#" not in render(before).body_html


def test_equal_headings_get_different_anchors() -> None:
    assert anchors(read_article(written("## Kop\n\n### Kop\n\n## Kop"))) == ("kop", "kop-2", "kop-3")


def test_adding_a_heading_below_leaves_the_anchors_above_alone() -> None:
    short = anchors(read_article(written("## Een\n\n## Twee")))
    longer = anchors(read_article(written("## Een\n\n## Twee\n\n## Drie\n\n## Twee")))
    assert longer[:2] == short


def test_a_citation_links_to_its_line_in_the_source_list() -> None:
    rendered = render(read_article(written("Eerst dit. [@zorginstituut] Dan dat. [@Bzv 2.10 lid 1] [@zorginstituut]")))
    assert 'href="#bron-1"' in rendered.body_html
    assert 'title="Besluit zorgverzekering, artikel 2.10 lid 1"' in rendered.body_html
    assert '<li id="bron-2">' in rendered.sources_html
    assert [source.number for source in rendered.sources] == [1, 2, 3, 4]
    assert rendered.sources[0].title == "Kindzorg"


def test_a_citation_may_choose_a_version_of_an_article() -> None:
    rendered = render(read_article(written("Toen. [@Bzv/2016-10-06 2.10] Nu. [@Bzv 2.10]")))
    assert [source.date for source in rendered.sources[:2]] == ["2016-10-06", "2026-07-01"]


def test_a_law_article_links_to_its_text_at_the_date_we_read() -> None:
    rendered = render(read_article(written("Nu. [@Bzv 2.10]")))
    link = "https://wetten.overheid.nl/jci1.3:c:BWBR0018492&artikel=2.10&z=2026-07-01&g=2026-07-01"
    assert rendered.sources[0].url == link
    assert link.replace("&", "&amp;") in rendered.sources_html


def test_a_law_article_read_in_a_summary_says_so() -> None:
    assert "gelezen in een samenvatting" in render(read_article(written("Zes weken. [@Awb 6:7]"))).sources_html


def test_an_english_article_names_law_and_date_in_english() -> None:
    article = read_article(written("Now. [@Bzv 2.10]", FIELDS.replace("language: nl", "language: en")))
    html = render(article).sources_html
    assert "Health Insurance Decree (Besluit zorgverzekering), article 2.10" in html
    assert "1 July 2026" in html


def test_a_reference_leads_to_where_the_face_says() -> None:
    article = read_article(written("Lees [dit](ref:factsheet/zorg#kop) en [dat](ref:decision-flow/wie-betaalt)."))
    assert 'href="/factsheets/zorg#kop"' in render(article).body_html
    own = render(article, lambda kind, slug: f"/en/{kind}/{slug}").body_html
    assert 'href="/en/decision-flow/wie-betaalt"' in own
    assert references(article) == (("factsheet", "zorg"), ("decision-flow", "wie-betaalt"))


def test_a_table_is_a_table() -> None:
    html = _html("| Wet | Wie |\n| --- | --- |\n| Zvw | Verzekeraar |")
    assert '<table class="table">' in html
    assert '<th scope="col">Wet</th>' in html


def test_sections_hold_their_plain_text_without_citations() -> None:
    article = read_article(
        written(
            "Vooraf.\n\n## Een {#een}\n\n**Vet** en [link](https://a.nl). [@Bzv 2.10]\n\n"
            "### Klein\n\n- punt\n\n## Twee\n\nEinde."
        )
    )
    found = sections(article)
    assert [(section.anchor, section.title) for section in found] == [("", ""), ("een", "Een"), ("twee", "Twee")]
    assert found[1].text == "Vet en link.\nKlein\npunt"
    assert found == render(article).sections
    assert plain_text(article) == render(article).text == "Vooraf.\n\nEen\nVet en link.\nKlein\npunt\n\nTwee\nEinde."


def test_a_time_line_is_shown_in_the_order_of_its_ages() -> None:
    fields = FIELDS + (
        "timeline:\n"
        "  - {subject: Kinderbijslag, change: Stopt, action: Niets, begin: , laws: [], cites: []}\n"
        "  - {subject: Wlz, change: Kan nu, action: Aanvragen, begin: 17.5, laws: [wlz], cites: ['Bzv 2.10']}\n"
        "  - {subject: Praten, change: Veel, action: Praat, begin: 16, laws: [], cites: []}\n"
    )
    article = read_article(written("[[timeline]]", fields))
    html = render(article).body_html
    assert [moment.begin for moment in article.timeline] == [None, 17.5, 16.0]
    assert html.index("<td>16</td>") < html.index("<td>17½</td>") < html.index("Kinderbijslag")
    assert 'href="#bron-1"' in html


def test_a_need_opens_its_search() -> None:
    search = "{q: logeren sonde, law: [wlz, zvw]}"
    need = f"needs:\n  - {{code: a, domain: social, label: Logeren, explanation: E., search: {search}}}\n"
    html = render(read_article(written("[[needs]]", FIELDS + need))).body_html
    assert 'href="/zoeken?q=logeren+sonde&amp;law=wlz&amp;law=zvw"' in html


def test_links_exist_for_every_law_text_we_read() -> None:
    for code, law in LAW_TEXTS.items():
        assert law.bwb in article_link(code, "1.1", law.read)
        assert law_link(code, law.read).endswith(law.read.isoformat())
    assert article_link("Wlz", "3.2.1") == "https://wetten.overheid.nl/jci1.3:c:BWBR0035917&artikel=3.2.1"
    assert article_link("Awb", "6:7", date(2024, 1, 1)).startswith(
        "https://wetten.overheid.nl/jci1.3:c:BWBR0005537&artikel=6:7&z="
    )


@pytest.mark.parametrize(("code", "article"), [("Xyz", "1"), ("Wlz", "x"), ("Wlz", "1&z=2020"), ("Wlz", "")])
def test_no_link_is_made_from_an_unknown_law_or_number(code: str, article: str) -> None:
    with pytest.raises(UnknownLawArticleError):
        article_link(code, article)


def test_dates_are_written_as_people_write_them() -> None:
    assert human_date("2026-11-22", "nl") == "22 november 2026"
    assert human_date("2026-11", "en") == "November 2026"
    assert human_date("2020", "nl") == "2020"
