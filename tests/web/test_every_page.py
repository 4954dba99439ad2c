"""What holds for every page of the site, whoever made it: languages, caching, no cookies, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import html5lib
import pytest

from tests.instances import Instance
from web.site import page_types

LANGUAGES = ("nl", "en")
OF_EACH_TYPE = 3
_RESOURCE = re.compile(r"<(?:img|script|iframe|source|link)[^>]* (?:src|href)=\"([^\"]+)\"")


def addresses(instance: Instance) -> Iterator[tuple[str, str]]:
    """(language, address) of some pages of each type, in both languages."""
    with instance.app.test_request_context():
        for page_type in page_types():
            if "GET" in page_type.methods:
                for values in islice(page_type.urls(), OF_EACH_TYPE):
                    for language in LANGUAGES:
                        yield language, page_type.address(language, values)


@pytest.fixture(scope="module")
def pages(starter: Instance) -> dict[str, str]:
    """The language of each page, by its address."""
    return {address: language for language, address in addresses(starter)}


def test_every_page_is_there_in_both_languages(starter: Instance, pages: dict[str, str]) -> None:
    for path, language in pages.items():
        response = starter.client.get(path)
        assert response.status_code == 200, path
        if response.mimetype == "text/html":
            assert f'<html lang="{language}"' in response.text, path
            assert response.headers["Content-Language"] == language, path


def test_every_page_leads_to_itself_in_the_other_language(starter: Instance, pages: dict[str, str]) -> None:
    for path, language in pages.items():
        text = starter.client.get(path).text
        if "<html" not in text:
            continue
        found = dict(re.findall(r'<link rel="alternate" hreflang="(nl|en)" href="([^"]+)">', text))
        assert found[language] == path
        assert set(found.values()) <= set(pages), path
        assert f'<link rel="canonical" href="http://localhost{path}">' in text


def test_no_page_sets_or_reads_a_cookie(starter: Instance, pages: dict[str, str]) -> None:
    for path in pages:
        headers = starter.client.get(path).headers
        assert "Set-Cookie" not in headers, path
        assert "Cookie" not in headers.get("Vary", ""), path


def test_no_page_takes_anything_from_elsewhere(starter: Instance, pages: dict[str, str]) -> None:
    for path in pages:
        text = starter.client.get(path).text
        canonical = re.findall(r'<link rel="canonical"[^>]*>', text)
        for address in _RESOURCE.findall("".join(part for part in re.split("|".join(map(re.escape, canonical)), text))):
            assert address.startswith(("/", "#")), (path, address)
        assert " style=" not in text, path
        assert "<script>" not in text, path


def test_a_page_that_did_not_change_is_not_sent_again(starter: Instance, pages: dict[str, str]) -> None:
    for path in pages:
        first = starter.client.get(path)
        if "no-store" in first.headers["Cache-Control"]:
            continue
        again = starter.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path


def test_every_page_is_valid_html_with_one_heading(starter: Instance, pages: dict[str, str]) -> None:
    for path in pages:
        text = starter.client.get(path).text
        if "<html" not in text:
            continue
        parser = html5lib.HTMLParser()
        tree = parser.parse(text)
        assert parser.errors == [], path
        names = [node.get("id") for node in tree.iter() if node.get("id")]
        assert len(names) == len(set(names)), path
        assert text.count("<h1") == 1, path
        assert len(re.findall(r"<title>[^<]{5,}</title>", text)) == 1, path


@pytest.mark.parametrize("path", ["/nergens", "/en/nowhere", "/zoeken/", "/begrippen/bestaat-niet"])
def test_an_address_where_nothing_is_helps_on(starter: Instance, path: str) -> None:
    response = starter.client.get(path)
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert response.headers["Cache-Control"] == "no-store"
    assert 'role="search"' in response.text
    assert "tel:" in response.text
    assert html5lib.HTMLParser(strict=True).parse(response.text) is not None


def test_the_words_of_a_lost_address_are_in_the_search_box(starter: Instance) -> None:
    assert 'value="logeren met sonde"' in starter.client.get("/zorg-oud/logeren-met-sonde").text


def test_the_api_keeps_its_own_errors(starter: Instance) -> None:
    assert starter.client.get("/api/v1/nergens").mimetype == "application/problem+json"


def test_what_nobody_foresaw_is_a_page_that_tells_nothing(own_starter: Instance) -> None:
    def broken() -> str:
        raise RuntimeError("the secret inside")

    own_starter.app.view_functions["nl.home"] = broken
    response = own_starter.client.get("/")
    assert response.status_code == 500
    assert "Er ging bij ons iets mis" in response.text
    assert "secret" not in response.text
    assert "tel:" in response.text


def test_an_error_page_that_fails_itself_still_says_who_to_call(own_starter: Instance) -> None:
    def broken() -> str:
        raise RuntimeError

    own_starter.app.jinja_env.globals["contact"] = broken
    response = own_starter.client.get("/")
    assert response.status_code == 500
    assert "030 789 78 78" in response.text


def test_a_page_is_compressed_for_who_takes_that(starter: Instance) -> None:
    response = starter.client.get("/zoeken?q=beademing", headers={"Accept-Encoding": "br, gzip"})
    assert response.headers["Content-Encoding"] in {"br", "gzip", "zstd"}
    assert response.headers["ETag"].startswith('W/"')
    again = starter.client.get(
        "/zoeken?q=beademing", headers={"Accept-Encoding": "br", "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_first_visit_is_light(starter: Instance) -> None:
    accepted = {"Accept-Encoding": "br"}
    page = starter.client.get("/", headers=accepted)
    text = starter.client.get("/").text
    assets = [address for address in _RESOURCE.findall(text) if address.startswith("/assets/")]
    sizes = [len(starter.client.get(address, headers=accepted).data) for address in assets]
    assert len(assets) >= 3
    assert len(page.data) + sum(sizes) < 60_000
