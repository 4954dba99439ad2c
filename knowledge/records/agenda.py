"""Items of the work agenda between plain data and their table. Everything is checked first; then all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.editing import MISSING
from core.publishing.publishing import save_revisions
from knowledge.agenda import agenda_words
from knowledge.models import AgendaItem
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.reading import TWICE, RecordReader

STATION = N_("Geef een station van 0 tot en met 5, of laat het leeg.")
Values = dict[str, Any]


def save_agenda_items(
    session: Session,
    items: Sequence[Mapping[str, Any]],
    *,
    by: str,
    origin: str = "edit",
    comment: str | None = None,
    assured: date | None = None,
) -> list[AgendaItem]:
    """Save items as drafts, new ones and changed ones; gives their records in order.

    items: `code, theme, station, as_of, result, actions, owners, source`; source is a mapping. assured: the day on
    which `by` compared them with their sources. Raises RecordsRefused with the faults of all items; then nothing was
    saved.
    """
    read = read_agenda_items(session, items)
    slugs = [values["slug"] for values in read]
    known = {item.slug: item for item in session.scalars(select(AgendaItem).where(AgendaItem.slug.in_(slugs)))}
    records = [_put(known.get(values["slug"]), values) for values in read]
    if assured is not None:
        for record in records:
            record.assured_date, record.assured_by = assured, by
    session.add_all(records)
    save_revisions(session, records, by=by, origin=origin, comment=comment)
    return records


def read_agenda_items(_: Session, items: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Items as their columns. Raises RecordsRefused with the faults of all of them."""
    faults: list[RecordFault] = []
    read = [_read(item, number, faults) for number, item in enumerate(items, start=1)]
    slugs = [values["slug"] for values in read]
    for slug in dict.fromkeys(slug for slug in slugs if slug and slugs.count(slug) > 1):
        RecordReader(slug, {}, faults).fault("code", TWICE, value=slug)
    if faults:
        raise RecordsRefused(faults)
    return read


def _read(item: Mapping[str, Any], number: int, faults: list[RecordFault]) -> Values:
    reader = RecordReader(str(item.get("code") or f"#{number}"), item, faults)
    result, result_en = reader.localized("result", 500)
    theme = reader.optional_text("theme", 40)
    if theme is not None:
        reader.check_code("theme", theme, list(agenda_words().themes))
    station = item.get("station")
    reader.known.add("station")
    if station is not None and (isinstance(station, bool) or station not in agenda_words().stations):
        reader.fault("station", STATION)
    source = reader.part("source")
    values: Values = {
        "slug": reader.slug("code"),
        "theme": theme,
        "station": station,
        "as_of": reader.partial_date("as_of"),
        "result": result,
        "result_en": result_en,
        "actions": reader.each("actions", _action),
        "owners": reader.texts("owners", 200),
        "source": _source(source) if source is not None else {},
    }
    reader.no_others()
    return values


def _action(part: RecordReader) -> Values:
    return {"nl": part.text("nl", 500), "en": part.optional_text("en", 500)}


def _source(part: RecordReader) -> Values:
    values = {
        "title": part.text("title", 300),
        "publisher": part.text("publisher", 200),
        "date": part.partial_date("date"),
        "accessed": part.partial_date("accessed"),
    }
    if values["accessed"] is None:
        part.fault("accessed", MISSING)
    part.no_others()
    return values


def _put(record: AgendaItem | None, values: Values) -> AgendaItem:
    if record is None:
        return AgendaItem(**values)
    for name, value in values.items():
        setattr(record, name, value)
    return record
