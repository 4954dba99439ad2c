"""The map beside the results asks nobody else for pictures, unless the operator says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.instances import Instance, copied, starter_template
from tests.web.reading import visit

PDOK = "https://service.pdok.nl"
RESULTS = "/zoeken?q=logeren&postcode=3511"


def test_the_map_has_its_files_here_and_no_tiles(starter: Instance) -> None:
    page = visit(starter.client, RESULTS)
    panel = page.by_id("kaart")
    assert panel.get("hidden") is not None
    assert panel.get("data-tiles") is None
    for member in ("data-script", "data-style", "data-basemap"):
        assert starter.client.get(panel.get(member, "")).status_code == 200
    assert len(json.loads(starter.client.get(panel.get("data-basemap", "")).data)["points"]) > 8000
    assert PDOK not in page.response.headers["Content-Security-Policy"]


def test_tiles_of_pdok_come_only_when_the_operator_says_so(tmp_path: Path) -> None:
    with copied(starter_template(), tmp_path / "data", map_tiles="pdok") as instance:
        page = visit(instance.client, RESULTS)
        policy = page.response.headers["Content-Security-Policy"]
        assert re.search(rf"img-src 'self' data: {PDOK}(;|$)", policy)
        assert policy.count(PDOK) == 1
        assert page.by_id("kaart").get("data-tiles", "").startswith(f"{PDOK}/")
        assert "Kadaster" in page.by_id("kaart").get("data-tiles-by", "")


def test_each_card_with_a_place_says_where_it_is(starter: Instance) -> None:
    page = visit(starter.client, RESULTS)
    points = [node for node in page.with_class("result") if node.get("data-lat")]
    assert points
    for node in points:
        assert 50.7 < float(node.get("data-lat", "")) < 53.6
        assert 3.3 < float(node.get("data-lon", "")) < 7.3
