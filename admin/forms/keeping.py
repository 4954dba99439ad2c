"""Keeping what was typed in a form when it cannot be saved now: her session ended, or she is still typing.

Every form carries a signed note of whose it is and where, so that what is posted without a session can be kept for
the one who typed it, and for nobody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import astuple

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from core.database import db
from core.orm import begin_write
from core.publishing.edit_drafts import DraftPlace, keep_draft

FIELD = "keep"
LONGEST = 24 * 3600  # seconds that a note counts
_NOT_TYPED = frozenset({"csrf_token", FIELD, "version", "do"})


def note_for(account_id: uuid.UUID, place: DraftPlace, version: int) -> str:
    """The signed note for a form."""
    return str(_signer().dumps([str(account_id), list(astuple(place)), version]))


def keep_posted() -> DraftPlace | None:
    """Keep what the present request posted, for the account its note names; gives its place. None without a note."""
    try:
        account, place, version = _signer().loads(request.form.get(FIELD, ""), max_age=LONGEST)
    except (BadData, ValueError):
        return None
    begin_write(db.session)
    kept = keep_draft(db.session, uuid.UUID(account), DraftPlace(*place), int(version), typed_now())
    db.session.commit()
    return DraftPlace(*place) if kept else None


def typed_now() -> list[tuple[str, str]]:
    """The names and values that were posted, without what belongs to the form itself."""
    fields: Iterable[tuple[str, str]] = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name not in _NOT_TYPED]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="zorgbuurt-edit-draft")
