"""Factsheets, explanations and best practices: lists, and an article as it holds today or held before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, language, lazy_gettext
from core.publishing.localized import localize
from core.publishing.reading import Withdrawn, moved_to, slugs_of
from knowledge.api.articles import (
    HIGHEST_VERSION,
    article_body,
    article_document,
    counts_by_domain,
    marked_text,
    reading_order,
)
from knowledge.articles.article import DOMAINS, LAWS, Verdict
from knowledge.documents.editions import dutch_today
from knowledge.published import NotValidOn, cards_of
from web.chosen import read_chosen, short_ids, toggled
from web.desk import world_now
from web.site import Pages, page_url, public_url, redirect_to, render_page

Json = dict[str, Any]
Page = str | Response
pages = Pages()
PAGE_OF_KIND = {"factsheet": "factsheet", "page": "explanation", "best-practice": "practice"}
LIST_OF_KIND = {"factsheet": "factsheets", "page": "explanations", "best-practice": "practices"}
_TITLES = {
    "factsheet": lazy_gettext("Factsheets"),
    "page": lazy_gettext("Uitleg"),
    "best-practice": lazy_gettext("Praktijkvoorbeelden"),
}
VERDICTS = tuple(verdict.value for verdict in Verdict)


def _articles(kind: str) -> Iterable[Mapping[str, str]]:
    return ({"slug": slug} for slug in slugs_of(db.session, kind))


@pages.page("/factsheets", name="factsheets")
def factsheets() -> str:
    """The rules per law, in the order of their numbers, and the way to the rest of the knowledge."""
    cards = _cards("factsheet")
    law = _chosen("law", LAWS)
    shown = [card for card in cards if law is None or law in card["laws"]]
    labels = _labels()["laws"]
    laws = [(code, labels.get(code, code)) for code in LAWS if any(code in card["laws"] for card in cards)]
    choices = _choices("factsheets", "law", gettext("alle wetten"), laws, {})
    return render_page("articles/factsheets.html", cards=shown, choices=choices, law=law)


@pages.page("/factsheets/<slug>", name="factsheet", urls=lambda: _articles("factsheet"))
def factsheet(slug: str) -> Page:
    """One factsheet."""
    return _article("factsheet", slug)


@pages.page("/uitleg", name="explanations")
def explanations() -> str:
    """The pages that explain how things work."""
    return render_page("articles/explanations.html", cards=_cards("page"))


@pages.page("/uitleg/<slug>", name="explanation", urls=lambda: _articles("page"))
def explanation(slug: str) -> Page:
    """One explanation, with what it holds beside text: a time line, needs, or conditions."""
    return _article("page", slug)


@pages.page("/praktijk", name="practices")
def practices() -> str:
    """What worked and what did not, by domain and verdict."""
    cards = _cards("best-practice")
    domain, verdict = _chosen("domain", DOMAINS), _chosen("verdict", VERDICTS)
    shown = [
        card
        for card in cards
        if (domain is None or domain in card["domains"]) and (verdict is None or card["verdict"] == verdict)
    ]
    labels = _labels()
    domains = [(code, labels["domains"].get(code, code)) for code in DOMAINS]
    verdicts = [(Verdict.MEANINGFUL.value, gettext("Zinvol")), (Verdict.NOT_MEANINGFUL.value, gettext("Niet zinvol"))]
    return render_page(
        "articles/practices.html",
        cards=shown,
        counts=counts_by_domain(cards),
        domain=domain,
        domain_choices=_choices("practices", "domain", gettext("alle domeinen"), domains, {"verdict": verdict}),
        verdict=verdict,
        verdict_choices=_choices("practices", "verdict", gettext("elk oordeel"), verdicts, {"domain": domain}),
        labels=labels,
    )


def _choices(
    name: str, member: str, everything: str, values: Iterable[tuple[str, str]], others: Mapping[str, str | None]
) -> list[tuple[str | None, str, str]]:
    """What a list can be narrowed by: (value, label, address), all of it first. others: what else is chosen."""
    all_of_it = (None, everything, page_url(name, **others))
    return [all_of_it, *((value, label, page_url(name, **{member: value}, **others)) for value, label in values)]


@pages.page("/praktijk/<slug>", name="practice", urls=lambda: _articles("best-practice"))
def practice(slug: str) -> Page:
    """One best practice, with how it was looked into."""
    return _article("best-practice", slug)


def _article(kind: str, slug: str) -> Page:
    """An article; sent on when it has another address now."""
    day, version = _day(), _version()
    try:
        document = article_document(kind, slug, day, version)
    except NotValidOn as error:
        page = render_page(
            "articles/other_day.html",
            error=error,
            page_name=PAGE_OF_KIND[kind],
            list_page=LIST_OF_KIND[kind],
            versions=error.versions,
        )
        return make_response(page, 404)
    except (NotFound, Withdrawn):
        moved = moved_to(db.session, kind, slug)
        if moved is None or moved.slug == slug:
            raise
        return redirect_to(PAGE_OF_KIND[moved.kind], code=301, slug=moved.slug, i=read_chosen(request.args))
    text = marked_text(document)
    body = article_body(document, text)
    chosen, short_id = read_chosen(request.args), short_ids(db.session, [body["id"]])[body["id"]]
    # Who asks for a day or a version reads an older text; the address without either is the article.
    return render_page(
        "articles/article.html",
        body=body,
        terms=text.terms,
        chosen=chosen,
        short_id=short_id,
        add=page_url(PAGE_OF_KIND[kind], slug=slug, i=toggled(chosen, short_id)),
        list_page=LIST_OF_KIND[kind],
        list_title=str(_TITLES[kind]),
        labels=_labels(),
        json_ld=_json_ld(body),
        is_present=document.current and day == dutch_today() and version is None,
        versions=_versions(kind, slug, body["versions"]),
        needs_by_domain=_needs_by_domain(body["needs"] or ()),
        timeline=_timeline(body["timeline"] or ()),
    )


def _json_ld(body: Json) -> Json:
    """The article in the words of schema.org."""
    shown: Json = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": body["title"],
        "description": body["summary"],
        "inLanguage": body["language"],
        "url": public_url() + body["pageUrl"],
        "datePublished": body["versions"][-1]["publishedAt"],
        "dateModified": body["versions"][0]["publishedAt"],
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Zorg in uw Buurt", "url": public_url()},
    }
    sources = [source["url"] for source in body["sources"] or () if source["url"]]
    return {**shown, **({"citation": sources} if sources else {})}


def _timeline(steps: Sequence[Json]) -> list[tuple[float | None, list[Json]]]:
    """The steps of a time line by the age at which to begin, the earliest first; last those that have no such age."""
    ages = sorted({step["beginAge"] for step in steps}, key=lambda age: (age is None, age))
    return [(age, [step for step in steps if step["beginAge"] == age]) for age in ages]


def _needs_by_domain(needs: Sequence[Json]) -> dict[str, list[Json]]:
    """Per domain its needs, each with the page that searches for it. The members of a search are those of the API."""
    found: dict[str, list[Json]] = {}
    for need in needs:
        found.setdefault(need["domain"], []).append({**need, "address": page_url("results", **need["search"])})
    return found


def _versions(kind: str, slug: str, versions: Sequence[Json]) -> list[Json]:
    return [
        {
            **item,
            "address": page_url(PAGE_OF_KIND[kind], slug=slug, version=item["version"], validOn=item["validFrom"]),
        }
        for item in versions
    ]


def _cards(kind: str) -> list[Json]:
    """The cards of a kind that hold today, in reading order, in the reader's language."""
    cards = sorted(cards_of(db.session, kind, dutch_today()), key=reading_order)
    shown: list[Json] = [localize(card, language()) for card in cards]
    return shown


def _labels() -> dict[str, dict[str, str]]:
    world, code = world_now(), language()
    return {taxonomy: world.labels_in(taxonomy, code) for taxonomy in ("laws", "domains")}


def _chosen(name: str, allowed: Sequence[str]) -> str | None:
    """What was chosen in the address; None for nothing, and for what there is not: then everything is shown."""
    value = request.args.get(name, "")
    return value if value in allowed else None


def _day() -> date:
    """The day for which was asked; today when it is no day."""
    try:
        return date.fromisoformat(request.args.get("validOn", ""))
    except ValueError:
        return dutch_today()


def _version() -> int | None:
    text = request.args.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= HIGHEST_VERSION else None
