"""The question register as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from admin.questions.models import Question
from socialmap.exchange.tables import guarded

COLUMNS = (
    *("id", "asked_on", "topic", "bottleneck", "laws", "region", "region_name", "desk", "asked_by", "outcome"),
    *("minutes", "text", "entries", "logged_by"),
)

Labels = Mapping[str, str]


def questions_csv(questions: Iterable[Question], laws: Labels, desks: Labels, regions: Labels) -> bytes:
    """The questions as CSV in UTF-8, with the mark by which a spreadsheet knows that.

    Labels replace the codes of laws and desks. No cell can be taken for a formula.
    """
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for item in questions:
        cells = (
            str(item.id),
            item.asked_on.isoformat(),
            item.topic,
            "1" if item.bottleneck else "0",
            "; ".join(laws.get(law, law) for law in item.laws),
            item.region or "",
            regions.get(item.region or "", ""),
            desks.get(item.desk or "", item.desk or ""),
            item.asker or "",
            item.outcome,
            str(item.minutes) if item.minutes is not None else "",
            item.text or "",
            "; ".join(link.title for link in item.links),
            item.logged_by,
        )
        rows.writerow([guarded(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")
