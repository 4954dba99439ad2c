"""What can be done to many records at once, and the value that each choice asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.accounts.roles import Role
from core.messages import N_, Message
from core.publishing.bulk_verbs import (
    AddCode,
    Archive,
    AssignOwner,
    BulkVerb,
    Publish,
    RemoveCode,
    SetReviewBy,
    Submit,
    code_fields,
)

MOST_AT_DESK = 200
"""Records in one bulk change from a page: each is looked at before and after, while somebody waits."""
MOST_ARCHIVED = 50
"""Records that go to the archive at once: of each is looked up what the public would then find pointing at nothing."""


class NoValue(ValueError):
    """The value that a choice asks for is missing or cannot be used. message: what to fill in."""

    def __init__(self, text: str) -> None:
        self.message = Message(text)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class BulkChoice:
    """A choice in the list. asks: "" for nothing, "name", "day", or the taxonomy a code is from. make: gives the verb;
    it gets the value and whether four eyes are asked for. most: records at once."""

    name: str
    label: str
    role: Role
    make: Callable[[str, bool], BulkVerb]
    asks: str = ""
    field: str = ""
    most: int = MOST_AT_DESK


def _review_by(value: str, _: bool) -> BulkVerb:
    try:
        return SetReviewBy(date.fromisoformat(value))
    except ValueError:
        raise NoValue(N_("Vul een dag in, zoals 2026-11-22.")) from None


_FOR_ALL: Sequence[BulkChoice] = (
    BulkChoice("beheerder", N_("Beheerd door iemand anders"), Role.EDITOR, lambda v, _: AssignOwner(v or None), "name"),
    BulkChoice("nakijken", N_("Nakijken voor een dag"), Role.EDITOR, _review_by, "day"),
    BulkChoice("aanbieden", N_("Ter controle aanbieden"), Role.EDITOR, lambda _, __: Submit()),
    BulkChoice("publiceren", N_("Publiceren"), Role.PUBLISHER, lambda _, four_eyes: Publish(four_eyes)),
    BulkChoice("archiveren", N_("Naar het archief"), Role.PUBLISHER, lambda _, __: Archive(), most=MOST_ARCHIVED),
)
_CODE_LABELS: Mapping[str, tuple[str, str]] = {
    "care_types": (N_("Soort zorg toevoegen"), N_("Soort zorg weghalen")),
    "laws": (N_("Wet toevoegen"), N_("Wet weghalen")),
    "domains": (N_("Domein toevoegen"), N_("Domein weghalen")),
}


def choices_for(model: type[object], role: Role) -> list[BulkChoice]:
    """What somebody with this role can do to many records of this model."""
    found = [choice for choice in _FOR_ALL if role.covers(choice.role)]
    for field, taxonomy in code_fields(model).items():
        if field in _CODE_LABELS and role.covers(Role.EDITOR):
            found += _of_codes(field, taxonomy)
    return found


def _of_codes(field: str, taxonomy: str) -> list[BulkChoice]:
    adding, removing = _CODE_LABELS[field]

    def add(code: str, _: bool) -> BulkVerb:
        return AddCode(field, _needed(code))

    def remove(code: str, _: bool) -> BulkVerb:
        return RemoveCode(field, _needed(code))

    return [
        BulkChoice(f"{field}-erbij", adding, Role.EDITOR, add, taxonomy, field),
        BulkChoice(f"{field}-eraf", removing, Role.EDITOR, remove, taxonomy, field),
    ]


def _needed(code: str) -> str:
    if not code:
        raise NoValue(N_("Kies eerst een woord uit de lijst."))
    return code
