"""Reading one record from plain data (a YAML file, a form) field by field, noting every fault. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.messages import N_, Message
from core.publishing.editing import MISSING, NOT_A_LIST, NOT_TEXT
from knowledge.records.faults import RecordFault

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SCRIPT = re.compile(r"<\s*/?\s*[a-z!]|javascript\s*:", re.IGNORECASE)

TOO_LONG = N_("Geef hoogstens %(longest)s tekens.")
MARKUP = N_("Hier mag geen HTML of script staan.")
NOT_A_SLUG = N_("Gebruik kleine letters, cijfers en streepjes.")
UNKNOWN_VALUE = N_("'%(value)s' kennen we niet. Kies uit: %(allowed)s.")
TWICE = N_("'%(value)s' staat er twee keer.")
NOT_A_DATE = N_("Geef een jaar, maand of dag, zoals 2026, 2026-11 of 2026-11-22.")
NOT_A_LINK = N_("Geef een webadres dat begint met https://.")
UNKNOWN_FIELD = N_("Dit veld kennen we niet.")


@dataclass(slots=True)
class RecordReader:
    """The fields of one record; what is wrong is added to `faults`."""

    name: str
    values: Mapping[str, Any]
    faults: list[RecordFault]
    path: str = ""
    known: set[str] = field(default_factory=set)

    def fault(self, name: str, text: str, **values: Any) -> None:
        """Note a fault in a field."""
        place = f"{self.path}.{name}" if self.path else name
        self.faults.append(RecordFault(self.name, place, Message(text, values)))

    def text(self, name: str, longest: int) -> str:
        """A text that must be there; "" after a fault."""
        found = self.optional_text(name, longest)
        if found is None and isinstance(self.values.get(name), str | None):
            self.fault(name, MISSING)
        return found or ""

    def optional_text(self, name: str, longest: int) -> str | None:
        """A text on one line, without markup; None when absent."""
        self.known.add(name)
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.fault(name, NOT_TEXT)
            return None
        text = " ".join(value.split())
        if len(text) > longest:
            self.fault(name, TOO_LONG, longest=longest)
        if _SCRIPT.search(text):
            self.fault(name, MARKUP)
        return text or None

    def localized(self, name: str, longest: int) -> tuple[str, str | None]:
        """A text as {"nl": …, "en": …}, English optional."""
        part = self.part(name)
        if part is None:
            return "", None
        found = part.text("nl", longest), part.optional_text("en", longest)
        part.no_others()
        return found

    def slug(self, name: str) -> str:
        """A name for addresses."""
        text = self.text(name, 100)
        if text and not SLUG.fullmatch(text):
            self.fault(name, NOT_A_SLUG)
        return text

    def texts(self, name: str, longest: int) -> list[str]:
        """A list of texts, each once; empty when absent."""
        items = self._list(name)
        reader = RecordReader(self.name, dict(enumerate_names(items)), self.faults, self._below(name))
        found = [text for key in reader.values if (text := reader.text(key, longest))]
        for text in dict.fromkeys(item for item in found if found.count(item) > 1):
            self.fault(name, TWICE, value=text)
        return found

    def choices(self, name: str, allowed: Collection[str]) -> list[str]:
        """A list of codes, each one of `allowed`."""
        found = self.texts(name, 60)
        for code in found:
            self.check_code(name, code, allowed)
        return found

    def check_code(self, name: str, code: str, allowed: Collection[str]) -> None:
        """Note a fault when a code is not one of `allowed`."""
        if code not in allowed:
            self.fault(name, UNKNOWN_VALUE, value=code[:60], allowed=", ".join(allowed))

    def partial_date(self, name: str) -> str | None:
        """A year, month or day in ISO 8601; None when absent."""
        text = self.optional_text(name, 20)
        if text is None:
            return None
        found = _PARTIAL_DATE.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
        except ValueError:
            self.fault(name, NOT_A_DATE)
        return text

    def link(self, name: str) -> str | None:
        """A web address; None when absent."""
        text = self.optional_text(name, 2000)
        if text is not None and not text.startswith("https://"):
            self.fault(name, NOT_A_LINK)
        return text

    def part(self, name: str) -> RecordReader | None:
        """A mapping that must be there; None after a fault."""
        self.known.add(name)
        value = self.values.get(name)
        if not isinstance(value, Mapping):
            self.fault(name, MISSING)
            return None
        return RecordReader(self.name, value, self.faults, self._below(name))

    def parts(self, name: str) -> list[RecordReader]:
        """A list of mappings; empty when absent."""
        found: list[RecordReader] = []
        for number, item in enumerate(self._list(name), start=1):
            if isinstance(item, Mapping):
                found.append(RecordReader(self.name, item, self.faults, f"{self._below(name)}.{number}"))
            else:
                self.fault(f"{name}.{number}", MISSING)
        return found

    def each(self, name: str, read: Callable[[RecordReader], dict[str, Any]]) -> list[dict[str, Any]]:
        """What `read` makes of each mapping in a list, unknown fields noted."""
        found = []
        for part in self.parts(name):
            found.append(read(part))
            part.no_others()
        return found

    def no_others(self) -> None:
        """Note a fault for each field that was not read."""
        for name in self.values:
            if name not in self.known:
                self.fault(str(name)[:60], UNKNOWN_FIELD)

    def _list(self, name: str) -> list[Any]:
        self.known.add(name)
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, NOT_A_LIST)
            return []
        return value

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def enumerate_names(items: list[Any]) -> list[tuple[str, Any]]:
    """The items with their numbers, from 1, as names."""
    return [(str(number), item) for number, item in enumerate(items, start=1)]
