"""What a new record, or a new row with a page of its own, begins with."""

from __future__ import annotations

from collections.abc import Mapping

from admin.records.subjects import Subject
from core.orm import today
from core.publishing.snapshots import Content

LONGEST_WISH = 80
USUAL_WEIGHT = 0.8
"""How strongly words lead to a term when nobody said otherwise."""


def new_content(subject: Subject) -> Content:
    """The content of a new record before anything is typed: what all records of the subject have in common."""
    content: Content = dict(subject.only)
    if "texts" in subject.apart:
        content["texts"] = [{"language": "nl", "valid_from": today().isoformat()}]
    return content


def blank_row(subject: Subject, content: Content, wishes: Mapping[str, str]) -> Content:
    """What a new row begins with. wishes: `van`, the id of the row to begin with a copy of; `taal`, its language.

    A copy of a text in the same language is a new edition: it holds from today on.
    """
    copied = _row_with(subject, content, wishes.get("van", ""))
    row = {name: value for name, value in copied.items() if name not in {"id", "slug", "external_id"}}
    if "texts" in subject.apart:
        language = wishes.get("taal") or row.get("language") or "nl"
        if row.get("language") == language or "valid_from" not in row:
            row["valid_from"] = today().isoformat()
            row.pop("valid_until", None)
        row["language"] = language if language in {"nl", "en"} else "nl"
    return row


def wished(subject: Subject, content: Content, wishes: Mapping[str, str]) -> Content:
    """The content with what the address asks to fill in. wishes: `woord`, words by which families look for a term."""
    words = wishes.get("woord", "").strip()[:LONGEST_WISH]
    if subject.kind_name != "glossary-term" or not words:
        return content
    if not content.get("term"):
        return {**content, "term": words}
    return {**content, "lay_words": [*(content.get("lay_words") or ()), {"words": words, "weight": USUAL_WEIGHT}]}


def _row_with(subject: Subject, content: Content, row_id: str) -> Content:
    for name in subject.apart:
        for row in content.get(name) or []:
            if row_id and str(row.get("id")) == row_id:
                return dict(row)
    return {}
