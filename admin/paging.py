"""Pages of a list: which one this is, and which to link to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """number: of the asked page, from 1; the last one when there are fewer. total: lines in all pages together."""

    asked: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """The number of this page."""
        return max(1, min(self.asked, self.pages))

    @property
    def offset(self) -> int:
        """How many lines go before this page."""
        return (self.number - 1) * self.size

    @property
    def shown(self) -> list[int | None]:
        """The numbers of pages to link to; None where some are left out."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        numbers: list[int | None] = []
        for number in sorted(item for item in near if 1 <= item <= self.pages):
            last = numbers[-1] if numbers else None
            if last is not None and number > last + 1:
                numbers.append(None)
            numbers.append(number)
        return numbers
