"""The form of a question: what kind of answer it leans to. A hint for the ranking, never a filter."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORMS = (
    (
        # Who pays, what is one entitled to, how does one apply.
        ("factsheet", "decision-flow"),
        r"wie (betaal|vergoed|financier|bekostig|beslis|indiceer|regel)|wordt .*\bvergoed|krijg .*\bvergoed"
        r"|\b(hoe|waar) (vraag|vragen) .*\baan\b|\b(hoe|waar) .*\baanvra|\brecht op\b|\bhebben? (ik|we|wij) .*\brecht\b"
        r"|\bwat (kost|vergoedt|betaalt|verandert)|\bwelke wet\b|\bonder welke\b|\bvalt .*\bonder\b"
        r"|\bwho (pays|decides)|\bhow (do|can) (i|we) apply|\bentitled\b",
    ),
    (
        ("factsheet",),
        r"^(mag|moet|moeten|mogen|kan|kunnen) |\bhoe (kan|moet|regel|krijg|werkt|lang|maak|doe)|\bwat (moet|mag|doe)\b"
        r"|\bvoorwaarden?\b|\bregels?\b|\bhow (do|does|can|long)\b",
    ),
    (
        ("glossary-term",),
        r"\bwat (is|zijn|betekent|betekenen|houdt|doet)\b|\bbetekenis\b|\bafkorting\b|\bdefinitie\b"
        r"|\bwat wordt bedoeld\b|\bwhat (is|are|does)\b",
    ),
    (
        ("escalation-route",),
        r"\bbezwaar|\bin beroep\b|\bberoepschrift|\bvastgelopen\b|\bvastlo|\bloop(t|en)? vast\b|\bklacht|\bklagen\b"
        r"|\boneens\b|\bniet (mee )?eens\b|\bgeweigerd|\bweiger|\bafgewezen\b|\bafwijzing|\bgeschil|\bescal"
        r"|\bkastje naar de muur\b|\bnergens terecht\b|\bniemand helpt\b|\bnaar elkaar\b"
        r"|\bstuck\b|\bappeal\b|\brefus(ed|al)\b|\bcomplain",
    ),
)
_PATTERNS = tuple((kinds, re.compile(pattern)) for kinds, pattern in _FORMS)


def leaning(words: Sequence[str]) -> tuple[str, ...]:
    """The kinds of entry that fit the form of a question, given as folded words with stop words; most have none."""
    line = " ".join(words)
    return tuple(dict.fromkeys(kind for kinds, pattern in _PATTERNS if pattern.search(line) for kind in kinds))
