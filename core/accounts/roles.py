"""Roles of the people who work at the desk: an order, in which each role may do all that the one below it may."""

from __future__ import annotations

from enum import StrEnum

from core.messages import N_, Message


class Role(StrEnum):
    """What somebody may do at the desk. Kept as its text."""

    READER = "reader"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    def covers(self, other: Role) -> bool:
        """Whether whoever has this role may do what asks for the `other` one."""
        return _ORDER[self] >= _ORDER[other]

    @property
    def label(self) -> Message:
        """The name of the role, for people."""
        return Message(_LABELS[self])

    @property
    def explanation(self) -> Message:
        """What the role may do, in a sentence."""
        return Message(_EXPLANATIONS[self])


_ORDER = {role: number for number, role in enumerate(Role)}
_LABELS = {
    Role.READER: N_("Lezer"),
    Role.EDITOR: N_("Redacteur"),
    Role.PUBLISHER: N_("Eindredacteur"),
    Role.ADMINISTRATOR: N_("Beheerder"),
}
_EXPLANATIONS = {
    Role.READER: N_("Ziet alles en verandert niets."),
    Role.EDITOR: N_("Wijzigt teksten en gegevens, en biedt ze aan voor controle."),
    Role.PUBLISHER: N_("Doet wat een redacteur doet, en publiceert wat een ander heeft gewijzigd."),
    Role.ADMINISTRATOR: N_("Doet wat een eindredacteur doet, en beheert de accounts."),
}
