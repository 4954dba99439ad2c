"""The Markdown of articles: one parser, with citations and with headings that keep their anchors.

An anchor comes from the words of the heading, or is written out behind it: `## Wie beslist? {#wie-beslist}`. A written
anchor stays when the heading is reworded, and is the same in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from knowledge.articles.citations import CITATION

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
REFERENCE_SCHEME = "ref"
"""Links within the knowledge base: `ref:factsheet/jeugdwet-en-gemeente#wie-beslist`."""

_WRITTEN_ANCHOR = re.compile(r"\{#([a-z0-9-]{1,80})\}$")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_BACKSLASH = "\\"


def is_safe_link(target: str) -> bool:
    """Whether a link may go there: a known scheme, a `ref:`, or a place on this site.

    Browsers drop white space and control characters from a scheme, so they are dropped here before looking.
    """
    plain = _INVISIBLE.sub("", unquote(target))
    if plain.startswith("//") or _BACKSLASH in plain:
        return False
    scheme = _SCHEME.match(plain)
    return scheme is None or scheme.group(1).lower() in SAFE_SCHEMES | {REFERENCE_SCHEME}


def anchor_of(heading: str) -> str:
    """The anchor that a heading gets from its words: lower case, without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "deel"


class _SafeMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it gives it
        return is_safe_link(url)


class _CuriousMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it gives it
        return True


def article_parser() -> MarkdownIt:
    """The parser that renders articles: raw HTML and images stay plain text, unsafe links are no links."""
    parser = _SafeMarkdown("commonmark", {"html": False}).enable("table").disable("image")
    return _with_own_rules(parser)


def inspecting_parser() -> MarkdownIt:
    """The parser that looks for what is not allowed: it recognises raw HTML, images and every link."""
    return _with_own_rules(_CuriousMarkdown("commonmark", {"html": True}).enable("table"))


def _with_own_rules(parser: MarkdownIt) -> MarkdownIt:
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.core.ruler.push("anchors", _anchor_rule)
    return parser


def _citation_rule(state: StateInline, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        state.push("citation", "sup", 0).content = found.group(1).strip()
    state.pos = found.end()
    return True


def _anchor_rule(state: StateCore) -> None:
    taken: set[str] = set()
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        written = _take_written_anchor(inline)
        wanted = written or anchor_of(text_of(inline.children or ()))
        anchor, again = wanted, 2
        while anchor in taken:
            anchor, again = f"{wanted}-{again}", again + 1
        taken.add(anchor)
        opening.attrSet("id", anchor)


def _take_written_anchor(inline: Token) -> str | None:
    last = inline.children[-1] if inline.children else None
    found = _WRITTEN_ANCHOR.search(last.content) if last is not None and last.type == "text" else None
    if last is None or found is None:
        return None
    last.content = last.content[: found.start()].rstrip()
    return found.group(1)


def text_of(children: Sequence[Token], citation_mark: str = "") -> str:
    """The readable text of inline tokens; each citation is replaced by `citation_mark`."""
    parts: list[str] = []
    for token in children:
        if token.type in {"text", "code_inline", "html_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.type == "citation":
            parts.append(citation_mark)
        elif token.type == "image":
            parts.append(text_of(token.children or (), citation_mark))
    return "".join(parts)
