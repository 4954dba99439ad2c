"""Reading a YAML file so that every fault can say on which line it is, and all faults come out at once.

Flows, golden cases and escalation routes are read with it. A `Cursor` is one place in the file; asking it for a
text, a date or a list either gives a value of that type or notes a fault and gives a harmless stand-in, so that
reading goes on and the next fault is found too. The stand-ins never leave: `Faults.refuse` raises first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 30
LANGUAGES = ("nl", "en")

Path = tuple[str | int, ...]
_NO_DATE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `where` is the path in the file ("nodes.age.next[1]"), `line` counts from 1."""

    where: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        line = f" (line {self.line})" if self.line is not None else ""
        return f"{self.where or 'file'}{line}: {self.what}"


class RefusedError(ValueError):
    """The content cannot be used; `faults` holds everything that is wrong with it, so it can be mended in one go."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(slots=True)
class Faults:
    """The faults found so far, and the lines of the file they can point at."""

    lines: Mapping[Path, int] = field(default_factory=dict)
    found: list[Fault] = field(default_factory=list)

    def note(self, path: Path, what: str) -> None:
        """Note a fault at `path`, on the line of the nearest part of the file that exists."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), None)
        self.found.append(Fault(path_text(path), what, line))

    def refuse(self) -> None:
        """Raise `RefusedError` when anything was noted."""
        if self.found:
            raise RefusedError(self.found)


def path_text(path: Path) -> str:
    """A path as people write it: ("nodes", "age", "next", 1) gives "nodes.age.next[1]"."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


@dataclass(frozen=True, slots=True)
class Cursor:
    """A value in the file with the path to it. `value` is None where the file has nothing."""

    value: Any
    path: Path
    faults: Faults

    def note(self, what: str) -> None:
        """Note a fault at this place."""
        self.faults.note(self.path, what)

    def at(self, key: str | int) -> Cursor:
        """The place one step further; its value is None when there is nothing."""
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Cursor(inner, (*self.path, key), self.faults)

    def has(self, key: str) -> bool:
        """Whether this mapping has something at `key`."""
        return isinstance(self.value, Mapping) and self.value.get(key) is not None

    def members(self, required: Sequence[str], optional: Sequence[str] = ()) -> Cursor:
        """Check that this is a mapping with these members and no others."""
        if not isinstance(self.value, Mapping):
            self.note(f"must be a mapping with {', '.join(required) or 'members'}")
            return Cursor({}, self.path, self.faults)
        for key in self.value:
            if key not in required and key not in optional:
                self.at(str(key)).note(f"is not known here; known are {', '.join((*required, *optional))}")
        for key in required:
            if self.value.get(key) is None:
                self.note(f"'{key}' is missing")
        return self

    def pairs(self) -> Iterator[tuple[str, Cursor]]:
        """The members of a mapping of free keys, in the order of the file."""
        if self.value is None:
            return
        if not isinstance(self.value, Mapping):
            self.note("must be a mapping")
            return
        for key in self.value:
            if isinstance(key, str):
                yield key, self.at(key)
            else:
                self.faults.note((*self.path, str(key)), "the name must be text; put it between quotes")

    def items(self) -> list[Cursor]:
        """The items of a list; nothing at all is an empty list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.note("must be a list")
            return []
        return [Cursor(item, (*self.path, number), self.faults) for number, item in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        if self.value is not None:
            self.note(
                "must be text" + ("; put it between quotes" if isinstance(self.value, (bool, int, float)) else "")
            )
        return ""

    def texts(self) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        if isinstance(self.value, str):
            return (self.text(),)
        return tuple(item.text() for item in self.items())

    def localized(self) -> dict[str, str]:
        """A text in Dutch and English; a missing language is a fault."""
        if self.value is None:
            return {}
        if not isinstance(self.value, Mapping):
            self.note("must have a text for nl and for en")
            return {}
        self.members(LANGUAGES)
        return {language: " ".join(self.at(language).text().split()) for language in LANGUAGES}

    def number(self) -> float:
        """A number; yes and no are no numbers."""
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool):
            return float(self.value)
        if self.value is not None:
            self.note("must be a number")
        return 0.0

    def day(self) -> date | None:
        """A day written as 2026-11-22, or None when nothing is there."""
        if self.value is None:
            return None
        if type(self.value) is date:
            return self.value
        if isinstance(self.value, str):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                pass
        self.note("must be a day, written as 2026-11-22")
        return _NO_DATE

    def flag(self) -> bool:
        """True or false; false when nothing is there."""
        if isinstance(self.value, bool):
            return self.value
        if self.value is not None:
            self.note("must be true or false")
        return False


# The same loader in C, where PyYAML was built with it: reading a flow is then some six times as quick.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _not_yaml(error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    return Fault("", f"is not YAML: {getattr(error, 'problem', None) or error}", mark.line + 1 if mark else None)


def _bounded(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise RefusedError([Fault("", f"is longer than {MAX_CHARACTERS} characters")])
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise RefusedError([Fault("", "anchors and aliases (& and *) are not used here", _line(event))])
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                raise RefusedError([Fault("", f"is nested deeper than {MAX_DEPTH}", _line(event))])
    except yaml.YAMLError as error:
        raise RefusedError([_not_yaml(error)]) from error


def _lines(node: yaml.Node, path: Path, lines: dict[Path, int], twice: list[Fault]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                twice.append(Fault(path_text((*path, name)), "occurs twice", key.start_mark.line + 1))
            seen.add(name)
            _lines(value, (*path, name), lines, twice)
            lines[(*path, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _lines(value, (*path, number), lines, twice)


def open_source(text: str) -> Cursor:
    """The top of a YAML file. Raises `RefusedError` for what is no YAML, too long, too deep, or has a key twice."""
    _bounded(text)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        lines: dict[Path, int] = {}
        twice: list[Fault] = []
        if root is not None:
            _lines(root, (), lines, twice)
        if twice:
            raise RefusedError(twice)
        value = loader.construct_document(root) if root is not None else None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError([_not_yaml(error)]) from error
    finally:
        loader.dispose()
    return Cursor(value, (), Faults(lines))


def open_data(data: Any) -> Cursor:
    """The top of values that did not come from a file (an editor's form); faults then have a path but no line."""
    return Cursor(data, (), Faults())
