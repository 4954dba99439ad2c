"""What of the work list somebody said is dealt with, where nothing in a record can say it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base, utc_now


class SettledWork(Base):
    """An item that is off the list. work: its group; key: the words of a search, or the id of a plan."""

    __tablename__ = "settled_work"

    work: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=utc_now)
