"""What was found of each web address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base

LONGEST_URL = 2000


class LinkCheck(Base):
    """The last answer of a web address.

    key: SHA-256 of the address, in hexadecimals: addresses are too long to be a key themselves. verdict: works, gone,
    fails or refused (core.links.probing). first_failed_at: since when it has not worked, None when it works.
    failures: how often in a row it did not.
    """

    __tablename__ = "link_check"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(LONGEST_URL))
    checked_at: Mapped[datetime] = mapped_column(index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200))
    final_url: Mapped[str] = mapped_column(String(LONGEST_URL))
    first_failed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
