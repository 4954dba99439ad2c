"""The kinds of public things in words, for who reads or sends suggestions."""

from __future__ import annotations

from core.messages import N_

_KINDS = {
    "organization": N_("Organisatie"),
    "service": N_("Zorgaanbod"),
    "location": N_("Locatie"),
    "factsheet": N_("Factsheet"),
    "best-practice": N_("Praktijk"),
    "page": N_("Uitleg"),
    "glossary-term": N_("Begrip"),
    "escalation-route": N_("Route"),
    "decision-flow": N_("Beslishulp"),
    "agenda-item": N_("Agendapunt"),
    "region": N_("Regio"),
    "taxonomy": N_("Lijst"),
}


def kind_label(kind: str) -> str:
    """The Dutch name of a kind, for the catalogs; its own name when it has none."""
    return _KINDS.get(kind, kind)
