"""What articles must agree on with each other: language versions, and the slugs they point at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.articles.article import Article
from knowledge.articles.faults import Fault, FaultCode
from knowledge.articles.markdown import REFERENCE_SCHEME, article_parser

_ARTICLE_KINDS = ("factsheet", "page", "best-practice")


def references(article: Article) -> tuple[tuple[str, str], ...]:
    """The entries that the body links to with `ref:`, as (kind, slug), each once, in the order of the text."""
    found: dict[tuple[str, str], None] = {}
    for token in article_parser().parse(article.body):
        for child in token.children or ():
            target = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if target.startswith(f"{REFERENCE_SCHEME}:"):
                kind, _, slug = target.removeprefix(f"{REFERENCE_SCHEME}:").partition("#")[0].partition("/")
                found[(kind, slug)] = None
    return tuple(found)


def anchors(article: Article) -> tuple[str, ...]:
    """The anchors of the headings in the body, in the order of the text."""
    tokens = article_parser().parse(article.body)
    return tuple(str(token.attrGet("id")) for token in tokens if token.type == "heading_open")


def unity_faults(articles: Sequence[tuple[str, Article]]) -> Iterator[Fault]:
    """Faults between articles, each given with the name of its file."""
    first: dict[str, Article] = {}
    versions: set[tuple[str, str, str]] = set()
    slugs = {(article.kind.value, article.slug) for _, article in articles}
    for name, article in articles:
        yield from _reference_faults(name, article, slugs)
        version = (article.slug, article.language, article.valid_from.isoformat())
        if version in versions:
            yield Fault(FaultCode.DUPLICATE, None, "slug", article.slug, name)
        versions.add(version)
        other = first.setdefault(article.slug, article)
        for field, mine, theirs in (
            ("kind", article.kind, other.kind),
            ("number", article.number, other.number),
            ("laws", article.laws, other.laws),
            ("domains", article.domains, other.domains),
        ):
            if mine != theirs:
                yield Fault(FaultCode.LANGUAGES_DIFFER, None, field, f"{mine} and {theirs}", name)
        if article.valid_from == other.valid_from and anchors(article) != anchors(other):
            differing = sorted(set(anchors(article)) ^ set(anchors(other)))
            yield Fault(FaultCode.LANGUAGES_DIFFER, None, "headings", ", ".join(differing) or "order", name)


def _reference_faults(name: str, article: Article, slugs: set[tuple[str, str]]) -> Iterator[Fault]:
    known = {slug for _, slug in slugs}
    for slug in article.related_articles:
        if slug not in known:
            yield Fault(FaultCode.UNKNOWN_REFERENCE, None, "related_articles", slug, name)
    for kind, slug in references(article):
        if kind in _ARTICLE_KINDS and (kind, slug) not in slugs:
            yield Fault(FaultCode.UNKNOWN_REFERENCE, None, None, f"{kind}/{slug}", name)
