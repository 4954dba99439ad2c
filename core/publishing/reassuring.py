"""Verified again ("klopt nog"): somebody looked at what the public sees, and found it right.

It writes new documents that are the last published ones with other dates. A draft that waits beside them does not get
out with it. The public sees the day, and that the desk verified it; who did it stays with the staff.
"""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.orm import utc_now
from core.publishing.auditing import record_action
from core.publishing.editing import NoSuchVersion
from core.publishing.history import last_public
from core.publishing.kinds import Assurance, Kind, public_assurer
from core.publishing.models import Document
from core.publishing.publishing import Values, add_documents
from core.publishing.workflow import hold


def reassure(
    session: Session, kind: Kind, record: Any, by: str, day: date, *, expected_version: int | None = None
) -> list[int]:
    """Note that `by` verified on `day` what the public sees of a record; gives the numbers of the new documents.

    Each document that tells when it was verified gets a new number and the same version; nothing else in it changes.
    The record gets the same dates, and so do the parts of it that are public; its version, state and draft stay. Of
    what tells the public nothing about verifying (a taxonomy), only the record gets them.
    Raises NoSuchVersion when nothing is public, StaleEdit.
    """
    hold(session, record, expected_version)
    shown = last_public(session, record)
    if not shown:
        raise NoSuchVersion(f"nothing of {kind.name} {record.id} is public")
    assurance = Assurance(day, by)
    review_by = assurance.next_review(record.assured_date, record.review_by)
    more = kind.reassure(record, assurance, {row.id for row in shown}) if kind.reassure is not None else {}
    session.flush()
    # Not by way of the record: that would raise its version, and whoever is editing it would be told to start again.
    session.execute(
        update(kind.model)
        .where(kind.model.id == record.id)
        .values(**more, assured_date=day, assured_by=by, review_by=review_by)
        .execution_options(synchronize_session=False)
    )
    session.expire(record, [*more, "assured_date", "assured_by", "review_by"])
    now = utc_now()
    told = [old for old in shown if "assuredDate" in old.body or old.entry is not None]
    tells = any("assuredDate" in old.body for old in told)
    seqs = add_documents(session, [_again(old, assurance, now) for old in told] if tells else [])
    record_action(
        session,
        actor=by,
        action="reassure",
        detail={"version": shown[0].version, "day": day.isoformat()},
        record_kind=kind.name,
        record_id=record.id,
    )
    return seqs


def _again(old: Document, assurance: Assurance, now: datetime) -> Values:
    """The row of a document that says the same, verified again."""
    return {
        "kind": old.kind,
        "id": old.id,
        "slug": old.slug,
        "version": old.version,
        "record_kind": old.record_kind,
        "record_id": old.record_id,
        "valid_from": old.valid_from,
        "valid_until": old.valid_until,
        "body": _body(old.body, assurance),
        "entry": _entry(old.entry, assurance.day),
        "lookup": old.lookup,
        "withdrawn": False,
        "current": True,
        "published_at": now,
    }


def _body(old: Values, assurance: Assurance) -> Values:
    """A body with the day, who verified, and when to do it again, as far as it tells them."""
    body = copy.deepcopy(old)
    if "assuredDate" in body:
        body["assuredDate"] = assurance.day.isoformat()
    if "assuredBy" in body:
        body["assuredBy"] = public_assurer(assurance.by)
    if body.get("reviewBy"):
        again = assurance.next_review(_day(old.get("assuredDate")), _day(old["reviewBy"])).isoformat()
        body["reviewBy"] = again
        if isinstance(body.get("definition"), dict) and "reviewBy" in body["definition"]:
            body["definition"]["reviewBy"] = again
    return body


def _entry(old: Values | None, day: date) -> Values | None:
    if old is None:
        return None
    entry = copy.deepcopy(old)
    entry["assured_date"] = day.isoformat()
    if "assuredDate" in entry["card"]:
        entry["card"]["assuredDate"] = day.isoformat()
    return entry


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
