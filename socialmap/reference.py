"""Taxonomies and regions: their public documents, and loading the starter files into records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.entries import Entry, LexiconRelation
from core.publishing.kinds import Kind, PublicDocument
from core.publishing.localized import localized
from core.publishing.publishing import publish_all, save_revisions
from socialmap.editing import save_region, save_taxonomy
from socialmap.models import Region, Taxonomy, Term

NAMESPACE = uuid.UUID("2f2b7c54-9f5d-5b0e-8d27-55f0f6a90b1c")
# A word for a care type leads to that care type, but weighs less than the visitor's own word.
SYNONYM_WEIGHT = 0.8


def taxonomy_documents(session: Session, records: Sequence[Taxonomy]) -> list[list[PublicDocument]]:
    """The public document of each taxonomy, with its terms. Search does not show it but takes its synonyms."""
    return [[_taxonomy_document(record)] for record in records]


def _taxonomy_document(record: Taxonomy) -> PublicDocument:
    name = localized(record.name, record.name_en) or {"nl": record.name}
    body: dict[str, Any] = {
        "id": record.slug,
        "name": name,
        "description": localized(record.description, record.description_en),
        "terms": [
            {
                "code": term.code,
                "parent": term.parent_code,
                "label": localized(term.label, term.label_en),
                "description": localized(term.description, term.description_en),
                "synonyms": list(term.synonyms),
            }
            for term in record.terms
        ],
    }
    lexicon = tuple(
        LexiconRelation(words=(word,), leads_to=(term.label,), weight=SYNONYM_WEIGHT)
        for term in record.terms
        for word in term.synonyms
    )
    return PublicDocument("taxonomy", str(record.id), record.slug, body, Entry(title=name, lexicon=lexicon))


def region_documents(session: Session, records: Sequence[Region]) -> list[list[PublicDocument]]:
    """The public document of each region: who it is, what lies in it, and whether that is confirmed."""
    return [[_region_document(record)] for record in records]


def _region_document(record: Region) -> PublicDocument:
    name = localized(record.name, record.name_en) or {"nl": record.name}
    description = localized(record.description, record.description_en)
    body: dict[str, Any] = {
        "id": str(record.id),
        "code": record.code,
        "kind": record.kind,
        "name": name,
        "description": description,
        "members": list(record.members),
        "provisional": record.provisional,
        "assuredDate": record.assured_date.isoformat() if record.assured_date else None,
        "source": record.source,
    }
    entry = Entry(
        title=name,
        summary=description or {},
        names=(record.code,),
        facets={},
        area_codes=(record.code,),
        assured_date=body["assuredDate"],
        card={
            "id": str(record.id),
            "kind": "region",
            "slug": record.slug,
            "title": name,
            "summary": description,
            "url": f"/api/v1/regions/{record.code}",
            "pageUrl": {"nl": f"/regio/{record.slug}", "en": f"/en/regio/{record.slug}"},
            "assuredDate": body["assuredDate"],
        },
    )
    return PublicDocument("region", str(record.id), record.slug, body, entry)


TAXONOMY = Kind(
    "taxonomy",
    Taxonomy,
    taxonomy_documents,
    ("taxonomy",),
    label=N_("Woordenlijst"),
    plural=N_("Woordenlijsten"),
    save=save_taxonomy,
)
REGION = Kind(
    "region", Region, region_documents, ("region",), label=N_("Regio"), plural=N_("Regio's"), save=save_region
)


def load_taxonomies(session: Session, path: Path, *, by: str) -> int:
    """Make the taxonomies of a starter file that are not there yet, and publish them. Gives how many were made.

    A taxonomy that is there is left alone: it is the staff's.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    there = set(session.scalars(select(Taxonomy.slug)))
    fresh = [_taxonomy(item) for item in data["taxonomies"] if item["code"] not in there]
    session.add_all(fresh)
    save_revisions(session, fresh, by=by, origin=f"starter {path.name}")
    publish_all(session, fresh, by)
    return len(fresh)


def _taxonomy(item: dict[str, Any]) -> Taxonomy:
    code = item["code"]
    return Taxonomy(
        id=uuid.uuid5(NAMESPACE, f"taxonomy {code}"),
        slug=code,
        name=item["labels"]["nl"],
        name_en=item["labels"].get("en"),
        description=(item.get("description") or {}).get("nl"),
        description_en=(item.get("description") or {}).get("en"),
        terms=[
            Term(
                id=uuid.uuid5(NAMESPACE, f"term {code} {term['code']}"),
                position=position,
                code=term["code"],
                parent_code=term.get("parent"),
                label=term["labels"]["nl"],
                label_en=term["labels"].get("en"),
                description=(term.get("description") or {}).get("nl"),
                description_en=(term.get("description") or {}).get("en"),
                synonyms=list(term.get("synonyms") or ()),
            )
            for position, term in enumerate(item["terms"])
        ],
    )


def load_regions(session: Session, regions: Sequence[Region], *, by: str) -> int:
    """Make and publish the regions that are not there yet. Gives how many were made."""
    there = set(session.scalars(select(Region.code)))
    fresh = [region for region in regions if region.code not in there]
    session.add_all(fresh)
    save_revisions(session, fresh, by=by, origin="starter regions")
    publish_all(session, fresh, by)
    return len(fresh)
