"""Glossary terms between plain data and their table. Everything is checked first; then all is saved, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.publishing import save_revisions
from knowledge.articles.article import DOMAINS, LAWS
from knowledge.models import GlossaryTerm
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.reading import TWICE, RecordReader

WEIGHT = N_("Geef een getal boven 0 en hoogstens 1.")
NO_SUCH_TERM = N_("Er is geen begrip '%(value)s'.")
ITSELF = N_("Een begrip kan niet naar zichzelf verwijzen.")
Values = dict[str, Any]


def save_terms(
    session: Session,
    items: Sequence[Mapping[str, Any]],
    *,
    by: str,
    origin: str = "edit",
    comment: str | None = None,
    assured: date | None = None,
) -> list[GlossaryTerm]:
    """Save terms as drafts, new ones and changed ones; gives their records in order.

    items: the form of `knowledge/starter/glossary.yaml`. assured: the day on which `by` compared them with their
    sources. Raises RecordsRefused with the faults of all terms; then
    nothing was saved.
    """
    read = read_terms(session, items)
    slugs = [values["slug"] for values in read]
    known = {term.slug: term for term in session.scalars(select(GlossaryTerm).where(GlossaryTerm.slug.in_(slugs)))}
    records = [_put(known.get(values["slug"]), values) for values in read]
    if assured is not None:
        for record in records:
            record.assured_date, record.assured_by = assured, by
    session.add_all(records)
    save_revisions(session, records, by=by, origin=origin, comment=comment)
    return records


def read_terms(session: Session, items: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Terms as their columns. Raises RecordsRefused with the faults of all of them."""
    faults: list[RecordFault] = []
    read = [_read(item, number, faults) for number, item in enumerate(items, start=1)]
    _check_together(session, read, faults)
    if faults:
        raise RecordsRefused(faults)
    return read


def _read(item: Mapping[str, Any], number: int, faults: list[RecordFault]) -> Values:
    reader = RecordReader(str(item.get("slug") or f"#{number}"), item, faults)
    term, term_en = reader.localized("term", 200)
    meaning, meaning_en = reader.localized("meaning", 1000)
    values: Values = {
        "slug": reader.slug("slug"),
        "term": term,
        "term_en": term_en,
        "abbreviation": reader.optional_text("abbreviation", 30),
        "meaning": meaning,
        "meaning_en": meaning_en,
        "synonyms": reader.texts("synonyms", 200),
        "lay_words": reader.each("lay_words", _lay_words),
        "related": reader.texts("related", 100),
        "laws": reader.choices("laws", LAWS),
        "domains": reader.choices("domains", DOMAINS),
        "sources": reader.each("sources", _source),
    }
    if values["slug"] in values["related"]:
        reader.fault("related", ITSELF)
    reader.no_others()
    return values


def _lay_words(part: RecordReader) -> Values:
    weight = part.values.get("weight")
    part.known.add("weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        part.fault("weight", WEIGHT)
    return {"words": part.text("words", 100), "weight": weight}


def _source(part: RecordReader) -> Values:
    return {
        "title": part.text("title", 300),
        "publisher": part.text("publisher", 200),
        "date": part.partial_date("date"),
        "url": part.link("url"),
    }


def _check_together(session: Session, read: Sequence[Values], faults: list[RecordFault]) -> None:
    slugs = [values["slug"] for values in read]
    known = {*slugs, *session.scalars(select(GlossaryTerm.slug))}
    for values in read:
        reader = RecordReader(values["slug"], values, faults)
        for slug in values["related"]:
            if slug not in known:
                reader.fault("related", NO_SUCH_TERM, value=slug)
    for slug in dict.fromkeys(slug for slug in slugs if slug and slugs.count(slug) > 1):
        RecordReader(slug, {}, faults).fault("slug", TWICE, value=slug)


def _put(record: GlossaryTerm | None, values: Values) -> GlossaryTerm:
    if record is None:
        return GlossaryTerm(**values)
    for name, value in values.items():
        setattr(record, name, value)
    return record
