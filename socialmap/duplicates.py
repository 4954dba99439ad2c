"""Organizations that are probably the same one twice.

Of twenty thousand organizations only those are compared that share something with the one in hand: a telephone
number, a web domain, an e-mail domain of their own, a KvK number, a postcode, or the beginning of the name. The
database finds those; the names are compared here, with the tools of rapidfuzz.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from core.messages import N_
from core.publishing.models import RecordState
from socialmap.models import Location, Organization, Phone, Service

MOST_CANDIDATES = 5000
"""As many names are compared per thing they share; more than that share it by chance."""
BEGINNING = 10
"""So many letters at the beginning of the name, or all of a shorter one, must be equal for a candidate by name."""
SHORTEST = 4

# How alike names must be, 0-100, to suspect a duplicate, by what else is equal.
ALIKE_ALONE = 96.0
ALIKE_WITH_POSTCODE = 85.0
# The branches of a network share a website, and are named alike but for the town.
ALIKE_WITH_WEBSITE = 90.0
ALIKE_WITH_NUMBER = 70.0

_LEGAL_FORMS = frozenset(
    {"stichting", "vereniging", "bv", "b.v", "b.v.", "nv", "n.v", "n.v.", "vof", "v.o.f", "v.o.f.", "cooperatie", "ua"}
)
# Many organizations have a mailbox or a page here; that says nothing about who they are.
_SHARED_DOMAINS = frozenset(
    {
        "facebook.com", "gmail.com", "hotmail.com", "hotmail.nl", "icloud.com", "instagram.com", "kpnmail.nl",
        "linkedin.com", "live.nl", "outlook.com", "planet.nl", "rijksoverheid.nl", "xs4all.nl", "yahoo.com", "ziggo.nl",
        "zorgkaartnederland.nl",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[^a-z0-9]+")


class Shared(StrEnum):
    """What two organizations have in common."""

    NAME = "name"
    PHONE = "phone"
    WEBSITE = "website"
    KVK = "kvk"
    POSTCODE = "postcode"


SHARED_WORDS = {
    Shared.NAME: N_("bijna dezelfde naam"),
    Shared.PHONE: N_("hetzelfde telefoonnummer"),
    Shared.WEBSITE: N_("dezelfde website of e-mail"),
    Shared.KVK: N_("hetzelfde KvK-nummer"),
    Shared.POSTCODE: N_("dezelfde postcode"),
}
_ALIKE_WITH = {
    Shared.KVK: ALIKE_WITH_NUMBER,
    Shared.PHONE: ALIKE_WITH_NUMBER,
    Shared.WEBSITE: ALIKE_WITH_WEBSITE,
    Shared.POSTCODE: ALIKE_WITH_POSTCODE,
}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An organization that is probably the same. likeness: of the names, 0-100."""

    id: uuid.UUID
    slug: str
    name: str
    state: RecordState
    likeness: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """By what an organization is known again."""

    names: tuple[str, ...]
    phones: frozenset[str]
    domains: frozenset[str]
    kvk: str | None
    postcodes: frozenset[str]


def suspected_duplicates(session: Session, organization: Organization, most: int = 5) -> list[Duplicate]:
    """Other organizations that are probably the same one, the likeliest first; none in the archive.

    What is part of it, or what it is part of, is no duplicate.
    """
    own = marks_of(organization)
    with session.no_autoflush:
        others = _read(session, _candidates(session, organization.id, own))
    found = []
    for other, marks in others:
        if other.id == organization.parent_id or other.parent_id == organization.id:
            continue
        duplicate = _judged(other, own, marks)
        if duplicate is not None:
            found.append(duplicate)
    return sorted(found, key=lambda item: (-len(item.shared), -item.likeness, item.slug))[:most]


def marks_of(organization: Organization) -> Marks:
    """The marks of an organization with its services and locations."""
    services = organization.services
    return Marks(
        names=_plain_names(organization.name, organization.alternate_names),
        phones=frozenset(
            phone.number for phones in (organization.phones, *(item.phones for item in services)) for phone in phones
        ),
        domains=_domains(
            (organization.website, *(item.website for item in services)),
            (organization.email, *(item.email for item in services)),
        ),
        kvk=organization.kvk,
        postcodes=frozenset(item.postcode for item in organization.locations if item.postcode),
    )


