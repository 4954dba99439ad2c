"""What the fixed choices of forms are called in plain Dutch, by the place where they are chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core.messages import N_
from knowledge.articles.laws import LAW_TEXTS

_YES_NO = {"true": N_("ja"), "false": N_("nee")}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {
        "active": N_("open"),
        "inactive": N_("staat stil"),
        "defunct": N_("gestopt"),
        "temporarily closed": N_("tijdelijk gesloten"),
    },
    "kind": {
        "factsheet": N_("factsheet"),
        "page": N_("uitleg"),
        "best-practice": N_("praktijk"),
    },
    "language": {"nl": N_("Nederlands"), "en": N_("Engels")},
    "audience": {"parent": N_("ouders"), "professional": N_("professionals")},
    "point_precision": {
        "address": N_("het adres zelf"),
        "pc6": N_("de postcode met letters"),
        "pc4": N_("de vier cijfers van de postcode"),
        "place": N_("de plaats"),
    },
    "begin": {"16": N_("16 jaar"), "17": N_("17 jaar"), "17.5": N_("17 en een half jaar")},
    "verdict": {"meaningful": N_("zinvol"), "not-meaningful": N_("niet zinvol")},
    "example": _YES_NO,
    "holds": _YES_NO,
}


def choice_word(field: str, value: str) -> str:
    """The word for a choice of a field, as a Dutch sentence for the catalogs; the choice itself when there is none."""
    if field == "law" and value in LAW_TEXTS:
        return f"{value}: {LAW_TEXTS[value].name}"
    return _WORDS.get(field, {}).get(value, value)
