"""Loading the starter content: taxonomies, regions, real organizations, and the fictional examples."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import begin_write
from socialmap.exchange.importing import ImportCounts, Importer
from socialmap.exchange.reading import read_rows
from socialmap.exchange.rows import check_rows
from socialmap.exchange.vocabulary import vocabulary_of
from socialmap.geography.networks import ACADEMIC_CHILDRENS_HOSPITALS, nearest_assignment
from socialmap.geography.places import PostcodeTable
from socialmap.models import Organization, Region
from socialmap.reference import NAMESPACE, load_regions, load_taxonomies

FOLDER = Path(__file__).parent
EXAMPLES = "examples"
WHO = "zorgbuurt starter"


class StarterFault(Exception):
    """A starter file does not pass the checks that every import passes."""


@dataclass(frozen=True, slots=True)
class StarterFile:
    """A file of listings. collection: the set its organizations belong to."""

    path: Path
    collection: str | None


FILES = (
    StarterFile(FOLDER / "organizations.csv", None),
    StarterFile(FOLDER / "examples.csv", EXAMPLES),
)


def load_words(session: Session, places: PostcodeTable, commit: Callable[[], None]) -> str:
    """Publish the taxonomies and regions that are not there yet; gives one line that says what was done.

    Without them nothing can be imported: a file names their codes. commit: ends the transaction.
    """
    begin_write(session)
    taxonomies = load_taxonomies(session, FOLDER / "taxonomies.yaml", by=WHO)
    regions = load_regions(session, _network_regions(places), by=WHO)
    commit()
    return f"{taxonomies} taxonomies, {regions} regions new"


def load_starter(session: Session, places: PostcodeTable, commit: Callable[[], None]) -> str:
    """Load the listings that are not there yet and publish them; gives one line that says what was done.

    A file is loaded as long as none of its organizations is there: once loaded they are the staff's, and what the
    staff changed or took away does not come back. commit: ends the transaction after each part.
    """
    counts = ImportCounts()
    for file in FILES:
        _load_file(session, places, file, counts, commit)
    return f"{counts.created} organizations new"


def _load_file(
    session: Session, places: PostcodeTable, file: StarterFile, counts: ImportCounts, commit: Callable[[], None]
) -> None:
    checked = check_rows(read_rows(file.path), vocabulary_of(session, places))
    if checked.faults:
        told = "; ".join(f"line {fault.line}, {fault.column}: {fault.message}" for fault in checked.faults[:20])
        raise StarterFault(f"{file.path.name}: {told}")
    drafts = list(checked.organizations.values())
    there = session.scalars(
        select(Organization.id).where(Organization.external_id.in_([draft.key for draft in drafts])).limit(1)
    ).first()
    if there is not None:
        return
    importer = Importer(session, places, by=WHO, origin=f"starter {file.path.name}", collection=file.collection)
    for batch in importer.batches(drafts):
        begin_write(session)
        importer.write(batch, counts, publish=True)
        commit()


def _network_regions(places: PostcodeTable) -> list[Region]:
    """The seven NIK regions, assigned provisionally to the nearest academic children's hospital."""
    hospitals = {hospital.region_code: hospital for hospital in ACADEMIC_CHILDRENS_HOSPITALS}
    return [
        Region(
            id=uuid.uuid5(NAMESPACE, f"region {region.code}"),
            slug=region.code.lower(),
            code=region.code,
            kind=region.kind,
            name=f"Netwerk Integrale Kindzorg {region.name.removeprefix('NIK ')}",
            name_en=f"Integral Child Care Network {region.name.removeprefix('NIK ')}",
            description=(
                f"Het netwerk rond {hospitals[region.code].hospital_name}. Ouders en professionals kunnen er terecht "
                "met vragen over zorg thuis. De indeling van gemeenten is voorlopig: het dichtstbijzijnde academische "
                "kinderziekenhuis. Het netwerk zelf heeft die nog niet bevestigd."
            ),
            description_en=(
                f"The network around {hospitals[region.code].hospital_name}. Parents and professionals can ask "
                "about care at home. Which municipalities belong is provisional: the nearest academic children's "
                "hospital. The network itself has not confirmed this yet."
            ),
            members=list(region.members),
            provisional=region.provisional,
            source=f"Voorlopige indeling, berekend uit postcodes, {date(2026, 11, 22).isoformat()}",
        )
        for region in nearest_assignment(table=places)
    ]
