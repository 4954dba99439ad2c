"""The law texts that articles cite, and the deep link to one article of them at one date.

A link has the juriconnect form that the official texts themselves use:
`https://wetten.overheid.nl/jci1.3:c:BWBR0035917&artikel=3.2.1&z=2026-01-01&g=2026-01-01`. Without `z` and `g` it
always shows the version that is valid now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_JURICONNECT = "https://wetten.overheid.nl/jci1.3:c:"
_ARTICLE_NUMBER = re.compile(r"[0-9]+[a-z]{0,2}(?:[.:][0-9]+[a-z]{0,2}){0,3}")


@dataclass(frozen=True, slots=True)
class LawText:
    """One official text. `bwb` is its number in the national database, `read` the date of the version we read."""

    code: str
    name: str
    english: str
    bwb: str
    read: date


def _text(code: str, name: str, english: str, bwb: str, read: str) -> tuple[str, LawText]:
    return code, LawText(code, name, english, bwb, date.fromisoformat(read))


LAW_TEXTS: Mapping[str, LawText] = MappingProxyType(
    dict(
        (
            _text("Wlz", "Wet langdurige zorg", "Long-term Care Act", "BWBR0035917", "2026-01-01"),
            _text("Blz", "Besluit langdurige zorg", "Long-term Care Decree", "BWBR0035948", "2026-04-01"),
            _text("Rlz", "Regeling langdurige zorg", "Long-term Care Regulation", "BWBR0036014", "2026-05-30"),
            _text("Zvw", "Zorgverzekeringswet", "Health Insurance Act", "BWBR0018450", "2026-01-01"),
            _text("Bzv", "Besluit zorgverzekering", "Health Insurance Decree", "BWBR0018492", "2026-07-01"),
            _text("Jw", "Jeugdwet", "Youth Act", "BWBR0034925", "2026-01-01"),
            _text(
                "Wmo",
                "Wet maatschappelijke ondersteuning 2015",
                "Social Support Act 2015",
                "BWBR0035362",
                "2026-07-01",
            ),
            _text("Lpw", "Leerplichtwet 1969", "Compulsory Education Act 1969", "BWBR0002628", "2026-08-01"),
            _text("WPO", "Wet op het primair onderwijs", "Primary Education Act", "BWBR0003420", "2026-08-01"),
            _text("AKW", "Algemene Kinderbijslagwet", "General Child Benefit Act", "BWBR0002368", "2026-08-01"),
            _text("WAZO", "Wet arbeid en zorg", "Work and Care Act", "BWBR0013008", "2025-01-01"),
            _text("Awb", "Algemene wet bestuursrecht", "General Administrative Law Act", "BWBR0005537", "2024-01-01"),
            _text("BW1", "Burgerlijk Wetboek Boek 1", "Civil Code, Book 1", "BWBR0002656", "2024-01-01"),
            _text("BW7", "Burgerlijk Wetboek Boek 7", "Civil Code, Book 7", "BWBR0005290", "2024-01-01"),
        )
    )
)
"""By the short code that articles use. Awb and BW were read in a summary, not in the text itself."""


class UnknownLawArticleError(ValueError):
    """No deep link can be made: the code is not in `LAW_TEXTS`, or this cannot be the number of an article."""


def is_article_number(number: str) -> bool:
    """Whether `number` can be the number of an article: `3.2.1`, `13a`, `6:7`, `1:450`."""
    return _ARTICLE_NUMBER.fullmatch(number) is not None


def article_link(code: str, article: str, version: date | None = None) -> str:
    """The address of one article; with `version` as it read on that day, without it as it reads now."""
    law = LAW_TEXTS.get(code)
    if law is None:
        raise UnknownLawArticleError(f"no law text has the code {code!r}; known are {', '.join(LAW_TEXTS)}")
    if not is_article_number(article):
        raise UnknownLawArticleError(f"{article!r} is not the number of an article")
    link = f"{_JURICONNECT}{law.bwb}&artikel={article}"
    return link if version is None else f"{link}&z={version.isoformat()}&g={version.isoformat()}"


def law_link(code: str, version: date | None = None) -> str:
    """The address of a whole law text, now or as it read on the day `version`."""
    law = LAW_TEXTS.get(code)
    if law is None:
        raise UnknownLawArticleError(f"no law text has the code {code!r}; known are {', '.join(LAW_TEXTS)}")
    return f"https://wetten.overheid.nl/{law.bwb}" + (f"/{version.isoformat()}" if version else "")
