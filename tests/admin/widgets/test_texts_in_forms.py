"""Markdown as the public will see it, and rules that are checked while they are written; looking saves nothing."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.admin.pages import form_of, said, submitted

SHOW = "preview:body"
CHECK = "rules:definition"
PAYLOADS = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    '<img src=x onerror="alert(1)">',
    "![x](https://example.org/x.png)",
    "</iframe><script>alert(1)</script>",
)


def frame(page: str) -> str:
    """What stands in the frame of the preview."""
    found = re.search(r'srcdoc="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_the_preview_shows_headings_sources_and_terms_as_the_public_sees_them(
    editor: FlaskClient, article: str
) -> None:
    page = submitted(editor, article, SHOW).text
    shown = frame(page)
    assert "Alles klopt" in said(page)
    assert "knowledge." in shown
    assert 'class="glossary-term"' in shown
    assert 'class="citation"' in shown
    assert '<ol class="sources">' in shown
    assert "Bronnen in de tekst" in page


def test_a_text_that_is_not_saved_yet_is_previewed(editor: FlaskClient, article: str) -> None:
    before = form_of(editor.get(article).text)["body"]
    page = submitted(editor, article, SHOW, body="## Nieuwe kop\n\nNog niet bewaard.").text
    assert "Nieuwe kop</h2>" in frame(page)
    assert form_of(editor.get(article).text)["body"] == before


def test_fields_that_are_still_empty_do_not_stop_the_preview(editor: FlaskClient, article: str) -> None:
    changes = {"title": "", "summary": "", "review_by": "", "body": "## Kop\n\nTekst."}
    assert "Kop</h2>" in frame(submitted(editor, article, SHOW, **changes).text)


def test_every_fault_names_its_line(editor: FlaskClient, article: str) -> None:
    page = submitted(editor, article, SHOW, body="## Kop\n\nZie [@bestaat-niet].\n\n<b>x</b>\n").text
    assert 'data-line="3"' in page
    assert 'data-line="5"' in page
    assert "bestaat-niet" in said(page)
    assert "srcdoc" not in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_comes_through_the_preview(editor: FlaskClient, article: str, payload: str) -> None:
    page = submitted(editor, article, SHOW, body=f"## Kop\n\n{payload}\n", title=payload).text
    assert "<script>alert" not in page
    for shown in re.findall(r'srcdoc="([^"]*)"', page):
        inside = html.unescape(shown)
        assert "<script" not in inside
        assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", inside)
        assert "javascript:" not in inside


def test_a_very_long_text_gets_an_answer(editor: FlaskClient, article: str) -> None:
    page = submitted(editor, article, SHOW, body="## Kop\n\n" + "woord [@x] " * 15_000)
    assert page.status_code == 200
    assert "niet goed" in said(page.text)


def test_checking_a_flow_shows_the_drawing_and_what_each_case_comes_to(editor: FlaskClient, flow: str) -> None:
    page = submitted(editor, flow, CHECK).text
    words = said(page)
    assert "Hier is niets mis mee. Er is nog niets bewaard." in words
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "Wat er uit de voorbeelden komt" in words
    assert page.count('class="tag tag-good"') > 20


def test_a_case_that_comes_out_otherwise_is_shown_with_what_came_out(editor: FlaskClient, flow: str) -> None:
    cases = form_of(editor.get(flow).text)["cases"]
    wrong = re.sub(r"(?m)^(\s+)laws: \[wlz\]", r"\1laws: [jeugdwet]", cases, count=1)
    assert wrong != cases
    page = submitted(editor, flow, CHECK, cases=wrong).text
    assert "hoort hier uit te komen" in html.unescape(page)
    assert 'class="tag tag-bad"' in page
    assert 'href="#cases" data-line=' in page


def test_every_fault_of_a_flow_leads_to_its_line(editor: FlaskClient, flow: str) -> None:
    text = form_of(editor.get(flow).text)["definition"]
    line = text[: text.index("nodes:")].count("\n") + 1
    page = submitted(editor, flow, CHECK, definition=text.replace("nodes:", "vragen:", 1)).text
    assert f'href="#definition" data-line="{line}"' in page
    assert "De tekening komt als dit goed is." in said(page)


def test_a_route_is_drawn_and_its_faults_are_told(editor: FlaskClient, route: str) -> None:
    good = submitted(editor, route, CHECK).text
    assert "<svg xmlns" in good
    text = form_of(good)["definition"]
    bad = submitted(editor, route, CHECK, definition=text + "\nonbekend: ja\n")
    assert bad.status_code == 200
    assert f'data-line="{text.count(chr(10)) + 2}"' in bad.text
    assert form_of(editor.get(route).text)["definition"] == form_of(good)["definition"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 5000,
        "a: &x [*x]",
        "x: " + "y" * 300_000,
        "<script>alert(1)</script>: 1",
        "slug: a\nslug: b\n",
        "nodes: {a: {type: choice}}\nstart: a",
        "\x00\x01",
    ],
)
def test_whatever_stands_in_the_editor_is_refused_with_words(editor: FlaskClient, flow: str, text: str) -> None:
    page = submitted(editor, flow, CHECK, definition=text)
    assert page.status_code == 200
    assert "niet goed" in said(page.text)
    assert "<script>alert" not in page.text


def test_a_flow_that_goes_round_in_a_circle_is_told_and_not_walked(editor: FlaskClient, flow: str) -> None:
    text = form_of(editor.get(flow).text)["definition"]
    page = submitted(editor, flow, CHECK, definition=text.replace("next: hulp\n", "next: oorzaak\n", 1))
    assert page.status_code == 200
    assert "Dit loopt in een kring" in said(page.text)
