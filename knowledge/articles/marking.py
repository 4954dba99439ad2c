"""Mark the first use of each glossary term in the HTML of an article.

Computed when the page is made, never stored, so that a term added today is marked in an article of last year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

_CLOSED_TO_MARKS = frozenset(
    {"a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "option", "pre",
     "script", "style", "sup", "textarea", "title"}
)  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "meta", "link", "source", "area", "base", "embed"})


@dataclass(frozen=True, slots=True)
class MarkedTerm:
    """A term to mark: its forms as they occur in texts, where it is explained, and its meaning in short.

    A form in capitals (`CIZ`) or with one inside (`Wlz`) is matched as written; others whatever their case.
    """

    slug: str
    forms: tuple[str, ...]
    href: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Marked:
    """HTML with its terms marked. terms: those that were marked, in the order of the text, each with the words used."""

    html: str
    terms: tuple[tuple[str, MarkedTerm], ...]


def mark_terms(html: str, terms: Sequence[MarkedTerm]) -> str:
    """As `find_terms`, the HTML only."""
    return find_terms(html, terms).html


def find_terms(html: str, terms: Sequence[MarkedTerm]) -> Marked:
    """`html` with a link around the first use of each term; longest form first, whole words only.

    Never inside links, headings, code or citations. `html` must be well-formed, as `rendering.render` makes it; without
    marks it comes back unchanged.
    """
    by_form: dict[str, MarkedTerm] = {}
    for term in terms:
        for form in term.forms:
            by_form.setdefault(_key(form.strip()), term)
    by_form.pop("", None)
    # Most terms are in none of most texts; looking for them there costs far less than reading the HTML.
    folded = html.casefold()
    by_form = {form: term for form, term in by_form.items() if form.casefold() in folded}
    if not by_form:
        return Marked(html, ())
    marker = _Marker(by_form)
    marker.feed(html)
    marker.close()
    return Marked("".join(marker.parts), tuple(marker.marked))


def _is_exact(form: str) -> bool:
    return any(letter.isupper() for letter in form[1:]) or (form[:1].isupper() and len(form) <= 3)


def _key(form: str) -> str:
    return form if _is_exact(form) else form.casefold()


class _Marker(HTMLParser):
    def __init__(self, by_form: dict[str, MarkedTerm]) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.marked: list[tuple[str, MarkedTerm]] = []
        self._by_form = by_form
        self._done: set[str] = set()
        self._closed: list[str] = []
        longest_first = sorted(by_form, key=len, reverse=True)
        forms = "|".join(re.escape(form) if _is_exact(form) else f"(?i:{re.escape(form)})" for form in longest_first)
        self._pattern = re.compile(rf"(?<![\w\-&#])(?:{forms})(?![\w\-])")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")
        if tag in _CLOSED_TO_MARKS and tag not in _VOID:
            self._closed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        if tag in self._closed:
            while self._closed.pop() != tag:
                continue

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self._closed else self._pattern.sub(self._mark, data))

    def _mark(self, found: re.Match[str]) -> str:
        words = found.group(0)
        term = self._by_form.get(words) or self._by_form.get(words.casefold())
        if term is None or term.slug in self._done:
            return words
        self._done.add(term.slug)
        self.marked.append((words, term))
        return f'<a class="glossary-term" href="{escape(term.href)}" title="{escape(term.meaning)}">{words}</a>'
