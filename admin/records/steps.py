"""The buttons of a record's page: asking for a review, publishing, sending back, the archive, and saying something."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.overview import dependents_of
from admin.records.reassured import reassured_words
from admin.records.standing import BY_NAME, DeskStep, steps_for
from admin.records.subjects import Subject
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.messages import N_, Message
from core.orm import begin_write
from core.publishing.checks import Moment, findings
from core.publishing.editing import NoSuchVersion, discard_working_copy
from core.publishing.models import Document
from core.publishing.planning import (
    DUTCH_TIME,
    PlannedStep,
    cancel_plan,
    dutch_moment,
    plan_publication,
    plan_withdrawal,
)
from core.publishing.publishing import StaleEdit
from core.publishing.reading import Withdrawn, current_document
from core.publishing.reassuring import reassure
from core.publishing.reviewing import LONGEST_COMMENT, add_comment
from core.publishing.workflow import NotAllowed, Standing, approve, archive, reopen, send_back, standing, submit

blueprint = DeskBlueprint("steps", __name__)
Step = Callable[[Subject, Any, str], Message]


@blueprint.route(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/stap/<step>", methods=["GET", "POST"])
@needs(Role.EDITOR)
def take(subject: str, record_id: uuid.UUID, step: str) -> AnyResponse | str:
    """Ask before a step that cannot simply be undone, and take it."""
    if request.method == "POST":
        begin_write(db.session)
    asked, record = record_at(subject, record_id)
    known = BY_NAME.get(step)
    if known is None or not me().role.covers(known.role):
        raise NotFound
    if request.method == "POST":
        return _take(asked, record, known)
    return render_template(
        "records/step.html",
        subject=asked,
        record=record,
        title=title_of(asked, record),
        step=known,
        possible=known in steps_for(record, me().role),
        found=findings(db.session, record, Moment.WITHDRAW) if step == "archiveren" else [],
        dependents=dependents_of(db.session, record) if step == "archiveren" else [],
        is_public=record.published_version is not None,
        is_published=standing(record) is Standing.PUBLISHED,
    )


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/opmerking")
@needs(Role.EDITOR)
def comment(subject: str, record_id: uuid.UUID) -> AnyResponse:
    """Say something about the version that stands there now."""
    begin_write(db.session)
    asked, record = record_at(subject, record_id)
    text = request.form.get("comment", "").strip()
    if not text:
        flash(gettext("Schrijf eerst een opmerking."), "error")
    elif len(text) > LONGEST_COMMENT:
        flash(gettext("Uw opmerking is te lang: hoogstens %(most)s tekens.", most=LONGEST_COMMENT), "error")
    else:
        add_comment(db.session, record, me().name, text)
        db.session.commit()
    return _back(asked, record_id, "opmerkingen")


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>/plan/<uuid:plan_id>/afzeggen")
@needs(Role.PUBLISHER)
def cancel(subject: str, record_id: uuid.UUID, plan_id: uuid.UUID) -> AnyResponse:
    """Let a planned publication or withdrawal not happen."""
    begin_write(db.session)
    asked, record = record_at(subject, record_id)
    plan = db.session.get(PlannedStep, plan_id)
    if plan is None or plan.record_id != record.id:
        raise NotFound
    return _do(asked, record, lambda: _cancelled(plan))


def _cancelled(plan: PlannedStep) -> Message:
    cancel_plan(db.session, plan, me().name)
    return Message(N_("Het plan is afgezegd."))


def _take(subject: Subject, record: Any, step: DeskStep) -> AnyResponse:
    return _do(subject, record, lambda: _VERBS[step.name](subject, record, me().name))


def _do(subject: Subject, record: Any, act: Callable[[], Message]) -> AnyResponse:
    """Do it, and say on the page of the record what happened. Nothing is written when it may not be done."""
    record_id = record.id
    try:
        message = act()
        db.session.commit()
        flash(worded(message), "success")
    except NotAllowed as refused:
        db.session.rollback()
        flash(worded(refused.message), "error")
    except NoSuchVersion:
        db.session.rollback()
        flash(gettext("Hier is niets openbaar."), "error")
    except StaleEdit:
        db.session.rollback()
        flash(gettext("Iemand heeft dit intussen gewijzigd. Kijk wat er nu staat en besluit opnieuw."), "error")
    return _back(subject, record_id)


def _back(subject: Subject, record_id: uuid.UUID, place: str | None = None) -> AnyResponse:
    return redirect(url_for("records.show", subject=subject.slug, record_id=record_id, _anchor=place))


def _comment() -> str | None:
    return request.form.get("comment", "").strip() or None


def _version() -> int | None:
    return request.form.get("version", type=int)


def _four_eyes() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.four_eyes)


def _submit(subject: Subject, record: Any, by: str) -> Message:
    submit(db.session, record, by, _comment(), expected_version=_version())
    return Message(N_("Aangeboden. Een collega kijkt het na."))


def _publish(subject: Subject, record: Any, by: str) -> Message:
    approve(db.session, record, by, four_eyes=_four_eyes(), comment=_comment(), expected_version=_version())
    return Message(N_("Gepubliceerd. Het publiek ziet dit nu."))


def _send_back(subject: Subject, record: Any, by: str) -> Message:
    send_back(db.session, record, by, _comment() or "", expected_version=_version())
    return Message(N_("Teruggestuurd. De opmerking staat erbij."))


def _reassure(subject: Subject, record: Any, by: str) -> Message:
    reassure(db.session, subject.kind, record, by, datetime.now(DUTCH_TIME).date(), expected_version=_version())
    return reassured_words(record)


def _discard(subject: Subject, record: Any, by: str) -> Message:
    discard_working_copy(db.session, subject.kind, record, by=by, comment=_comment(), expected_version=_version())
    return Message(N_("De wijzigingen zijn weg. Hier staat weer wat het publiek ziet."))


def _archive(subject: Subject, record: Any, by: str) -> Message:
    replacement = _replacement(record)
    archive(db.session, record, by, _comment(), expected_version=_version(), replaced_by=replacement)
    if replacement is not None:
        return Message(
            N_("In het archief. Wie het oude adres opent, komt uit bij %(slug)s."), {"slug": replacement.slug}
        )
    return Message(N_("In het archief. Het publiek ziet dit niet meer."))


def _replacement(record: Any) -> Document | None:
    """What takes the place of a record, from the address or the name in it that was typed; None for nothing.

    Raises NotAllowed for what is not public, is of another kind, or is the record itself.
    """
    name = request.form.get("replacement", "").partition("?")[0].strip().rstrip("/").rpartition("/")[2]
    if not name:
        return None
    own = db.session.scalars(select(Document.kind).where(Document.id == str(record.id), Document.current)).first()
    try:
        found = current_document(db.session, own, name) if own is not None else None
    except Withdrawn:
        found = None
    if found is None or found.record_id == record.id:
        text = N_("'%(name)s' staat niet op de site. Plak het webadres van wat ervoor in de plaats komt.")
        raise NotAllowed(Message(text, {"name": name}))
    return found


def _reopen(subject: Subject, record: Any, by: str) -> Message:
    reopen(db.session, record, by, _comment(), expected_version=_version())
    return Message(N_("Terug als concept. Publiceer het als het publiek het weer mag zien."))


def _plan(subject: Subject, record: Any, by: str) -> Message:
    moment = _planned_moment()
    if request.form.get("wat") == "intrekken":
        plan_withdrawal(db.session, record, moment, by, expected_version=_version())
        return Message(N_("Gepland: op dat moment gaat dit naar het archief."))
    plan_publication(db.session, record, moment, by, four_eyes=_four_eyes(), expected_version=_version())
    return Message(N_("Gepland: op dat moment wordt dit gepubliceerd."))


def _planned_moment() -> Any:
    try:
        day = date.fromisoformat(request.form.get("dag", ""))
        at = time.fromisoformat(request.form.get("tijd", "") or "09:00")
        return dutch_moment(day, at.replace(tzinfo=None))
    except (ValueError, OverflowError):
        raise NotAllowed(Message(N_("Vul een dag en een tijd in, zoals 22-11-2026 om 09:00."))) from None


_VERBS: Mapping[str, Step] = {
    "aanbieden": _submit,
    "publiceren": _publish,
    "terugsturen": _send_back,
    "klopt-nog": _reassure,
    "weggooien": _discard,
    "archiveren": _archive,
    "terughalen": _reopen,
    "plannen": _plan,
}
