"""Jargon without an explanation: abbreviations, and words of the field that a newcomer does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.prose.faults import ProseSettingsError

_ABBREVIATION = re.compile(r"(?<![\w\-/&])[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:\+)?(?![\w+])")


@dataclass(frozen=True, slots=True)
class Jargon:
    """words: jargon in lower case. ordinary: abbreviations that need no entry, with the reason."""

    words: frozenset[str]
    ordinary: dict[str, str]

    def in_text(self, text: str) -> Iterator[str]:
        """The jargon in a text, in order: as written for abbreviations, in lower case for words."""
        for found in _ABBREVIATION.finditer(text):
            word = found.group(0)
            singular = word[:-1] if word.endswith("s") and word[:-1].isupper() else word
            if singular not in self.ordinary:
                yield singular
        lower = text.casefold()
        for word in sorted(self.words):
            if re.search(rf"(?<![\w\-]){re.escape(word)}(?![\w\-])", lower):
                yield word


def read_jargon(path: Path) -> Jargon:
    """The jargon list: `words`, and `ordinary` with an abbreviation and a reason each."""
    data = _mapping(path)
    ordinary = {str(item["word"]): str(item["reason"]) for item in data["ordinary"]}
    return Jargon(frozenset(str(word).casefold() for word in data["words"]), ordinary)


def read_glossary_forms(path: Path) -> frozenset[str]:
    """Every form in lower case under which the glossary explains a term: term, abbreviation, synonyms, slug.

    The slug counts because it is the short name of a term: `zorgplan` for "Zorgplan Kind & Gezin".
    """
    if not path.exists():
        raise ProseSettingsError(f"no glossary at {path.name}; write it before measuring jargon")
    entries = _mapping(path).get("terms")
    if not isinstance(entries, list):
        raise ProseSettingsError(f"{path.name} must hold a list of terms under `terms`")
    return frozenset(form.casefold() for entry in entries for form in _forms(entry))


def _forms(value: Any) -> Iterator[str]:  # a YAML value: text, or per language a text or list
    if not isinstance(value, dict):
        return
    for field in ("term", "abbreviation", "synonyms"):
        yield from _texts(value.get(field))
    yield from (slug.replace("-", " ") for slug in _texts(value.get("slug")))


def _texts(value: Any) -> Iterator[str]:  # a YAML value of any shape
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _mapping(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ProseSettingsError(f"{path.name} must hold fields with values")
    return data
