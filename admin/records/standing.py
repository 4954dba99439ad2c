"""Which steps somebody may take with a record now: by her role, and by where the record stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.accounts.roles import Role
from core.messages import N_
from core.publishing.workflow import Standing, standing


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A button on the page of a record.

    name: in the address. role: the least role that may take it. when: where the record must stand. asks: whether it
    has a page of its own that asks first; comment: what the comment is asked with, None for no comment.
    """

    name: str
    label: str
    role: Role
    when: frozenset[Standing]
    style: str = "outline-primary"
    asks: bool = False
    comment: str | None = None
    comment_needed: bool = False


_WORKED_ON = frozenset({Standing.DRAFT, Standing.CHANGED})
_ALIVE = frozenset(Standing) - {Standing.ARCHIVED}

STEPS: Sequence[DeskStep] = (
    DeskStep(
        "aanbieden",
        N_("Ter controle aanbieden"),
        Role.EDITOR,
        _WORKED_ON,
        "primary",
        comment=N_("Waar moet uw collega op letten?"),
    ),
    DeskStep(
        "publiceren",
        N_("Publiceren"),
        Role.PUBLISHER,
        _WORKED_ON | {Standing.IN_REVIEW},
        "primary",
        comment=N_("Opmerking bij de publicatie"),
    ),
    DeskStep(
        "terugsturen",
        N_("Terugsturen"),
        Role.PUBLISHER,
        frozenset({Standing.IN_REVIEW}),
        comment=N_("Wat moet er anders?"),
        comment_needed=True,
    ),
    DeskStep("klopt-nog", N_("Klopt nog"), Role.EDITOR, frozenset({Standing.PUBLISHED, Standing.CHANGED})),
    DeskStep("plannen", N_("Plannen"), Role.PUBLISHER, _ALIVE, "outline-secondary", asks=True),
    DeskStep(
        "weggooien",
        N_("Wijzigingen weggooien"),
        Role.EDITOR,
        frozenset({Standing.CHANGED}),
        "outline-danger",
        asks=True,
        comment=N_("Waarom?"),
    ),
    DeskStep(
        "archiveren",
        N_("Naar het archief"),
        Role.PUBLISHER,
        _ALIVE,
        "outline-danger",
        asks=True,
        comment=N_("Waarom gaat dit weg?"),
    ),
    DeskStep("terughalen", N_("Uit het archief halen"), Role.PUBLISHER, frozenset({Standing.ARCHIVED}), "primary"),
)
BY_NAME = {step.name: step for step in STEPS}


def steps_for(record: Any, role: Role) -> list[DeskStep]:
    """The steps that somebody with this role may take with this record now."""
    stands = standing(record)
    return [step for step in STEPS if role.covers(step.role) and stands in step.when]
