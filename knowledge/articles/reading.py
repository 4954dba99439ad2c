"""From a file to an `Article`, or to every fault in it.

The form: a line `---`, fields in YAML, a line `---`, then Markdown. Fields:

    slug, language (nl, en), kind (factsheet, page, best-practice), number (factsheets: 1-99), title, summary,
    laws, domains, audience: lists of the names in `article`
    valid_from, valid_until, review_by: days
    sources: id, title, publisher, date, url, accessed
    law_articles: law (a code of `laws.LAW_TEXTS`), article, version (a day), summary_only (true, false)
    related_articles, related_services: slugs
    timeline, needs, conditions, practice: structured data of some pages and of every best practice

The body uses headings from level two, `[@source]` citations (see `citations`), `ref:` links to other entries of the
knowledge base, and marks such as `[[timeline]]` where structured data must be shown (see `expanding`). A block quote
is advice of the editors, not a statement of fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from knowledge.articles.article import (
    AUDIENCES,
    DOMAINS,
    LAWS,
    Article,
    ArticleKind,
    Condition,
    Language,
    LawArticle,
    Moment,
    Need,
    PracticeAnalysis,
    Source,
    Verdict,
)
from knowledge.articles.faults import ArticleRefusedError, Fault, FaultCode
from knowledge.articles.fields import Fields, Value, read_fields
from knowledge.articles.laws import LAW_TEXTS, is_article_number
from knowledge.articles.markdown import is_safe_link
from knowledge.articles.safety import body_faults
from knowledge.articles.unity import unity_faults

MAX_CHARACTERS = 200_000
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_NEVER = date.max
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BEGINS = {"16": 16.0, "17": 17.0, "17.5": 17.5}
_SEARCH_MEMBERS = ("q", "kind", "careType", "law", "domain", "delivery", "age", "sort")
_DELIVERIES = ("home", "day-care", "overnight", "hospital", "school", "online")


def read_article(text: str, *, path: str | None = None) -> Article:
    """The article in `text`. Raises ArticleRefusedError with every fault, each with its line.

    path: the name of the file, only for the faults.
    """
    faults: list[Fault] = []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _whole(_read(text, faults), faults, path)


def read_values(values: Mapping[str, Value], body: str, *, path: str | None = None) -> Article:
    """The article with these fields, every plain value as text, and this body; ten times as quick as from a file.

    Raises ArticleRefusedError as `read_article` does; lines are those of the body.
    """
    faults: list[Fault] = []
    fields = Fields(values, {}, faults)
    article = _article(fields, body, 1)
    fields.no_others()
    return _whole(article, faults, path)


def _whole(article: Article | None, faults: list[Fault], path: str | None) -> Article:
    if article is not None:
        faults.extend(body_faults(article))
    if article is None or faults:
        ordered = sorted(faults, key=lambda fault: fault.line or 0)
        raise ArticleRefusedError([replace(fault, path=path) for fault in ordered])
    return article


def read_folder(folder: Path) -> list[Article]:
    """Every `*.md` below `folder`, in the order of its path; also checks that the articles agree with each other.

    Raises ArticleRefusedError with the faults of all files at once.
    """
    articles: list[tuple[str, Article]] = []
    faults: list[Fault] = []
    for file in sorted(folder.rglob("*.md")):
        name = file.relative_to(folder).as_posix()
        try:
            articles.append((name, read_article(file.read_text(encoding="utf-8"), path=name)))
        except ArticleRefusedError as refused:
            faults.extend(refused.faults)
    if not faults:
        faults.extend(unity_faults(articles))
    if faults:
        raise ArticleRefusedError(faults)
    return [article for _, article in articles]


def _read(text: str, faults: list[Fault]) -> Article | None:
    if len(text) > MAX_CHARACTERS:
        faults.append(Fault(FaultCode.TOO_LARGE, 1, None, f"{len(text)} characters; at most {MAX_CHARACTERS}"))
        return None
    found = _FRONT_MATTER.match(text)
    if found is None:
        faults.append(Fault(FaultCode.NO_FRONT_MATTER, 1))
        return None
    fields = read_fields(found.group(1), 2, faults)
    if faults and not fields.values:
        return None
    body = text[found.end() :]
    article = _article(fields, body, text.count("\n", 0, found.end()) + 1)
    fields.no_others()
    return article


def _article(fields: Fields, body: str, body_line: int) -> Article:
    slug = fields.text("slug", longest=100)
    if slug and not _SLUG.fullmatch(slug):
        fields.fault(FaultCode.WRONG_VALUE, "slug", "use lower-case letters, digits and hyphens")
    kind = fields.choice("kind", tuple(ArticleKind)) or ArticleKind.PAGE
    language: Language = "en" if fields.choice("language", ("nl", "en")) == "en" else "nl"
    valid_from, review_by = fields.day("valid_from"), fields.day("review_by")
    valid_until = fields.optional_day("valid_until")
    if valid_from and valid_until and valid_until < valid_from:
        fields.fault(FaultCode.WRONG_VALUE, "valid_until", "lies before valid_from")
    if valid_from and review_by and review_by < valid_from:
        fields.fault(FaultCode.WRONG_VALUE, "review_by", "lies before valid_from")
    article = Article(
        slug=slug,
        language=language,
        kind=ArticleKind(kind),
        number=_number(fields, kind),
        title=fields.text("title", longest=150),
        summary=fields.text("summary", longest=500),
        laws=fields.choices("laws", LAWS),
        domains=fields.choices("domains", DOMAINS),
        audience=fields.choices("audience", AUDIENCES),
        valid_from=valid_from or _NEVER,
        valid_until=valid_until,
        review_by=review_by or _NEVER,
        sources=_sources(fields),
        law_articles=_law_articles(fields),
        related_articles=fields.texts("related_articles"),
        related_services=fields.texts("related_services"),
        timeline=tuple(_moment(part) for part in fields.parts("timeline")),
        needs=tuple(_need(part) for part in fields.parts("needs")),
        conditions=tuple(_condition(part) for part in fields.parts("conditions")),
        practice=_practice(fields, kind),
        body=body,
        body_line=body_line,
    )
    if not article.audience and not fields.values.get("audience"):
        fields.fault(FaultCode.MISSING_FIELD, "audience")
    _no_doubles(fields, "needs", [need.code for need in article.needs])
    _no_doubles(fields, "conditions", [condition.code for condition in article.conditions])
    return article


def _no_doubles(fields: Fields, name: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, value in enumerate(values, start=1):
        if value in seen:
            fields.fault(FaultCode.DUPLICATE, f"{name}.{number}", value)
        seen.add(value)


def _number(fields: Fields, kind: str) -> int | None:
    text = fields.optional_text("number")
    if kind != ArticleKind.FACTSHEET:
        if text is not None:
            fields.fault(FaultCode.WRONG_VALUE, "number", "only a factsheet has a number")
        return None
    if text is None:
        fields.fault(FaultCode.MISSING_FIELD, "number")
        return None
    if not re.fullmatch(r"[1-9][0-9]?", text):
        fields.fault(FaultCode.WRONG_VALUE, "number", "a whole number from 1 to 99")
        return None
    return int(text)


def _sources(fields: Fields) -> tuple[Source, ...]:
    found: list[Source] = []
    for part in fields.parts("sources"):
        source = Source(
            id=part.text("id", longest=60),
            title=part.text("title"),
            publisher=part.text("publisher"),
            date=part.partial_date("date"),
            url=part.optional_text("url", longest=2000),
            accessed=part.partial_date("accessed") or "",
        )
        if source.id and (not _SOURCE_ID.fullmatch(source.id) or source.id in LAW_TEXTS):
            part.fault(FaultCode.WRONG_VALUE, "id", "use lower-case letters, digits and hyphens")
        if source.url and not (source.url.startswith(("https://", "http://")) and is_safe_link(source.url)):
            part.fault(FaultCode.UNSAFE_LINK, "url", source.url[:60])
        if not source.accessed and not part.values.get("accessed"):
            part.fault(FaultCode.MISSING_FIELD, "accessed")
        part.no_others()
        found.append(source)
    _no_doubles(fields, "sources", [source.id for source in found])
    return tuple(found)


def _law_articles(fields: Fields) -> tuple[LawArticle, ...]:
    found: list[LawArticle] = []
    for part in fields.parts("law_articles"):
        law, number, version = part.text("law"), part.text("article"), part.day("version")
        summary_only = part.yes_or_no("summary_only") if "summary_only" in part.values else False
        if law and law not in LAW_TEXTS:
            part.fault(FaultCode.UNKNOWN_LAW_TEXT, "law", f"{law!r}; known are {', '.join(LAW_TEXTS)}")
        if number and not is_article_number(number):
            part.fault(FaultCode.WRONG_VALUE, "article", f"{number!r} is not the number of an article")
        part.no_others()
        found.append(LawArticle(law, number, version or _NEVER, summary_only))
    _no_doubles(fields, "law_articles", [f"{cited.key} {cited.version}" for cited in found])
    return tuple(found)


def _moment(part: Fields) -> Moment:
    begin = part.optional_text("begin")
    if begin is not None and begin not in _BEGINS:
        part.fault(FaultCode.WRONG_VALUE, "begin", f"{begin!r} is none of {', '.join(_BEGINS)}")
    moment = Moment(
        subject=part.text("subject"),
        change=part.text("change", longest=500),
        action=part.text("action", longest=500),
        begin=_BEGINS.get(begin or ""),
        laws=part.choices("laws", LAWS),
        cites=part.texts("cites"),
    )
    part.no_others()
    return moment


def _need(part: Fields) -> Need:
    members: dict[str, tuple[str, ...]] = {}
    search = part.part("search")
    if search is None:
        part.fault(FaultCode.MISSING_FIELD, "search")
    else:
        for name, value in search.values.items():
            members[name] = search.texts(name) if isinstance(value, list) else (search.text(name),)
        for name, allowed in (("law", LAWS), ("domain", DOMAINS), ("delivery", _DELIVERIES)):
            if set(members.get(name, ())) - set(allowed):
                search.fault(FaultCode.WRONG_VALUE, name, f"must be of {', '.join(allowed)}")
        for name in members:
            if name not in _SEARCH_MEMBERS:
                search.fault(FaultCode.UNKNOWN_FIELD, name)
    need = Need(
        code=part.text("code"),
        domain=part.choice("domain", DOMAINS),
        label=part.text("label"),
        explanation=part.text("explanation", longest=500),
        search=MappingProxyType(members),
    )
    part.no_others()
    return need


def _condition(part: Fields) -> Condition:
    condition = Condition(
        code=part.text("code"),
        title=part.text("title"),
        meaning=part.text("meaning", longest=800),
        question=part.text("question", longest=500),
        domains=part.choices("domains", DOMAINS),
    )
    if condition.code and not _SLUG.fullmatch(condition.code):
        part.fault(FaultCode.WRONG_VALUE, "code", "use lower-case letters, digits and hyphens")
    part.no_others()
    return condition


def _practice(fields: Fields, kind: str) -> PracticeAnalysis | None:
    part = fields.part("practice")
    if part is None:
        if kind == ArticleKind.BEST_PRACTICE:
            fields.fault(FaultCode.MISSING_FIELD, "practice")
        return None
    if kind != ArticleKind.BEST_PRACTICE:
        fields.fault(FaultCode.WRONG_VALUE, "practice", "only a best practice has an analysis")
    coherence = part.part("coherence")
    verdict = part.choice("verdict", tuple(Verdict))
    practice = PracticeAnalysis(
        example=part.yes_or_no("example"),
        verdict=Verdict(verdict) if verdict else Verdict.NOT_MEANINGFUL,
        domain=part.choice("domain", DOMAINS),
        signals=part.texts("signals"),
        activity=part.text("activity", longest=1000),
        outcome_measures=part.texts("outcome_measures"),
        regions=part.texts("regions"),
        organizations=part.texts("organizations"),
        groups=part.texts("groups"),
        coherence=coherence.yes_or_no("holds") if coherence else False,
        coherence_reason=coherence.text("reason", longest=1000) if coherence else "",
    )
    if coherence is None:
        part.fault(FaultCode.MISSING_FIELD, "coherence")
    elif verdict and practice.coherence != (practice.verdict is Verdict.MEANINGFUL):
        part.fault(FaultCode.WRONG_VALUE, "verdict", "a practice is meaningful when, and only when, coherence holds")
    for name in ("signals", "outcome_measures"):
        if name not in part.values:
            part.fault(FaultCode.MISSING_FIELD, name)
    if coherence is not None:
        coherence.no_others()
    part.no_others()
    return practice
