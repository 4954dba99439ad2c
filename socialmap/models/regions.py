"""Named regions, such as the areas of the seven networks for integral child care (NIK)."""

from __future__ import annotations

from sqlalchemy import Boolean, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record


class Region(Record, Base):
    """A region with a name of its own. Its members are area codes; the staff can change them."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(
        String(40),
        unique=True,
        doc="Area code, as NIK-UTRECHT",
        info={
            "label": N_("Code"),
            "staff": True,
            "help": N_("Zoals NIK-UTRECHT. Verander hem liever niet: werkgebieden verwijzen ernaar."),
        },
    )
    kind: Mapped[str] = mapped_column(
        String(40), doc="What kind of region, as nik", info={"label": N_("Soort"), "staff": True}
    )
    name: Mapped[str] = mapped_column(String(200), doc="Name in Dutch", info={"label": N_("Naam")})
    name_en: Mapped[str | None] = mapped_column(String(200), doc="Name in English", info={"label": N_("Naam, Engels")})
    description: Mapped[str | None] = mapped_column(Text, doc="Who it is", info={"label": N_("Uitleg")})
    description_en: Mapped[str | None] = mapped_column(Text, doc="In English", info={"label": N_("Uitleg, Engels")})
    members: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Area codes inside it",
        info={
            "label": N_("Gebieden"),
            "staff": True,
            "widget": "areas",
            "help": N_("Codes van gebieden, zoals GM0344 of 3500-3599."),
        },
    )
    provisional: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        doc="Not confirmed by the region itself",
        info={
            "label": N_("Voorlopig"),
            "staff": True,
            "help": N_("De regio heeft de grenzen zelf nog niet bevestigd."),
        },
    )
    source: Mapped[str | None] = mapped_column(
        String(500),
        doc="Where the facts come from",
        info={"label": N_("Bron"), "staff": True, "help": N_("Waar de feiten vandaan komen, met de datum.")},
    )
