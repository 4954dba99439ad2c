"""What can be wrong with a record, as data. The face that shows a fault translates its message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.messages import Message


@dataclass(frozen=True, slots=True)
class RecordFault:
    """One fault. record: the slug, or the number in a file where there is none. field: its name in the file."""

    record: str
    field: str
    message: Message

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.message}"


class RecordsRefused(ValueError):
    """Nothing was saved. `faults` names everything that is wrong, in all records at once."""

    def __init__(self, faults: Sequence[RecordFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
