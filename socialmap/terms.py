"""The words of the taxonomies as the rest of the room needs them. Pure but for the one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.publishing.entries import Localized
from core.publishing.localized import localized
from socialmap.models import Taxonomy, Term

# Which taxonomy holds the codes of which list of a service.
TAXONOMY_OF = {
    "care_types": "care-types",
    "laws": "laws",
    "domains": "domains",
    "delivery": "delivery",
    "desk_types": "desk-types",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of all terms: taxonomy slug → code → text by language."""

    by_taxonomy: Mapping[str, Mapping[str, Localized]]

    def of(self, taxonomy: str, codes: Iterable[str]) -> list[Localized]:
        """The labels of `codes`; a code that has none stands for itself."""
        known = self.by_taxonomy.get(taxonomy, {})
        return [known.get(code) or {"nl": code} for code in codes]


def labels_of(session: Session) -> Labels:
    """The labels as they stand in the tables now."""
    by_taxonomy: dict[str, dict[str, Localized]] = {}
    rows = session.execute(select(Taxonomy.slug, Term.code, Term.label, Term.label_en).join(Taxonomy.terms))
    for slug, code, label, label_en in rows:
        by_taxonomy.setdefault(slug, {})[code] = localized(label, label_en) or {"nl": code}
    return Labels(by_taxonomy)
