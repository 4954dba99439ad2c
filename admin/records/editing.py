"""The edit pages: a form per part of a record. Its buttons add and move rows; saving makes one version of the whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.forms import keeping
from admin.forms.buttons import Pressed, press
from admin.forms.options import Options
from admin.forms.shown import Faults, faults_in, labels_by_place, place_of, show
from admin.forms.typed import Typed, content_of, read_typed, typed_of
from admin.merging.combining import Meeting
from admin.merging.pages import stale_answer
from admin.records.beginning import blank_row, new_content, wished
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.parts import NoSuchPart, Part, part_at, part_with, parts_of, whole
from admin.records.subjects import SUBJECTS, Subject
from admin.widgets.aids import Aids, Form
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from core.publishing.edit_drafts import DraftPlace, EditDraft, draft_at, drop_draft, keep_draft
from core.publishing.editing import ContentFault, ContentRefused, NoSuchVersion, content_of_version, save_content
from core.publishing.publishing import StaleEdit
from core.publishing.snapshots import Content, snapshot
from core.tiles import tiles_of
from socialmap.geocoding.choosing import chosen_geocoder

LONGEST_COMMENT = 500
NEW_KEY = "nieuw"
blueprint = DeskBlueprint("editing", __name__)


@dataclass(frozen=True, slots=True)
class Work:
    """A form at work. content: of the whole record, as it was when the editor began (version)."""

    subject: Subject
    record: Any | None
    part: Part
    content: Content
    version: int

    @property
    def place(self) -> DraftPlace:
        """Where what is typed is kept."""
        return DraftPlace(self.subject.slug, str(self.record.id) if self.record else NEW_KEY, self.part.place)

    @property
    def action(self) -> str:
        """Where the form is posted."""
        if self.record is None:
            return url_for("editing.create", subject=self.subject.slug)
        return url_for("editing.edit", subject=self.subject.slug, record_id=self.record.id, place=self.part.place)


@blueprint.route(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/bewerken/<path:place>", methods=["GET", "POST"])
@needs(Role.EDITOR)
def edit(subject: str, record_id: uuid.UUID, place: str) -> AnyResponse | str | tuple[str, int]:
    """The form of one part of a record."""
    if _saves():
        begin_write(db.session)
    work = _work(subject, record_id, place)
    return _post(work) if request.method == "POST" else _get(work)


@blueprint.route(f"/<{ANY_SUBJECT}:subject>/nieuw", methods=["GET", "POST"])
@needs(Role.EDITOR)
def create(subject: str) -> AnyResponse | str | tuple[str, int]:
    """The form of a new record."""
    if _saves():
        begin_write(db.session)
    work = _new_work(subject)
    return _post(work) if request.method == "POST" else _get(work)


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/tussentijds/<path:place>")
@needs(Role.EDITOR)
def keep(subject: str, record_id: uuid.UUID, place: str) -> AnyResponse | tuple[str, int]:
    """Keep what was typed so far, or throw it away."""
    begin_write(db.session)
    return _keep(_work(subject, record_id, place))


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/nieuw/tussentijds")
@needs(Role.EDITOR)
def keep_new(subject: str) -> AnyResponse | tuple[str, int]:
    """The same for a record that is not there yet."""
    begin_write(db.session)
    return _keep(_new_work(subject))


def _saves() -> bool:
    return request.method == "POST" and ":" not in request.form.get("do", "")


def _work(subject_slug: str, record_id: uuid.UUID, place: str) -> Work:
    """What is edited. A form that was begun at an earlier version is read against the content of that version."""
    subject, record = record_at(subject_slug, record_id)
    version = request.form.get("version", type=int) or record.version
    try:
        content = (
            snapshot(record)
            if version == record.version
            else content_of_version(db.session, subject.kind, record.id, version)
        )
        return Work(subject, record, part_at(subject, content, place), content, version)
    except (NoSuchPart, NoSuchVersion):
        raise NotFound from None


def _new_work(subject_slug: str) -> Work:
    subject = SUBJECTS[subject_slug]
    return Work(subject, None, whole(subject), new_content(subject), 0)


def _get(work: Work) -> str:
    draft = draft_at(db.session, me().id, work.place)
    if draft is not None and "verder" in request.args:
        typed = read_typed(work.part.group, MultiDict((name, value) for name, value in draft.typed))
        return _page(replace(work, version=draft.version), typed, Faults())
    begin = work.part.of(work.content)
    if begin is None:
        begin = blank_row(work.subject, work.content, request.args)
    elif not work.part.path:
        begin = wished(work.subject, begin, request.args)
    options = Options(db.session, work.content)
    typed = typed_of(work.part.group, begin)
    options.show_organizations(work.part.group, typed)
    return _page(work, typed, Faults(), draft=draft)


def _post(work: Work) -> AnyResponse | str | tuple[str, int]:
    typed = read_typed(work.part.group, request.form)
    act = request.form.get("do", "save")
    if ":" in act:
        return _pressed(work, typed, act)
    return _save(work, typed)


def _pressed(work: Work, typed: Typed, act: str) -> str:
    """What a button in the form does; nothing of the record is saved."""
    aids = _aids()
    pressed = aids.press(_widget_form(work, typed), act) or press(work.part.group, typed, act)
    # The point of an address may be kept for the next time.
    db.session.commit()
    return _page(work, typed, Faults(), pressed=pressed, aids=aids)


def _aids() -> Aids:
    settings = current_app.extensions["settings"]
    return Aids(db.session, chosen_geocoder(settings), tiles_of(settings.map_tiles))


def _widget_form(work: Work, typed: Typed) -> Form:
    return Form(work.part.group, typed, request.form, work.content)


def _save(work: Work, typed: Typed) -> AnyResponse | tuple[str, int]:
    aids = _aids()
    if waiting := aids.take_up(_widget_form(work, typed)):
        return _page(work, typed, Faults(waiting), aids=aids), 400
    content = work.part.put(work.content, _typed_content(work, typed))
    account = me()
    # Read before anything can be rolled back: afterwards the row of the account would be read again.
    name, account_id = account.name, account.id
    record_id = work.record.id if work.record is not None else None
    try:
        saved = save_content(
            db.session,
            work.subject.kind,
            work.record,
            content,
            by=name,
            comment=_comment(),
            expected_version=work.version if work.record is not None else None,
        )
        drop_draft(db.session, account_id, work.place)
        db.session.commit()
    except ContentRefused as refused:
        db.session.rollback()
        return _page(work, typed, _faults(work, refused.faults)), 400
    except (StaleEdit, StaleDataError):
        db.session.rollback()
        return _stale(work, content, record_id)
    if work.record is not None and saved.version == work.version:
        flash(gettext("Er was niets veranderd."), "success")
    else:
        flash(gettext("Bewaard. Het publiek ziet dit pas na publicatie."), "success")
    return redirect(url_for("records.show", subject=work.subject.slug, record_id=saved.id))


def _typed_content(work: Work, typed: Typed) -> Content:
    found = Options(db.session, work.content).find_organizations(work.part.group, typed)
    content = content_of(work.part.group, typed, work.part.of(work.content))
    for name, meant in found.items():
        # What names no organization stays as it was typed, so that it is refused at its field.
        content[name] = meant or typed.text(name)
    return content


def _comment() -> str | None:
    return request.form.get("comment", "").strip()[:LONGEST_COMMENT] or None


def _stale(work: Work, mine: Content, record_id: uuid.UUID | None) -> AnyResponse:
    if record_id is None:
        raise NotFound
    _, record = record_at(work.subject.slug, record_id)
    meeting = Meeting(
        subject=work.subject,
        record=record,
        place=work.part.place,
        base_version=work.version,
        mine_part=work.part.of(mine) or {},
        base=work.content,
        mine=mine,
        theirs=snapshot(record),
        newest=record.version,
    )
    return stale_answer(meeting, me().id, title_of(work.subject, record), _comment() or "")


def _faults(work: Work, faults: tuple[ContentFault, ...]) -> Faults:
    """The faults at their fields, and those of other parts for the summary."""
    here = [(path, fault) for fault in faults if (path := work.part.field_at(fault.path)) is not None]
    elsewhere = [fault for fault in faults if work.part.field_at(fault.path) is None]
    return Faults(faults_in(work.part.group, here), [_elsewhere(work, fault) for fault in elsewhere])


def _elsewhere(work: Work, fault: ContentFault) -> tuple[str | None, str]:
    part = part_with(work.subject, work.content, fault.path) if work.record is not None else None
    if part is None or work.record is None:
        return None, worded(fault.message)
    address = url_for("editing.edit", subject=work.subject.slug, record_id=work.record.id, place=part.place)
    below = part.field_at(fault.path)
    return f"{address}#{place_of(below or ())}", f"{gettext(part.label)}: {worded(fault.message)}"


def _page(
    work: Work,
    typed: Typed,
    faults: Faults,
    *,
    draft: EditDraft | None = None,
    pressed: Pressed | None = None,
    aids: Aids | None = None,
) -> str:
    form = show(work.part.group, typed, Options(db.session, work.content), faults)
    labels = dict(labels_by_place(form))
    summary = [
        (place or None, f"{labels[place]}: {text}" if place in labels else text)
        for place, texts in faults.by_place.items()
        for text in texts
    ]
    return render_template(
        "records/edit.html",
        work=work,
        form=form,
        parts=list(parts_of(work.subject, work.content)) if work.record is not None else [],
        title=title_of(work.subject, work.record) if work.record is not None else work.subject.label,
        summary=[*summary, *faults.elsewhere],
        note=keeping.note_for(me().id, work.place, work.version),
        comment=request.form.get("comment", ""),
        draft=draft,
        pressed=pressed,
        keep_url=_keep_url,
        row_link=_row_link,
        aids=aids or _aids(),
    )


def _keep_url(work: Work) -> str:
    """Where what is typed is kept while she types."""
    if work.record is None:
        return url_for("editing.keep_new", subject=work.subject.slug)
    return url_for("editing.keep", subject=work.subject.slug, record_id=work.record.id, place=work.part.place)


def _row_link(work: Work) -> Callable[[str], str]:
    """Gives the address of the page of a row, by its id."""
    record_id = work.record.id if work.record is not None else None

    def link(row_id: str) -> str:
        place = f"{work.part.place}/{row_id}"
        return url_for("editing.edit", subject=work.subject.slug, record_id=record_id, place=place)

    return link


def _keep(work: Work) -> AnyResponse | tuple[str, int]:
    account_id = me().id
    if request.form.get("do") == "drop":
        drop_draft(db.session, account_id, work.place)
        db.session.commit()
        flash(gettext("Wat u had getypt is weg. Hier staat wat bewaard was."), "success")
        return redirect(work.action)
    kept = keep_draft(db.session, account_id, work.place, work.version, keeping.typed_now())
    db.session.commit()
    return "", 204 if kept else 413
