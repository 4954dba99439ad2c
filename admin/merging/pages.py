"""The page for who comes second: both versions side by side. Nothing of either is lost while she chooses."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, make_response, render_template
from itsdangerous import BadData, URLSafeSerializer

from admin.forms import keeping
from admin.merging.combining import Meeting, others_of, shown_conflicts, taken_by_itself
from core.database import db
from core.orm import begin_write
from core.publishing.differences import Path, Side
from core.publishing.edit_drafts import DraftPlace, keep_draft
from core.publishing.snapshots import Content

Faults = Sequence[tuple[str | None, str]]


def stale_answer(meeting: Meeting, account_id: uuid.UUID, title: str, comment: str) -> Response:
    """The page for a form that came too late. What she typed is kept for her too, should she close the page."""
    begin_write(db.session)
    keep_draft(db.session, account_id, draft_place(meeting), meeting.base_version, keeping.typed_now())
    db.session.commit()
    return merge_page(meeting, title, comment)


def merge_page(
    meeting: Meeting,
    title: str,
    comment: str,
    *,
    choices: Mapping[Path, Side] | None = None,
    faults: Faults = (),
    asked_again: bool = False,
    newer: bool = False,
    form_url: str | None = None,
    status: int = 409,
) -> Response:
    """Both versions side by side. newer: somebody saved once more while she chose. form_url: where to mend faults."""
    mine, theirs = taken_by_itself(db.session, meeting)
    page = render_template(
        "merging/merge.html",
        meeting=meeting,
        title=title,
        others=others_of(db.session, meeting),
        conflicts=shown_conflicts(db.session, meeting, choices or {}, asked_again=asked_again),
        only_mine=mine,
        only_theirs=theirs,
        packed=pack(meeting),
        comment=comment,
        faults=faults,
        newer=newer,
        form_url=form_url,
    )
    answer = make_response(page)
    answer.status_code = status
    return answer


def draft_place(meeting: Meeting) -> DraftPlace:
    """Where what was typed is kept."""
    return DraftPlace(meeting.subject.slug, str(meeting.record.id), meeting.place)


def pack(meeting: Meeting) -> str:
    """What was typed, signed, to travel with the page until she has chosen."""
    packed = [str(meeting.record.id), meeting.place, meeting.base_version, meeting.mine_part]
    return str(_signer().dumps(packed))


def unpack(text: str, record_id: uuid.UUID) -> tuple[str, int, Content] | None:
    """The place, the version and what was typed; None when this is not what `pack` made for this record."""
    try:
        found: Any = _signer().loads(text)
    except BadData:
        return None
    packed_id, place, version, mine = found
    return (place, version, mine) if packed_id == str(record_id) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="zorgbuurt-merge")
