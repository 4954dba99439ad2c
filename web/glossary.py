"""The words of the field in plain language: the alphabet, and each term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.database import db
from core.i18n import language
from core.publishing.localized import localize
from core.publishing.reading import Withdrawn, moved_to, slugs_of
from knowledge.api.glossary import folded, term_body, terms_beginning
from knowledge.documents.editions import dutch_today
from knowledge.documents.glossary import KIND
from knowledge.published import document_on
from web.desk import world_now
from web.site import Pages, page_url, public_url, redirect_to, render_page

Json = dict[str, Any]
Page = str | Response
pages = Pages()
LONGEST_QUESTION = 100
OTHER_SIGNS = "#"


@pages.page("/begrippen", name="glossary")
def glossary() -> str:
    """All terms from A to Z, or those that begin with what was typed."""
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    terms: list[Json] = [localize(term, language()) for term in terms_beginning(asked)]
    return render_page("glossary/list.html", letters=_by_letter(terms), asked=asked, found=len(terms))


def _by_letter(terms: Iterable[Json]) -> dict[str, list[Json]]:
    letters: dict[str, list[Json]] = {}
    for term in terms:
        first = folded(term["term"])[:1].upper()
        letters.setdefault(first if first.isalpha() else OTHER_SIGNS, []).append(term)
    return letters


def _terms() -> Iterable[Mapping[str, str]]:
    return ({"slug": slug} for slug in slugs_of(db.session, KIND))


@pages.page("/begrippen/<slug>", name="term", urls=_terms)
def term(slug: str) -> Page:
    """One term: its meaning, other words for it, related terms and where it comes from."""
    try:
        document = document_on(db.session, KIND, slug, dutch_today())
        if document is None:
            raise NotFound
    except (NotFound, Withdrawn):
        moved = moved_to(db.session, KIND, slug)
        if moved is None:
            raise
        return redirect_to("term", code=301, slug=moved.slug)
    body = term_body(document)
    labels = world_now().labels_in("laws", language())
    return render_page("glossary/term.html", body=body, labels=labels, json_ld=_json_ld(body))


def _json_ld(body: Json) -> Json:
    """The term in the words of schema.org."""
    shown: Json = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "name": body["term"],
        "description": body["meaning"],
        "url": public_url() + body["pageUrl"],
        "inDefinedTermSet": public_url() + page_url("glossary"),
    }
    return {**shown, **({"termCode": body["abbreviation"]} if body["abbreviation"] else {})}
