"""What is wrong with a route, all at once: run on saving, before publishing, and in the tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from core.publishing.entries import Localized
from knowledge.articles.laws import LAW_TEXTS, LawText, is_article_number
from knowledge.flows.flow import LawReference
from knowledge.flows.sources import LANGUAGES, Fault
from knowledge.routes.route import Route


def check_route(
    route: Route, desk_types: Collection[str], *, law_texts: Mapping[str, LawText] = LAW_TEXTS
) -> list[Fault]:
    """Every fault of the route; an empty list means it may be published.

    Checked: one start per law, every step reachable, exactly one last step that is open to every case, no cycle, each
    desk type known, each law known, a regular way for each law, sources, and texts in both languages.
    """
    return [
        *_texts(route),
        *_starts(route),
        *_graph(route),
        *_references(route, desk_types, law_texts),
    ]


def _missing(where: str, text: Localized) -> list[Fault]:
    return [Fault(where, f"has no text in {lang}") for lang in LANGUAGES if not text.get(lang, "").strip()]


def _texts(route: Route) -> list[Fault]:
    faults = [*_missing("title", route.title), *_missing("summary", route.summary)]
    for code, label in route.laws.items():
        faults += _missing(f"laws.{code}", label)
    for code, step in route.steps.items():
        where = f"steps.{code}"
        named = {"name": step.name, "why": step.why, "whyNot": step.why_not, "who": step.who, "expect": step.expect}
        for member, text in named.items():
            faults += _missing(f"{where}.{member}", text)
        if not step.bring:
            faults.append(Fault(f"{where}.bring", "does not say what to bring"))
        for number, text in enumerate(step.bring):
            faults += _missing(f"{where}.bring[{number}]", text)
    for way in route.regular_ways:
        texts = (way.decision, way.decided_by, way.action, way.term, way.then, way.support)
        for text in texts:
            faults += _missing(f"regularWays.{way.code}", text)
    return faults + _missing("fallback.name", route.fallback.name)


def _starts(route: Route) -> list[Fault]:
    faults = []
    for law in route.laws:
        if law not in route.starts:
            faults.append(Fault("starts", f"the law {law!r} has no start"))
        if law not in {way.law for way in route.regular_ways}:
            faults.append(Fault("regularWays", f"the law {law!r} has no regular way"))
    for law, code in route.starts.items():
        if law not in route.laws:
            faults.append(Fault(f"starts.{law}", f"unknown law {law!r}; known are {', '.join(route.laws)}"))
        if code not in route.steps:
            faults.append(Fault(f"starts.{law}", f"there is no step {code!r}"))
    return faults


def _graph(route: Route) -> list[Fault]:
    faults: list[Fault] = []
    for code, step in route.steps.items():
        for member, target in (("nextOnNo", step.next_on_no), ("nextOnSilence", step.next_on_silence)):
            if target is not None and target not in route.steps:
                faults.append(Fault(f"steps.{code}.{member}", f"there is no step {target!r}"))
        if step.next_on_silence is not None and step.silence_days is None:
            faults.append(Fault(f"steps.{code}.silenceDays", "is missing: after how many days does silence count?"))
        if (step.next_on_no is None) != (step.next_on_silence is None):
            faults.append(Fault(f"steps.{code}", "goes on after a no or after silence, but not after both"))
    if faults:
        return faults
    cycle = find_cycle(route)
    if cycle:
        return [Fault(f"steps.{cycle[0]}", f"the steps go round in a circle: {' → '.join(cycle)}")]
    reached = {step for code in route.starts.values() for step in reachable(route, code)}
    faults += [Fault(f"steps.{code}", "no law leads to this step") for code in route.steps if code not in reached]
    last = [code for code in route.steps if not route.following(code)]
    if len(last) != 1:
        faults.append(Fault("steps", f"there must be exactly one last step; there are {len(last)}: {', '.join(last)}"))
    for code in last:
        applies = route.steps[code].applies
        if applies.laws or applies.minimum_laws > 1:
            faults.append(Fault(f"steps.{code}", "is the last step and must be open to every case"))
    return faults


def reachable(route: Route, start: str) -> frozenset[str]:
    """The steps one can come to from `start`, itself included."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code in seen or code not in route.steps:
            continue
        seen.add(code)
        waiting.extend(route.following(code))
    return frozenset(seen)


def find_cycle(route: Route) -> tuple[str, ...]:
    """A row of steps that leads back to its first, or nothing."""
    for first in route.steps:
        for following in route.following(first):
            if first in reachable(route, following):
                return _way_back(route, following, first)
    return ()


def _way_back(route: Route, start: str, goal: str) -> tuple[str, ...]:
    waiting: list[tuple[str, ...]] = [(goal, start)]
    while waiting:
        trail = waiting.pop(0)
        if trail[-1] == goal:
            return trail
        waiting += [(*trail, code) for code in route.following(trail[-1]) if code not in trail[1:]]
    return (goal, start)


def _references(route: Route, desk_types: Collection[str], law_texts: Mapping[str, LawText]) -> list[Fault]:
    faults: list[Fault] = []
    desks = [(f"steps.{code}.deskType", step.desk_type) for code, step in route.steps.items()]
    desks += [(f"regularWays.{way.code}.deskTypes", desk) for way in route.regular_ways for desk in way.desk_types]
    desks.append(("fallback.deskType", route.fallback.desk_type))
    for where, desk in desks:
        if desk not in desk_types:
            faults.append(Fault(where, f"unknown desk type {desk!r}; known are {', '.join(sorted(desk_types))}"))
    laws = [(f"steps.{code}.laws", law) for code, step in route.steps.items() for law in step.applies.laws]
    laws += [(f"regularWays.{way.code}.law", way.law) for way in route.regular_ways]
    for where, law in laws:
        if law not in route.laws:
            faults.append(Fault(where, f"unknown law {law!r}; known are {', '.join(route.laws)}"))
    for code, step in route.steps.items():
        faults += _citations(f"steps.{code}", step.articles, bool(step.sources), law_texts)
    for way in route.regular_ways:
        faults += _citations(f"regularWays.{way.code}", way.articles, bool(way.sources), law_texts)
    return faults + _citations("fallback", (), bool(route.fallback.sources), law_texts)


def _citations(
    where: str, articles: Iterable[LawReference], has_sources: bool, law_texts: Mapping[str, LawText]
) -> list[Fault]:
    references = tuple(articles)
    faults = [] if references or has_sources else [Fault(where, "has no source")]
    for reference in references:
        if reference.text not in law_texts or not is_article_number(reference.article):
            faults.append(Fault(f"{where}.articles", f"unknown law article {reference.text} {reference.article}"))
    return faults
