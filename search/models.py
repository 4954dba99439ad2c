"""What search keeps in the database of its own: what it could not answer well, and how often entries were shown."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base
from core.publishing.models import BIG_NUMBER

LONGEST_WORDS = 80
"""Characters of the words that may be kept; a longer question is a story of one family."""


class SearchDemand(Base):
    """How often, in a week, questions ended in a certain way; with the words only when several visitors used them.

    words: folded, without stop words; empty for the total of all questions, known words or not. area: the first two
    digits of a postcode, empty for everywhere. A row with words and an area exists only when several visitors of that
    area used them.
    """

    __tablename__ = "search_demand"
    __table_args__ = (UniqueConstraint("week", "outcome", "words", "area"),)

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    week: Mapped[date] = mapped_column(doc="Monday of the week")
    outcome: Mapped[str] = mapped_column(String(20), doc="nothing, near-misses, fewer-words or corrected")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="", doc="Words that several visitors used")
    area: Mapped[str] = mapped_column(String(2), default="", doc="First two digits of a postcode")
    count: Mapped[int] = mapped_column(Integer, default=0, doc="How many questions")


class SearchSighting(Base):
    """That unknown words were seen in some hour of this week: keyed fingerprints, from which no words can be read.

    Rows go when their week is over, or when the words became known: see `search.demand`.
    """

    __tablename__ = "search_sighting"
    __table_args__ = (UniqueConstraint("week", "subject", "cell"),)

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    week: Mapped[date] = mapped_column(doc="Monday of the week")
    subject: Mapped[str] = mapped_column(String(32), doc="Keyed fingerprint of outcome, words and area")
    cell: Mapped[str] = mapped_column(String(32), doc="Keyed fingerprint of subject, hour and area of the visitor")
    count: Mapped[int] = mapped_column(Integer, default=0, doc="How many questions")


class ShownCount(Base):
    """How often an entry was shown as a hit in a month."""

    __tablename__ = "shown_count"

    document_id: Mapped[str] = mapped_column(String(100), primary_key=True, doc="Id of the public document")
    month: Mapped[date] = mapped_column(primary_key=True, doc="First day of the month")
    count: Mapped[int] = mapped_column(Integer, default=0, doc="How often it was a hit on a page")
