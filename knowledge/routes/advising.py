"""Advice for one stuck case: the regular way per law, then the steps that apply, each with the desk of this region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.publishing.entries import Localized
from knowledge.flows.flow import LawReference, Source
from knowledge.routes.checking import reachable
from knowledge.routes.route import FallbackDesk, RegularWay, Route, Step


@dataclass(frozen=True, slots=True)
class Desk:
    """A listing of the map that is the desk asked for and serves the place asked about.

    id: of the published service. assured_date: when its details were last verified.
    """

    id: str
    name: str
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    assured_date: date | None = None

    @property
    def has_contact(self) -> bool:
        """Whether it tells any way to reach the desk."""
        return bool(self.phone or self.email or self.website)


FindDesk = Callable[[str], Desk | None]
"""Desk type → the desk that serves the place asked about, or None when the map has none."""

NotApplicableReason = Literal["law", "several-laws", "tried", "passed"]

_PASSED: dict[str, Localized] = {
    "tried": {"nl": "Deze stap is al geprobeerd.", "en": "This step was already tried."},
    "passed": {"nl": "U bent al verder dan deze stap.", "en": "You are already past this step."},
}


@dataclass(frozen=True, slots=True)
class StepDesk:
    """Where to go for a step. service: the desk of this region, None when the map has none. fallback: set when there
    is no service or no way to reach it is known."""

    service: Desk | None
    fallback: FallbackDesk | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """When to go on, and to which of the advised steps; None on the last."""

    on_no: str | None
    on_silence: str | None
    silence_days: int | None


@dataclass(frozen=True, slots=True)
class AdvisedStep:
    """A step of the route that applies to this case. days: in which an answer comes, None when no source says so."""

    code: str
    name: Localized
    why: Localized
    who: Localized
    bring: tuple[Localized, ...]
    expect: Localized
    days: int | None
    next: NextStep
    desk: StepDesk
    uncertain: Localized
    as_of: date
    articles: tuple[LawReference, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A step that does not apply, with the reason as a code and in words."""

    code: str
    name: Localized
    reason: NotApplicableReason
    why: Localized


@dataclass(frozen=True, slots=True)
class Advice:
    """regular_way: per law, in the order asked; this comes first. steps: then these, in this order, the last one last.
    fallback: the desk that is there for every question, found on the map or else its dated contact."""

    laws: tuple[str, ...]
    tried: tuple[str, ...]
    regular_way: tuple[RegularWay, ...]
    steps: tuple[AdvisedStep, ...]
    not_applicable: tuple[NotApplicable, ...]
    fallback: StepDesk


@dataclass(frozen=True, slots=True)
class AdviceFault:
    """Something asked that the route does not know. parameter: "law" or "tried"."""

    parameter: str
    value: str
    allowed: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.parameter}={self.value!r}; allowed: {', '.join(self.allowed)}"


class AdviceRefusedError(ValueError):
    """The case cannot be advised on; `faults` names every unknown law and step, or that no law was given."""

    def __init__(self, faults: Sequence[AdviceFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def advise(route: Route, laws: Sequence[str], tried: Sequence[str], find_desk: FindDesk) -> Advice:
    """The advice for a case under `laws` in which the steps `tried` did not help.

    The route is followed from the start of each law; a step that does not apply is passed over. A step that was
    tried, and every step that leads up to it, is behind the family. Raises `AdviceRefusedError` with every fault.
    The route must be without faults (`check_route`).
    """
    asked = tuple(dict.fromkeys(laws))
    done = tuple(dict.fromkeys(tried))
    faults = [AdviceFault("law", law, tuple(route.laws)) for law in asked if law not in route.laws]
    faults += [AdviceFault("tried", code, tuple(route.steps)) for code in done if code not in route.steps]
    if not asked:
        faults.append(AdviceFault("law", "", tuple(route.laws)))
    if faults:
        raise AdviceRefusedError(faults)

    on_the_way = {code for law in asked for code in reachable(route, route.starts[law])}
    excluded = {code: reason for code in route.steps if (reason := _reason(route, code, asked, done, on_the_way))}
    ordered = [code for code in ranked(route) if code not in excluded]
    regular = tuple(way for law in asked for way in route.regular_ways if way.law == law)
    return Advice(
        laws=asked,
        tried=done,
        regular_way=regular,
        steps=tuple(_advised(route, route.steps[code], ordered, find_desk) for code in ordered),
        not_applicable=tuple(
            NotApplicable(code, route.steps[code].name, excluded[code], _words(route.steps[code], excluded[code]))
            for code in ranked(route)
            if code in excluded
        ),
        fallback=resolve_desk(route, route.fallback.desk_type, find_desk),
    )


def ranked(route: Route) -> tuple[str, ...]:
    """The steps so that each comes after all that lead to it; otherwise in the order of the file."""
    depth: dict[str, int] = {}

    def deep(code: str) -> int:
        if code not in depth:
            before = [other for other in route.steps if code in route.following(other)]
            depth[code] = 1 + max(map(deep, before), default=-1)
        return depth[code]

    return tuple(sorted(route.steps, key=deep))


def _reason(
    route: Route, code: str, laws: tuple[str, ...], tried: tuple[str, ...], on_the_way: set[str]
) -> NotApplicableReason | None:
    if code in tried:
        return "tried"
    unmet = route.steps[code].applies.unmet(laws)
    if unmet is not None:
        return unmet
    if code not in on_the_way:
        return "law"
    return "passed" if reachable(route, code) & set(tried) else None


def _words(step: Step, reason: NotApplicableReason) -> Localized:
    return _PASSED.get(reason, step.why_not)


def _advised(route: Route, step: Step, ordered: Sequence[str], find_desk: FindDesk) -> AdvisedStep:
    return AdvisedStep(
        code=step.code,
        name=step.name,
        why=step.why,
        who=step.who,
        bring=step.bring,
        expect=step.expect,
        days=step.response_days,
        next=NextStep(
            _first_open(route, step.next_on_no, ordered),
            _first_open(route, step.next_on_silence, ordered),
            step.silence_days,
        ),
        desk=resolve_desk(route, step.desk_type, find_desk),
        uncertain=step.uncertain,
        as_of=step.as_of,
        articles=step.articles,
        sources=step.sources,
    )


def _first_open(route: Route, code: str | None, ordered: Sequence[str]) -> str | None:
    """The first step from `code` on, along the way after a no, that is among the advised ones."""
    while code is not None and code not in ordered:
        code = route.steps[code].next_on_no
    return code


def resolve_desk(route: Route, desk_type: str, find_desk: FindDesk) -> StepDesk:
    """Where to go for a step with this desk type, with the fallback when no way to reach the desk is known."""
    service = find_desk(desk_type)
    reachable_desk = service is not None and service.has_contact
    return StepDesk(service, None if reachable_desk else route.fallback)
