"""Where an entry of the knowledge base is read: the page for people and the address in the API. Pure."""

from __future__ import annotations

from collections.abc import Callable

from core.publishing.entries import Localized

API = "/api/v1"
_API_PATHS = {
    "factsheet": "factsheets",
    "page": "pages",
    "best-practice": "best-practices",
    "glossary-term": "glossary-terms",
    "agenda-item": "agenda-items",
    "escalation-route": "escalation-routes",
    "decision-flow": "decision-flows",
    "service": "services",
}
_PAGE_PATHS = {
    "factsheet": "factsheets",
    "page": "uitleg",
    "best-practice": "praktijk",
    "glossary-term": "begrippen",
    "escalation-route": "escalatie",
    "decision-flow": "keuzehulp",
    "service": "zorg",
}
# What everybody uses has a short address of its own.
_SHORT = {
    ("escalation-route", "escalatieroute"): "escalatie",
    ("decision-flow", "wie-betaalt"): "wie-betaalt",
}
_PREFIXES = {"nl": "", "en": "/en"}


def api_address(kind: str, slug: str) -> str:
    """The address of an entry in the API: `/api/v1/factsheets/jeugdwet-en-gemeente`."""
    return f"{API}/{_API_PATHS.get(kind, kind)}/{slug}"


def page_path(kind: str, slug: str, language: str) -> str:
    """The path of the page of an entry in one language: `/begrippen/ciz`, `/en/begrippen/ciz`.

    Items of the work agenda share one page, each with an anchor on it.
    """
    prefix = _PREFIXES[language]
    if kind == "agenda-item":
        return f"{prefix}/werkagenda#{slug}"
    short = _SHORT.get((kind, slug))
    return f"{prefix}/{short}" if short else f"{prefix}/{_PAGE_PATHS.get(kind, kind)}/{slug}"


def page_paths(kind: str, slug: str, anchor: str = "") -> Localized:
    """The path of the page in each language, with an anchor when one is given."""
    behind = f"#{anchor}" if anchor else ""
    return {language: page_path(kind, slug, language) + behind for language in _PREFIXES}


def reference_path(language: str) -> Callable[[str, str], str]:
    """What turns a reference (kind, slug) in a text of this language into the path of its page."""

    def path(kind: str, slug: str) -> str:
        return page_path(kind, slug, language)

    return path
