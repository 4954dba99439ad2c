"""What was found of each web address."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base

LONGEST_URL = 2000
LONGEST_PATH = 300


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


class DeadLinkPlace(Base):
    """Where a link stood that did not work when all links were last checked.

    key: of its LinkCheck. version: of the record at that moment; a record that was saved since may have been mended.
    path: its place in the content, names of fields and ids of parts, with points between them.
    """

    __tablename__ = "dead_link_place"
    __table_args__ = (Index("ix_dead_link_place_record", "record_kind", "record_id"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    path: Mapped[str] = mapped_column(String(LONGEST_PATH))
