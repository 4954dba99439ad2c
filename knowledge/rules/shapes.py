"""Parts of routes and flows as JSON values, with texts by language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core.publishing.entries import Localized
from knowledge.articles.laws import LAW_TEXTS, article_link
from knowledge.flows.flow import LawReference, Source
from knowledge.routes.route import FallbackDesk, RegularWay, Route, Step

Json = dict[str, Any]


def day(value: date | None) -> str | None:
    """A date as 2026-11-22."""
    return value.isoformat() if value is not None else None


def told(text: Localized) -> Localized | None:
    """A text by language, None when there is none."""
    return dict(text) or None


def coded(labels: Mapping[str, Localized], codes: Iterable[str]) -> list[Json]:
    """Codes with their labels; a code without a label stands for itself."""
    return [{"code": code, "name": dict(labels.get(code) or {"nl": code})} for code in codes]


def law_article(reference: LawReference, on: date | None = None) -> Json:
    """A law article with the address at which it reads as on a day; without a day, as in the version that was read."""
    law = LAW_TEXTS[reference.text]
    return {
        "law": reference.text,
        "name": {"nl": law.name, "en": law.english},
        "article": reference.article,
        "part": reference.part,
        "versionDate": reference.version.isoformat(),
        "summaryOnly": reference.confidence == "secondary",
        "url": article_link(reference.text, reference.article, on or reference.version),
    }


def source(item: Source) -> Json:
    """A source that is no law text."""
    return {"title": dict(item.title), "publisher": item.publisher, "dated": item.date, "url": item.url}


def step(item: Step, desk_types: Mapping[str, Localized]) -> Json:
    """A step of a route, without what depends on the case."""
    return {
        "code": item.code,
        "name": dict(item.name),
        "deskType": coded(desk_types, [item.desk_type])[0],
        "laws": list(item.applies.laws),
        "minimumLaws": item.applies.minimum_laws,
        "why": dict(item.why),
        "whyNot": dict(item.why_not),
        "who": dict(item.who),
        "bring": [dict(part) for part in item.bring],
        "expect": dict(item.expect),
        "days": item.response_days,
        "next": {"onNo": item.next_on_no, "onSilence": item.next_on_silence, "silenceDays": item.silence_days},
        "uncertain": told(item.uncertain),
        "asOf": day(item.as_of),
        "articles": [law_article(reference) for reference in item.articles],
        "sources": [source(each) for each in item.sources],
    }


def regular_way(item: RegularWay, laws: Mapping[str, Localized], desk_types: Mapping[str, Localized]) -> Json:
    """What to do first under a law."""
    return {
        "code": item.code,
        "law": coded(laws, [item.law])[0],
        "decision": dict(item.decision),
        "decidedBy": dict(item.decided_by),
        "remedy": item.remedy,
        "action": dict(item.action),
        "termDays": item.term_days,
        "term": dict(item.term),
        "then": dict(item.then),
        "support": dict(item.support),
        "deskTypes": coded(desk_types, item.desk_types),
        "asOf": day(item.as_of),
        "articles": [law_article(reference) for reference in item.articles],
        "sources": [source(each) for each in item.sources],
    }


def fallback(item: FallbackDesk, desk_types: Mapping[str, Localized]) -> Json:
    """The desk to turn to when that of a step is not known, with the day on which its contact was true."""
    return {
        "deskType": coded(desk_types, [item.desk_type])[0],
        "name": dict(item.name),
        "phone": item.phone,
        "email": item.email,
        "website": item.website,
        "hours": told(item.hours),
        "expect": told(item.expect),
        "days": item.response_days,
        "asOf": day(item.as_of),
        "sources": [source(each) for each in item.sources],
    }


def law(route: Route, code: str) -> Json:
    """A law of a route with the step at which it enters."""
    return {**coded(route.laws, [code])[0], "start": route.starts[code]}


def plain(value: Any) -> Any:
    """Values from YAML as JSON values: dates as text."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
