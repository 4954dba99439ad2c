"""Other websites may show a search in a frame: that one page, without scripts, and no other."""

from __future__ import annotations

import re
from html import unescape

import html5lib
import pytest

from tests.instances import Instance
from tests.web.reading import visit

FRAME = "/insluiten/zoeken"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "query", ["", "careType=respijtzorg&postcode=3511", "law=zvw&limit=3&heading=Onze+zorg", "region=PV26"]
)
def test_a_frame_is_valid_and_runs_nothing(starter: Instance, prefix: str, query: str) -> None:
    answer = starter.client.get(f"{prefix}{FRAME}?{query}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.data)
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_frame_may_stand_on_any_site_and_can_run_no_script(starter: Instance) -> None:
    headers = starter.client.get(f"{FRAME}?law=zvw").headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/zoeken?q=sonde", "/insluiten", "/mijn-lijst", "/aanmelden", "/bestaat-niet"])
def test_no_other_page_may_be_framed(starter: Instance, path: str) -> None:
    headers = starter.client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_the_parameters_say_what_is_shown(starter: Instance) -> None:
    page = visit(starter.client, f"{FRAME}?careType=respijtzorg&limit=4&heading=Even+op+adem+komen")
    assert "Even op adem komen" in page.text()
    wanted = starter.search(careType="respijtzorg", kind="service", limit=4)["results"]
    shown = list(page.tree.iter("h2"))
    assert [unescape("".join(node.itertext())).partition(" (opent")[0] for node in shown] == [
        item["title"] for item in wanted
    ]


def test_everything_in_it_opens_in_a_tab_of_our_own(starter: Instance) -> None:
    page = visit(starter.client, f"{FRAME}?careType=respijtzorg&postcode=3511")
    links = [node for node in page.tree.iter("a") if not (node.get("href") or "").startswith("tel:")]
    assert links
    assert {(node.get("target"), node.get("rel")) for node in links} == {("_blank", "noopener")}
    assert any("postcode=3511" in (node.get("href") or "") for node in links)
    form = page.form(field="postcode")
    assert (form.method, form.action, form.element.get("target")) == ("post", "/zoeken", "_blank")
    assert ("careType", "respijtzorg") in form.hidden


def test_a_heading_is_only_words(starter: Instance) -> None:
    page = starter.client.get(f"{FRAME}?heading=<script>alert(1)</script>").text
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("law=belasting", "Kies uit: "),
        ("careType=onzin&law=zvw", "Kies uit: "),
        ("postcode=0000", "geen postcode"),
        ("postcode=3511AB", "persoonsgegeven"),
        ("region=XX99", "kennen we niet"),
        ("limit=1000", "Kies een aantal van 3 tot en met 20."),
        ("limit=x", "Kies een aantal van 3 tot en met 20."),
        ("heading=" + "x" * 200, "De kop is te lang."),
        ("q=" + "x" * 300, "Uw vraag is te lang."),
    ],
)
def test_who_sets_up_a_frame_wrongly_hears_why(starter: Instance, query: str, told: str) -> None:
    answer = starter.client.get(f"{FRAME}?{query}")
    assert answer.status_code == 400
    html5lib.HTMLParser(strict=True).parse(answer.data)
    assert told in unescape(answer.text)


def test_every_fault_of_a_frame_is_told_at_once(starter: Instance) -> None:
    text = unescape(starter.client.get(f"{FRAME}?law=belasting&limit=0&age=oud").text)
    assert "law: " in text
    assert "Kies een aantal" in text
    assert "leeftijd in jaren" in text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_help_gives_a_line_that_works(starter: Instance, prefix: str) -> None:
    answer = starter.client.get(f"{prefix}/insluiten?law=zvw&postcode=3511+AB&heading=Onze+%22zorg%22")
    html5lib.HTMLParser(strict=True).parse(answer.data)
    snippet = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert snippet is not None
    line = unescape(snippet[1])
    address = re.search(r'src="http://localhost([^"]+)"', line)
    assert address is not None
    assert "postcode=3511&" in unescape(address[1])
    frame = starter.client.get(unescape(address[1]))
    assert frame.status_code == 200
    assert "Onze &#34;zorg&#34;" in frame.text
    html5lib.HTMLParser(strict=True).parseFragment(line)


def test_the_help_shows_an_example_at_once(starter: Instance) -> None:
    page = visit(starter.client, "/insluiten")
    [frame] = list(page.tree.iter("iframe"))
    assert starter.client.get(frame.get("src") or "").status_code == 200
