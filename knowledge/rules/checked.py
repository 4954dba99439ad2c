"""The one check that every route and flow passes: on saving, on publishing, and on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from knowledge.flows.cases import FactMap, GoldenCase, read_cases, read_fact_map
from knowledge.flows.checking import check_flow
from knowledge.flows.flow import Flow
from knowledge.flows.paths import PathFigures, count_paths
from knowledge.flows.reading import read_flow
from knowledge.flows.sources import Fault, RefusedError
from knowledge.routes.checking import check_route
from knowledge.routes.reading import read_route
from knowledge.routes.route import Route

RESERVED = frozenset({"at"})
"""Members of the query that are no answers, so no question can have such a name."""

LONGEST_SLUG = 160
LONGEST_TITLE = 200
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# One save checks a text twice (saving, publishing), and a check of the law finder takes two seconds.
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class FlowText:
    """A flow as staff write it: the questions and outcomes, golden cases, and what facts in those stand for."""

    definition: str
    cases: str | None = None
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedFlow:
    """A flow without faults. paths: how many ways there are through it, and the longest."""

    flow: Flow
    cases: tuple[GoldenCase, ...]
    paths: PathFigures


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What rules may name: desk types and care types of the map, and factsheets by slug."""

    desk_types: frozenset[str]
    care_types: frozenset[str]
    factsheets: frozenset[str]


def checked_route(definition: str, vocabulary: Vocabulary) -> Route:
    """The route in this text. Raises RefusedError with every fault of its form, or else of its sense."""
    return _route(definition, vocabulary.desk_types)


def checked_flow(text: FlowText, vocabulary: Vocabulary, today: date) -> CheckedFlow:
    """The flow in this text. Raises RefusedError with every fault: of form, of sense, and of each golden case.

    today: the day on which golden cases without a date are judged.
    """
    return _flow(text, vocabulary, today)


@lru_cache(maxsize=_REMEMBERED)
def _route(definition: str, desk_types: frozenset[str]) -> Route:
    route = read_route(definition)
    faults = [
        *_naming(route.slug, route.title["nl"]),
        *_codes("steps", route.steps),
        *check_route(route, desk_types),
    ]
    if faults:
        raise RefusedError(faults)
    return route


@lru_cache(maxsize=_REMEMBERED)
def _flow(text: FlowText, vocabulary: Vocabulary, today: date) -> CheckedFlow:
    flow = read_flow(text.definition)
    faults = [*_naming(flow.slug, flow.title["nl"]), *_questions(flow), *_named(flow, vocabulary)]
    cases: tuple[GoldenCase, ...] = ()
    try:
        cases = _cases(text, flow)
    except RefusedError as refused:
        faults += refused.faults
    faults += check_flow(flow, cases, today=today)
    if faults:
        raise RefusedError(faults)
    return CheckedFlow(flow, cases, count_paths(flow))


def _cases(text: FlowText, flow: Flow) -> tuple[GoldenCase, ...]:
    facts: FactMap | None = None
    part = "facts"
    try:
        if text.facts:
            facts = read_fact_map(text.facts, flow)
        part = "cases"
        return read_cases(text.cases, flow, facts) if text.cases else ()
    except RefusedError as refused:
        placed = [replace(fault, where=f"{part}: {fault.where or 'text'}") for fault in refused.faults]
        raise RefusedError(placed) from None


def _naming(slug: str, title: str) -> Iterable[Fault]:
    if len(slug) > LONGEST_SLUG or not _NAME.fullmatch(slug):
        yield Fault("slug", f"must be lower-case letters, digits and dashes, at most {LONGEST_SLUG}")
    if len(title) > LONGEST_TITLE:
        yield Fault("title", f"has more than {LONGEST_TITLE} characters")


def _codes(where: str, codes: Iterable[str]) -> Iterable[Fault]:
    for code in codes:
        if not _NAME.fullmatch(code):
            yield Fault(f"{where}.{code}", "must be lower-case letters, digits and dashes: it stands in web addresses")


def _questions(flow: Flow) -> Iterable[Fault]:
    yield from _codes("nodes", flow.nodes)
    for code, node in flow.nodes.items():
        if code in RESERVED:
            yield Fault(f"nodes.{code}", "cannot be the name of a question: it has a meaning in web addresses")
        yield from _codes(f"nodes.{code}.options", (option.code for option in node.options))


def _named(flow: Flow, vocabulary: Vocabulary) -> Iterable[Fault]:
    for outcome in flow.outcomes:
        where = f"outcomes.{outcome.code}"
        for code in outcome.search.get("careType", ()):
            if code not in vocabulary.care_types:
                yield Fault(f"{where}.search.careType", f"unknown care type {code!r}")
        if outcome.factsheet is not None and outcome.factsheet not in vocabulary.factsheets:
            yield Fault(f"{where}.factsheet", f"there is no factsheet {outcome.factsheet!r}")
