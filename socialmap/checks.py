"""What is looked at before an organization, region or taxonomy is published. app.py registers it, next to the kinds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.links.checking import LINKS_WORK
from core.messages import N_, Message
from core.orm import today
from core.publishing.checks import Check, Finding, Level, Path, checks
from socialmap.duplicates import Shared, suspected_duplicates
from socialmap.models import Location, Organization, Region, Service, Taxonomy
from socialmap.models.services import ServiceStatus
from socialmap.terms import TAXONOMY_OF

ORGANIZATION, REGION, TAXONOMY = "organization", "region", "taxonomy"
ADDRESS_POINT = "address"

_CLOSED = {
    ServiceStatus.INACTIVE.value: N_(
        "'%(name)s' staat als gestopt, maar is nog te vinden. Haal het weg of zet het aan."
    ),
    ServiceStatus.TEMPORARILY_CLOSED.value: N_("'%(name)s' staat als tijdelijk gesloten. Klopt dat nog?"),
}

# By the strongest thing that two organizations share.
_ALIKE = {
    Shared.KVK: N_("Dit lijkt op '%(name)s' (%(slug)s): bijna dezelfde naam en hetzelfde KvK-nummer."),
    Shared.PHONE: N_("Dit lijkt op '%(name)s' (%(slug)s): bijna dezelfde naam en hetzelfde telefoonnummer."),
    Shared.WEBSITE: N_("Dit lijkt op '%(name)s' (%(slug)s): bijna dezelfde naam en dezelfde website of e-mail."),
    Shared.POSTCODE: N_("Dit lijkt op '%(name)s' (%(slug)s): bijna dezelfde naam en dezelfde postcode."),
    Shared.NAME: N_("Dit lijkt op '%(name)s' (%(slug)s): bijna dezelfde naam."),
}


def _warning(code: str, path: Path, text: str, **values: object) -> Finding:
    return Finding(code, Level.WARNS, path, Message(text, values))


def _blocking(code: str, path: Path, text: str, **values: object) -> Finding:
    return Finding(code, Level.BLOCKS, path, Message(text, values))


def _shown_services(record: Organization) -> Iterator[tuple[Path, Service]]:
    """Its services with their place in the content, but those that ended."""
    for number, service in enumerate(record.services):
        if service.status != ServiceStatus.DEFUNCT.value:
            yield ("services", number), service


def contact(session: Session, record: Organization) -> Iterator[Finding]:
    """Nobody can be reached, or not by telephone."""
    services = list(_shown_services(record))
    for path, service in services:
        phones = [*service.phones, *record.phones, *(item for item in service.contacts + record.contacts if item.phone)]
        mails = [service.email, record.email, *(item.email for item in service.contacts + record.contacts)]
        others = any((*mails, service.website, record.website))
        if not phones and not others:
            text = N_("'%(name)s' heeft geen telefoonnummer, geen e-mail en geen website. Vul er minstens één in.")
            yield _blocking("no-contact", path, text, name=service.name)
        elif not phones:
            yield _warning("no-phone", path, N_("'%(name)s' heeft geen telefoonnummer."), name=service.name)
    if not services and not (record.phones or record.email or record.website):
        text = N_("Er is geen telefoonnummer, geen e-mail en geen website. Vul er minstens één in.")
        yield _blocking("no-contact", (), text)


def area(session: Session, record: Organization) -> Iterator[Finding]:
    """Nobody can tell where a service helps."""
    for path, service in _shown_services(record):
        if service.areas:
            continue
        if any(_has_address(item.location) for item in service.at_locations):
            text = N_("'%(name)s' heeft geen werkgebied. We vinden het alleen bij het adres.")
            yield _warning("no-area", (*path, "areas"), text, name=service.name)
        else:
            text = N_("'%(name)s' heeft geen werkgebied en geen adres. Vul een van de twee in.")
            yield _blocking("no-area", (*path, "areas"), text, name=service.name)


def _has_address(location: Location | None) -> bool:
    return location is not None and bool(location.postcode or location.city or location.latitude is not None)


def ages(session: Session, record: Organization) -> Iterator[Finding]:
    """An age range in which nobody fits. The upper age is a birthday that a child has not yet had."""
    for path, service in _shown_services(record):
        lowest, highest = service.minimum_age, service.maximum_age
        if lowest is not None and highest is not None and lowest >= highest:
            text = N_("'%(name)s' is vanaf %(lowest)g tot %(highest)g jaar. Daar past niemand in: maak 'vanaf' lager.")
            values = {"name": service.name, "lowest": lowest, "highest": highest}
            yield _blocking("age-reversed", (*path, "maximum_age"), text, **values)


def verified(session: Session, record: Organization | Region | Taxonomy) -> Iterator[Finding]:
    """It was never verified, or must be verified again by now."""
    services = list(_shown_services(record)) if isinstance(record, Organization) else []
    if record.assured_date is None and not (services and all(item.assured_date for _, item in services)):
        yield _warning("never-verified", ("assured_date",), N_("Dit is nog nooit nagekeken."))
    places: list[tuple[Path, date | None]] = [((), record.review_by)]
    places += [(path, service.review_by) for path, service in services]
    for path, review_by in places:
        if review_by is not None and review_by < today():
            text = N_("Dit moest voor %(day)s opnieuw worden nagekeken.")
            yield _warning("review-passed", (*path, "review_by"), text, day=review_by.isoformat())


def duplicates(session: Session, record: Organization) -> Iterator[Finding]:
    """It may be on the map already."""
    for item in suspected_duplicates(session, record):
        strongest = next(shared for shared in _ALIKE if shared in item.shared)
        yield _warning("duplicate", (), _ALIKE[strongest], name=item.name, slug=item.slug)


def points(session: Session, record: Organization) -> Iterator[Finding]:
    """A place whose point on the map is unknown, or only roughly known."""
    for number, location in enumerate(record.locations):
        path: Path = ("locations", number, "latitude")
        where = location.name or location.street or location.city or str(number + 1)
        if location.latitude is None or location.longitude is None:
            yield _warning("no-point", path, N_("'%(place)s' heeft geen punt op de kaart."), place=where)
        elif location.point_precision != ADDRESS_POINT:
            text = N_("Het punt van '%(place)s' is niet precies: het is niet dat van het adres.")
            yield _warning("rough-point", path, text, place=where)


def english(session: Session, record: Organization) -> Iterator[Finding]:
    """A text that is there in Dutch only."""
    if record.description and not record.description_en:
        yield _warning("no-english", ("description_en",), N_("De beschrijving is er niet in het Engels."))
    for path, service in _shown_services(record):
        if service.description and not service.description_en:
            text = N_("De beschrijving van '%(name)s' is er niet in het Engels.")
            yield _warning("no-english", (*path, "description_en"), text, name=service.name)


def closed(session: Session, record: Organization) -> Iterator[Finding]:
    """A service that is closed and still listed, or an organization that offers nothing."""
    for path, service in _shown_services(record):
        text = _CLOSED.get(service.status)
        if text is not None:
            yield _warning("closed", (*path, "status"), text, name=service.name)
    if not any(True for _ in _shown_services(record)):
        yield _warning("no-services", ("services",), N_("Er staat geen zorg of hulp bij. Gezinnen vinden dit niet."))


def region_members(session: Session, record: Region) -> Iterator[Finding]:
    """A region without an area in it serves nobody."""
    if not record.members:
        yield _blocking("no-members", ("members",), N_("Er hoort geen enkel gebied bij deze regio."))
    if record.provisional:
        yield _warning("provisional", ("provisional",), N_("De regio heeft deze indeling nog niet bevestigd."))


def region_english(session: Session, record: Region) -> Iterator[Finding]:
    """A region that has no words in English."""
    if not record.name_en or (record.description and not record.description_en):
        yield _warning("no-english", ("description_en",), N_("De naam of de uitleg is er niet in het Engels."))


def terms(session: Session, record: Taxonomy) -> Iterator[Finding]:
    """Words without English, and codes that services use but the list no longer has."""
    for number, term in enumerate(record.terms):
        if not term.label_en:
            text = N_("'%(label)s' is er niet in het Engels.")
            yield _warning("no-english", ("terms", number, "label_en"), text, label=term.label)
    known = {term.code for term in record.terms}
    fields = [field for field, taxonomy in TAXONOMY_OF.items() if taxonomy == record.slug]
    used = {
        code for field in fields for codes in session.scalars(select(getattr(Service, field))) for code in codes or ()
    }
    for unknown in sorted(used - known):
        text = N_("De code %(word)s staat niet meer in de lijst, maar er is zorg die hem gebruikt.")
        yield _blocking("code-in-use", ("terms",), text, word=unknown)


ORGANIZATION_CHECKS = (
    Check("contact", Message(N_("Bereikbaar")), contact),
    Check("area", Message(N_("Werkgebied of adres")), area),
    Check("ages", Message(N_("Leeftijden")), ages),
    LINKS_WORK,
    Check("verified", Message(N_("Nagekeken")), verified),
    Check("duplicate", Message(N_("Dubbel op de kaart")), duplicates),
    Check("points", Message(N_("Punt op de kaart")), points),
    Check("english", Message(N_("Engels")), english),
    Check("closed", Message(N_("Open of gesloten")), closed),
)
REGION_CHECKS = (
    Check("members", Message(N_("Gebieden")), region_members),
    Check("verified", Message(N_("Nagekeken")), verified),
    Check("english", Message(N_("Engels")), region_english),
)
TAXONOMY_CHECKS = (Check("terms", Message(N_("Woorden")), terms),)


def register_checks() -> None:
    """Make these checks part of every publication. Doing it twice changes nothing."""
    checks.register(ORGANIZATION, *ORGANIZATION_CHECKS)
    checks.register(REGION, *REGION_CHECKS)
    checks.register(TAXONOMY, *TAXONOMY_CHECKS)
