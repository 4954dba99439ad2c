"""Postcodes that were imported by `zorgbuurt geo import`; they go before the embedded table."""

from __future__ import annotations

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base


class ImportedPostcode(Base):
    """The point of a postcode of four digits ("3511") or of six characters ("3511AB"). WGS 84 degrees."""

    __tablename__ = "imported_postcode"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    place: Mapped[str | None] = mapped_column(String(100))
    municipality_code: Mapped[str | None] = mapped_column(String(6))
    province_code: Mapped[str | None] = mapped_column(String(4))
