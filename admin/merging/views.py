"""Saving what she put together of two versions; asking again when somebody was faster once more."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.forms.options import Options
from admin.merging.combining import (
    Meeting,
    choices_in,
    fault_words,
    meeting_of,
    name_of,
    pairs_of,
    still_meant,
)
from admin.merging.pages import draft_place, merge_page, unpack
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.parts import NoSuchPart, part_at
from core.accounts.roles import Role
from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from core.publishing.differences import Conflict, Path, Side, merge
from core.publishing.edit_drafts import drop_draft, keep_draft
from core.publishing.editing import ContentRefused, NoSuchVersion, content_of_version, save_content
from core.publishing.publishing import StaleEdit
from core.publishing.snapshots import Content

LONGEST_COMMENT = 500
blueprint = DeskBlueprint("merging", __name__)


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/samenvoegen")
@needs(Role.EDITOR)
def save(subject: str, record_id: uuid.UUID) -> Response:
    """Save both edits as one new version, when everything was chosen and nobody saved meanwhile."""
    begin_write(db.session)
    meeting = _meeting(subject, record_id)
    title, seen = title_of(meeting.subject, meeting.record), request.form.get("version", type=int)
    conflicts = meeting.merged().conflicts
    if seen != meeting.newest:
        choices = still_meant(_choices(_seen(meeting, seen)), _seen(meeting, seen), conflicts)
        return merge_page(meeting, title, _comment(), choices=choices, newer=True)
    choices = _choices(conflicts)
    merged = meeting.merged(choices)
    if merged.conflicts:
        faults = [(f"{name_of(item.path)}-mine", _label(meeting, item)) for item in merged.conflicts]
        return merge_page(meeting, title, _comment(), choices=choices, faults=faults, asked_again=True, status=400)
    return _save(meeting, title, choices, merged.content)


def _save(meeting: Meeting, title: str, choices: dict[Path, Side], content: Content) -> Response:
    account = me()
    # Read before anything can be rolled back: afterwards the row of the account would be read again.
    name, account_id = account.name, account.id
    slug, record_id, place = meeting.subject.slug, meeting.record.id, draft_place(meeting)
    try:
        saved = save_content(
            db.session,
            meeting.subject.kind,
            meeting.record,
            content,
            by=name,
            origin=f"merge {meeting.newest}",
            comment=_comment() or None,
            expected_version=meeting.newest,
        )
        drop_draft(db.session, account_id, place)
        db.session.commit()
    except ContentRefused as refused:
        db.session.rollback()
        return _refused(_meeting(slug, record_id), title, choices, content, refused)
    except (StaleEdit, StaleDataError):
        db.session.rollback()
        return merge_page(_meeting(slug, record_id), title, _comment(), newer=True)
    if saved.version == meeting.newest:
        flash(gettext("Er was niets meer te bewaren: wat er nu staat, is wat u koos."), "success")
    else:
        flash(
            gettext("Bewaard: uw wijzigingen en die van uw collega samen. Het publiek ziet dit pas na publicatie."),
            "success",
        )
    return redirect(url_for("records.show", subject=slug, record_id=record_id))


def _refused(
    meeting: Meeting, title: str, choices: dict[Path, Side], content: Content, refused: ContentRefused
) -> Response:
    """What she put together cannot be kept as it is. It waits for her in the form, where it can be mended."""
    begin_write(db.session)
    place = draft_place(meeting)
    try:
        part = part_at(meeting.subject, content, meeting.place)
        pairs = pairs_of(part.group, part.of(content) or meeting.mine_part, Options(db.session, content))
        keep_draft(db.session, me().id, place, meeting.newest, pairs)
        address = url_for("editing.edit", subject=place.subject, record_id=place.key, place=place.part, verder=1)
    except NoSuchPart:
        address = None
    db.session.commit()
    faults = [
        (None, f"{fault_words(meeting, fault.path, content)}: {worded(fault.message)}") for fault in refused.faults
    ]
    return merge_page(meeting, title, _comment(), choices=choices, faults=faults, form_url=address, status=400)


def _meeting(subject_slug: str, record_id: uuid.UUID) -> Meeting:
    """What the page carried, beside what stands there now."""
    subject, record = record_at(subject_slug, record_id)
    packed = unpack(request.form.get("mine", ""), record_id)
    if packed is None:
        raise BadRequest
    try:
        return meeting_of(db.session, subject, record, *packed)
    except (NoSuchVersion, NoSuchPart):
        raise BadRequest from None


def _seen(meeting: Meeting, version: int | None) -> tuple[Conflict, ...]:
    """The conflicts that the page showed when it was opened."""
    try:
        theirs = content_of_version(db.session, meeting.subject.kind, meeting.record.id, version or 0)
    except (NoSuchVersion, OverflowError):
        return ()
    return merge(meeting.base, meeting.mine, theirs).conflicts


def _choices(conflicts: Any) -> dict[Path, Side]:
    return choices_in(conflicts, request.form)


def _comment() -> str:
    return request.form.get("comment", "").strip()[:LONGEST_COMMENT]


def _label(meeting: Meeting, conflict: Conflict) -> str:
    return gettext("Kies bij: %(field)s", field=fault_words(meeting, conflict.path, meeting.theirs))
