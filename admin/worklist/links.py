"""The group of links that do not work, as the last check of all links found them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true, tuple_
from sqlalchemy.orm import Session

from admin.days import day_in_words
from admin.records.parts import FACTS, PLACES
from admin.worklist.asking import Found, RecordGroup, WorkItem, WorkQuery, as_day, chosen, days_since
from admin.worklist.records import form_url, item_of
from core.i18n import gettext
from core.links.checking import is_dead, links_in
from core.links.models import DeadLinkPlace, LinkCheck
from core.messages import N_
from core.publishing.kinds import kinds
from core.publishing.models import RecordState
from core.publishing.snapshots import snapshot


class DeadLinks(RecordGroup):
    """Records in which a link does not work. One that was saved since the check is looked at as it is now."""

    code = "links"
    label = N_("Links die niet werken")
    help = N_("Een gezin dat hierop klikt, komt nergens. Zoek het nieuwe adres of haal de link weg.")

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """A row for each record and dead link in it, the longest dead first."""
        mended = _mended(session)
        for subject in query.subjects():
            model = subject.model
            yield (
                chosen(
                    subject,
                    rank=days_since(session, LinkCheck.first_failed_at),
                    day=LinkCheck.first_failed_at,
                    note=LinkCheck.url + "\n" + DeadLinkPlace.path,
                )
                .join(
                    DeadLinkPlace,
                    and_(DeadLinkPlace.record_kind == subject.kind_name, DeadLinkPlace.record_id == model.id),
                )
                .join(LinkCheck, LinkCheck.key == DeadLinkPlace.key)
                .where(
                    is_dead(), subject.own(), query.owned(subject), model.state != RecordState.ARCHIVED, _not_in(mended)
                )
            )

    def item(self, session: Session, found: Found) -> WorkItem:
        """Which link, and since when."""
        url, path = (found.note or "\n").split("\n", 1)
        day = as_day(found.day)
        why = gettext("%(url)s werkt niet sinds %(day)s.", url=url, day=day_in_words(day) if day else "–")
        return item_of(found, why, form_url(found, *_form_of(found, path)))


def _form_of(found: Found, path: str) -> tuple[str, str | None]:
    """The form and the field in it where something stands."""
    name, _, below = path.partition(".")
    if name in found.subject.apart and below:
        row, _, field = below.partition(".")
        return f"{PLACES[name]}/{row}", field or None
    return (PLACES[name], None) if name in found.subject.sections else (FACTS, name)


def _mended(session: Session) -> list[tuple[uuid.UUID, str]]:
    """The records that were saved since the check, each with a link that is no longer in it."""
    found: list[tuple[uuid.UUID, str]] = []
    for kind in kinds:
        saved = (
            select(DeadLinkPlace, kind.model, LinkCheck.url)
            .join(kind.model, and_(DeadLinkPlace.record_id == kind.model.id, DeadLinkPlace.record_kind == kind.name))
            .join(LinkCheck, LinkCheck.key == DeadLinkPlace.key)
            .where(kind.model.version != DeadLinkPlace.version)
        )
        for place, record, url in session.execute(saved):
            if url not in {link for _, link in links_in(snapshot(record))}:
                found.append((place.record_id, place.key))
    return found


def _not_in(mended: list[tuple[uuid.UUID, str]]) -> ColumnElement[bool]:
    if not mended:
        return true()
    return tuple_(DeadLinkPlace.record_id, DeadLinkPlace.key).not_in(mended)
