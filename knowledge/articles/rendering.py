"""From an `Article` to safe HTML, to the sections that search finds on their own, and to a numbered source list.

Three layers keep HTML safe, each enough by itself: reading refuses raw HTML and unsafe links; the parser shows raw
HTML as text; and nh3 lets only the tags and attributes below through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import nh3
from markdown_it.token import Token

from knowledge.articles.article import Article, LawArticle, Source
from knowledge.articles.citations import resolve_citation
from knowledge.articles.expanding import expanded_body
from knowledge.articles.laws import LAW_TEXTS, article_link
from knowledge.articles.markdown import REFERENCE_SCHEME, SAFE_SCHEMES, article_parser, text_of

ReferencePath = Callable[[str, str], str]
"""Gives the path of an entry from its kind and slug."""

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"scope"},
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "h5", "h6", "li")},
}
_CLASSES = {"sup": {"citation"}, "table": {"table"}, "ol": {"sources"}}
_PATHS = {
    "factsheet": "/factsheets",
    "page": "/paginas",
    "best-practice": "/praktijken",
    "escalation-route": "/routes",
    "decision-flow": "/keuzehulp",
    "glossary-term": "/begrippen",
}
_WORDS = {
    "nl": {
        "article": "artikel",
        "version": "tekst van",
        "summary": "gelezen in een samenvatting",
        "undated": "zonder datum",
        "accessed": "gelezen",
        "source": "Bron",
    },
    "en": {
        "article": "article",
        "version": "text of",
        "summary": "read in a summary",
        "undated": "undated",
        "accessed": "read",
        "source": "Source",
    },
}
_MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading of level two, up to the next. The text before the first has anchor ""."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One line of the source list. anchor: its id in the page; url: a deep link for a law article."""

    number: int
    anchor: str
    title: str
    publisher: str
    date: str | None
    url: str | None
    accessed: str | None
    target: Source | LawArticle


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """An article as HTML. `sources_html` is the ordered list that the citations in `body_html` link to."""

    body_html: str
    sources_html: str
    sections: tuple[Section, ...]
    sources: tuple[ListedSource, ...]
    text: str


def default_reference_path(kind: str, slug: str) -> str:
    """The path of an entry when the face names no other: `/factsheets/slug`."""
    return f"{_PATHS.get(kind, '/' + kind)}/{slug}"


def render(article: Article, reference_path: ReferencePath = default_reference_path) -> RenderedArticle:
    """The article as safe HTML with sections, plain text and sources, numbered in the order of first citation."""
    parser = article_parser()
    tokens = parser.parse(expanded_body(article))
    sections = _sections(tokens)
    sources = _listed_sources(article, tokens)
    _fill_in(article, tokens, {listed.target: listed for listed in sources}, reference_path)
    return RenderedArticle(
        body_html=_clean(parser.renderer.render(tokens, parser.options, {})),
        sources_html=_clean(_sources_html(sources, article.language)),
        sections=sections,
        sources=sources,
        text="\n\n".join(f"{section.title}\n{section.text}".strip() for section in sections),
    )


def sections(article: Article) -> tuple[Section, ...]:
    """The sections of an article, for the index: anchor, title and plain text without citations."""
    return _sections(article_parser().parse(expanded_body(article)))


def plain_text(article: Article) -> str:
    """The whole text without Markdown and citations, headings on their own lines."""
    return "\n\n".join(f"{section.title}\n{section.text}".strip() for section in sections(article))


def human_date(value: str, language: str) -> str:
    """A year, month or day in ISO 8601 as people write it: 22 november 2026, november 2026, 2026."""
    parts = value.split("-")
    if len(parts) == 1:
        return value
    month = _MONTHS[language][int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=set(SAFE_SCHEMES),
        link_rel="noopener noreferrer",
    )


