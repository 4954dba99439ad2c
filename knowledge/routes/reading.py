"""A route from its file, or from the values of an editor's form, with every fault and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from knowledge.flows.citing import named, read_law_reference, read_source
from knowledge.flows.flow import LawReference, Source
from knowledge.flows.sources import Cursor, open_data, open_source
from knowledge.routes.route import FallbackDesk, RegularWay, Remedy, Route, Step, StepCondition

MAX_STEPS = 40


def read_route(text: str) -> Route:
    """The route in a YAML file. Raises `RefusedError` with every fault of its form; `check_route` judges its sense."""
    return _read(open_source(text))


def route_from_data(data: Mapping[str, Any]) -> Route:
    """The route in values of the same form as the file. Raises `RefusedError` with every fault of its form."""
    return _read(open_data(data))


@dataclass(frozen=True, slots=True)
class _Citations:
    articles: Mapping[str, LawReference]
    sources: Mapping[str, Source]

    def of(self, item: Cursor) -> tuple[tuple[LawReference, ...], tuple[Source, ...]]:
        return named(item.at("articles"), self.articles, "law article"), named(
            item.at("sources"), self.sources, "source"
        )


def _read(top: Cursor) -> Route:
    top.members(
        ("slug", "title", "summary", "laws", "starts", "steps", "regularWays", "fallback"),
        ("version", "reviewBy", "names", "searchWords", "articles", "sources"),
    )
    citations = _Citations(
        {key: read_law_reference(item) for key, item in top.at("articles").pairs()},
        {key: read_source(item) for key, item in top.at("sources").pairs()},
    )
    steps = {code: _step(code, item, citations) for code, item in top.at("steps").pairs()}
    if len(steps) > MAX_STEPS:
        top.at("steps").note(f"a route has at most {MAX_STEPS} steps")
    route = Route(
        slug=top.at("slug").text(),
        title=top.at("title").localized(),
        summary=top.at("summary").localized(),
        laws={code: label.localized() for code, label in top.at("laws").pairs()},
        starts={law: step.text() for law, step in top.at("starts").pairs()},
        steps=steps,
        regular_ways=tuple(_regular_way(code, item, citations) for code, item in top.at("regularWays").pairs()),
        fallback=_fallback(top.at("fallback"), citations),
        version=_days(top.at("version")) or 1,
        review_by=top.at("reviewBy").day(),
        names=top.at("names").texts(),
        search_words=top.at("searchWords").texts(),
    )
    top.faults.refuse()
    return route


def _days(item: Cursor) -> int | None:
    if item.value is None:
        return None
    number = item.number()
    if number != round(number) or number < 1:
        item.note("must be a whole number of 1 or more")
    return round(number)


def _step(code: str, item: Cursor, citations: _Citations) -> Step:
    item.members(
        ("name", "deskType", "why", "whyNot", "who", "bring", "expect", "asOf"),
        (
            "laws", "minimumLaws", "responseDays", "nextOnNo", "nextOnSilence", "silenceDays", "uncertain", "articles",
            "sources",
        ),
    )  # fmt: skip
    articles, sources = citations.of(item)
    return Step(
        code=code,
        name=item.at("name").localized(),
        desk_type=item.at("deskType").text(),
        applies=StepCondition(item.at("laws").texts(), _days(item.at("minimumLaws")) or 1),
        why=item.at("why").localized(),
        why_not=item.at("whyNot").localized(),
        who=item.at("who").localized(),
        bring=tuple(part.localized() for part in item.at("bring").items()),
        expect=item.at("expect").localized(),
        response_days=_days(item.at("responseDays")),
        next_on_no=item.at("nextOnNo").text() or None,
        next_on_silence=item.at("nextOnSilence").text() or None,
        silence_days=_days(item.at("silenceDays")),
        as_of=item.at("asOf").day() or date.min,
        uncertain=item.at("uncertain").localized(),
        articles=articles,
        sources=sources,
    )


def _regular_way(code: str, item: Cursor, citations: _Citations) -> RegularWay:
    item.members(
        ("law", "decision", "decidedBy", "remedy", "action", "term", "then", "support", "asOf"),
        ("termDays", "deskTypes", "articles", "sources"),
    )
    remedy = item.at("remedy").text()
    if remedy and remedy not in get_args(Remedy):
        item.at("remedy").note(f"must be one of {', '.join(get_args(Remedy))}")
    articles, sources = citations.of(item)
    return RegularWay(
        code=code,
        law=item.at("law").text(),
        decision=item.at("decision").localized(),
        decided_by=item.at("decidedBy").localized(),
        remedy=next((known for known in get_args(Remedy) if known == remedy), "conversation"),
        action=item.at("action").localized(),
        term_days=_days(item.at("termDays")),
        term=item.at("term").localized(),
        then=item.at("then").localized(),
        support=item.at("support").localized(),
        desk_types=item.at("deskTypes").texts(),
        as_of=item.at("asOf").day() or date.min,
        articles=articles,
        sources=sources,
    )


def _fallback(item: Cursor, citations: _Citations) -> FallbackDesk:
    item.members(
        ("deskType", "name", "hours", "expect", "asOf"),
        ("phone", "email", "website", "responseDays", "sources"),
    )
    website = item.at("website").text() or None
    if website and not website.startswith("https://"):
        item.at("website").note("must start with https://")
    return FallbackDesk(
        desk_type=item.at("deskType").text(),
        name=item.at("name").localized(),
        phone=item.at("phone").text() or None,
        email=item.at("email").text() or None,
        website=website,
        hours=item.at("hours").localized(),
        expect=item.at("expect").localized(),
        response_days=_days(item.at("responseDays")),
        as_of=item.at("asOf").day() or date.min,
        sources=named(item.at("sources"), citations.sources, "source"),
    )
