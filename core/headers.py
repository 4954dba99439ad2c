"""Security headers on every answer.

The content policy has no `unsafe-inline`: styles and scripts are files of our own. A page that cannot do without one
inline script asks `csp_nonce()` in its template; only then does its policy carry a nonce. JSON needs nothing, so its
policy allows nothing.
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
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()"),
)
_ONE_YEAR = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def init_security_headers(app: Flask, *, https_only: bool, extra_sources: Mapping[str, str] | None = None) -> None:
    """Put the headers on every answer of the app.

    https_only: True wherever real visitors come; adds HSTS. extra_sources: further sources per CSP directive, say
    {"img-src": "https://tiles.example"} for map tiles.
    """
    extra = dict(extra_sources or {})
    sources = {name: f"{source} {extra.pop(name, '')}".strip() for name, source in _PAGE_SOURCES.items()} | extra
    page_policy = "; ".join(f"{name} {source}" for name, source in sources.items())
    always = (*_ALWAYS, _ONE_YEAR) if https_only else _ALWAYS

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = (
                _policy(page_policy) if response.mimetype == "text/html" else DATA_POLICY
            )
        headers.extend(always)
        return response

    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce for an inline script of this answer; asking for it puts it in the policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _policy(page_policy: str) -> str:
    if "csp_nonce" not in g:
        return page_policy
    return page_policy.replace("script-src 'self'", f"script-src 'self' 'nonce-{g.csp_nonce}'", 1)
