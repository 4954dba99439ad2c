"""Static files have addresses that may be kept for ever, and come compressed to who takes that."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from core.api.problems import init_problems
from core.assets import Assets, init_assets
from core.i18n import init_i18n

STYLE = b".pin { background: url(images/pin.svg) } .data { background: url(data:image/png;base64,AA) }"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    folder = tmp_path / "static"
    (folder / "images").mkdir(parents=True)
    (folder / "site.css").write_bytes(STYLE + b" p { color: red }" * 500)
    (folder / "images" / "pin.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    app = Flask("example", static_folder=None)
    init_i18n(app)
    init_problems(app)
    init_assets(app, {"web": folder, "nobody": tmp_path / "nothing"})
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return render_template_string("{{ asset_url(name) }}", name=name)


def test_an_asset_may_be_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    response = client.get(address(app, "web/site.css"))
    assert response.status_code == 200
    assert response.content_type == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("br, gzip", "br"), ("gzip;q=1.0", "gzip"), ("br;q=0, gzip", "gzip")]
)
def test_an_asset_comes_compressed_to_who_takes_that(
    app: Flask, client: FlaskClient, accepted: str, encoding: str
) -> None:
    path = address(app, "web/site.css")
    plain = client.get(path)
    response = client.get(path, headers={"Accept-Encoding": accepted})
    assert response.headers["Content-Encoding"] == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    read = brotli.decompress if encoding == "br" else gzip.decompress
    assert read(response.data) == plain.data
    assert "Content-Encoding" not in plain.headers


def test_a_changed_file_has_another_address() -> None:
    before, after = Assets(), Assets()
    before.add("web/site.css", b"p {}")
    after.add("web/site.css", b"p { color: red }")
    assert before.url("web/site.css") != after.url("web/site.css")


def test_a_style_sheet_points_at_the_fingerprinted_picture(app: Flask, client: FlaskClient) -> None:
    text = client.get(address(app, "web/site.css")).text
    assert address(app, "web/images/pin.svg") in text
    assert "data:image/png;base64,AA" in text


def test_a_style_sheet_that_points_at_nothing_stops_the_start() -> None:
    with pytest.raises(ValueError, match=r"web/gone\.png"):
        Assets().add("web/site.css", b"p { background: url('gone.png') }")


def test_bootstrap_and_leaflet_are_served_from_here(app: Flask, client: FlaskClient) -> None:
    for name in ("bootstrap/bootstrap.css", "bootstrap/bootstrap.js", "leaflet/leaflet.css", "leaflet/leaflet.js"):
        response = client.get(address(app, name))
        assert response.status_code == 200
        assert b"sourceMappingURL" not in response.data


@pytest.mark.parametrize(
    "path", ["/assets/web/site.css", "/assets/web/site.0000000000.css", "/assets/../core/assets.py"]
)
def test_only_fingerprinted_addresses_exist(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_is_made_later_has_the_same_address_in_every_process() -> None:
    here, there = Assets(), Assets()
    for assets in (here, there):
        assets.add_later("map/country.json", lambda: b"{}")
    path = here.url("map/country.json").removeprefix("/assets/")
    found = there.at(path)
    assert found is not None
    assert found.body == b"{}"
    assert there.at("map/country.0000000000.json") is None
