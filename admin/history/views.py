"""The history of a record: its versions, what differs between them, what the public saw, and putting one back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.history.public_view import public_things
from admin.history.revisions import PUBLIC, content_at, count_revisions, difference, shown_revisions
from admin.history.trail import TrailQuery, count_lines, lines_of
from admin.paging import Pages
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.subjects import Subject
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from core.publishing.editing import ContentFault, ContentRefused, NoSuchVersion, restore
from core.publishing.history import as_public_on
from core.publishing.labels import labels_of
from core.publishing.publishing import StaleEdit
from core.publishing.reassuring import undo_reassure, undoable
from core.publishing.snapshots import snapshot
from core.publishing.workflow import NotAllowed, Standing, standing

PAGE_SIZE = 20
LINES = 30
LONGEST_COMMENT = 500
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
blueprint = DeskBlueprint("history", __name__)
_PLACE = f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/geschiedenis"


@blueprint.get(_PLACE)
@needs(Role.READER)
def record(subject: str, record_id: uuid.UUID) -> str:
    """The versions of a record, and what was done with it."""
    asked, found = record_at(subject, record_id)
    about = TrailQuery(kind=asked.kind_name, record_id=record_id)
    pages = Pages(_number("blad") or 1, count_revisions(db.session, asked, record_id), PAGE_SIZE)
    lines = Pages(_number("regels") or 1, count_lines(db.session, about), LINES)
    undo = undoable(db.session, asked.kind, found)
    return render_template(
        "history/record.html",
        **_frame(asked, found),
        pages=pages,
        revisions=shown_revisions(db.session, asked, record_id, PAGE_SIZE, pages.offset),
        lines=lines_of(db.session, about, LINES, lines.offset),
        line_pages=lines,
        undo_number=undo.number if undo is not None else None,
        is_public=found.published_version is not None,
        public=PUBLIC,
    )


@blueprint.get(f"{_PLACE}/verschil")
@needs(Role.READER)
def compare(subject: str, record_id: uuid.UUID) -> tuple[str, int]:
    """What differs between two versions, or between a version and what the public sees."""
    asked, found = record_at(subject, record_id)
    old, new = request.args.get("van", ""), request.args.get("naar", "")
    try:
        contents = [content_at(db.session, asked, found, place) for place in (old, new)]
    except (NoSuchVersion, ValueError, OverflowError):
        page = render_template("history/difference.html", **_frame(asked, found), changes=None, old=old, new=new)
        return page, 404
    return render_template(
        "history/difference.html",
        **_frame(asked, found),
        changes=difference(db.session, asked, *contents),
        old=old,
        new=new,
        public=PUBLIC,
    ), 200


@blueprint.get(f"{_PLACE}/publiek")
@needs(Role.READER)
def as_public(subject: str, record_id: uuid.UUID) -> tuple[str, int]:
    """What the public saw of a record on a day."""
    asked, found = record_at(subject, record_id)
    typed = request.args.get("op", "")
    day = _day(typed)
    if day is None:
        return render_template("history/public.html", **_frame(asked, found), typed=typed, day=None, things=[]), 400
    documents = as_public_on(db.session, asked.kind_name, record_id, day)
    things = public_things(db.session, documents)
    return render_template("history/public.html", **_frame(asked, found), typed=typed, day=day, things=things), 200


@blueprint.route(f"{_PLACE}/terugzetten/<int:version>", methods=["GET", "POST"])
@needs(Role.EDITOR)
def put_back(subject: str, record_id: uuid.UUID, version: int) -> Response | tuple[str, int]:
    """Ask before an earlier version becomes the working copy, and do it."""
    if request.method == "POST":
        begin_write(db.session)
    asked, found = record_at(subject, record_id)
    if request.method == "POST":
        return _restored(asked, found, version)
    return _restore_page(asked, found, version)


@blueprint.post(f"{_PLACE}/klopt-nog-terugdraaien/<int:number>")
@needs(Role.EDITOR)
def undo_verified(subject: str, record_id: uuid.UUID, number: int) -> Response:
    """Take back a "klopt nog" that was a slip of the hand."""
    begin_write(db.session)
    asked, found = record_at(subject, record_id)
    try:
        undo_reassure(db.session, asked.kind, found, me().name, number)
        db.session.commit()
        flash(gettext("Teruggedraaid. Het publiek ziet weer de vorige datum."), "success")
    except NotAllowed as refused:
        db.session.rollback()
        flash(worded(refused.message), "error")
    return redirect(url_for("history.record", subject=subject, record_id=record_id))


def _restored(subject: Subject, found: Any, version: int) -> Response | tuple[str, int]:
    record_id, name = found.id, me().name
    comment = request.form.get("comment", "").strip()[:LONGEST_COMMENT] or None
    expected = request.form.get("version", type=int)
    try:
        restore(db.session, subject.kind, found, version, by=name, comment=comment, expected_version=expected)
        db.session.commit()
    except NoSuchVersion:
        db.session.rollback()
        raise NotFound from None
    except (StaleEdit, StaleDataError):
        db.session.rollback()
        flash(gettext("Iemand heeft dit intussen gewijzigd. Kijk wat er nu staat en besluit opnieuw."), "error")
        return redirect(url_for("history.record", subject=subject.slug, record_id=record_id))
    except ContentRefused as refused:
        db.session.rollback()
        return _restore_page(subject, record_at(subject.slug, record_id)[1], version, refused.faults)
    flash(
        gettext("Versie %(number)s staat nu in het concept. Het publiek ziet dit pas na publicatie.", number=version),
        "success",
    )
    return redirect(url_for("records.show", subject=subject.slug, record_id=record_id))


def _restore_page(subject: Subject, found: Any, version: int, faults: tuple[ContentFault, ...] = ()) -> tuple[str, int]:
    try:
        old = content_at(db.session, subject, found, str(version))
    except (NoSuchVersion, OverflowError):
        raise NotFound from None
    page = render_template(
        "history/restore.html",
        **_frame(subject, found),
        old=version,
        changes=difference(db.session, subject, snapshot(found), old),
        faults=[(None, _fault_text(subject, fault, old)) for fault in faults],
        archived=standing(found) is Standing.ARCHIVED,
    )
    return page, 400 if faults else 200


def _fault_text(subject: Subject, fault: ContentFault, content: dict[str, Any]) -> str:
    steps = labels_of(subject.model, fault.path, content)
    return ": ".join([*(worded(step.label) for step in steps), worded(fault.message)])


def _frame(subject: Subject, found: Any) -> dict[str, Any]:
    return {
        "subject": subject,
        "record": found,
        "title": title_of(subject, found),
        "may_edit": me().role.covers(Role.EDITOR),
        "longest": LONGEST_COMMENT,
    }


def _number(name: str) -> int | None:
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number < 1_000_000 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
