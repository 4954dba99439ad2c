"""The yardstick: a bare Flask view that returns a constant body. Its size comes from the environment."""

from __future__ import annotations

import os

from flask import Flask, Response

app = Flask(__name__)
BODY = b'{"x":"' + b"y" * max(0, int(os.environ["BODY_BYTES"]) - 8) + b'"}'


@app.get("/search")
def search() -> Response:
    """The constant body."""
    return Response(BODY, content_type="application/json")
