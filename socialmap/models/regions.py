"""Named regions, such as the areas of the seven networks for integral child care (NIK)."""

from __future__ import annotations

from sqlalchemy import Boolean, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base
from core.publishing.models import Record


class Region(Record, Base):
    """A region with a name of its own. Its members are area codes; the staff can change them."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(
        String(40), unique=True, doc="Area code, as NIK-UTRECHT", info={"label": "Code", "staff": True}
    )
    kind: Mapped[str] = mapped_column(
        String(40), doc="What kind of region, as nik", info={"label": "Soort", "staff": True}
    )
    name: Mapped[str] = mapped_column(String(200), doc="Name in Dutch", info={"label": "Naam"})
    name_en: Mapped[str | None] = mapped_column(String(200), doc="Name in English", info={"label": "Naam, Engels"})
    description: Mapped[str | None] = mapped_column(Text, doc="Who it is", info={"label": "Uitleg"})
    description_en: Mapped[str | None] = mapped_column(Text, doc="In English", info={"label": "Uitleg, Engels"})
    members: Mapped[list[str]] = mapped_column(
        default=list, doc="Area codes inside it", info={"label": "Gebieden", "staff": True}
    )
    provisional: Mapped[bool] = mapped_column(
        Boolean, default=False, doc="Not confirmed by the region itself", info={"label": "Voorlopig", "staff": True}
    )
    source: Mapped[str | None] = mapped_column(
        String(500), doc="Where the facts come from", info={"label": "Bron", "staff": True}
    )
