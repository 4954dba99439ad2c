"""Opening hours in OSM syntax, with the Dutch public holidays. Pure.

The syntax and the holidays are the work of opening-hours-py; this module gives it one spelling of errors and of time.
Source of the syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stub leaves ParserError out

from core.messages import N_
from socialmap.values import BadValue

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
LONGEST = 500


@lru_cache(maxsize=8192)
def _parsed(hours: str) -> OpeningHours:
    return OpeningHours(hours, country="NL")


def read_opening_hours(value: str) -> str:
    """Opening hours that can be understood, as written. Raises BadValue with an example."""
    text = value.strip()
    if len(text) > LONGEST:
        raise BadValue(N_("De tekst is %(length)s tekens lang. Er mogen er %(most)s."), length=len(text), most=LONGEST)
    try:
        _parsed(text)
    except ParserError:
        raise BadValue(
            N_("'%(value)s' zijn geen openingstijden. Een goed voorbeeld: Mo-Fr 09:00-17:00; PH off."),
            value=value[:80],
        ) from None
    return text


def is_open(hours: str | None, moment: datetime) -> bool | None:
    """Whether it is open at `moment` (with time zone). None when nothing is known of the hours."""
    if not hours:
        return None
    try:
        parsed = _parsed(hours)
    except ParserError:
        return None
    local = moment.astimezone(DUTCH_TIME).replace(tzinfo=None)
    if parsed.is_unknown(local):
        return None
    return bool(parsed.is_open(local))


def next_change(hours: str, moment: datetime) -> datetime | None:
    """The first moment after `moment` at which it opens or closes, in UTC. None when it never does."""
    local = moment.astimezone(DUTCH_TIME).replace(tzinfo=None)
    change = _parsed(hours).next_change(local)
    return change.replace(tzinfo=DUTCH_TIME).astimezone(UTC) if change is not None else None
