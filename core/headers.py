"""Security headers on every answer.

The content policy has no `unsafe-inline`: styles and scripts are files of our own. A page that cannot do without one
inline script asks `csp_nonce()` in its template; only then does its policy carry a nonce. JSON needs nothing, so its
policy allows nothing. No other site may show our pages in a frame; a view that is made for it asks `allow_framing()`,
and then its page can run no script at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Flask, Response, g

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_PAGE_SOURCES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_FRAMED_SOURCES = {**_PAGE_SOURCES, "script-src": "'none'", "connect-src": "'none'", "frame-ancestors": "*"}
_UNFRAMED = ("X-Frame-Options", "DENY")
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()"),
)
_ONE_YEAR = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def init_security_headers(app: Flask, *, https_only: bool, extra_sources: Mapping[str, str] | None = None) -> None:
    """Put the headers on every answer of the app.

    https_only: True wherever real visitors come; adds HSTS. extra_sources: further sources per CSP directive, say
    {"img-src": "https://tiles.example"} for map tiles.
    """
    page_policy = _written(_PAGE_SOURCES, extra_sources or {})
    framed_policy = _written(_FRAMED_SOURCES, {})
    always = (*_ALWAYS, _ONE_YEAR) if https_only else _ALWAYS

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = _policy(response, page_policy, framed_policy)
        headers.extend(always if _may_be_framed(response) else (*always, _UNFRAMED))
        return response

    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce for an inline script of this answer; asking for it puts it in the policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_framing() -> None:
    """Let other sites show this answer in a frame. It can run no script then."""
    g.may_be_framed = True


def _may_be_framed(response: Response) -> bool:
    return "may_be_framed" in g and response.mimetype == "text/html"


def _written(sources: Mapping[str, str], extra: Mapping[str, str]) -> str:
    """A policy as it is sent. extra: sources beside ours, for directives of ours and for others."""
    more = dict(extra)
    ours = {name: f"{source} {more.pop(name, '')}".strip() for name, source in sources.items()}
    return "; ".join(f"{name} {source}" for name, source in (ours | more).items())


def _policy(response: Response, page_policy: str, framed_policy: str) -> str:
    if response.mimetype != "text/html":
        return DATA_POLICY
    if _may_be_framed(response):
        return framed_policy
    if "csp_nonce" not in g:
        return page_policy
    return page_policy.replace("script-src 'self'", f"script-src 'self' 'nonce-{g.csp_nonce}'", 1)
