"""Texts in more than one language inside a document: {"nl": "…", "en": "…"}."""

from __future__ import annotations

from typing import Any

LANGUAGES = ("nl", "en")
_KEYS = frozenset(LANGUAGES)


def is_localized(value: Any) -> bool:
    """Whether `value` is a text by language and nothing else."""
    return isinstance(value, dict) and bool(value) and value.keys() <= _KEYS


def localize(value: Any, language: str) -> Any:
    """`value` with every text by language replaced by the text in `language`, or in Dutch where that is missing."""
    if isinstance(value, dict):
        if value and value.keys() <= _KEYS:
            return value.get(language) or value.get("nl") or next(iter(value.values()))
        return {name: localize(item, language) for name, item in value.items()}
    if isinstance(value, list):
        return [localize(item, language) for item in value]
    return value


def localized(nl: str | None, en: str | None = None) -> dict[str, str] | None:
    """A text by language, None when there is no Dutch text."""
    if not nl:
        return None
    return {"nl": nl, "en": en} if en else {"nl": nl}
