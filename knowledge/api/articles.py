"""Factsheets, pages and best practices over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response
from marshmallow import Schema, validate

from core.api.api import ApiBlueprint
from core.api.fields import WholeNumber
from core.api.problems import NotFound, register_problem
from core.api.responses import json_bytes, utc_text
from core.database import db
from core.i18n import gettext, language, lazy_gettext
from core.publishing.localized import localize
from core.publishing.models import Document
from knowledge.addresses import api_address
from knowledge.api.answers import Made, kept_answer, kept_text
from knowledge.api.lists import ArticleArguments, Json, chosen, codes, page_of, valid_on
from knowledge.api.schemas import ArticleSchema, BestPracticeList, FactsheetList, PageList
from knowledge.articles.article import DOMAINS, Verdict
from knowledge.articles.marking import Marked, find_terms
from knowledge.documents.articles import ARTICLE_KINDS
from knowledge.published import (
    NotValidOn,
    Version,
    cards_by_slug,
    cards_of,
    document_on,
    marked_terms,
    version_of,
    versions_of,
)

blp = ApiBlueprint(
    "articles", __name__, description=lazy_gettext("Factsheets, uitleg en praktijkvoorbeelden, met hun bronnen.")
)
_MEMBERS = {"law": "laws", "domain": "domains", "audience": "audience"}
HIGHEST_VERSION = 10**6

register_problem(
    NotValidOn,
    404,
    code="not-valid-on-this-day",
    title=lazy_gettext("Op deze dag geldt hier niets van"),
    advice=lazy_gettext("Kies met `validOn` een dag uit `versions`."),
    members=lambda error: {"versions": [version_json(error.kind, error.slug, version) for version in error.versions]},
)


class BestPracticeArguments(ArticleArguments):
    """What the list of best practices can be narrowed by."""

    verdict = codes(lazy_gettext("Oordeel: zinvol of niet-zinvol."), [verdict.value for verdict in Verdict])


class TextArguments(Schema):
    """Which text of an article."""

    valid_on = valid_on()
    version = WholeNumber(
        validate=validate.Range(1, HIGHEST_VERSION),
        metadata={"description": lazy_gettext("Een eerdere versie, zoals in `versions` staat."), "example": 1},
    )


@blp.route("/factsheets")
@blp.arguments(ArticleArguments(), location="query")
@blp.response(200, FactsheetList)
@blp.doc(
    summary=lazy_gettext("Lijst van factsheets"),
    description=lazy_gettext("De regels per wet, op nummer. Met `validOn` zoals ze op een dag gelden."),
)
def list_factsheets(arguments: Json) -> Response:
    """A page of factsheets, in the order of their numbers."""
    return _list("factsheet", "factsheets", arguments)


@blp.route("/factsheets/<string:key>")
@blp.arguments(TextArguments(), location="query")
@blp.response(200, ArticleSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Eén factsheet"),
    description=lazy_gettext("De hele tekst met bronnen en wetsartikelen, op sleutel of op naam in het webadres."),
)
def get_factsheet(arguments: Json, key: str) -> Response:
    """A factsheet by slug or id."""
    return _get("factsheet", key, arguments)


@blp.route("/pages")
@blp.arguments(ArticleArguments(), location="query")
@blp.response(200, PageList)
@blp.doc(summary=lazy_gettext("Lijst van uitleg"), description=lazy_gettext("Pagina's met uitleg, op titel."))
def list_pages(arguments: Json) -> Response:
    """A page of pages."""
    return _list("page", "pages", arguments)


@blp.route("/pages/<string:key>")
@blp.arguments(TextArguments(), location="query")
@blp.response(200, ArticleSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Eén pagina met uitleg"),
    description=lazy_gettext("Ook de tijdlijn naar 18 jaar, de hulpbehoeftescan en de voorwaarden, als gegevens."),
)
def get_page(arguments: Json, key: str) -> Response:
    """A page by slug or id."""
    return _get("page", key, arguments)


@blp.route("/best-practices")
@blp.arguments(BestPracticeArguments(), location="query")
@blp.response(200, BestPracticeList)
@blp.doc(
    summary=lazy_gettext("Lijst van praktijkvoorbeelden"),
    description=lazy_gettext("Wat zinvol bleek en wat niet, met aantallen per domein."),
)
def list_best_practices(arguments: Json) -> Response:
    """A page of concluded practices, and how many each domain has."""
    return _list("best-practice", "bestPractices", arguments)


@blp.route("/best-practices/<string:key>")
@blp.arguments(TextArguments(), location="query")
@blp.response(200, ArticleSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Eén praktijkvoorbeeld"),
    description=lazy_gettext("Wat er gebeurt, waaraan het is gemeten, wat daaruit kwam en wanneer."),
)
def get_best_practice(arguments: Json, key: str) -> Response:
    """A concluded practice by slug or id."""
    return _get("best-practice", key, arguments)


def _list(kind: str, name: str, arguments: Json) -> Response:
    return kept_answer(lambda: _page(kind, name, arguments), arguments)


def _page(kind: str, name: str, arguments: Json) -> Made:
    cards = cards_of(db.session, kind, arguments["valid_on"])
    members = {**_MEMBERS, **({"verdict": "verdict"} if "verdict" in arguments else {})}
    shown = sorted(chosen(cards, arguments, members), key=reading_order)
    return page_of(shown, arguments, name, {"counts": counts_by_domain(cards)} if "verdict" in arguments else None)


def reading_order(card: Json) -> tuple[int, str]:
    """What puts cards in the order in which they are read: by number, then by title in the reader's language."""
    return card["number"] or 0, localize(card["title"], language()).casefold()


