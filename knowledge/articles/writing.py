"""From an `Article` back to the text of its file, so that an editor, an export and the starter files share one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from knowledge.articles.article import Article, PracticeAnalysis


def article_text(article: Article) -> str:
    """The text that `reading.read_article` reads back as the same article."""
    fields: dict[str, object] = {
        "slug": article.slug,
        "language": article.language,
        "kind": article.kind.value,
        "number": article.number,
        "title": article.title,
        "summary": article.summary,
        "laws": list(article.laws),
        "domains": list(article.domains),
        "audience": list(article.audience),
        "valid_from": article.valid_from.isoformat(),
        "valid_until": article.valid_until.isoformat() if article.valid_until else None,
        "review_by": article.review_by.isoformat(),
        "sources": [
            _given(id=item.id, title=item.title, publisher=item.publisher, date=item.date, url=item.url,
                   accessed=item.accessed)
            for item in article.sources
        ],
        "law_articles": [
            _given(law=item.law, article=item.article, version=item.version.isoformat(),
                   summary_only="true" if item.summary_only else None)
            for item in article.law_articles
        ],
        "related_articles": list(article.related_articles),
        "related_services": list(article.related_services),
        "timeline": [
            _given(subject=item.subject, change=item.change, action=item.action,
                   begin=None if item.begin is None else f"{item.begin:g}", laws=list(item.laws),
                   cites=list(item.cites))
            for item in article.timeline
        ],
        "needs": [
            _given(code=item.code, domain=item.domain, label=item.label, explanation=item.explanation,
                   search=_search(item.search))
            for item in article.needs
        ],
        "conditions": [
            _given(code=item.code, title=item.title, meaning=item.meaning, question=item.question,
                   domains=list(item.domains))
            for item in article.conditions
        ],
        "practice": _practice(article.practice) if article.practice else None,
    }  # fmt: skip
    front = yaml.safe_dump(_given(**fields), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n{article.body}"


def _given(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _search(search: Mapping[str, Iterable[str]]) -> dict[str, object]:
    return {name: list(values) for name, values in search.items()}


def _practice(practice: PracticeAnalysis) -> dict[str, object]:
    return _given(
        example="true" if practice.example else "false",
        verdict=practice.verdict.value,
        domain=practice.domain,
        signals=list(practice.signals),
        activity=practice.activity,
        outcome_measures=list(practice.outcome_measures),
        regions=list(practice.regions),
        organizations=list(practice.organizations),
        groups=list(practice.groups),
        coherence={"holds": "true" if practice.coherence else "false", "reason": practice.coherence_reason},
    )
