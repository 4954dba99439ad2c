"""Static files under addresses that never change meaning: `/assets/site.3f2a9c1b7d.css`.

The address of a file holds a fingerprint of its bytes, so a browser may keep it for a year and never ask again; a
changed file has another address. Files are read and fingerprinted once, when the application starts. A room says
which folder is its own (`add_folder`), and a template asks for an address by name: `asset_url("web/site.css")`.

In style sheets, `url(…)` of another asset is replaced by its fingerprinted address. Each file is compressed once, when
it is first asked for in that form.
"""

from __future__ import annotations

import gzip
import mimetypes
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import brotli
import flask_bootstrap
from flask import Flask, Response, current_app, request
from xstatic.pkg import leaflet

from core.api.problems import NotFound

ASSETS_PATH = "/assets"
FOREVER = "public, max-age=31536000, immutable"
_KEY = "zorgbuurt-assets"
_REFERENCE = re.compile(r"url\(\s*(['\"]?)(?!data:|https?:|#|/)([^'\")]+)\1\s*\)")
_SOURCE_MAP = re.compile(rb"(?:/\*|//)# ?sourceMappingURL=\S+(?: ?\*/)?\s*$")
_COMPRESSIBLE = frozenset(
    ("text/css", "text/javascript", "image/svg+xml", "application/json", "application/manifest+json", "text/plain")
)
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/vnd.microsoft.icon",
}
_BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
_LEAFLET = Path(leaflet.BASE_DIR)


@dataclass(slots=True)
class Asset:
    """A file as it is sent. forms: its bytes by content encoding, made when first asked for."""

    name: str
    path: str
    body: bytes
    media_type: str
    forms: dict[str, bytes] = field(default_factory=dict)

    def in_form(self, encoding: str) -> bytes:
        """The bytes compressed as "br" or "gzip"."""
        if encoding not in self.forms:
            whole = brotli.compress(self.body, quality=9) if encoding == "br" else gzip.compress(self.body, 9)
            self.forms[encoding] = whole
        return self.forms[encoding]


class Assets:
    """All assets of an app, by name ("web/site.css") and by path ("web/site.3f2a9c1b7d.css")."""

    def __init__(self) -> None:
        self._by_name: dict[str, Asset] = {}
        self._by_path: dict[str, Asset] = {}
        self._later: dict[str, Callable[[], bytes]] = {}
        self._making = Lock()

    def add_folder(self, room: str, folder: Path) -> None:
        """Take in every file under `folder`, as `<room>/<path in the folder>`."""
        files = {
            f"{room}/{file.relative_to(folder).as_posix()}": file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file() and not file.name.startswith(".")
        }
        # Style sheets last: they hold the addresses of the others.
        for name in sorted(files, key=lambda name: name.endswith(".css")):
            self.add(name, files[name])

    def add(self, name: str, body: bytes) -> None:
        """Take in one file. Raises ValueError when the name is taken, or a style sheet refers to what is not there."""
        if name in self._by_name:
            raise ValueError(f"There is an asset {name} already")
        stem, suffix = posixpath.splitext(name)
        if suffix in {".css", ".js"}:
            body = _SOURCE_MAP.sub(b"", body)
        if suffix == ".css":
            body = self._with_addresses(name, body)
        media_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        asset = Asset(name, f"{stem}.{blake2b(body, digest_size=5).hexdigest()}{suffix}", body, media_type)
        self._by_name[name] = self._by_path[asset.path] = asset

    def add_later(self, name: str, make: Callable[[], bytes]) -> None:
        """Take in a file that is made when somebody first asks for it. make: gives the same bytes each time."""
        self._later[name] = make

    def url(self, name: str) -> str:
        """The address of an asset. Raises KeyError for a name that is not there: a page that asks for it is wrong."""
        self._make(name)
        return f"{ASSETS_PATH}/{self._by_name[name].path}"

    def at(self, path: str) -> Asset | None:
        """The asset with this fingerprinted path; None when there is none."""
        found = self._by_path.get(path)
        if found is not None or not self._later:
            return found
        # Another process may have given the address of what this one has not made yet.
        stem, suffix = posixpath.splitext(path)
        self._make(posixpath.splitext(stem)[0] + suffix)
        return self._by_path.get(path)

    def _make(self, name: str) -> None:
        make = self._later.get(name)
        if make is None:
            return
        with self._making:
            if name in self._later:
                self.add(name, make())
                del self._later[name]

    def _with_addresses(self, name: str, body: bytes) -> bytes:
        folder = posixpath.dirname(name)

        def address(found: re.Match[str]) -> str:
            wanted = posixpath.normpath(posixpath.join(folder, found[2]))
            if wanted not in self._by_name:
                raise ValueError(f"{name} refers to {wanted}, which is no asset")
            return f'url("{self.url(wanted)}")'

        return _REFERENCE.sub(address, body.decode("utf-8")).encode("utf-8")


def init_assets(app: Flask, folders: Mapping[str, Path]) -> Assets:
    """Give the app its assets, those of Bootstrap and Leaflet among them, and `asset_url` in templates.

    folders: the folder of each room, by the name of the room; one that is not there is passed over.
    """
    assets = app.extensions[_KEY] = Assets()
    assets.add("bootstrap/bootstrap.css", (_BOOTSTRAP / "css" / "bootstrap.min.css").read_bytes())
    assets.add("bootstrap/bootstrap.js", (_BOOTSTRAP / "js" / "bootstrap.min.js").read_bytes())
    for image in sorted((_LEAFLET / "images").glob("*.png")):
        assets.add(f"leaflet/images/{image.name}", image.read_bytes())
    for file in ("leaflet.css", "leaflet.js"):
        assets.add(f"leaflet/{file}", (_LEAFLET / file).read_bytes())
    for room, folder in folders.items():
        if folder.is_dir():
            assets.add_folder(room, folder)
    app.jinja_env.globals["asset_url"] = assets.url
    app.add_url_rule(f"{ASSETS_PATH}/<path:path>", "assets", _asset)
    return assets


def assets() -> Assets:
    """The assets of the present app."""
    kept: Assets = current_app.extensions[_KEY]
    return kept


def _asset(path: str) -> Response:
    asset = assets().at(path)
    if asset is None:
        raise NotFound
    encoding = _encoding(request.headers.get("Accept-Encoding", "")) if asset.media_type in _COMPRESSIBLE else None
    body = asset.in_form(encoding) if encoding else asset.body
    charset = "; charset=utf-8" if asset.media_type in {"text/css", "text/javascript", "text/plain"} else ""
    response = current_app.response_class(body, content_type=asset.media_type + charset)
    response.headers["Cache-Control"] = FOREVER
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if asset.media_type in _COMPRESSIBLE:
        response.headers["Vary"] = "Accept-Encoding"
    return response


def _encoding(accepted: str) -> str | None:
    """Which of the forms we have a client takes: brotli before gzip; None for neither."""
    for encoding in ("br", "gzip"):
        for part in accepted.split(","):
            name, _, weight = part.strip().partition(";")
            if name == encoding and weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
                return encoding
    return None
