"""The public document of a glossary term, with the words that it lends to search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.entries import Entry, LexiconRelation
from core.publishing.kinds import Kind, PublicDocument
from core.publishing.localized import localized
from knowledge.addresses import api_address, page_paths
from knowledge.documents.sources import dated
from knowledge.models import GlossaryTerm
from knowledge.records.plain_content import save_term

KIND = "glossary-term"
# Term, abbreviation and synonyms mean the same; only the visitor's own word weighs more.
SAME_MEANING_WEIGHT = 0.9


def glossary_documents(session: Session, records: Sequence[GlossaryTerm]) -> list[list[PublicDocument]]:
    """The public document of each term."""
    return [[_document(record)] for record in records]


def _document(record: GlossaryTerm) -> PublicDocument:
    title = localized(record.term, record.term_en) or {"nl": record.term}
    meaning = localized(record.meaning, record.meaning_en) or {"nl": record.meaning}
    assured = record.assured_date.isoformat() if record.assured_date else None
    body: dict[str, Any] = {
        "id": str(record.id),
        "slug": record.slug,
        "term": title,
        "abbreviation": record.abbreviation,
        "meaning": meaning,
        "synonyms": list(record.synonyms),
        "related": list(record.related),
        "laws": list(record.laws),
        "domains": list(record.domains),
        "sources": [dated(source) for source in record.sources],
        "assuredDate": assured,
        "pageUrl": page_paths(KIND, record.slug),
    }
    entry = Entry(
        title=title,
        summary=meaning,
        names=_names(record),
        search_words=tuple(item["words"] for item in record.lay_words),
        facets={"law": tuple(record.laws), "domain": tuple(record.domains)},
        assured_date=assured,
        lexicon=tuple(_relations(record)),
        card={
            "id": str(record.id),
            "kind": KIND,
            "slug": record.slug,
            "title": title,
            "summary": meaning,
            "url": api_address(KIND, record.slug),
            "pageUrl": page_paths(KIND, record.slug),
            "abbreviation": record.abbreviation,
            "synonyms": list(record.synonyms),
            "laws": list(record.laws),
            "domains": list(record.domains),
            "assuredDate": assured,
        },
    )
    return PublicDocument(KIND, str(record.id), record.slug, body, entry, lookup=f"term:{record.slug}")


def _names(record: GlossaryTerm) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*([record.abbreviation] if record.abbreviation else []), *record.synonyms]))


def _relations(record: GlossaryTerm) -> Iterable[LexiconRelation]:
    """Words that mean the same lead to each other; a parent's words lead to the term, and never back."""
    same = (record.term, *_names(record))
    if len(same) > 1:
        yield LexiconRelation(words=same, leads_to=same, weight=SAME_MEANING_WEIGHT, both_ways=True)
    formal = (record.term, *([record.abbreviation] if record.abbreviation else []))
    for item in record.lay_words:
        yield LexiconRelation(words=(item["words"],), leads_to=formal, weight=float(item["weight"]))


GLOSSARY_TERM = Kind(
    name=KIND,
    model=GlossaryTerm,
    to_documents=glossary_documents,
    publishes=(KIND,),
    label=N_("Begrip"),
    plural=N_("Begrippen"),
    save=save_term,
)
