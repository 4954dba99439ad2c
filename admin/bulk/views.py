"""The pages of a bulk change: what it would do, what it did, and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from admin.access import me, needs
from admin.bulk.choices import MOST_AT_DESK, BulkChoice, NoValue, choices_for
from admin.desk import DeskBlueprint
from admin.forms.options import Option, Options
from admin.records.finding import ANY_SUBJECT, title_of
from admin.records.listing import ids_matching, owners
from admin.records.subjects import SUBJECTS, Subject
from admin.records.views import list_query
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.config import Settings
from core.database import db
from core.i18n import gettext, ngettext, worded
from core.publishing.bulk import BulkLine, apply, items_of, preview, undo
from core.publishing.bulk_models import BulkChange, BulkItem
from core.publishing.bulk_verbs import BulkVerb

blueprint = DeskBlueprint("bulk", __name__)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What happened, or would happen, to one record."""

    title: str
    href: str | None
    text: str
    refused: bool


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/samen")
@needs(Role.EDITOR)
def look(subject: str) -> AnyResponse | str:
    """What a choice would do to the chosen records. Nothing is changed."""
    asked = SUBJECTS[subject]
    choice = _choice(asked)
    chosen = _chosen_ids(asked)
    records = _records(asked, chosen[: choice.most])
    if not records:
        flash(gettext("Kies eerst één of meer invoeren uit de lijst."), "error")
        return redirect(url_for("records.listing", subject=subject))
    verb, fault = _verb(choice)
    lines = preview(db.session, verb, records, me().name) if verb is not None else []
    return render_template(
        "bulk/look.html",
        subject=asked,
        choice=choice,
        records=records,
        left_out=max(0, len(chosen) - choice.most),
        lines=[_previewed(asked, line) for line in lines],
        possible=sum(1 for line in lines if not line.refusals),
        value=request.form.get("waarde", ""),
        fault=fault if "gevraagd" in request.form else None,
        verb=verb,
        options=_values(asked, choice),
    )


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/samen/uitvoeren")
@needs(Role.EDITOR)
def do(subject: str) -> AnyResponse:
    """Do it to the records that were looked at, each as long as it stands as it stood."""
    asked = SUBJECTS[subject]
    choice = _choice(asked)
    verb, fault = _verb(choice)
    chosen = list(_looked_at().items())[: choice.most]
    if verb is None or not chosen:
        flash(fault or gettext("Kies eerst één of meer invoeren uit de lijst."), "error")
        return redirect(url_for("records.listing", subject=subject))
    known = {record.id for record in _records(asked, [record_id for record_id, _ in chosen])}
    by = me().name
    db.session.rollback()
    result = apply(_sessions, verb, asked.kind_name, [item for item in chosen if item[0] in known], by)
    return redirect(url_for("bulk.show", change_id=result.id, subject=subject))


@blueprint.get(f"/<{ANY_SUBJECT}:subject>/samen/<uuid:change_id>")
@needs(Role.EDITOR)
def show(subject: str, change_id: uuid.UUID) -> str:
    """What a bulk change did to each record."""
    asked, change = _change(subject, change_id)
    items = items_of(db.session, change_id)
    records = {record.id: record for record in _records(asked, [item.record_id for item in items])}
    return render_template(
        "bulk/show.html",
        subject=asked,
        change=change,
        lines=[_done(asked, item, records) for item in items],
        done=sum(1 for item in items if not item.refusals),
        refused=sum(1 for item in items if item.refusals),
    )


