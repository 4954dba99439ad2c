"""Limits on how often one visitor may send something. Only endpoints that ask for a limit have one.

The counts live in the memory of each worker process: with two workers a visitor gets at most twice the limit, and a
restart begins anew. That is enough to stop a script; nothing of it is written down. A visitor is known by the address
that reaches this server; behind a web server in front, by the one that it adds (the setting PROXIES).
"""

from __future__ import annotations

import logging
import time

from flask import Flask, Response
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from core.api.problems import TooManyRequests

limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[], headers_enabled=False)


def init_limiting(app: Flask) -> None:
    """Let the limits of the endpoints hold in this app, each app with counts of its own.

    An endpoint with a limit looks at it itself. What the extension would do around every request, for limits that hold
    everywhere and for headers that tell them, is left out: here are none.
    """
    before, after = list(app.before_request_funcs[None]), list(app.after_request_funcs[None])
    limiter.init_app(app)
    app.before_request_funcs[None], app.after_request_funcs[None] = before, after
    # It tells of every start what nobody needs to know.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    limiter.storage.reset()


def too_many(limit: RequestLimit) -> Response:
    """For `on_breach`: the 429 problem with the seconds to wait."""
    raise TooManyRequests(int(limit.reset_at - time.time()) + 1)
