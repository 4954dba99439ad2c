"""The fields at the top of an article: YAML in which every plain value is text, with the line of each.

Every plain value is read as text, because YAML would read the law article `2.10` as the number 2.1 and `no` as false.
Anchors and aliases are refused: with them a small file can describe a huge one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from knowledge.articles.faults import Fault, FaultCode

Value = str | list["Value"] | dict[str, "Value"]
_PARTIAL_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_MAX_DEPTH = 8


@dataclass(slots=True)
class Fields:
    """The fields of one mapping, read one by one; what is wrong is added to `faults`, shared by the whole article."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    faults: list[Fault]
    path: str = ""
    known: set[str] = field(default_factory=set)

    def _place(self, name: str) -> tuple[int | None, str]:
        path = f"{self.path}.{name}" if self.path else name
        line = self.lines.get(path) or self.lines.get(self.path)
        return line, path

    def fault(self, code: FaultCode, name: str, detail: str = "") -> None:
        """Add a fault about the field `name`."""
        line, path = self._place(name)
        self.faults.append(Fault(code, line, path, detail))

    def _get(self, name: str) -> Value | None:
        self.known.add(name)
        value = self.values.get(name)
        return None if isinstance(value, str) and value in {"", "null"} else value

    def text(self, name: str, *, longest: int = 300) -> str:
        """A text that must be there; "" after a fault."""
        value = self.optional_text(name, longest=longest)
        if not value and isinstance(self.values.get(name), str | None):
            self.fault(FaultCode.MISSING_FIELD, name)
        return value or ""

    def optional_text(self, name: str, *, longest: int = 300) -> str | None:
        """A text, or None when the field is absent, empty or null."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(FaultCode.WRONG_VALUE, name, "must be text")
            return None
        text = " ".join(value.split())
        if len(text) > longest:
            self.fault(FaultCode.WRONG_VALUE, name, f"longer than {longest} characters")
        return text

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of `choices`; "" after a fault."""
        value = self.text(name)
        if value and value not in choices:
            self.fault(FaultCode.WRONG_VALUE, name, f"{value!r} is none of {', '.join(choices)}")
            return ""
        return value

    def choices(self, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Any number of `choices`."""
        values = self.texts(name)
        for value in values:
            if value not in choices:
                self.fault(FaultCode.WRONG_VALUE, name, f"{value!r} is none of {', '.join(choices)}")
        return tuple(value for value in values if value in choices)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when the field is absent."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fault(FaultCode.WRONG_VALUE, name, "must be a list of texts")
            return ()
        texts = tuple(" ".join(item.split()) for item in value if isinstance(item, str))
        if len(set(texts)) < len(texts):
            self.fault(FaultCode.DUPLICATE, name)
        return texts

    def yes_or_no(self, name: str) -> bool:
        """`true` or `false`."""
        return self.choice(name, ("true", "false")) == "true"

    def day(self, name: str) -> date | None:
        """A day (`2026-11-22`) that must be there; None after a fault."""
        value = self.text(name)
        return self._parse_day(name, value) if value else None

    def optional_day(self, name: str) -> date | None:
        """A day, or None when the field is absent."""
        value = self.optional_text(name)
        return self._parse_day(name, value) if value else None

    def _parse_day(self, name: str, value: str) -> date | None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(FaultCode.WRONG_VALUE, name, f"{value!r} is not a date like 2026-11-22")
            return None

    def partial_date(self, name: str) -> str | None:
        """A year, month or day in ISO 8601, or None when absent."""
        value = self.optional_text(name)
        if value is None:
            return None
        year, month, day = [*value.split("-"), "01", "01"][:3] if _PARTIAL_DATE.fullmatch(value) else ("", "", "")
        try:
            date.fromisoformat(f"{year}-{month}-{day}")
        except ValueError:
            self.fault(FaultCode.WRONG_VALUE, name, f"{value!r} is not a date like 2026, 2026-11 or 2026-11-22")
            return None
        return value

    def parts(self, name: str) -> list[Fields]:
        """A list of mappings, each to be read in turn."""
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(FaultCode.WRONG_VALUE, name, "must be a list")
            return []
        found: list[Fields] = []
        for number, item in enumerate(value, start=1):
            if isinstance(item, dict):
                found.append(Fields(item, self.lines, self.faults, self._place(f"{name}.{number}")[1]))
            else:
                self.fault(FaultCode.WRONG_VALUE, f"{name}.{number}", "must be fields with values")
        return found

    def part(self, name: str) -> Fields | None:
        """One mapping within this one, or None when absent."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(FaultCode.WRONG_VALUE, name, "must be fields with values")
            return None
        return Fields(value, self.lines, self.faults, self._place(name)[1])

    def no_others(self) -> None:
        """Add a fault for each field that was not read."""
        for name in self.values:
            if name not in self.known:
                self.fault(FaultCode.UNKNOWN_FIELD, name)


def read_fields(text: str, first_line: int, faults: list[Fault]) -> Fields:
    """The fields of a piece of YAML that starts on `first_line`; what is wrong is added to `faults`."""
    lines: dict[str, int] = {}
    values: Value = {}
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        if node is not None:
            values = _value(node, "", first_line, lines, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else first_line
        faults.append(Fault(FaultCode.YAML, line, None, error.problem or ""))
        return Fields({}, lines, faults)
    except _RefusedYamlError as error:
        faults.append(Fault(FaultCode.YAML, first_line + error.line, None, str(error)))
        return Fields({}, lines, faults)
    except (yaml.YAMLError, RecursionError) as error:
        faults.append(Fault(FaultCode.YAML, first_line, None, type(error).__name__))
        return Fields({}, lines, faults)
    if not isinstance(values, dict):
        faults.append(Fault(FaultCode.YAML, first_line, None, "must be fields with values"))
        return Fields({}, lines, faults)
    return Fields(values, lines, faults)


class _RefusedYamlError(yaml.YAMLError):
    """YAML that is valid but not allowed here. `line` counts from 0 within the fields."""

    def __init__(self, event: yaml.Event, problem: str) -> None:
        super().__init__(problem)
        self.line = event.start_mark.line if event.start_mark else 0


def _refuse_aliases(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _RefusedYamlError(event, "nested too deeply")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedYamlError(event, "anchors and aliases are not allowed")


def _value(node: yaml.Node, path: str, first_line: int, lines: dict[str, int], faults: list[Fault]) -> Value:
    lines.setdefault(path, first_line + node.start_mark.line)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, f"{path}.{number}" if path else str(number), first_line, lines, faults)
            for number, item in enumerate(node.value, start=1)
        ]
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Value] = {}
        for key, item in node.value:
            name = str(key.value)
            below = f"{path}.{name}" if path else name
            line = first_line + key.start_mark.line
            if name in values:
                faults.append(Fault(FaultCode.DUPLICATE, line, below))
            lines[below] = line
            values[name] = _value(item, below, first_line, lines, faults)
        return values
    return str(node.value)
