"""Taking in a suggestion from anybody: checked, bounded, without data about a child or about who sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.follow_up import fresh_code
from core.messages import N_, Message
from core.orm import utc_now
from core.personal_data import BSN, holds_bsn, resembles_child
from core.publishing.reading import Withdrawn
from core.suggestions.fields import SuggestableField
from core.suggestions.models import SenderRole, Suggestion, SuggestionState, SuggestionStep
from core.suggestions.proposing import read_proposal
from core.suggestions.targets import Target, find_target, public_kinds
from core.suggestions.values import BadSuggestedValue, clean, read_value

PUBLIC = "public"
PROPOSED_KIND = "organization"
LONGEST_WORDS = 4000
LONGEST_SOURCE = 500
SHORTEST_WORDS = 10
MOST_FIELDS = 60
MOST_LINKS = 5
DEEPEST = 10
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)

NOTHING = N_("Vertel wat er niet klopt, of vul in wat het moet zijn.")
TOO_SHORT = N_("Vertel iets meer: minstens %(shortest)s tekens.")
TOO_LONG = N_("De tekst is %(length)s tekens lang. Er mogen er %(most)s.")
UNKNOWN_KIND = N_("Deze soort kennen we niet. Kies uit: %(allowed)s.")
NOT_THERE = N_("Dit staat niet op de site. Controleer de soort en de naam in het adres.")
WITHDRAWN = N_("Dit staat niet meer op de site.")
UNKNOWN_FIELD = N_("Dit veld kennen we niet. Kies uit: %(allowed)s.")
ONLY_WORDS = N_("Hiervan kunt u geen velden verbeteren. Vertel in uw eigen woorden wat er niet klopt.")
MUST_STAY = N_("Dit kan niet leeg zijn. Vul in wat het moet worden.")
TOO_MANY_FIELDS = N_("Verbeter hoogstens %(most)s velden in één keer.")
TOO_MANY_LINKS = N_("Er staan %(links)s links in. Er mogen er %(most)s.")
UNKNOWN_ROLE = N_("Kies uit: %(allowed)s.")
BOTH = N_("Stuur een verbetering of een nieuwe organisatie, niet allebei.")
LOOKS_LIKE_CHILD = N_(
    "Hier lijkt iets over een kind te staan, zoals een naam of een geboortedatum. Haal dat weg. "
    "Gaat het toch niet over een kind? Zeg dan dat u het hebt nagekeken."
)


@dataclass(frozen=True, slots=True)
class SuggestionInput:
    """What somebody sends.

    kind, key: of the public thing, by id or slug; both None for a new organization. fields: the value that each field
    should have, by its name (core.suggestions.fields); None or "" empties it. organization: a whole proposed
    organization, nested as the public sees it. source: how the sender knows. checked: the sender looked, and what
    seemed to be about a child is not.
    """

    kind: str | None = None
    key: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    organization: Mapping[str, Any] | None = None
    text: str | None = None
    source: str | None = None
    role: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionFault:
    """One thing that is wrong. name: the member, nested ones with dots ("fields.phones.0.number").

    doubt: it may be right; the sender may say so with `checked`.
    """

    name: str
    message: Message
    doubt: bool = False


class SuggestionRefused(Exception):
    """A suggestion was not kept. `faults` names everything that is wrong with it."""

    def __init__(self, faults: list[SuggestionFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.name}: {fault.message}" for fault in faults))


def send_suggestion(session: Session, given: SuggestionInput) -> Suggestion:
    """Keep a suggestion; gives it with its follow-up code. Raises SuggestionRefused with every fault."""
    faults = list(_faults_in_words(given))
    target: Target | None = None
    values: list[dict[str, Any]] = []
    proposed: dict[str, Any] = {}
    if given.organization is not None:
        if given.kind is not None or given.key is not None or given.fields:
            faults.append(SuggestionFault("organization", Message(BOTH)))
        proposed, wrong = read_proposal(PROPOSED_KIND, given.organization)
        faults.extend(SuggestionFault(f"organization.{name}", message) for name, message in wrong)
    else:
        target = _target(session, given, faults)
        if target is not None:
            values = _read_fields(target, given.fields, faults)
    words = clean(given.text or "")
    if not faults and target is not None and not values and not words:
        faults.append(SuggestionFault("text", Message(NOTHING)))
    if faults:
        raise SuggestionRefused(faults)
    return _keep(session, given, target, values, proposed)


def find_suggestion(session: Session, code: str) -> Suggestion | None:
    """The suggestion with a follow-up code, also when typed in small letters; None when there is none."""
    return session.scalars(select(Suggestion).where(Suggestion.follow_up_code == code.strip().upper())).one_or_none()


def unkept_code(session: Session) -> str:
    """A code that leads nowhere, for who filled in what only robots fill in."""
    return fresh_code(lambda code: find_suggestion(session, code) is not None)


def _target(session: Session, given: SuggestionInput, faults: list[SuggestionFault]) -> Target | None:
    if given.kind not in public_kinds():
        faults.append(SuggestionFault("kind", Message(UNKNOWN_KIND, {"allowed": ", ".join(public_kinds())})))
        return None
    try:
        target = find_target(session, given.kind, (given.key or "").strip())
    except Withdrawn:
        faults.append(SuggestionFault("id", Message(WITHDRAWN)))
        return None
    if target is None:
        faults.append(SuggestionFault("id", Message(NOT_THERE)))
    return target


def _faults_in_words(given: SuggestionInput) -> Iterator[SuggestionFault]:
    """What is wrong with the texts, and with every text inside the fields, whatever they are about."""
    for name, text, most in (("text", given.text, LONGEST_WORDS), ("source", given.source, LONGEST_SOURCE)):
        words = clean(text or "")
        if len(words) > most:
            yield SuggestionFault(name, Message(TOO_LONG, {"length": len(words), "most": most}))
        if name == "text" and 0 < len(words) < SHORTEST_WORDS:
            yield SuggestionFault(name, Message(TOO_SHORT, {"shortest": SHORTEST_WORDS}))
    everything = {
        "text": given.text,
        "source": given.source,
        "fields": given.fields,
        "organization": given.organization,
    }
    links = 0
    for name, text in _texts(everything, ""):
        if holds_bsn(text):
            yield SuggestionFault(name, Message(BSN))
        if resembles_child(text) and not given.checked:
            yield SuggestionFault(name, Message(LOOKS_LIKE_CHILD), doubt=True)
        links += links_in(text) if name in ("text", "source") else 0
    if links > MOST_LINKS:
        yield SuggestionFault("text", Message(TOO_MANY_LINKS, {"links": links, "most": MOST_LINKS}))
    roles = [role.value for role in SenderRole]
    if given.role is not None and given.role not in roles:
        yield SuggestionFault("role", Message(UNKNOWN_ROLE, {"allowed": ", ".join(roles)}))


def _texts(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in a value, names of members and numbers too, with where it stands.

    What lies deeper than any field does is left: it is refused where it stands, and never kept.
    """
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            within = f"{name}.{key}" if name else str(key)
            yield within[:100], str(key)
            yield from _texts(item, within, depth + 1)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _texts(item, f"{name}.{number}", depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield name[:100], str(value)


def links_in(text: str) -> int:
    """How many links a text holds."""
    return len(_LINK.findall(text))


def _read_fields(target: Target, given: Mapping[str, Any], faults: list[SuggestionFault]) -> list[dict[str, Any]]:
    """The fields that change something, as they are kept."""
    known = {item.name: item for item in target.fields}
    if given and not known:
        faults.append(SuggestionFault("fields", Message(ONLY_WORDS)))
        return []
    if len(given) > MOST_FIELDS:
        faults.append(SuggestionFault("fields", Message(TOO_MANY_FIELDS, {"most": MOST_FIELDS})))
        return []
    kept: list[dict[str, Any]] = []
    for name, raw in given.items():
        item = known.get(name)
        if item is None:
            allowed = {"allowed": ", ".join(field.name for field in target.fields if not field.adds)}
            faults.append(SuggestionFault(f"fields.{name}"[:100], Message(UNKNOWN_FIELD, allowed)))
            continue
        try:
            value = _value(item, raw)
        except BadSuggestedValue as bad:
            faults.append(SuggestionFault(f"fields.{name}", bad.message))
            continue
        if value != item.value and not (value is None and item.value in (None, [])):
            kept.append({"name": name, "path": "/".join(item.path), "seen": item.value, "value": value})
    faults.extend(_incomplete_parts(target, kept))
    return kept


def _value(item: SuggestableField, raw: Any) -> Any:
    value = read_value(item.column, raw)
    # What a part cannot do without may be emptied: that takes the part away.
    if value is None and item.column.required and not item.place:
        raise BadSuggestedValue(MUST_STAY)
    return value


def _incomplete_parts(target: Target, kept: list[dict[str, Any]]) -> Iterator[SuggestionFault]:
    """A part to be added of which something is told, but not what it cannot do without."""
    told = {item["name"] for item in kept}
    places = {item.place for item in target.fields if item.adds and item.name in told}
    for item in target.fields:
        if item.adds and item.place in places and item.column.required and item.name not in told:
            yield SuggestionFault(f"fields.{item.name}", Message(MUST_STAY))


def _keep(
    session: Session,
    given: SuggestionInput,
    target: Target | None,
    fields: list[dict[str, Any]],
    proposed: dict[str, Any],
) -> Suggestion:
    words, source = clean(given.text or ""), clean(given.source or "")
    now = utc_now()
    suggestion = Suggestion(
        follow_up_code=fresh_code(lambda code: find_suggestion(session, code) is not None),
        kind=target.kind if target else PROPOSED_KIND,
        document_id=target.document_id if target else None,
        record_kind=target.record_kind if target else PROPOSED_KIND,
        record_id=target.record_id if target else None,
        title=(target.title if target else str(proposed["name"]))[:300],
        fields=fields,
        proposed=proposed,
        text=words or None,
        source=source or None,
        role=given.role,
        links=links_in(words) + links_in(source),
        received_at=now,
    )
    suggestion.steps = [SuggestionStep(state=SuggestionState.RECEIVED.value, by=PUBLIC, at=now)]
    session.add(suggestion)
    session.flush()
    return suggestion