@blueprint.post(f"/<{ANY_SUBJECT}:subject>/samen/<uuid:change_id>/terugdraaien")
@needs(Role.EDITOR)
def take_back(subject: str, change_id: uuid.UUID) -> AnyResponse:
    """Put back what a bulk change changed, where nobody changed it since."""
    _, change = _change(subject, change_id)
    account = me()
    if change.by != account.name and not account.role.covers(Role.PUBLISHER):
        flash(gettext("Alleen wie dit deed, of een eindredacteur, kan het terugdraaien."), "error")
        return redirect(url_for("bulk.show", subject=subject, change_id=change_id))
    by = account.name
    db.session.rollback()
    result = undo(_sessions, change_id, by)
    number = len(result.done)
    flash(ngettext("%(num)s invoer is teruggezet.", "%(num)s invoeren zijn teruggezet.", number), "success")
    for outcome in result.refused[:20]:
        flash(" ".join(worded(message) for message in outcome.refusals), "warning")
    return redirect(url_for("bulk.show", subject=subject, change_id=change_id))


def _sessions() -> Session:
    """A session of its own for each transaction of a bulk change."""
    return Session(db.engine, expire_on_commit=False)


def _choice(subject: Subject) -> BulkChoice:
    wanted = request.form.get("stap", "")
    found = next((item for item in choices_for(subject.model, me().role) if item.name == wanted), None)
    if found is None:
        raise NotFound
    return found


def _verb(choice: BulkChoice) -> tuple[BulkVerb | None, str | None]:
    """The verb with its value, or what is still asked."""
    settings: Settings = current_app.extensions["settings"]
    value = request.form.get("waarde", "").strip()[:200]
    if choice.asks and "gevraagd" not in request.form:
        return None, None
    try:
        return choice.make(value, bool(settings.four_eyes)), None
    except NoValue as error:
        return None, worded(error.message)


def _chosen_ids(subject: Subject) -> list[uuid.UUID]:
    if request.form.get("alles") == "1":
        return ids_matching(db.session, subject, list_query(), MOST_AT_DESK)
    return list(_looked_at())[:MOST_AT_DESK]


def _looked_at() -> dict[uuid.UUID, int]:
    """The chosen records with the version at which they were seen, as "id:version"."""
    found: dict[uuid.UUID, int] = {}
    for text in request.form.getlist("gekozen"):
        record_id, _, version = text.partition(":")
        try:
            found[uuid.UUID(record_id)] = int(version or 0)
        except ValueError:
            continue
    return found


def _records(subject: Subject, ids: Sequence[uuid.UUID]) -> list[Any]:
    model = subject.model
    found: list[Any] = []
    for start in range(0, len(ids), 500):
        query = select(model).where(model.id.in_(ids[start : start + 500]), subject.own())
        found += db.session.scalars(query)
    place = {record_id: number for number, record_id in enumerate(ids)}
    return sorted(found, key=lambda record: place[record.id])


def _values(subject: Subject, choice: BulkChoice) -> list[Option]:
    """What can be chosen as the value; nothing where it is typed."""
    if choice.asks == "name":
        mine = me().name
        return [(name, name) for name in dict.fromkeys((mine, *owners(db.session, subject)))]
    return Options(db.session, {}).terms(choice.asks) if choice.field else []


def _change(subject: str, change_id: uuid.UUID) -> tuple[Subject, BulkChange]:
    asked, change = SUBJECTS[subject], db.session.get(BulkChange, change_id)
    if change is None or change.record_kind != asked.kind_name:
        raise NotFound
    return asked, change


def _previewed(subject: Subject, line: BulkLine) -> ShownLine:
    text = " ".join(worded(message) for message in line.refusals) if line.refusals else ""
    if line.effect is not None:
        text = worded(line.effect)
    return ShownLine(title_of(subject, line.record), _href(subject, line.record.id), text, bool(line.refusals))


def _done(subject: Subject, item: BulkItem, records: Mapping[uuid.UUID, Any]) -> ShownLine:
    record = records.get(item.record_id)
    if item.refusals:
        text = " ".join(worded(message) for message in item.messages)
    else:
        text = gettext("teruggezet") if item.undone else gettext("gedaan")
    title = title_of(subject, record) if record is not None else str(item.record_id)
    return ShownLine(title, _href(subject, item.record_id) if record is not None else None, text, bool(item.refusals))


def _href(subject: Subject, record_id: uuid.UUID) -> str:
    return url_for("records.show", subject=subject.slug, record_id=record_id)
