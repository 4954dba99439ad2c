"""Files that are sent to the desk: how a view that takes one says no to one that is too large."""

from __future__ import annotations

from flask import request

FORM_AROUND = 64 * 1024
"""Bytes that the form around a file may take."""
_MOST_DRAINED = 100 * 1024 * 1024
_CHUNK = 64 * 1024


def drain() -> None:
    """Read what still comes in, and throw it away: else no browser shows the answer."""
    incoming, left = request.environ["wsgi.input"], _MOST_DRAINED
    while left > 0 and (chunk := incoming.read(_CHUNK)):
        left -= len(chunk)
