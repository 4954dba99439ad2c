"""Conditions from a file: their form is described in `knowledge.flows.conditions`."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.flows.conditions import (
    NEVER,
    UNKNOWN,
    AtLeast,
    Condition,
    Is,
    Known,
    Not,
    both,
    either,
    opposite,
)
from knowledge.flows.flow import Node
from knowledge.flows.sources import Cursor

_FORMS = ("all", "any", "not", "is", "only", "atLeast", "below", "known", "use")


class ConditionReader:
    """Reads conditions about the given nodes; `define` holds the conditions that have a name."""

    def __init__(self, nodes: Mapping[str, Node], define: Cursor) -> None:
        self._nodes = nodes
        self._define = define
        self._names = dict(define.pairs())
        self._ready: dict[str, Condition] = {}
        self._underway: list[str] = []
        self._used: set[str] = set()
        for name in self._names:
            self._named(name, define)

    def read(self, item: Cursor) -> Condition:
        """The condition at this place. Faults are noted there; what cannot be read never holds."""
        if isinstance(item.value, list):
            return both(tuple(self.read(part) for part in item.items()))
        if not isinstance(item.value, Mapping) or not item.value:
            item.note(f"must be a condition: a mapping with one of {', '.join(_FORMS)}")
            return NEVER
        return both(tuple(self._form(form, item.at(str(form))) for form in item.value))

    def note_unused(self) -> None:
        """Note the named conditions that nothing uses: most often a slip of the pen elsewhere."""
        for name, item in self._names.items():
            if name not in self._used:
                item.note("nothing uses this condition")

    def _form(self, form: str, item: Cursor) -> Condition:
        if form in ("all", "any"):
            parts = tuple(self.read(part) for part in item.items())
            return both(parts) if form == "all" else either(parts)
        if form == "not":
            return opposite(self.read(item))
        if form == "use":
            self._used.add(item.text())
            return self._named(item.text(), item)
        if form == "known":
            return both(tuple(Known(name) for name in item.texts() if self._node(name, item)))
        if form in ("is", "only", "atLeast", "below"):
            return both(tuple(self._about(form, name, value) for name, value in self._pairs(item)))
        item.note(f"is no form of a condition; known are {', '.join(_FORMS)}")
        return NEVER

    def _pairs(self, item: Cursor) -> list[tuple[str, Cursor]]:
        pairs = list(item.pairs())
        if not pairs and isinstance(item.value, Mapping | None):
            item.note("must name a question and what to compare it with")
        return pairs

    def _about(self, form: str, name: str, value: Cursor) -> Condition:
        node = self._node(name, value)
        if node is None:
            return NEVER
        if form in ("atLeast", "below"):
            if node.type not in ("number", "age"):
                value.note(f"the question {name!r} is not answered with a number")
                return NEVER
            limit = AtLeast(name, value.number())
            return limit if form == "atLeast" else both((Known(name), Not(limit)))
        values = value.texts()
        if not values:
            value.note("must name at least one answer")
        allowed = [option.code for option in node.options]
        for code in values:
            if code not in allowed and not (code == UNKNOWN and node.may_be_unknown and form == "is"):
                known = ", ".join((*allowed, UNKNOWN) if node.may_be_unknown else allowed)
                value.note(f"the question {name!r} knows no answer {code!r}; known are {known}")
        if form == "is":
            return either(tuple(Is(name, code) for code in values))
        return both((Known(name), *(Not(Is(name, code)) for code in allowed if code not in values)))

    def _node(self, name: str, item: Cursor) -> Node | None:
        node = self._nodes.get(name)
        if node is None:
            item.note(f"there is no question {name!r}; known are {', '.join(self._nodes)}")
        return node

    def _named(self, name: str, asked_at: Cursor) -> Condition:
        if name in self._ready:
            return self._ready[name]
        if name not in self._names:
            asked_at.note(f"no condition has the name {name!r}; known are {', '.join(self._names) or 'none'}")
            return NEVER
        if name in self._underway:
            asked_at.note(f"the condition {name!r} refers to itself")
            return NEVER
        self._underway.append(name)
        self._ready[name] = self.read(self._names[name])
        self._underway.remove(name)
        return self._ready[name]
