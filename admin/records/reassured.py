"""What a "klopt nog" wrote, in words."""

from __future__ import annotations

from typing import Any

from admin.days import day_in_words
from core.messages import N_, Message


def reassured_words(record: Any) -> Message:
    """Which dates the record and the public got. Call it before the transaction ends."""
    text = N_(
        "Genoteerd dat dit nog klopt. Het publiek ziet nu: nagekeken op %(day)s. Opnieuw nakijken voor %(again)s."
        " Een concept is niet mee naar buiten gegaan. Vergissing? Draai het terug in de geschiedenis."
    )
    values = {"day": day_in_words(record.assured_date), "again": day_in_words(record.review_by)}
    return Message(text, values)
