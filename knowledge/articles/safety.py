"""What a body may not hold: raw HTML, scripts, images, links that lead somewhere unsafe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it.token import Token

from knowledge.articles.article import Article
from knowledge.articles.citations import resolve_citation
from knowledge.articles.expanding import DATA_MARK, data_marks, expanded_body
from knowledge.articles.faults import Fault, FaultCode
from knowledge.articles.markdown import inspecting_parser, is_safe_link

_SCRIPT = re.compile(
    r"<\s*/?\s*script|\bon[a-z]+\s*=|javascript\s*:|vbscript\s*:|<\s*(?:iframe|object|embed|svg)", re.I
)


def body_faults(article: Article) -> Iterator[Fault]:
    """Everything wrong with the body of an article, in the order of the text."""
    if not article.body.strip():
        yield Fault(FaultCode.EMPTY_BODY, article.body_line)
        return
    written = list(_markdown_faults(article, article.body))
    yield from written
    seen = {(fault.code, fault.detail) for fault in written}
    for fault in _markdown_faults(article, expanded_body(article)):
        if (fault.code, fault.detail) not in seen:
            yield replace(fault, line=None)
    yield from _data_faults(article)


def _markdown_faults(article: Article, body: str) -> Iterator[Fault]:
    for token in inspecting_parser().parse(body):
        line = article.body_line + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            yield _html_fault(token.content, line)
        elif token.type == "heading_open" and token.tag == "h1":
            yield Fault(FaultCode.TOP_HEADING, line)
        elif token.type == "inline":
            yield from _inline_faults(article, token.children or [], line)


def _html_fault(content: str, line: int) -> Fault:
    code = FaultCode.SCRIPT if _SCRIPT.search(content) else FaultCode.RAW_HTML
    return Fault(code, line, None, content.strip()[:60])


def _inline_faults(article: Article, children: list[Token], line: int) -> Iterator[Fault]:
    for token in children:
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        elif token.type == "html_inline":
            yield _html_fault(token.content, line)
        elif token.type == "image":
            yield Fault(FaultCode.IMAGE, line, None, str(token.attrGet("src"))[:60])
        elif token.type == "link_open":
            target = str(token.attrGet("href") or "")
            if not is_safe_link(target):
                yield Fault(FaultCode.UNSAFE_LINK, line, None, target[:60])
        elif token.type == "citation" and resolve_citation(article, token.content) is None:
            yield Fault(FaultCode.UNKNOWN_CITATION, line, None, token.content)


def _data_faults(article: Article) -> Iterator[Fault]:
    left = {found.group(1) for found in DATA_MARK.finditer(expanded_body(article))}
    for found in DATA_MARK.finditer(article.body):
        name = found.group(1)
        line = article.body_line + article.body.count("\n", 0, found.start())
        if name not in data_marks() or name in left:
            yield Fault(FaultCode.MISSING_DATA, line, None, name)
