"""Citations: how a statement names its source, and which source that is.

In a text a citation stands after the sentence it supports, in square brackets with an at sign:

- `[@vng-2017]` names a source of the article by its id; `[@vng-2017 blz. 4]` adds a place in it;
- `[@Jw 2.3 lid 1]` names a law article by the code of its law text, with a place in it;
- `[@Bzv/2016-10-06 2.10 lid 2]` names one version, for an article that cites several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.articles.article import Article, LawArticle, Source
from knowledge.articles.laws import LAW_TEXTS, is_article_number

CITATION = re.compile(r"\[@([^\[\]@\n]{1,120})\]")
"""One citation in Markdown; group 1 is what stands between `[@` and `]`."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A resolved citation: the source or law article, and the place in it (`lid 1`), empty when none is named."""

    target: Source | LawArticle
    place: str


def resolve_citation(article: Article, text: str) -> Citation | None:
    """The source that `text` (between `[@` and `]`) names in this article, or None when it lists no such source."""
    name, _, rest = text.strip().partition(" ")
    place = rest.strip()
    for source in article.sources:
        if source.id == name:
            return Citation(source, place)
    return _law_citation(article, name, place)


def _law_citation(article: Article, name: str, rest: str) -> Citation | None:
    code, _, day = name.partition("/")
    number, _, place = rest.partition(" ")
    if code not in LAW_TEXTS or not is_article_number(number):
        return None
    found = [cited for cited in article.law_articles if cited.law == code and cited.article == number]
    if day:
        try:
            version = date.fromisoformat(day)
        except ValueError:
            return None
        found = [cited for cited in found if cited.version == version]
    return Citation(max(found, key=lambda cited: cited.version), place.strip()) if found else None
