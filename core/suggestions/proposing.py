"""Reading a whole proposed record, nested as the public sees it, into the content of a record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.messages import N_, Message
from core.publishing.kinds import kinds
from core.suggestions.fields import MOST_PARTS, columns_of, parts_of
from core.suggestions.values import BadSuggestedValue, read_value

UNKNOWN_MEMBER = N_("Dit kennen we hier niet. Kies uit: %(allowed)s.")
NEEDED = N_("Dit hebben we nodig.")
A_LIST = N_("Geef hier een lijst.")
AN_OBJECT = N_("Geef hier een object met velden.")
TOO_MANY = N_("Geef er hoogstens %(most)s.")

MOST_MEMBERS = 60

Faults = list[tuple[str, Message]]


def read_proposal(kind: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], Faults]:
    """The content of a new record of a kind, and what is wrong with it: the name of each member with the reason.

    Columns and parts that only the staff fills cannot be given.
    """
    faults: Faults = []
    content = _read(kinds[kind].model, given, "", faults)
    return content, faults


def _read(model: type[Any], given: Mapping[str, Any], prefix: str, faults: Faults) -> dict[str, Any]:
    columns, parts = columns_of(model), parts_of(model, ())
    addable = {name: part for name, part in parts.items() if part.can_be_added}
    content: dict[str, Any] = {}
    if len(given) > MOST_MEMBERS:
        faults.append((prefix.rstrip(".") or "name", Message(TOO_MANY, {"most": MOST_MEMBERS})))
        return content
    for name, value in given.items():
        if name in columns:
            _read_column(columns[name], value, f"{prefix}{name}", content, faults)
        elif name in addable:
            items = _read_parts(addable[name].model, value, f"{prefix}{name}", faults)
            if items:
                content[addable[name].key] = items
        else:
            allowed = {"allowed": ", ".join((*columns, *addable))}
            faults.append((f"{prefix}{str(name)[:60]}", Message(UNKNOWN_MEMBER, allowed)))
    for column in columns.values():
        if column.required and column.key not in content and column.name not in given:
            faults.append((f"{prefix}{column.name}", Message(NEEDED)))
    return content


def _read_column(column: Any, value: Any, name: str, content: dict[str, Any], faults: Faults) -> None:
    try:
        kept = read_value(column, value)
    except BadSuggestedValue as bad:
        faults.append((name, bad.message))
        return
    if kept is not None:
        content[column.key] = kept
    elif column.required:
        faults.append((name, Message(NEEDED)))


def _read_parts(model: type[Any], given: Any, name: str, faults: Faults) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        faults.append((name, Message(A_LIST)))
        return []
    if len(given) > MOST_PARTS:
        faults.append((name, Message(TOO_MANY, {"most": MOST_PARTS})))
        return []
    items = []
    for number, item in enumerate(given):
        if isinstance(item, Mapping):
            items.append(_read(model, item, f"{name}.{number}.", faults))
        else:
            faults.append((f"{name}.{number}", Message(AN_OBJECT)))
    return items
