"""A route or a flow as it was typed: every fault at its line, the drawing, and what each golden case comes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.i18n import gettext, language, worded
from core.orm import today
from core.publishing.localized import localize
from knowledge.drawings.picture import Drawing
from knowledge.drawings.picturing import draw_flow, draw_route
from knowledge.flows.answers import AnswersRefusedError
from knowledge.flows.cases import Expected, GoldenCase, judge, read_cases, read_fact_map
from knowledge.flows.flow import Flow
from knowledge.flows.reading import read_flow
from knowledge.flows.sources import Cursor, Fault, RefusedError, open_source
from knowledge.flows.walking import FlowDeadEndError, Result, walk
from knowledge.rules.checked import FlowText, checked_flow, checked_route
from knowledge.rules.saving import vocabulary_of
from knowledge.rules.wording import rule_message

DEFINITION, CASES, FACTS = "definition", "cases", "facts"
FIELDS = (DEFINITION, CASES, FACTS)
MOST_FAULTS = 200
MOST_CASES = 200
DRAWING_WIDTH = 640
_PART = re.compile(r"(facts|cases): (.*)", re.DOTALL)
_CASE = re.compile(r"case (.*)", re.DOTALL)
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong. line: in its field, None when it is about the whole. quoted: what stands in that line."""

    text: str
    line: int | None
    quoted: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A golden case: what had to come out, what came out, and what is wrong with that."""

    id: str
    words: str
    expected: Sequence[str]
    got: Sequence[str]
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """What checking came to. faults: by field. cases: None when they cannot be judged yet."""

    faults: dict[str, list[RuleFault]]
    drawing: Drawing | None
    cases: Sequence[CaseRow] | None
    more_faults: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.faults.values())


def check_route_text(session: Session, definition: str) -> CheckedRules:
    """Check the text of a route. Nothing is saved."""
    texts = {DEFINITION: definition}
    try:
        route = checked_route(definition, vocabulary_of(session))
    except RefusedError as refused:
        return _checked(refused.faults, texts)
    return _checked((), texts, draw_route(route, language(), DRAWING_WIDTH))


def check_flow_text(session: Session, definition: str, cases: str, facts: str) -> CheckedRules:
    """Check the texts of a flow, and judge its golden cases. Nothing is saved.

    A flow with faults of its own is not drawn or walked: its ways may lead nowhere, or go round for ever.
    """
    texts = {DEFINITION: definition, CASES: cases, FACTS: facts}
    faults: Sequence[Fault] = ()
    try:
        checked_flow(FlowText(definition, cases or None, facts or None), vocabulary_of(session), today())
    except RefusedError as refused:
        faults = refused.faults
    if any(_field_of(fault.where)[0] == DEFINITION for fault in faults):
        return _checked(faults, texts)
    flow = read_flow(definition)
    drawing = draw_flow(flow, language(), DRAWING_WIDTH)
    if any(_PART.fullmatch(fault.where) for fault in faults):
        return _checked(faults, texts, drawing)
    known = read_fact_map(facts, flow) if facts else None
    golden = read_cases(cases, flow, known) if cases else ()
    return _checked(faults, texts, drawing, [_case_row(flow, case, today()) for case in golden[:MOST_CASES]])


def _checked(
    faults: Sequence[Fault],
    texts: dict[str, str],
    drawing: Drawing | None = None,
    cases: Sequence[CaseRow] | None = None,
) -> CheckedRules:
    places = {name: _Places(text) for name, text in texts.items()}
    placed: dict[str, list[RuleFault]] = {name: [] for name in texts}
    for fault in faults[:MOST_FAULTS]:
        field, where = _field_of(fault.where)
        line = fault.line or places[field].line(where)
        told = worded(rule_message(Fault(where, fault.what)))
        placed[field].append(RuleFault(told, line, places[field].quoted(line)))
    return CheckedRules(placed, drawing, cases, max(0, len(faults) - MOST_FAULTS))


def _field_of(where: str) -> tuple[str, str]:
    """The field that a fault is about, and its place there."""
    if found := _PART.fullmatch(where):
        return found[1], found[2]
    return (CASES if _CASE.fullmatch(where) else DEFINITION), where


class _Places:
    """Finds lines in a text by the places that faults name, also those that name things by their code."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._top: Cursor | None = None
        # What is no YAML has no places; the check tells in which line it goes wrong.
        with suppress(RefusedError):
            self._top = open_source(text)

    def line(self, where: str) -> int | None:
        """The line of the nearest part that is there, counted from 1; None when nothing of it is."""
        if self._top is None:
            return None
        case = _CASE.fullmatch(where)
        steps = [case[1]] if case else _STEP.findall(where)
        value: Any = self._top.value
        path: list[str | int] = []
        for step in steps:
            key = _key(value, step)
            if key is None:
                break
            value, path = value[key], [*path, key]
        return self._top.faults.lines.get(tuple(path)) if path else None

    def quoted(self, line: int | None) -> str:
        """What stands in a line."""
        return self._lines[line - 1].strip()[:120] if line is not None and 0 < line <= len(self._lines) else ""


def _key(value: Any, step: str) -> str | int | None:
    if isinstance(value, dict):
        return step if step in value else None
    if isinstance(value, list):
        if step.isdigit():
            return int(step) if int(step) < len(value) else None
        return next((number for number, item in enumerate(value) if _is_called(item, step)), None)
    return None


def _is_called(item: Any, name: str) -> bool:
    return isinstance(item, dict) and name in (item.get("code"), item.get("id"))


def _case_row(flow: Flow, case: GoldenCase, day: date) -> CaseRow:
    faults = [worded(rule_message(Fault(case.id, what))) for what in judge(flow, case, day)]
    return CaseRow(case.id, case.words, list(_expected(case)), list(_got(flow, case, day)), faults)


def _expected(case: GoldenCase) -> Iterable[str]:
    yield from _expected_of(case.expected)
    if case.at_18 is not None:
        for said in _expected_of(case.at_18):
            yield gettext("Bij 18 jaar: %(what)s", what=said)


def _expected_of(expected: Expected) -> Iterable[str]:
    if expected.laws is not None:
        yield gettext("wet: %(laws)s", laws=", ".join(expected.laws)) if expected.laws else gettext("geen wet")
    if expected.forbidden:
        yield gettext("niet: %(laws)s", laws=", ".join(expected.forbidden))
    if expected.decides:
        yield gettext("beslist: %(parties)s", parties=", ".join(expected.decides))
    if expected.certainty:
        yield gettext("zekerheid: %(certainty)s", certainty=expected.certainty)
    yield from expected.outcomes


def _got(flow: Flow, case: GoldenCase, day: date) -> Iterable[str]:
    try:
        result = walk(flow, case.answers, case.at or day)
    except (AnswersRefusedError, FlowDeadEndError):
        yield gettext("De antwoorden leiden nergens heen.")
        return
    if not isinstance(result, Result):
        yield gettext("Nog een vraag: %(question)s", question=localize(result.node.text, language()))
        return
    for found in result.outcomes:
        title = str(localize(found.outcome.title, language()))
        yield f"{found.outcome.law}: {title}" if found.outcome.law else title
