"""Every web address in the records, asked one by one, a few at a time; and what that says about a record."""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from core.links.models import LONGEST_PATH, LONGEST_URL, DeadLinkPlace, LinkCheck
from core.links.probing import Probe, Verdict
from core.messages import N_, Message
from core.orm import begin_write
from core.publishing.checks import Check, Finding, Level, Path
from core.publishing.kinds import kinds
from core.publishing.models import RecordState
from core.publishing.snapshots import snapshot

AT_ONCE = 4
"""How many hosts are asked at the same moment; of one host never two."""
PAUSE = 1.0
"""Seconds between two questions to one host."""
KEEP_DAYS = 7
"""A link that worked is asked again after this many days; one that did not, each time."""
FAILURES_THAT_COUNT = 2
"""A link that gives no usable answer is told as dead after this many times: a server may be out for a night."""

_BATCH = 200
_URL = re.compile(r"https?://[^\s<>\"'`\\^{|}]+")
_TRAILING = ".,;:!?*_]"
_DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
_DEAD = frozenset({Verdict.GONE.value, Verdict.FAILS.value})


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """What a round of checking came to."""

    asked: int
    working: int
    failing: int
    refused: int
    left: int


def links_in(content: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every web address in a content with its place, also those inside a text."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from links_in(value, (*path, name))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from links_in(value, (*path, number))
    elif isinstance(content, str) and "://" in content:
        for found in _URL.findall(content):
            yield path, _without_ending(found)


def _without_ending(found: str) -> str:
    """An address in a text, without the marks that belong to the sentence around it."""
    text = found.rstrip(_TRAILING)
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(_TRAILING)
    return text


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """A place where a link stands. path: names of fields and ids of parts, with points between them."""

    record_kind: str
    record_id: uuid.UUID
    version: int
    path: str


def links_of_records(session: Session) -> dict[str, list[LinkPlace]]:
    """Every web address in every record that is not in the archive, with the first place of each record it is in."""
    found: dict[str, list[LinkPlace]] = {}
    for kind in kinds:
        model = kind.model
        ids = session.scalars(select(model.id).where(model.state != RecordState.ARCHIVED).order_by(model.id)).all()
        for start in range(0, len(ids), _BATCH):
            for record in session.scalars(select(model).where(model.id.in_(ids[start : start + _BATCH]))):
                content = snapshot(record)
                for path, url in links_in(content):
                    places = found.setdefault(url, []) if len(url) <= LONGEST_URL else []
                    if not places or places[-1].record_id != record.id:
                        places.append(LinkPlace(kind.name, record.id, record.version, _named(content, path)))
            session.expunge_all()
    return found


def _named(content: Any, path: Path) -> str:
    """A path as one text, in which a part is named by its id instead of its number."""
    steps: list[str] = []
    for step in path:
        content = content[step]
        is_part = isinstance(step, int) and isinstance(content, dict)
        steps.append(str(content.get("id", step)) if is_part else str(step))
    return ".".join(steps)[:LONGEST_PATH]


def due_links(session: Session, urls: Sequence[str], now: datetime) -> list[str]:
    """Which of these must be asked now: those never asked first, then those asked longest ago."""
    known: dict[str, LinkCheck] = {item.url: item for item in session.scalars(select(LinkCheck))}
    fresh = now - timedelta(days=KEEP_DAYS)
    new = [url for url in urls if url not in known]
    old = [known[url] for url in urls if url in known and (known[url].failures > 0 or known[url].checked_at <= fresh)]
    return new + [item.url for item in sorted(old, key=lambda item: item.checked_at)]


def check_links(
    session_factory: Callable[[], Session],
    probe: Callable[[str], Probe],
    now: datetime,
    *,
    limit: int,
    pause: float = PAUSE,
) -> LinkFigures:
    """Ask at most `limit` links and keep each answer as it comes. No transaction is open while it waits for others."""
    with session_factory() as session:
        places = links_of_records(session)
        urls = list(places)
        due = due_links(session, urls, now)
    with session_factory() as session:
        begin_write(session)
        _forget_others(session, set(urls))
        session.commit()
    chosen = due[:limit]
    count: dict[Verdict, int] = defaultdict(int)
    for answers in _asked_in_turn(chosen, probe, pause):
        with session_factory() as session:
            begin_write(session)
            for url, answer in answers:
                keep_answer(session, url, answer, now)
                count[answer.verdict] += 1
            session.commit()
    with session_factory() as session:
        begin_write(session)
        _keep_places(session, places)
        session.commit()
    return LinkFigures(
        asked=len(chosen),
        working=count[Verdict.WORKS],
        failing=count[Verdict.GONE] + count[Verdict.FAILS],
        refused=count[Verdict.REFUSED],
        left=len(due) - len(chosen),
    )


def _asked_in_turn(
    urls: Iterable[str], probe: Callable[[str], Probe], pause: float
) -> Iterator[list[tuple[str, Probe]]]:
    """The answers as they come. Different hosts are asked at once, one host never twice at once."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for url in urls:
        waiting[urlsplit(url).hostname or ""].append(url)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: dict[Future[list[tuple[str, Probe]]], None] = {
            pool.submit(_ask_host, list(queue), probe, pause): None for queue in waiting.values()
        }
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                del running[future]
                yield future.result()


def _ask_host(urls: Sequence[str], probe: Callable[[str], Probe], pause: float) -> list[tuple[str, Probe]]:
    answers = []
    for number, url in enumerate(urls):
        if number:
            time.sleep(pause)
        answers.append((url, probe(url)))
    return answers


def keep_answer(session: Session, url: str, answer: Probe, now: datetime) -> LinkCheck:
    """Note what an address answered. The day on which it first failed stays until it works again."""
    key = link_key(url)
    row = session.get(LinkCheck, key)
    if row is None:
        row = LinkCheck(key=key, url=url, failures=0)
        session.add(row)
    row.checked_at, row.verdict, row.status = now, answer.verdict.value, answer.status
    row.reason, row.final_url = answer.reason[:200], answer.final[:LONGEST_URL]
    if answer.verdict.value in _DEAD:
        row.failures += 1
        row.first_failed_at = row.first_failed_at or now
    else:
        row.failures, row.first_failed_at = 0, None
    return row


def _forget_others(session: Session, urls: Container[str]) -> None:
    """Let go of addresses that no record holds any more."""
    for item in session.scalars(select(LinkCheck)):
        if item.url not in urls:
            session.delete(item)


def _keep_places(session: Session, places: Mapping[str, Sequence[LinkPlace]]) -> None:
    """Note where the links stand that are known not to work, in the place of what was noted before."""
    session.execute(delete(DeadLinkPlace))
    dead = session.scalars(select(LinkCheck).where(is_dead())).all()
    for item in dead:
        for place in places.get(item.url, ()):
            session.add(DeadLinkPlace(key=item.key, **asdict(place)))


def is_dead() -> ColumnElement[bool]:
    """Whether a LinkCheck says that its link does not work."""
    return and_(
        LinkCheck.failures > 0,
        or_(LinkCheck.verdict == Verdict.GONE.value, LinkCheck.failures >= FAILURES_THAT_COUNT),
    )


def link_key(url: str) -> str:
    """The key of an address in the table."""
    return hashlib.sha256(url.encode()).hexdigest()


def dead_links(session: Session, urls: Iterable[str]) -> dict[str, LinkCheck]:
    """Which of these addresses are known not to work, with since when."""
    keys = [link_key(url) for url in dict.fromkeys(urls)]
    found: dict[str, LinkCheck] = {}
    for start in range(0, len(keys), _BATCH):
        query = select(LinkCheck).where(LinkCheck.key.in_(keys[start : start + _BATCH]), is_dead())
        found.update((item.url, item) for item in session.scalars(query))
    return found


def _dead_links_in(session: Session, record: Any) -> Iterator[Finding]:
    places = list(links_in(snapshot(record)))
    dead = dead_links(session, (url for _, url in places))
    for path, url in dict.fromkeys(places):
        item = dead.get(url)
        if item is not None and item.first_failed_at is not None:
            since = item.first_failed_at.astimezone(_DUTCH_TIME).date()
            text = N_("De link %(url)s werkt niet sinds %(since)s.")
            yield Finding(DEAD_LINK, Level.WARNS, path, Message(text, {"url": url, "since": since.isoformat()}))


DEAD_LINK = "dead-link"
LINKS_WORK = Check(DEAD_LINK, Message(N_("Links die werken")), _dead_links_in)
"""For every kind that holds web addresses. It knows what `zorgbuurt links check` found."""