def plain_name(name: str) -> str:
    """A name in small plain letters, without its legal form and marks: "Stichting Dé Vlinder B.V." is "de vlinder"."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = [word for word in plain.split() if word.strip("(),") not in _LEGAL_FORMS]
    return _NOT_WORD.sub(" ", " ".join(words)).strip()


def domain_of(address: str | None) -> str | None:
    """The domain of a web or e-mail address, without `www.`; None for one that many share."""
    if not address:
        return None
    host = address.rpartition("@")[2] if "@" in address and "://" not in address else urlsplit(address).hostname
    domain = (host or "").casefold().removeprefix("www.")
    return domain if "." in domain and domain not in _SHARED_DOMAINS else None


def _domains(websites: Iterable[str | None], emails: Iterable[str | None]) -> frozenset[str]:
    return frozenset(domain for address in (*websites, *emails) if (domain := domain_of(address)) is not None)


def _candidates(session: Session, own_id: uuid.UUID, own: Marks) -> list[uuid.UUID]:
    """Who shares something with these marks and is named enough like it; none in the archive."""
    found: dict[uuid.UUID, None] = {}
    for condition, wanted in _questions(own):
        query = (
            select(Organization.id, Organization.name, Organization.alternate_names)
            .where(condition, Organization.id != own_id, Organization.state != RecordState.ARCHIVED)
            .limit(MOST_CANDIDATES)
        )
        for one, name, others in session.execute(query):
            if _likeness(own.names, _plain_names(name, others)) >= wanted:
                found[one] = None
    return list(found)


def _questions(own: Marks) -> Iterator[tuple[ColumnElement[bool], float]]:
    """What to ask the database, each with how alike the names must be of whom it finds."""
    if own.phones:
        of_service = select(Service.organization_id).join(Phone, Phone.service_id == Service.id)
        of_itself = select(Phone.organization_id).where(Phone.number.in_(own.phones))
        same = Organization.id.in_(of_itself) | Organization.id.in_(of_service.where(Phone.number.in_(own.phones)))
        yield same, ALIKE_WITH_NUMBER
    if own.domains:
        # The address may say www or not, and go on behind the domain: so the domain must stand somewhere in it.
        columns = (Organization.website, Organization.email)
        holds = or_(*(column.contains(item, autoescape=True) for item in own.domains for column in columns))
        yield holds, ALIKE_WITH_WEBSITE
    if own.kvk:
        yield Organization.kvk == own.kvk, ALIKE_WITH_NUMBER
    if own.postcodes:
        there = select(Location.organization_id).where(Location.postcode.in_(own.postcodes))
        yield Organization.id.in_(there), ALIKE_WITH_POSTCODE
    beginnings = {name[:BEGINNING] for name in own.names if len(name) >= SHORTEST}
    if beginnings:
        # Somewhere in the name, for a legal form may stand before it.
        yield or_(*(func.lower(Organization.name).like(f"%{_pattern(item)}%") for item in beginnings)), ALIKE_ALONE


def _likeness(own: Iterable[str], theirs: Sequence[str]) -> float:
    """How alike two sets of names are, 0-100: by their two names that are most alike."""
    return max((fuzz.token_sort_ratio(one, two) for one in own for two in theirs), default=0.0)


def _plain_names(name: str, others: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, map(plain_name, (name, *(others or ())))))


def _pattern(beginning: str) -> str:
    """The letters as LIKE finds them: a vowel may have an accent there, and a space may be a dash."""
    return re.sub("[aeiou ]", "_", beginning)


def _read(session: Session, ids: Sequence[uuid.UUID]) -> list[tuple[Organization, Marks]]:
    query = (
        select(Organization)
        .where(Organization.id.in_(ids))
        .options(
            selectinload(Organization.phones),
            selectinload(Organization.locations),
            selectinload(Organization.services).selectinload(Service.phones),
        )
    )
    return [(item, marks_of(item)) for item in session.scalars(query)]


def _judged(other: Organization, own: Marks, theirs: Marks) -> Duplicate | None:
    """The other as a duplicate; None when too little is alike."""
    likeness = _likeness(own.names, theirs.names)
    shared = [
        what
        for what, holds in (
            (Shared.KVK, own.kvk is not None and own.kvk == theirs.kvk),
            (Shared.PHONE, own.phones & theirs.phones),
            (Shared.WEBSITE, own.domains & theirs.domains),
            (Shared.POSTCODE, own.postcodes & theirs.postcodes),
        )
        if holds
    ]
    wanted = min((_ALIKE_WITH[what] for what in shared), default=ALIKE_ALONE)
    if likeness < wanted:
        return None
    shared.append(Shared.NAME)
    return Duplicate(other.id, other.slug, other.name, other.state, likeness, tuple(shared))
