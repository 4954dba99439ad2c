"""A suggestion as its page shows it: every field in words, what changed in it, and what looks like the same thing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from admin.records.subjects import subject_of
from core.i18n import gettext, language, worded
from core.publishing.labels import LabelStep
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document
from core.publishing.words import word_changes
from core.suggestions.comparing import ComparedField, Comparison
from core.suggestions.models import Suggestion
from socialmap.duplicates import Duplicate, suspected_duplicates
from socialmap.models import Location, Organization, Phone

LONG = 60
"""Texts longer than this are shown with the words that changed."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field as the page shows it. words: (kind, text) of each piece of a long text, None for a short value."""

    name: str
    label: str
    seen: str
    now: str
    value: str
    words: Sequence[tuple[str, str]] | None
    conflict: bool
    done: bool
    gone: bool
    removes: bool


def shown_fields(suggestion: Suggestion, comparison: Comparison) -> list[ShownField]:
    """The fields of a suggestion in the reader's language. The part that the page is about is not named each time."""
    of_a_part = suggestion.document_id is not None and suggestion.kind != suggestion.record_kind
    return [
        _shown(item, item.label[1:] if of_a_part and len(item.label) > 1 else item.label) for item in comparison.fields
    ]


def record_page(comparison: Comparison) -> tuple[str, dict[str, Any]] | None:
    """Endpoint and values of the desk's page of the record; None when there is no record."""
    if comparison.record is None:
        return None
    subject = subject_of(comparison.record)
    return "records.show", {"subject": subject.slug, "record_id": comparison.record.id}


def public_page(session: Session, suggestion: Suggestion) -> str | None:
    """The public page of the thing, None when it has none (any more)."""
    if suggestion.document_id is None:
        return None
    try:
        document: Document | None = current_document(session, suggestion.kind, suggestion.document_id)
    except Withdrawn:
        return None
    card = (document.entry or {}).get("card", {}) if document is not None else {}
    address = card.get("pageUrl")
    return str(address["nl"]) if isinstance(address, dict) and "nl" in address else None


def lookalikes(session: Session, suggestion: Suggestion) -> list[Duplicate]:
    """Organizations on the desk that are probably the proposed one; none for a correction."""
    if suggestion.document_id is not None:
        return []
    proposed = suggestion.proposed
    organization = Organization(
        id=suggestion.record_id or uuid.uuid4(),
        name=proposed.get("name", ""),
        alternate_names=proposed.get("alternate_names", []),
        website=proposed.get("website"),
        email=proposed.get("email"),
        kvk=proposed.get("kvk"),
        phones=[Phone(number=item["number"]) for item in proposed.get("phones", []) if "number" in item],
        locations=[Location(postcode=item.get("postcode")) for item in proposed.get("locations", [])],
    )
    return suspected_duplicates(session, organization)


def _shown(item: ComparedField, label: Sequence[LabelStep]) -> ShownField:
    seen, value = value_text(item.seen), value_text(item.value)
    long_text = isinstance(item.value, str) and isinstance(item.seen, str) and max(len(seen), len(value)) > LONG
    return ShownField(
        name=item.name,
        label=" › ".join(worded(step.label) + (f" ({step.detail})" if step.detail else "") for step in label),
        seen=seen,
        now=value_text(item.now),
        value=value,
        words=[(piece.kind.value, piece.text) for piece in word_changes(seen, value)] if long_text else None,
        conflict=item.conflict,
        done=item.done,
        gone=item.gone,
        removes=item.removes,
    )


def value_text(value: Any) -> str:
    """A value of a content in words; "" when it is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nee")
    if isinstance(value, float):
        return f"{value:g}".replace(".", "," if language() == "nl" else ".")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
