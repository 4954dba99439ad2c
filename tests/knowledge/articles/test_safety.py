"""An article can never carry a script to a reader: refused when saved, and harmless when shown anyway."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from knowledge.articles.faults import ArticleRefusedError, FaultCode
from knowledge.articles.marking import MarkedTerm, mark_terms
from knowledge.articles.reading import read_article
from knowledge.articles.rendering import render
from tests.knowledge.articles.hostile import HOSTILE
from tests.knowledge.articles.writing import FIELDS, written

_PLAIN = read_article(written("Een gewone zin."))
_ALLOWED_ATTRIBUTES = {"href", "title", "id", "class", "rel", "scope", "start"}
_ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class _Dangers(HTMLParser):
    """Finds what a browser would act on: tags, attributes and link targets outside what an article may have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED_TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _ALLOWED_ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            if name == "href" and not (value or "").startswith(("https://", "http://", "mailto:", "tel:", "/", "#")):
                self.found.append(f"href {value}")
            if name == "href" and (value or "").startswith("//"):
                self.found.append(f"href {value}")


def _dangers(html: str) -> list[str]:
    parser = _Dangers()
    parser.feed(html)
    parser.close()
    return parser.found


def test_there_are_two_hundred_hostile_shapes() -> None:
    assert len(set(HOSTILE)) >= 200


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_rendered_harmless(hostile: str) -> None:
    rendered = render(replace(_PLAIN, body=f"Voor.\n\n{hostile}\n\nNa."))
    assert _dangers(rendered.body_html + rendered.sources_html) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_marking_terms_in_a_hostile_text_keeps_it_harmless(hostile: str) -> None:
    rendered = render(replace(_PLAIN, body=f"Voor.\n\n{hostile}\n\nNa."))
    terms = [MarkedTerm("x", ("alert", "x", "script"), "/begrippen/x", 'Meaning with "quotes" and <b>')]
    assert _dangers(mark_terms(rendered.body_html, terms)) == []


def test_the_detector_of_dangers_sees_dangers() -> None:
    assert _dangers("<script>x</script><a href='javascript:x'>x</a><p onclick=x>x</p>") == [
        "<script>",
        "href javascript:x",
        "p onclick",
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Tekst <script>alert(1)</script>", FaultCode.SCRIPT),
        ("<script>\nalert(1)\n</script>", FaultCode.SCRIPT),
        ("<img src=x onerror=alert(1)>", FaultCode.SCRIPT),
        ("Een <b>vet</b> woord", FaultCode.RAW_HTML),
        ("[klik](javascript:alert(1))", FaultCode.UNSAFE_LINK),
        ("[klik](java&#115;cript:alert(1))", FaultCode.UNSAFE_LINK),
        ("[klik](//evil.example)", FaultCode.UNSAFE_LINK),
        ("[klik](data:text/html,x)", FaultCode.UNSAFE_LINK),
        ("![plaat](https://evil.example/x.png)", FaultCode.IMAGE),
        ("# Te hoog", FaultCode.TOP_HEADING),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_line(body: str, code: FaultCode) -> None:
    with pytest.raises(ArticleRefusedError) as refused:
        read_article(written(f"Eerste regel.\n\n{body}"))
    first = refused.value.faults[0]
    assert first.code is code
    assert first.line == FIELDS.count("\n") + 6


@pytest.mark.parametrize(
    "repeated",
    [
        "[",
        "[@",
        "![",
        "<",
        "`",
        "*",
        "_",
        "> ",
        "- ",
        "## ",
        "[x](",
        "[[",
        "| ",
        "&#",
        "\\",
        "{#a}",
        "[a]: <",
        " ",
        "a_",
    ],
)
def test_a_text_made_to_be_slow_is_answered_and_does_not_swell(repeated: str) -> None:
    body = "## Kop " + repeated * 10_000 + " einde"
    try:
        article = read_article(written(body))
    except ArticleRefusedError:
        article = replace(_PLAIN, body=body)
    rendered = render(article)
    marked = mark_terms(rendered.body_html, [MarkedTerm("x", ("einde",), "/begrippen/x", "Het slot")])
    assert len(marked) < 20 * len(body)


def test_a_script_shown_as_code_is_allowed() -> None:
    article = read_article(written("Schrijf nooit `<script>` in een tekst."))
    assert "<script>" not in render(article).body_html
    assert "&lt;script&gt;" in render(article).body_html


def test_a_script_in_the_structured_data_is_refused_too() -> None:
    fields = FIELDS + (
        "timeline:\n  - {subject: S, change: '<script>alert(1)</script>', action: A, begin: 17, laws: [], cites: []}\n"
    )
    with pytest.raises(ArticleRefusedError) as refused:
        read_article(written("[[timeline]]", fields))
    assert {fault.code for fault in refused.value.faults} == {FaultCode.SCRIPT}


def test_an_address_of_a_source_cannot_be_a_script() -> None:
    fields = FIELDS.replace("https://www.zorginstituutnederland.nl/kindzorg", '"javascript:alert(1)"')
    with pytest.raises(ArticleRefusedError) as refused:
        read_article(written("Tekst.", fields))
    assert [fault.code for fault in refused.value.faults] == [FaultCode.UNSAFE_LINK]
