"""The work agenda: what the parties in child care agreed to reach."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record


class AgendaItem(Record, Base):
    """One result of the work agenda, as its source told it.

    theme, station: None when the source does not say. as_of: a year, month or day, as exact as the source.
    actions: [{"nl": "…", "en": "…"}]. source: {"title", "publisher", "date", "accessed"}.
    """

    __tablename__ = "agenda_item"

    theme: Mapped[str | None] = mapped_column(
        String(40), index=True, doc="Code of its theme", info={"label": N_("Thema")}
    )
    station: Mapped[int | None] = mapped_column(
        doc="How far it is, 0-5", info={"label": N_("Station"), "help": N_("Hoe ver het is: van 0 tot en met 5.")}
    )
    as_of: Mapped[str | None] = mapped_column(
        String(10),
        doc="Date of the source",
        info={"label": N_("Stand van"), "help": N_("Een jaar, maand of dag, zo precies als de bron.")},
    )
    result: Mapped[str] = mapped_column(Text, doc="What is to be reached", info={"label": N_("Resultaat"), "max": 500})
    result_en: Mapped[str | None] = mapped_column(
        Text, doc="The same in English", info={"label": N_("Resultaat, Engels"), "max": 500}
    )
    actions: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Actions",
        info={"label": N_("Acties"), "one": N_("Actie"), "members": {"nl": N_("Actie"), "en": N_("Actie, Engels")}},
    )
    owners: Mapped[list[str]] = mapped_column(default=list, doc="Who leads it", info={"label": N_("Trekkers")})
    source: Mapped[dict[str, Any]] = mapped_column(
        default=dict,
        doc="Where it stands",
        info={
            "label": N_("Bron"),
            "members": {
                "title": N_("Titel"),
                "publisher": N_("Uitgever"),
                "date": N_("Datum"),
                "accessed": N_("Bekeken op"),
            },
        },
    )
