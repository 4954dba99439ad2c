"""The groups of the work list that are about records: reviews, days that passed, places on the map, drafts, links."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select, union_all
from sqlalchemy.orm import Session

from admin.days import day_in_words
from admin.records.parts import PLACES
from admin.records.subjects import Subject
from admin.worklist.asking import (
    MONTHS_OF_SHOWING,
    Found,
    RecordGroup,
    WorkItem,
    WorkQuery,
    as_day,
    chosen,
    days_since,
    owner_is,
    shown_lately,
    worked_on_by,
)
from core.accounts.roles import Role
from core.i18n import gettext, ngettext
from core.messages import N_
from core.orm import today, utc_now
from core.publishing.models import RecordState
from socialmap.models import Location, Organization, Service
from socialmap.models.services import ServiceStatus
from socialmap.points import EXACT

ORGANIZATIONS = "organisaties"
OLD_DRAFT = timedelta(days=14)
CLOSED_SEEN = timedelta(days=30)
"""A service that is closed for a while is asked about again so long after somebody verified it."""


def record_url(found: Found) -> str:
    """The page of a record."""
    return url_for("records.show", subject=found.subject.slug, record_id=found.id)


def form_url(found: Found, place: str, anchor: str | None = None) -> str:
    """The form of a part of a record."""
    return url_for("editing.edit", subject=found.subject.slug, record_id=found.id, place=place, _anchor=anchor)


def verify_url(found: Found) -> str:
    """Where "klopt nog" is posted."""
    return url_for("worklist.verify", subject=found.subject.slug, record_id=found.id)


def item_of(found: Found, why: str, href: str, **more: Any) -> WorkItem:
    """An item about a record."""
    return WorkItem(found.title, str(found.subject.label), why, href, found.owner, version=found.version, **more)


class ReviewByMe(RecordGroup):
    """What a colleague offered for review and the reader may publish."""

    code = "controle"
    label = N_("Wacht op uw controle")
    help = N_("Een collega vroeg om controle. Kijk wat er verandert, publiceer het of stuur het terug.")
    role = Role.PUBLISHER
    mine: ClassVar[bool] = False

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Records in review, those first that wait longest."""
        for subject in query.subjects():
            model = subject.model
            by_me = worked_on_by(subject, query.me)
            yield chosen(subject, rank=days_since(session, model.modified_at), day=model.modified_at).where(
                subject.own(),
                query.owned(subject),
                model.state == RecordState.IN_REVIEW,
                by_me if self.mine else ~by_me,
            )

    def item(self, session: Session, found: Found) -> WorkItem:
        """Since when it waits."""
        day = as_day(found.day)
        return item_of(
            found, gettext("Wacht op controle sinds %(day)s.", day=day_in_words(day)) if day else "", record_url(found)
        )


class MineInReview(ReviewByMe):
    """What the reader worked on herself and waits for a colleague."""

    code = "aangeboden"
    label = N_("Van u, ter controle")
    help = N_("Hier werkte u aan. Een collega moet het nakijken en publiceren.")
    role = Role.EDITOR
    mine = True


class Overdue(RecordGroup):
    """What is public and should have been verified again."""

    code = "nakijken"
    label = N_("Opnieuw nakijken")
    help = N_("De dag om dit na te kijken is voorbij. Wat gezinnen vaak zien en lang wacht, staat bovenaan.")

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Records past their day, ranked by how long and by how often families see them."""
        for subject in query.subjects():
            late = self._late(subject.model)
            shown = shown_lately(select(late.c.id))
            times = func.coalesce(shown.c.times, 0)
            yield self._past(
                chosen(subject, rank=days_since(session, late.c.day) * (1 + times), day=late.c.day, number=times),
                subject,
                query,
                late,
            ).outerjoin(shown, shown.c.record_id == subject.model.id)

    def count(self, session: Session, query: WorkQuery) -> int:
        """Counted without ranking."""
        found = 0
        for subject in query.subjects():
            late = self._late(subject.model)
            number = select(func.count()).select_from(subject.model)
            found += session.scalars(self._past(number, subject, query, late)).one()
        return found

    @staticmethod
    def _past(chosen_rows: Select[Any], subject: Subject, query: WorkQuery, late: Any) -> Select[Any]:
        model = subject.model
        return chosen_rows.join(late, late.c.id == model.id).where(
            subject.own(),
            query.owned(subject),
            model.state != RecordState.ARCHIVED,
            model.published_version.is_not(None),
        )

    @staticmethod
    def _late(model: Any) -> Any:
        """The earliest day of each record that passed: its own, or that of one of its services."""
        own = select(model.id.label("id"), model.review_by.label("day")).where(model.review_by < today())
        if model is not Organization:
            return own.subquery()
        services = select(Service.organization_id, Service.review_by).where(Service.review_by < today())
        both = union_all(own, services).subquery()
        return select(both.c.id, func.min(both.c.day).label("day")).group_by(both.c.id).subquery()

    def item(self, session: Session, found: Found) -> WorkItem:
        """Since when, and how often it is seen."""
        day = as_day(found.day)
        shown = int(found.number or 0)
        since = gettext("Nakijken was nodig voor %(day)s.", day=day_in_words(day)) if day else ""
        seen = ngettext(
            "%(num)s keer getoond in %(months)s maanden.",
            "%(num)s keer getoond in %(months)s maanden.",
            shown,
            months=MONTHS_OF_SHOWING,
        )
        return item_of(found, f"{since} {seen}", record_url(found), verify=verify_url(found))


class RoughPoints(RecordGroup):
    """Places whose point on the map is missing, or is not that of the address."""

    code = "kaart"
    label = N_("Plek op de kaart niet precies")
    help = N_("Deze locaties staan niet op hun eigen adres. Vul het adres aan of zet de punt op de kaart goed.")

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Locations of organizations that are not in the archive; those without a point first."""
        for subject in query.subjects(ORGANIZATIONS):
            where = func.coalesce(Location.name, Location.street, Location.city, "")
            rank = case(
                (Location.latitude.is_(None), 4),
                (Location.point_precision.is_(None), 3),
                (Location.point_precision == "place", 2),
                (Location.point_precision == "pc4", 1),
                else_=0,
            )
            yield (
                chosen(subject, rank=rank, note=where, number=Location.position)
                .join(Location, Location.organization_id == Organization.id)
                .where(_rough(), _not_archived(query, Organization.id), query.owned(subject))
            )

    def count(self, session: Session, query: WorkQuery) -> int:
        """Counted by an index alone, for there can be as many as there are places."""
        if not query.subjects(ORGANIZATIONS):
            return 0
        rows = (
            select(func.count()).select_from(Location).where(_rough(), _not_archived(query, Location.organization_id))
        )
        return session.scalars(rows).one()

    def item(self, session: Session, found: Found) -> WorkItem:
        """Which place, and what is known of it."""
        number = int(found.number or 0)
        text = (
            gettext("'%(place)s' heeft geen punt op de kaart.", place=found.note or number + 1)
            if found.rank == 4
            else gettext("Het punt van '%(place)s' is niet dat van het adres.", place=found.note or number + 1)
        )
        return item_of(found, text, form_url(found, PLACES["locations"], f"locations.{number}"))


