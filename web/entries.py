"""What the pages of services and organizations share: finding what stands at an address, and sending on what moved."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.database import db
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document, moved_to
from web.site import redirect_to

FOLDERS = {"service": "zorg", "organization": "organisatie"}
Json = dict[str, Any]


def find_entry(kind: str, key: str) -> Document | Response:
    """What stands at an address, or the redirect to where it went (another name, or what took its place).

    Raises NotFound for what never was, Withdrawn for what was taken away with nothing in its place.
    """
    try:
        found = current_document(db.session, kind, key)
    except Withdrawn:
        moved = moved_to(db.session, kind, key)
        if moved is None or moved.kind not in FOLDERS:
            raise
        return _sent_on(moved)
    if found is None:
        found = moved_to(db.session, kind, key)
        if found is None or found.kind not in FOLDERS:
            raise NotFound
        return _sent_on(found)
    return found if found.slug == key else _sent_on(found)


def last_body(kind: str, key: str) -> Json | None:
    """What the public last saw of something that was withdrawn."""
    wanted = (
        select(Document)
        .where(Document.kind == kind, (Document.slug == key) | (Document.id == key), ~Document.withdrawn)
        .order_by(Document.seq.desc())
        .limit(1)
    )
    found = db.session.scalars(wanted).first()
    return found.body if found is not None else None


def _sent_on(document: Document) -> Response:
    """To the present address, with what the visitor has chosen."""
    along = {name: request.args.getlist(name) for name in ("postcode", "i") if name in request.args}
    return redirect_to(document.kind, code=301, slug=document.slug, **along)
