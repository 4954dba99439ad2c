"""Editions of an article: which texts belong together, and from which day to which day they hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge.articles.article import Article

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """What holds from one day to another, both included. texts: by language, Dutch always among them."""

    valid_from: date
    valid_until: date | None
    texts: dict[str, Article]

    @property
    def dutch(self) -> Article:
        """The Dutch text: what is the same in every language is taken from it."""
        return self.texts["nl"]


def editions_of(articles: Sequence[Article]) -> list[Edition]:
    """The editions of one article, the oldest first. Each ends at the latest on the day before the next one begins."""
    by_day: dict[date, dict[str, Article]] = {}
    for article in articles:
        by_day.setdefault(article.valid_from, {})[article.language] = article
    days = sorted(by_day)
    editions: list[Edition] = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        texts = by_day[day]
        ends = [text.valid_until for text in texts.values() if text.valid_until is not None]
        if following is not None:
            ends.append(following - _ONE_DAY)
        editions.append(Edition(day, min(ends, default=None), texts))
    return editions


def holds_on(valid_from: date | None, valid_until: date | None, day: date) -> bool:
    """Whether something with these bounds, both included, holds on a day."""
    return (valid_from is None or valid_from <= day) and (valid_until is None or day <= valid_until)


def dutch_today() -> date:
    """The present day in the Netherlands: rules begin and end at midnight there."""
    return datetime.now(DUTCH_TIME).date()
