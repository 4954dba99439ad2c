"""The names of fields for people: a path in a content in words, as the models' `info` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.messages import N_, Message
from core.publishing.differences import ORDER
from core.publishing.shapes import Shape, shape_of
from core.publishing.snapshots import Content

_NAMING = ("name", "title", "label", "number", "code", "document", "option", "opening_hours", "url", "city", "street")
ORDER_LABEL = N_("Volgorde")


@dataclass(frozen=True, slots=True)
class LabelStep:
    """One step of a path in words. label: of the field. detail: what the part is called, of which one it is."""

    label: Message
    detail: str | None = None


def label_of(model: type[Any], path: Sequence[str | int]) -> Message:
    """What the field at the end of a path is called. A field without a label is called by its name in the content."""
    steps = labels_of(model, path)
    return steps[-1].label if steps else Message(str(path[-1]) if path else "")


def labels_of(model: type[Any], path: Sequence[str | int], *contents: Content) -> list[LabelStep]:
    """A path in words, one step per field: ("services", "3f2a…", "name") gives Diensten (Nachtzorg), Naam.

    contents: in which to look what a part is called; the first that has the part tells.
    """
    shape: Shape | None = shape_of(model)
    members: dict[str, str] = {}
    at: list[Any] = list(contents)
    steps: list[LabelStep] = []
    for item in path:
        at = [found for value in at if (found := _step_into(value, item)) is not None]
        if item == ORDER:
            steps.append(LabelStep(Message(ORDER_LABEL)))
        elif shape is not None and item in shape.parts:
            part = shape.parts[str(item)]
            steps.append(LabelStep(Message(part.info.get("label", str(item)))))
            shape, members = part.shape, {}
        elif shape is not None and item in shape.columns:
            info = shape.columns[str(item)].info
            steps.append(LabelStep(Message(info.get("label", str(item)))))
            shape, members = None, info.get("members", {})
        elif item in members:
            steps.append(LabelStep(Message(members[str(item)])))
        elif steps:
            steps[-1] = LabelStep(steps[-1].label, _name_of(at) or steps[-1].detail)
    return steps


def _step_into(value: Any, item: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(item)
    if isinstance(value, list):
        if isinstance(item, int):
            return value[item] if item < len(value) else None
        return next((part for part in value if isinstance(part, dict) and str(part.get("id")) == item), None)
    return None


def _name_of(parts: Sequence[Any]) -> str | None:
    found = (part.get(name) for part in parts if isinstance(part, dict) for name in _NAMING)
    return next((str(text) for text in found if text), None)