def _sections(tokens: Sequence[Token]) -> tuple[Section, ...]:
    found: list[Section] = []
    texts: list[str] = []
    anchor, title, in_title = "", "", False
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            found.append(Section(anchor, title, "\n".join(texts)))
            anchor, texts, in_title = str(token.attrGet("id") or ""), [], True
        elif token.type == "inline":
            text = " ".join(text_of(token.children or ()).split())
            if in_title:
                title, in_title = text, False
            elif text:
                texts.append(text)
        elif token.type in {"fence", "code_block"}:
            texts.append(token.content.strip())
    found.append(Section(anchor, title, "\n".join(texts)))
    return tuple(section for section in found if section.title or section.text)


def _listed_sources(article: Article, tokens: Sequence[Token]) -> tuple[ListedSource, ...]:
    order: dict[Source | LawArticle, None] = {}
    for token in tokens:
        for child in token.children or ():
            cited = resolve_citation(article, child.content) if child.type == "citation" else None
            if cited is not None:
                order[cited.target] = None
    order.update(dict.fromkeys(article.sources))
    order.update(dict.fromkeys(article.law_articles))
    return tuple(_listed(number, target, article.language) for number, target in enumerate(order, start=1))


def _listed(number: int, target: Source | LawArticle, language: str) -> ListedSource:
    anchor = f"bron-{number}"
    if isinstance(target, Source):
        return ListedSource(
            number, anchor, target.title, target.publisher, target.date, target.url, target.accessed, target
        )
    words, law = _WORDS[language], LAW_TEXTS[target.law]
    name = law.name if language == "nl" else f"{law.english} ({law.name})"
    return ListedSource(
        number,
        anchor,
        f"{name}, {words['article']} {target.article}",
        "wetten.overheid.nl",
        target.version.isoformat(),
        article_link(target.law, target.article, target.version),
        None,
        target,
    )


def _fill_in(
    article: Article,
    tokens: Sequence[Token],
    listed: dict[Source | LawArticle, ListedSource],
    reference_path: ReferencePath,
) -> None:
    """Give each token the HTML that Markdown itself does not know: citations, references, table classes."""
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "table")
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
        for child in token.children or ():
            if child.type == "citation":
                child.type, child.content = "html_inline", _citation_html(article, child.content, listed)
            elif child.type == "link_open":
                child.attrSet("href", _href(str(child.attrGet("href") or ""), reference_path))


def _href(target: str, reference_path: ReferencePath) -> str:
    if not target.startswith(f"{REFERENCE_SCHEME}:"):
        return target
    entry, hash_sign, anchor = target.removeprefix(f"{REFERENCE_SCHEME}:").partition("#")
    kind, _, slug = entry.partition("/")
    return f"{reference_path(kind, slug)}{hash_sign}{anchor}"


def _citation_html(article: Article, text: str, listed: dict[Source | LawArticle, ListedSource]) -> str:
    cited = resolve_citation(article, text)
    if cited is None:
        return "<sup>[?]</sup>"
    line = listed[cited.target]
    title = f"{line.title} {cited.place}".strip()
    return f'<sup class="citation"><a href="#{line.anchor}" title="{escape(title)}">[{line.number}]</a></sup>'


def _sources_html(sources: Sequence[ListedSource], language: str) -> str:
    if not sources:
        return ""
    lines = [f'<li id="{line.anchor}">{_source_line(line, language)}</li>' for line in sources]
    return '<ol class="sources">' + "".join(lines) + "</ol>"


def _source_line(line: ListedSource, language: str) -> str:
    words = _WORDS[language]
    title = escape(line.title)
    linked = f'<a href="{escape(line.url)}">{title}</a>' if line.url else title
    if isinstance(line.target, LawArticle):
        parts = [f"{words['version']} {human_date(line.date or date.max.isoformat(), language)}"]
        if line.target.summary_only:
            parts.append(words["summary"])
        return f"{linked}, {', '.join(parts)}."
    dated = human_date(line.date, language) if line.date else words["undated"]
    accessed = f"{words['accessed']} {human_date(line.accessed, language)}" if line.accessed else ""
    return f"{linked}. {escape(line.publisher)}, {dated}" + (f"; {accessed}" if accessed else "") + "."
