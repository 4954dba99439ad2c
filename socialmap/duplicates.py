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
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from core.messages import N_
from core.publishing.models import RecordState
from socialmap.models import Location, Organization, Phone, Service

MOST_CANDIDATES = 500
"""As many are compared per thing they share; more than that share it by chance."""
BEGINNING = 6
"""So many letters at the beginning of the name must be equal for a candidate by name."""

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
    family = {organization.parent_id} - {None}
    with session.no_autoflush:
        ids = _candidates(session, organization.id, own)
        others = _read(session, ids)
    found = []
    for other, marks in others:
        if other.id in family or other.parent_id == organization.id:
            continue
        duplicate = _judged(other, own, marks)
        if duplicate is not None:
            found.append(duplicate)
    return sorted(found, key=lambda item: (-len(item.shared), -item.likeness, item.slug))[:most]


def marks_of(organization: Organization) -> Marks:
    """The marks of an organization with its services and locations."""
    services = organization.services
    return Marks(
        names=tuple(filter(None, map(plain_name, (organization.name, *(organization.alternate_names or ()))))),
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
    """Who shares something with these marks, and is not in the archive."""
    found: dict[uuid.UUID, None] = {}
    for query in _questions(own):
        limited = (
            query.where(Organization.id != own_id, Organization.state != RecordState.ARCHIVED)
            .distinct()
            .limit(MOST_CANDIDATES)
        )
        found.update(dict.fromkeys(session.scalars(limited)))
    return list(found)


def _questions(own: Marks) -> Iterator[Select[uuid.UUID]]:
    ids = select(Organization.id)
    if own.phones:
        of_service = select(Service.organization_id).join(Phone, Phone.service_id == Service.id)
        yield ids.join(Phone, Phone.organization_id == Organization.id).where(Phone.number.in_(own.phones))
        yield ids.where(Organization.id.in_(of_service.where(Phone.number.in_(own.phones))))
    if own.domains:
        # The address may say www or not, and go on behind the domain: so the domain must stand somewhere in it.
        columns = (Organization.website, Organization.email)
        yield ids.where(or_(*(column.contains(item, autoescape=True) for item in own.domains for column in columns)))
    if own.kvk:
        yield ids.where(Organization.kvk == own.kvk)
    if own.postcodes:
        yield ids.join(Location, Location.organization_id == Organization.id).where(
            Location.postcode.in_(own.postcodes)
        )
    beginnings = {name[:BEGINNING] for name in own.names if len(name) >= BEGINNING}
    if beginnings:
        # Somewhere in the name, for a legal form may stand before it.
        yield ids.where(or_(*(func.lower(Organization.name).like(f"%{_pattern(item)}%") for item in beginnings)))


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
    likeness = max((fuzz.token_sort_ratio(one, two) for one in own.names for two in theirs.names), default=0.0)
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
