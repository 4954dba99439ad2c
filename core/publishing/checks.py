"""What is looked at before a record goes public or goes away: checks as objects that say what blocks and what warns.

Each room registers the checks of its kinds, next to its kinds. A check reads and never writes.

    checks.register("organization", Check("no-phone", N_("Telefoonnummer"), services_without_phone))

A finding that blocks must be mended first. One that warns may be published all the same: a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.messages import Message
from core.publishing.kinds import kinds

Path = tuple[str | int, ...]


class Level(StrEnum):
    """What a finding means for the step that somebody wants to take."""

    BLOCKS = "blocks"
    WARNS = "warns"


class Moment(StrEnum):
    """Before which step a check looks."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must or may be mended.

    code: of the check that found it, stable. path: where in the content, as in a ContentFault:
    ("services", 0, "maximum_age"); () for the whole record. message: the sentence for people.
    """

    code: str
    level: Level
    path: Path
    message: Message

    @property
    def blocks(self) -> bool:
        """Whether it must be mended first."""
        return self.level is Level.BLOCKS


Found = Finding | Iterable[Finding] | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at.

    code: stable name. label: what it looks at, in a few Dutch words. run: gives what it found in a record.
    """

    code: str
    label: Message
    run: Callable[[Session, Any], Found]
    moment: Moment = Moment.PUBLISH

    def findings(self, session: Session, record: Any) -> list[Finding]:
        """What it finds, as a list."""
        found = self.run(session, record)
        if found is None:
            return []
        return [found] if isinstance(found, Finding) else list(found)


@dataclass(slots=True)
class CheckRegistry:
    """The checks of each kind, by their code, in the order in which they were registered."""

    _by_kind: dict[str, dict[tuple[Moment, str], Check]] = field(default_factory=dict)

    def register(self, kind: str, *added: Check) -> None:
        """Add checks of a kind. Doing it twice changes nothing. Raises ValueError for a code that another has."""
        known = self._by_kind.setdefault(kind, {})
        for check in added:
            if known.setdefault((check.moment, check.code), check).run is not check.run:
                raise ValueError(f"two checks of {kind} are named {check.code}")

    def of(self, kind: str, moment: Moment = Moment.PUBLISH) -> Sequence[Check]:
        """The checks that look at a record of this kind before a step."""
        return [check for check in self._by_kind.get(kind, {}).values() if check.moment is moment]


checks = CheckRegistry()


def findings(session: Session, record: Any, moment: Moment = Moment.PUBLISH) -> list[Finding]:
    """Everything the checks of its kind find in a record; what blocks comes first."""
    found = [item for check in checks.of(kinds.of(record).name, moment) for item in check.findings(session, record)]
    return sorted(found, key=lambda item: not item.blocks)
