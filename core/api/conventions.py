"""What holds for every request under /api and /hsds, whichever room answers it: addresses, methods, sizes, headers.

An address has one spelling: a trailing or a doubled slash is a 404, never a redirect. OPTIONS tells the methods and
lets any website call the public API (CORS *); there are no cookies there, so that gives nothing away.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.globals import request_ctx

from core.api.arguments import refuse_unreadable_url
from core.api.problems import UNDER_API, init_problems
from core.api.responses import finish_answer, init_json

API_VERSION = "1.0.0"
API_PREFIX = "/api/v1"
LARGEST_BODY = 1_000_000
_EXPOSED = "API-Version, Content-Language, ETag, Link, Retry-After, X-Request-Id"
_ONE_DAY = "86400"


def init_conventions(app: Flask) -> None:
    """Make the app follow the conventions. Call it before any blueprint is registered."""
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.config.setdefault("API_VERSION", API_VERSION)
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    init_json(app)
    init_problems(app)
    common = (("API-Version", app.config["API_VERSION"]), ("Access-Control-Allow-Origin", "*"))

    @app.before_request
    def check_request() -> None:
        refuse_unreadable_url(request_ctx.request)

    @app.after_request
    def finish(response: Response) -> Response:
        asked = request_ctx.request
        if not asked.path.startswith(UNDER_API):
            return response
        headers = response.headers
        headers.extend(common)
        if asked.method == "OPTIONS":
            return _finish_options(response)
        headers.add("Access-Control-Expose-Headers", _EXPOSED)
        return finish_answer(response)


def _finish_options(response: Response) -> Response:
    """OPTIONS without a body; for a preflight also what a page elsewhere may send."""
    headers = response.headers
    if response.status_code == 200 and not response.get_data():
        response.status_code = 204
        headers.pop("Content-Type", None)
        headers.pop("Content-Length", None)
    if "Access-Control-Request-Method" in request.headers and "Allow" in headers:
        headers["Access-Control-Allow-Methods"] = headers["Allow"]
        headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = _ONE_DAY
    return response
