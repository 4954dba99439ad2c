"""Postcodes that were imported by `zorgbuurt geo import`, and answers of a geocoder that are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base


class ImportedPostcode(Base):
    """The point of a postcode of four digits ("3511") or of six characters ("3511AB"). WGS 84 degrees.

    These go before the embedded table.
    """

    __tablename__ = "imported_postcode"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    place: Mapped[str | None] = mapped_column(String(100))
    municipality_code: Mapped[str | None] = mapped_column(String(6))
    province_code: Mapped[str | None] = mapped_column(String(4))


class GeocodedAddress(Base):
    """What a geocoder said of an address. latitude, longitude: WGS 84 degrees; None when it does not know it.

    query: the address in one spelling, with the name of the geocoder. Faults of the geocoder are never kept.
    """

    __tablename__ = "geocoded_address"

    query: Mapped[str] = mapped_column(String(400), primary_key=True)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    expires_at: Mapped[datetime] = mapped_column(index=True)
