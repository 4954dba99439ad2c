"""Addresses of pages with filters: what the present address asks, kept for a link to the same list."""

from __future__ import annotations

from flask import request

LONGEST = 300
# What `url_for` takes for itself.
_TAKEN = frozenset({"self", "endpoint", "values"})


def asked_filters(*own: str) -> dict[str, str]:
    """The filters in the address of this page, as far as a link can carry them.

    own: names of the parts of the path; an address that gives them a second time as filters is not followed.
    """
    return {
        name: value
        for name, value in request.args.items()
        if value and len(value) < LONGEST and name not in _TAKEN and name not in own and not name.startswith("_")
    }
