"""Logging questions: reading what was typed, keeping it, linking it. The verbs take the session and never commit."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.questions.models import Asker, Outcome, Question, QuestionLink
from core.messages import N_, Message
from core.orm import today, utc_now
from core.personal_data import BIRTHDAY, BSN, holds_birthday, holds_bsn, resembles_child
from core.publishing.auditing import record_action
from core.publishing.reading import Withdrawn, current_document
from core.suggestions.targets import title_of
from core.suggestions.values import clean
from socialmap.geography.administrative import PROVINCES
from socialmap.geography.gazetteer import UnknownPlaceError
from socialmap.geography.places import Place
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from socialmap.world import World

NETWORK = "nik"
LONGEST_TOPIC = 100
LONGEST_TEXT = 2000
LONGEST_PLACE = 80
MOST_MINUTES = 1440
MOST_LINKS = 20
MOST_TOPICS = 60
EARLIEST = date(2000, 1, 1)
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")

TOPIC_NEEDED = N_("Schrijf in een paar woorden waar het over gaat.")
TOO_LONG = N_("Dit is te lang. Er mogen %(most)s tekens.")
CHILD = N_("Hier lijkt iets over een kind te staan. Schrijf geen naam, geboortedatum of ander gegeven van een kind op.")
UNKNOWN_CHOICE = N_("Kies iets uit de lijst.")
UNKNOWN_PLACE = N_("Deze plaats kennen we niet. Geef vier cijfers van een postcode, of een gemeente.")
NO_DAY = N_("Schrijf de dag als 2026-11-22 of 22-11-2026. Ze kan niet in de toekomst liggen.")
NO_MINUTES = N_("Geef een heel aantal minuten, van 0 tot en met %(most)s.")
MANY_LINKS = N_("Koppel hoogstens %(most)s invoeren.")
NOT_PUBLIC = N_("Dit staat niet op de site, of niet meer.")


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """What was typed in the form, as text."""

    topic: str = ""
    bottleneck: bool = False
    laws: Sequence[str] = ()
    place: str = ""
    desk: str = ""
    asker: str = ""
    outcome: str = ""
    minutes: str = ""
    text: str = ""
    asked_on: str = ""


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """The same, as it is kept."""

    topic: str
    bottleneck: bool
    laws: list[str]
    region: str | None
    desk: str | None
    asker: str | None
    outcome: str
    minutes: int | None
    text: str | None
    asked_on: date


class QuestionRefused(Exception):
    """Nothing was kept. faults: by the name of a field of TypedQuestion, what to do about it."""

    def __init__(self, faults: dict[str, Message]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{name}: {message}" for name, message in faults.items()))


@dataclass(slots=True)
class _Reader:
    world: World
    faults: dict[str, Message] = field(default_factory=dict)

    def fault(self, name: str, text: str, **values: object) -> None:
        self.faults.setdefault(name, Message(text, values))

    def words(self, name: str, typed: str, most: int) -> str:
        """A text without anything about a child."""
        text = clean(typed)
        if len(text) > most:
            self.fault(name, TOO_LONG, most=most)
        if holds_bsn(text):
            self.fault(name, BSN)
        if holds_birthday(text, today()):
            self.fault(name, BIRTHDAY)
        if resembles_child(text):
            self.fault(name, CHILD)
        return text

    def choice(self, name: str, typed: str, known: Collection[str]) -> str | None:
        if typed and typed not in known:
            self.fault(name, UNKNOWN_CHOICE)
        return typed or None

    def minutes(self, typed: str) -> int | None:
        text = typed.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_MINUTES):
            self.fault("minutes", NO_MINUTES, most=MOST_MINUTES)
            return None
        return int(text)

    def day(self, typed: str) -> date:
        text = typed.strip()
        if not text:
            return today()
        dutch = _DUTCH_DAY.fullmatch(text)
        try:
            day = date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(text)
        except ValueError:
            day = date.max
        if not EARLIEST <= day <= today():
            self.fault("asked_on", NO_DAY)
        return day

    def region(self, typed: str) -> str | None:
        """The area code of the network, or of the province, of a place. The place itself is not kept."""
        text = " ".join(typed.split())[:LONGEST_PLACE]
        if not text:
            return None
        named = {name.casefold(): code for code, name in region_names(self.world).items()}
        known = named.get(text.casefold())
        if known is not None:
            return known
        try:
            return _region_of(self.world, self._place(text))
        except (PostcodeError, UnknownPlaceError):
            self.fault("place", UNKNOWN_PLACE)
            return None

    def _place(self, text: str) -> Place:
        places = self.world.places
        if text[0].isdigit():
            # Four digits are enough to know the region: what else was typed is not even looked up.
            return places.place_of(parse_postcode(parse_postcode(text).digits))
        return places.find_place(text).place


def read_question(typed: TypedQuestion, world: World) -> ReadQuestion:
    """What was typed, as it is kept. Raises QuestionRefused with every fault."""
    reader = _Reader(world)
    topic = reader.words("topic", " ".join(typed.topic.split()), LONGEST_TOPIC)
    if not topic:
        reader.fault("topic", TOPIC_NEEDED)
    laws = [law for law in dict.fromkeys(typed.laws) if reader.choice("laws", law, world.labels_in("laws", "nl"))]
    read = ReadQuestion(
        topic=topic,
        bottleneck=typed.bottleneck,
        laws=laws,
        region=reader.region(typed.place),
        desk=reader.choice("desk", typed.desk, world.labels_in("desk-types", "nl")),
        asker=reader.choice("asker", typed.asker, [item.value for item in Asker]),
        outcome=reader.choice("outcome", typed.outcome, [item.value for item in Outcome]) or Outcome.WAITING.value,
        minutes=reader.minutes(typed.minutes),
        text=reader.words("text", typed.text, LONGEST_TEXT) or None,
        asked_on=reader.day(typed.asked_on),
    )
    if reader.faults:
        raise QuestionRefused(reader.faults)
    return read


def region_names(world: World) -> dict[str, str]:
    """The regions a question can come from, in Dutch, by area code: the networks, and the provinces.

    A province is named as one ("provincie Utrecht"), so that nobody takes it for the gemeente.
    """
    networks = {region.code: region.name for region in world.regions if region.kind == NETWORK}
    return {**networks, **{code: f"provincie {name}" for code, name in PROVINCES.items()}}


def _region_of(world: World, place: Place) -> str | None:
    networks = {region.code for region in world.regions if region.kind == NETWORK}
    found = next((code for code in world.regions.regions_of(place) if code in networks), None)
    return found or place.province_code


def log_question(session: Session, read: ReadQuestion, *, by: str) -> Question:
    """Keep a new question."""
    question = Question(id=uuid.uuid4(), logged_by=by)
    _write(question, read)
    session.add(question)
    session.flush()
    _audit(session, question, by, "question log")
    return question


def change_question(session: Session, question: Question, read: ReadQuestion, *, by: str) -> None:
    """Change what was kept."""
    _write(question, read)
    question.modified_at = utc_now()
    session.flush()
    _audit(session, question, by, "question change")


def close_question(session: Session, question: Question, outcome: Outcome, *, by: str) -> None:
    """Say what came of a question; WAITING opens it again."""
    question.outcome = outcome.value
    question.modified_at = utc_now()
    session.flush()
    _audit(session, question, by, "question close")


def remove_question(session: Session, question: Question, *, by: str) -> None:
    """Take a question out of the register, for what was logged by mistake."""
    _audit(session, question, by, "question remove")
    session.delete(question)
    session.flush()


def link_entry(session: Session, question: Question, kind: str, document_id: str, *, by: str) -> QuestionLink:
    """Say that a question is about a public thing; the same thing twice is once. Raises QuestionRefused."""
    known = next((link for link in question.links if link.document_id == document_id), None)
    if known is not None:
        return known
    if len(question.links) >= MOST_LINKS:
        raise QuestionRefused({"links": Message(MANY_LINKS, {"most": MOST_LINKS})})
    try:
        document = current_document(session, kind, document_id)
    except Withdrawn:
        document = None
    if document is None:
        raise QuestionRefused({"links": Message(NOT_PUBLIC)})
    link = QuestionLink(kind=kind, document_id=document.id, title=title_of(document)[:300])
    question.links.append(link)
    session.flush()
    _audit(session, question, by, "question link")
    return link


def unlink_entry(session: Session, question: Question, link_id: uuid.UUID, *, by: str) -> None:
    """Take a link away."""
    question.links = [link for link in question.links if link.id != link_id]
    session.flush()
    _audit(session, question, by, "question unlink")


def topics_used(session: Session) -> list[str]:
    """Topics that were used before, the most used first, so that the same thing gets the same name."""
    rows = select(Question.topic).group_by(Question.topic).order_by(func.count().desc(), Question.topic)
    return list(session.scalars(rows.limit(MOST_TOPICS)))


def _write(question: Question, read: ReadQuestion) -> None:
    for name in ReadQuestion.__dataclass_fields__:
        setattr(question, name, getattr(read, name))


def _audit(session: Session, question: Question, by: str, action: str) -> None:
    record_action(
        session,
        actor=by,
        action=action,
        detail={"outcome": question.outcome},
        record_kind="question",
        record_id=question.id,
    )