def counts_by_domain(cards: Sequence[Json]) -> list[Json]:
    """How many practices each domain has, per verdict. One that belongs to two domains counts in both."""
    return [
        {
            "domain": domain,
            "meaningful": _number_of(cards, domain, Verdict.MEANINGFUL),
            "notMeaningful": _number_of(cards, domain, Verdict.NOT_MEANINGFUL),
        }
        for domain in DOMAINS
    ]


def _number_of(cards: Sequence[Json], domain: str, verdict: Verdict) -> int:
    return sum(1 for card in cards if domain in card["domains"] and card["verdict"] == verdict.value)


def _get(kind: str, key: str, arguments: Json) -> Response:
    document = article_document(kind, key, arguments["valid_on"], arguments.get("version"))
    return kept_answer(lambda: Made(json_bytes(article_body(document, marked_text(document)))), document.seq)


def article_document(kind: str, key: str, day: date, number: int | None = None) -> Document:
    """An article as it holds on a day, or as it was published with a version number.

    Raises NotFound, Withdrawn, and NotValidOn when it holds on other days only.
    """
    if number is None:
        document = document_on(db.session, kind, key, day)
    else:
        document = version_of(db.session, kind, key, number, day) or version_of(db.session, kind, key, number, None)
    if document is None:
        raise NotFound(gettext("Dit is er niet. Zoek het op via /search."))
    return document


def marked_text(document: Document) -> Marked:
    """The text of an article in the reader's language, with its terms marked."""
    text: Json = localize({name: document.body[name] for name in ("html", "language")}, language())

    def mark() -> Marked:
        return find_terms(text["html"], marked_terms(db.session, text["language"]))

    return kept_text(mark, document.seq, text["language"])


def article_body(document: Document, text: Marked) -> Json:
    """The whole answer: the published body in the reader's language, with what is known only now. text: its text."""
    kept = document.body
    body: Json = localize(kept, language())
    body["languageVersions"] = [
        {"language": code, "title": kept["title"][code], "pageUrl": kept["pageUrl"][code]} for code in kept["languages"]
    ]
    body["html"] = text.html
    body["relatedArticles"] = _links(body["relatedArticles"], ARTICLE_KINDS)
    body["relatedServices"] = _links(body["relatedServices"], ("service",))
    versions = versions_of(db.session, document)
    body["versions"] = [version_json(document.kind, document.slug, version) for version in versions]
    return body


def _links(slugs: Sequence[str], kinds: Sequence[str]) -> list[Json]:
    """Links to what is published of these slugs, in their order."""
    known = cards_by_slug(db.session, slugs, kinds)
    return [link_json(known[slug]) for slug in slugs if slug in known]


def link_json(card: Json) -> Json:
    """A link to the thing of a card, in the reader's language."""
    shown: Any = {name: card[name] for name in ("id", "kind", "slug", "title", "url", "pageUrl")}
    link: Json = localize(shown, language())
    return link


def version_json(kind: str, slug: str, version: Version) -> Json:
    """A version as in the answers, with the address where it is read."""
    valid_from = version.valid_from.isoformat() if version.valid_from else ""
    return {
        "version": version.number,
        "validFrom": valid_from or None,
        "validUntil": version.valid_until.isoformat() if version.valid_until else None,
        "publishedAt": utc_text(version.published_at),
        "current": version.current,
        "url": f"{api_address(kind, slug)}?version={version.number}&validOn={valid_from}",
    }