def _rough() -> ColumnElement[bool]:
    return or_(Location.latitude.is_(None), Location.point_precision.is_(None), Location.point_precision != EXACT)


def _not_archived(query: WorkQuery, column: Any) -> ColumnElement[bool]:
    """Whether the organization of a location is not in the archive, and has the owner that is asked for."""
    gone: ColumnElement[bool] = column.not_in(select(Organization.id).where(Organization.state == RecordState.ARCHIVED))
    if not query.owner:
        return gone
    return and_(gone, column.in_(select(Organization.id).where(owner_is(Organization, query.owner))))


class ClosedServices(RecordGroup):
    """Services that are closed and that families still find."""

    code = "gesloten"
    label = N_("Gesloten, maar nog te vinden")
    help = N_("Deze zorg is gestopt of tijdelijk dicht, en staat nog op de site. Haal haar weg of zet haar weer aan.")

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Those that stopped, and those closed for a while about which nobody asked lately."""
        seen = today() - CLOSED_SEEN
        stopped = Service.status == ServiceStatus.INACTIVE.value
        closed = and_(
            Service.status == ServiceStatus.TEMPORARILY_CLOSED.value,
            or_(Service.assured_date.is_(None), Service.assured_date < seen),
        )
        shown = shown_lately(select(Service.organization_id).where(Service.status != ServiceStatus.ACTIVE.value))
        for subject in query.subjects(ORGANIZATIONS):
            yield (
                chosen(
                    subject,
                    rank=func.coalesce(shown.c.times, 0),
                    title=Service.name,
                    note=cast(Service.id, String),
                    number=case((stopped, 1), else_=0),
                )
                .join(Service, Service.organization_id == Organization.id)
                .outerjoin(shown, shown.c.record_id == Organization.id)
                .where(
                    Service.status != ServiceStatus.ACTIVE.value,
                    or_(stopped, closed),
                    Organization.state != RecordState.ARCHIVED,
                    Organization.published_version.is_not(None),
                    query.owned(subject),
                )
            )

    def item(self, session: Session, found: Found) -> WorkItem:
        """Whether it stopped or is closed for a while."""
        place = f"{PLACES['services']}/{uuid.UUID(found.note)}"
        if found.number:
            return item_of(found, gettext("Staat als gestopt."), form_url(found, place, "status"))
        why = gettext("Staat als tijdelijk gesloten. Klopt dat nog?")
        return item_of(found, why, form_url(found, place, "status"), verify=verify_url(found))


class OldDrafts(RecordGroup):
    """Work that lies still."""

    code = "concepten"
    label = N_("Concepten die blijven liggen")
    help = N_(
        "Hier is meer dan twee weken niet aan gewerkt, en het publiek ziet het nog niet. Maak het af of gooi het weg."
    )

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Drafts, and changes that were never published, the oldest first."""
        for subject in query.subjects():
            model = subject.model
            yield chosen(subject, rank=days_since(session, model.modified_at), day=model.modified_at).where(
                subject.own(),
                query.owned(subject),
                model.state == RecordState.DRAFT,
                or_(model.published_version.is_(None), model.published_version < model.version),
                model.modified_at < utc_now() - OLD_DRAFT,
            )

    def item(self, session: Session, found: Found) -> WorkItem:
        """Since when it lies."""
        day = as_day(found.day)
        return item_of(
            found,
            gettext("Niet verder bewerkt sinds %(day)s.", day=day_in_words(day)) if day else "",
            record_url(found),
        )
