"""Texts in data files: routes, flows, glossary and agenda, where a text stands as `{nl: …, en: …}`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.prose.faults import ProseSettingsError

_LANGUAGES = frozenset({"nl", "en"})
_NOT_OURS = frozenset({"sources", "quote"})
"""Fields whose words are somebody else's, such as the title of a source."""


@dataclass(frozen=True, slots=True)
class DataText:
    """One text of a data file, in one language. file: its path below the folder, without `.yaml`."""

    file: str
    language: str
    text: str


def read_data_texts(folder: Path) -> list[DataText]:
    """Every localized text in the `*.yaml` files below `folder`, in the order of the files."""
    found: list[DataText] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise ProseSettingsError(f"{path.name} is not valid YAML: {error}") from error
        found.extend(DataText(name, language, text) for language, text in _localized(data))
    return found


def _localized(value: Any) -> Iterator[tuple[str, str]]:  # a YAML value of any shape
    if isinstance(value, list):
        for item in value:
            yield from _localized(item)
    elif isinstance(value, dict):
        if value and set(value) <= _LANGUAGES:
            yield from ((language, text) for language, text in value.items() if isinstance(text, str))
            return
        for field, item in value.items():
            if field not in _NOT_OURS:
                yield from _localized(item)
