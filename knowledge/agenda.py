"""The themes and stations of the work agenda, as its sources name them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from core.publishing.entries import Localized

FILE = Path(__file__).parent / "starter" / "agenda.yaml"


@dataclass(frozen=True, slots=True)
class AgendaWords:
    """Labels by theme code and by station number."""

    themes: Mapping[str, Localized]
    stations: Mapping[int, Localized]


@cache
def agenda_words() -> AgendaWords:
    """The labels, read once."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return AgendaWords(
        themes={item["code"]: {"nl": item["nl"], "en": item["en"]} for item in data["themes"]},
        stations={item["number"]: {"nl": item["nl"], "en": item["en"]} for item in data["stations"]},
    )
