"""The work agenda: what was agreed, who does it, and how far it is."""

from __future__ import annotations

from typing import Any

from core.database import db
from core.i18n import language
from core.publishing.localized import localize
from core.publishing.reading import current_documents
from knowledge.agenda import agenda_words
from knowledge.documents.agenda import KIND
from web.site import Pages, render_page

pages = Pages()


@pages.page("/werkagenda", name="agenda")
def agenda() -> str:
    """All items on one page, by theme in the order of the source; each has an anchor."""
    items: list[dict[str, Any]] = [localize(row.body, language()) for row in current_documents(db.session, KIND)]
    words = agenda_words()
    themes = [
        (localize(label, language()), [item for item in items if item["theme"] and item["theme"]["code"] == code])
        for code, label in words.themes.items()
    ]
    without = [item for item in items if not item["theme"]]
    stations = [(number, localize(label, language())) for number, label in words.stations.items()]
    return render_page("agenda/list.html", themes=themes, without=without, stations=stations)
