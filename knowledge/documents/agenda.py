"""The public document of an item of the work agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.entries import Entry, Localized
from core.publishing.kinds import Kind, PublicDocument
from core.publishing.localized import localized
from knowledge.addresses import api_address, page_paths
from knowledge.agenda import agenda_words
from knowledge.documents.sources import dated
from knowledge.models import AgendaItem
from knowledge.records.plain_content import save_agenda_item

KIND = "agenda-item"


def agenda_documents(session: Session, records: Sequence[AgendaItem]) -> list[list[PublicDocument]]:
    """The public document of each item."""
    return [[_document(record)] for record in records]


def _document(record: AgendaItem) -> PublicDocument:
    words = agenda_words()
    result = localized(record.result, record.result_en) or {"nl": record.result}
    actions = [localized(item["nl"], item["en"]) or {"nl": item["nl"]} for item in record.actions]
    theme = {"code": record.theme, "label": words.themes[record.theme]} if record.theme else None
    station = (
        {"number": record.station, "label": words.stations[record.station]} if record.station is not None else None
    )
    body: dict[str, Any] = {
        "id": str(record.id),
        "slug": record.slug,
        "theme": theme,
        "result": result,
        "actions": actions,
        "owners": list(record.owners),
        "station": station,
        "asOf": record.as_of,
        "source": dated(record.source),
        "assuredDate": record.assured_date.isoformat() if record.assured_date else None,
        "pageUrl": page_paths(KIND, record.slug),
    }
    entry = Entry(
        title=result,
        summary=_joined(actions),
        keywords=(*record.owners, *(words.themes[record.theme].values() if record.theme else ())),
        facets={"theme": (record.theme,) if record.theme else (), "owner": tuple(record.owners)},
        assured_date=body["assuredDate"],
        card={
            "id": str(record.id),
            "kind": KIND,
            "slug": record.slug,
            "title": result,
            "summary": _joined(actions) or None,
            "url": api_address(KIND, record.slug),
            "pageUrl": page_paths(KIND, record.slug),
            "theme": theme,
            "station": station,
            "owners": list(record.owners),
            "asOf": record.as_of,
            "assuredDate": body["assuredDate"],
        },
    )
    return PublicDocument(KIND, str(record.id), record.slug, body, entry, lookup=f"agenda:{record.slug}")


def _joined(texts: Sequence[Localized]) -> Localized:
    """The texts after each other, in each language in which there are any."""
    return {
        language: " ".join(text.get(language) or text["nl"] for text in texts) for language in ("nl", "en") if texts
    }


AGENDA_ITEM = Kind(
    name=KIND,
    model=AgendaItem,
    to_documents=agenda_documents,
    publishes=(KIND,),
    label=N_("Agendapunt"),
    plural=N_("Werkagenda"),
    save=save_agenda_item,
)
