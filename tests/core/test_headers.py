"""Every answer tells the browser what it may not do."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from core.headers import init_security_headers


def make_client(*, https_only: bool = True, **extra: str) -> FlaskClient:
    app = Flask("example", static_folder=None)
    init_security_headers(
        app, https_only=https_only, extra_sources={key.replace("_", "-"): v for key, v in extra.items()}
    )

    @app.get("/page")
    def page() -> str:
        return "<p>Dag</p>"

    @app.get("/scripted")
    def scripted() -> str:
        return render_template_string("<script nonce={{ csp_nonce() }}></script>")

    @app.get("/data")
    def data() -> dict[str, int]:
        return {"a": 1}

    return app.test_client()


@pytest.mark.parametrize("path", ["/page", "/data", "/nothing"])
def test_every_answer_is_protected(path: str) -> None:
    headers = make_client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Referrer-Policy"]
    assert headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert len(headers.getlist("X-Frame-Options")) == 1


def test_data_may_load_nothing() -> None:
    assert make_client().get("/data").headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_development_does_not_pin_https() -> None:
    assert "Strict-Transport-Security" not in make_client(https_only=False).get("/page").headers


def test_a_nonce_is_there_only_for_who_asks_and_never_twice_the_same() -> None:
    client = make_client()
    assert "nonce" not in client.get("/page").headers["Content-Security-Policy"]
    first, second = client.get("/scripted"), client.get("/scripted")
    nonce = first.text.removeprefix("<script nonce=").removesuffix("></script>")
    assert f"script-src 'self' 'nonce-{nonce}'" in first.headers["Content-Security-Policy"]
    assert first.text != second.text


def test_more_sources_can_be_let_in() -> None:
    policy = (
        make_client(img_src="https://tiles.example", worker_src="'self'")
        .get("/page")
        .headers["Content-Security-Policy"]
    )
    assert "img-src 'self' data: https://tiles.example" in policy
    assert "worker-src 'self'" in policy
