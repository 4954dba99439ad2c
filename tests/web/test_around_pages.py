"""What machines read, and the pages about the map itself."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.instances import Instance

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"


def _addresses(instance: Instance, path: str) -> list[str]:
    answer = instance.client.get(path)
    assert answer.status_code == 200, answer.text
    return [item.text or "" for item in ET.fromstring(answer.data).iter(f"{SITEMAP}loc")]  # noqa: S314 - our own answer


def _path(address: str) -> str:
    return address.removeprefix("http://localhost")


def _titles(instance: Instance) -> list[str]:
    total = instance.read("/services", limit=1)["total"]
    pages = [instance.read("/services", limit=100, page=page)["services"] for page in range(1, total // 100 + 2)]
    return sorted(service["title"] for page in pages for service in page)


def test_the_sitemap_names_every_page_in_both_languages_and_each_is_there(starter: Instance) -> None:
    maps = _addresses(starter, "/sitemap.xml")
    pages = [page for address in maps for page in _addresses(starter, _path(address))]
    assert len(pages) == len(set(pages))
    assert {"http://localhost/", "http://localhost/en/", "http://localhost/privacy"} <= set(pages)
    for page in pages:
        assert starter.client.get(_path(page)).status_code == 200, page


def test_every_address_in_a_sitemap_names_its_other_language(starter: Instance) -> None:
    tree = ET.fromstring(starter.client.get("/sitemaps/about-1.xml").data)  # noqa: S314 - our own answer
    links = {link.get("hreflang"): link.get("href") for link in next(tree.iter(f"{SITEMAP}url")).iter(ALTERNATE)}
    assert links == {"nl": "http://localhost/over-deze-kaart", "en": "http://localhost/en/over-deze-kaart"}


@pytest.mark.parametrize("path", ["/sitemaps/home-2.xml", "/sitemaps/home-0.xml", "/sitemaps/geheim-1.xml"])
def test_a_sitemap_that_is_not_there_is_not_found(starter: Instance, path: str) -> None:
    assert starter.client.get(path).status_code == 404


def test_search_engines_keep_out_of_the_desk_and_find_the_sitemap(starter: Instance) -> None:
    lines = starter.client.get("/robots.txt").text.splitlines()
    assert "Disallow: /beheer" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_who_finds_a_weakness_reads_whom_to_tell(starter: Instance) -> None:
    answer = starter.client.get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.mimetype == "text/plain"
    assert told["Contact"] == "mailto:beheer@zorginuwbuurt.example"
    expires = datetime.fromisoformat(told["Expires"].replace("Z", "+00:00"))
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=366)


@pytest.mark.parametrize(("path", "searches"), [("/opensearch.xml", "/zoeken"), ("/en/opensearch.xml", "/en/zoeken")])
def test_a_browser_can_search_from_its_address_bar(starter: Instance, path: str, searches: str) -> None:
    tree = ET.fromstring(starter.client.get(path).data)  # noqa: S314 - our own answer
    template = next(tree.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")).get("template") or ""
    assert template == f"http://localhost{searches}?q={{searchTerms}}"
    assert starter.client.get(_path(template).replace("{searchTerms}", "logeren")).status_code == 200


def test_the_icon_is_where_browsers_look(starter: Instance) -> None:
    answer = starter.client.get("/favicon.ico", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.data[:4] == b"\0\0\1\0"


def test_the_open_data_hold_every_public_service_once(starter: Instance) -> None:
    total = starter.read("/services", limit=1)["total"]
    services = json.loads(starter.client.get("/open-data/zorg.json").data)["services"]
    assert len({service["id"] for service in services}) == len(services) >= total
    features = json.loads(starter.client.get("/open-data/zorg.geojson").data)["features"]
    assert {feature["properties"]["id"] for feature in features} == {service["id"] for service in services}
    rows = list(csv.DictReader(io.StringIO(starter.client.get("/open-data/zorg.csv").data.decode("utf-8-sig"))))
    assert {row["service_id"] for row in rows} == {service["id"] for service in services}


def test_open_data_that_did_not_change_are_not_sent_again(starter: Instance) -> None:
    first = starter.client.get("/open-data/zorg.csv")
    again = starter.client.get("/open-data/zorg.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_open_data_of_one_instance_can_be_imported_in_another(
    starter: Instance, bare: Instance, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("open") / "zorg.csv"
    file.write_bytes(starter.client.get("/open-data/zorg.csv").data)
    bare.command("import", "services", file, "--publish")
    bare.catch_up()
    assert _titles(bare) == _titles(starter)


def test_the_page_about_the_map_tells_how_much_there_is_and_how_fresh(starter: Instance) -> None:
    page = re.sub(r"\s+", " ", starter.client.get("/over-deze-kaart").text)
    total = starter.read("/services", limit=1)["total"]
    assert f"<dd>{total}</dd>" in page
    assert "/open-data/zorg.csv" in page


@pytest.mark.parametrize("path", ["/privacy", "/toegankelijkheid", "/over-deze-kaart"])
def test_every_page_about_the_map_is_there_in_english(starter: Instance, path: str) -> None:
    answer = starter.client.get(f"/en{path}")
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
