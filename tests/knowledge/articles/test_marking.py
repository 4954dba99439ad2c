"""Glossary terms are marked once, where a reader needs it, and nowhere that it would break the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.articles.marking import MarkedTerm, mark_terms
from knowledge.articles.reading import read_article
from knowledge.articles.rendering import render
from tests.knowledge.articles.writing import written

_CIZ = MarkedTerm("ciz", ("CIZ",), "/begrippen/ciz", "Beslist over de Wlz")
_PGB = MarkedTerm("pgb", ("pgb", "persoonsgebonden budget"), "/begrippen/pgb", "Geld om zelf zorg in te kopen")
_ZORG = MarkedTerm("zorg", ("zorg",), "/begrippen/zorg", "Zorg")
_NATURA = MarkedTerm("zin", ("zorg in natura",), "/begrippen/zin", "Een aanbieder regelt de zorg")


def _marked(body: str, *terms: MarkedTerm) -> str:
    return mark_terms(render(read_article(written(body))).body_html, terms)


def test_only_the_first_use_is_marked() -> None:
    html = _marked("Het CIZ beslist. Het CIZ belt.", _CIZ)
    assert html.count('href="/begrippen/ciz"') == 1
    assert html.index("glossary-term") < html.index("beslist")


def test_the_longest_term_wins() -> None:
    html = _marked("Kies zorg in natura of andere zorg.", _ZORG, _NATURA)
    assert ">zorg in natura</a>" in html
    assert "andere <a" in html


def test_forms_of_one_term_count_as_one() -> None:
    assert _marked("Een persoonsgebonden budget, kort pgb.", _PGB).count("glossary-term") == 1


def test_a_term_is_a_whole_word() -> None:
    assert "glossary-term" not in _marked("De zorgverlener en de pgb-houder zijn verzorgd.", _ZORG, _PGB)


def test_capitals_in_a_term_count_and_others_do_not() -> None:
    assert "glossary-term" not in _marked("Het is ciz of cIZ.", _CIZ)
    assert ">Zorg</a>" in _marked("Zorg is nodig.", _ZORG)


def test_never_inside_headings_links_code_or_citations() -> None:
    html = _marked("## Het CIZ\n\n[Het CIZ](https://www.ciz.nl), `CIZ`, en dan [@zorginstituut] het CIZ zelf.", _CIZ)
    assert html.count("glossary-term") == 1
    assert html.index("glossary-term") > html.index("en dan")


def test_emphasis_tables_and_quotes_are_marked() -> None:
    assert "glossary-term" in _marked("**CIZ**", _CIZ)
    assert "glossary-term" in _marked("| Wie |\n| --- |\n| CIZ |", _CIZ)
    assert "glossary-term" in _marked("> Bel het CIZ.", _CIZ)


def test_a_meaning_cannot_break_out_of_its_attribute() -> None:
    term = MarkedTerm("x", ("sonde",), '/x"><script>', '"><script>alert(1)</script>')
    html = mark_terms("<p>Een sonde.</p>", [term])
    assert "<script" not in html


def test_html_comes_back_unchanged_when_nothing_is_marked() -> None:
    html = render(read_article(written("## Kop\n\n- a &amp; b < c\n\n1. **x** [@Bzv 2.10]"))).body_html
    assert mark_terms(html, [_CIZ]) == html
    assert mark_terms(html, []) == html


_WORDS = st.lists(
    st.sampled_from(
        ["CIZ", "zorg", "pgb", "[CIZ](https://a.nl)", "`zorg`", "\n\n## zorg CIZ\n\n", "**pgb**", "[@zorginstituut]",
         "zorg in natura", "\n\n- ", "\n\n> ", "é", "&", "[een zorg en pgb](ref:page/x)"]
    ),
    min_size=1,
    max_size=20,
)  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.nested = False
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_mark = ("class", "glossary-term") in attrs
        if is_mark and set(self._open) & {"a", "h2", "code", "sup"}:
            self.nested = True
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        self.text += data


@given(_WORDS)
@settings(max_examples=150, deadline=None)
def test_marking_never_changes_the_words_or_nests_links(words: list[str]) -> None:
    html = render(read_article(written("Begin " + " ".join(words)))).body_html
    marked = mark_terms(html, [_CIZ, _PGB, _ZORG, _NATURA])
    before, after = _Text(), _Text()
    before.feed(html)
    after.feed(marked)
    assert after.text == before.text
    assert not after.nested
    assert all(
        count <= 1 for count in (len(re.findall(f'href="/begrippen/{slug}"', marked)) for slug in ("ciz", "pgb"))
    )
