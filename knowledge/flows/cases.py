"""Golden cases: a family's situation, and what a flow must and must not say about it.

A case gives either `answers` (node → answer) or `facts` in words of the field. A facts file says which answers a
fact stands for; its patterns may have `*`. What a case does not tell is answered with "weet-ik-niet".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from knowledge.flows.answers import AnswersRefusedError
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.flow import Flow
from knowledge.flows.sources import Cursor, open_source
from knowledge.flows.walking import ChangeAtAge, FlowDeadEndError, Found, Result, walk

VALUE = "*value*"
"""In a facts file: the value of the fact itself is the answer (an age, a postcode)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """laws: must be among the outcomes; an empty tuple means that there may be no law at all, None: not told.
    forbidden: laws that may not be. decides (one of these does), certainty: of the first of `laws`, on its first
    outcome as shown.
    outcomes: codes that must be among the outcomes.
    """

    laws: tuple[str, ...] | None = None
    forbidden: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    certainty: str | None = None
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A situation with its answers and what must come out. at: the day asked about, None for today."""

    id: str
    words: str
    answers: Mapping[str, tuple[str, ...]]
    expected: Expected
    at: date | None = None
    at_18: Expected | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """One pattern of a fact's value and the answers it stands for: node → option codes."""

    pattern: str
    answers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactMap:
    """What each fact stands for. facts: pattern of the key → rules, first match counts. laws, parties: other names."""

    facts: Mapping[str, tuple[_Rule, ...]]
    laws: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)


def read_fact_map(text: str, flow: Flow) -> FactMap:
    """The facts file of a flow. Raises `RefusedError` with every fault, also answers that the flow does not know."""
    top = open_source(text).members(("facts",), ("laws", "parties"))
    facts: dict[str, tuple[_Rule, ...]] = {}
    for key, values in top.at("facts").pairs():
        rules = []
        for pattern, item in values.pairs():
            answers = {}
            for code, given in item.pairs():
                node = flow.nodes.get(code)
                if node is None:
                    given.note(f"the flow has no question {code!r}")
                    continue
                answers[code] = given.texts()
                known = {*(option.code for option in node.options), UNKNOWN, VALUE}
                for value in answers[code]:
                    if value not in known:
                        given.note(f"the question {code!r} knows no answer {value!r}")
            rules.append(_Rule(pattern, answers))
        facts[key] = tuple(rules)
    names = [{key: item.text() for key, item in top.at(member).pairs()} for member in ("laws", "parties")]
    top.faults.refuse()
    return FactMap(facts, *names)


def read_cases(text: str, flow: Flow, facts: FactMap | None = None) -> tuple[GoldenCase, ...]:
    """The golden cases in a file (a list). Raises `RefusedError` with every fault, also facts nobody knows."""
    top = open_source(text)
    cases = tuple(_case(item, flow, facts) for item in top.items())
    seen: set[str] = set()
    for number, case in enumerate(cases):
        if case.id in seen:
            top.faults.note((number, "id"), f"the id {case.id!r} occurs twice")
        seen.add(case.id)
    top.faults.refuse()
    return cases


def answered_with(case: GoldenCase, flow: Flow, silent: Mapping[str, str]) -> GoldenCase:
    """The same case where what was not told is answered as in `silent` (node → answer) instead of not known."""
    answers = {
        code: (silent[code],) if code in silent and values == (UNKNOWN,) else values
        for code, values in case.answers.items()
    }
    return replace(case, answers={code: answers[code] for code in flow.nodes if code in answers})


def judge(flow: Flow, case: GoldenCase, today: date) -> list[str]:
    """What is wrong with how the flow answers the case; nothing when it is right."""
    try:
        result = walk(flow, case.answers, case.at or today)
    except (AnswersRefusedError, FlowDeadEndError) as error:
        return [f"cannot be walked: {error}"]
    if not isinstance(result, Result):
        return [f"has no answer to the question {result.node.code!r}"]
    faults = _compare(result.outcomes, case.expected, "")
    if case.at_18 is not None:
        change: ChangeAtAge | None = result.what_changes_at_18
        if change is None:
            faults.append("says nothing about what changes at 18")
        else:
            faults += _compare(change.outcomes, case.at_18, "at 18: ")
    return faults


def _compare(found: Sequence[Found], expected: Expected, when: str) -> list[str]:
    laws = list(dict.fromkeys(f.outcome.law for f in found if f.outcome.law))
    got = ", ".join(laws) or "none"
    faults = []
    if expected.laws == () and laws:
        faults.append(f"{when}names a law ({got}) where no law may be named")
    for law in expected.laws or ():
        if law not in laws:
            faults.append(f"{when}does not name the law {law!r} (it names: {got})")
    faults += [f"{when}names the law {law!r}, which may not be" for law in expected.forbidden if law in laws]
    codes = [f.outcome.code for f in found]
    faults += [
        f"{when}does not have the outcome {code!r} (it has: {', '.join(codes)})"
        for code in expected.outcomes
        if code not in codes
    ]
    first = next((f.outcome for f in found if expected.laws and f.outcome.law == expected.laws[0]), None)
    if first is not None:
        if expected.decides and not set(expected.decides) & set(first.decided_by):
            wanted = " or ".join(expected.decides)
            faults.append(f"{when}{first.code}: decided by {', '.join(first.decided_by)}, not {wanted}")
        if expected.certainty is not None and expected.certainty != first.certainty:
            faults.append(f"{when}{first.code}: certainty is {first.certainty}, not {expected.certainty}")
    return faults


def _case(item: Cursor, flow: Flow, facts: FactMap | None) -> GoldenCase:
    item.members(
        ("id", "words"),
        ("facts", "answers", "at", "laws", "not", "decides", "certainty", "outcomes", "at_18", "note"),
    )
    answers: dict[str, list[str]] = {}
    for code, value in item.at("answers").pairs():
        if code not in flow.nodes:
            value.note(f"the flow has no question {code!r}")
            continue
        answers[code] = _scalars(value)
    at = item.at("at").day()
    for key, value in item.at("facts").pairs():
        if key in ("at", "date"):
            at = value.day()
        elif facts is None:
            value.note("facts need a facts file that says which answers they stand for")
        else:
            _add_fact(answers, key, value, facts)
    if not item.has("facts") and not item.has("answers"):
        item.note("needs 'facts' or 'answers'")
    at_18 = item.at("at_18")
    if at_18.value is not None:
        at_18.members((), ("laws", "not", "decides", "certainty", "outcomes"))
    return GoldenCase(
        id=item.at("id").text(),
        words=item.at("words").text(),
        answers=_complete(answers, flow),
        expected=_expected(item, facts, flow),
        at=at,
        at_18=_expected(at_18, facts, flow) if at_18.value is not None else None,
    )


def _scalars(item: Cursor) -> list[str]:
    values = item.value if isinstance(item.value, list) else [item.value]
    return [_word(value) for value in values]


def _word(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def _add_fact(answers: dict[str, list[str]], key: str, item: Cursor, facts: FactMap) -> None:
    rules = next((rules for pattern, rules in facts.facts.items() if fnmatchcase(_folded(key), pattern)), None)
    if rules is None:
        item.note(f"is no fact the flow can use; known are {', '.join(facts.facts)}")
        return
    for word in _scalars(item):
        rule = next((rule for rule in rules if fnmatchcase(_folded(word), rule.pattern)), None)
        if rule is None:
            item.note(f"the value {word!r} is not known; known are {', '.join(rule.pattern for rule in rules)}")
            continue
        for code, values in rule.answers.items():
            held = answers.setdefault(code, [])
            held += [word if value == VALUE else value for value in values]


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _complete(answers: Mapping[str, Sequence[str]], flow: Flow) -> dict[str, tuple[str, ...]]:
    """Every question answered. "Not known" beside a real answer falls away, as does "none of these"; of several
    answers to a question that takes one, the one that comes first in the flow counts: the heaviest need first."""
    complete: dict[str, tuple[str, ...]] = {}
    for code, node in flow.nodes.items():
        given = list(dict.fromkeys(answers.get(code, ())))
        real = [value for value in given if value != UNKNOWN]
        order = [option.code for option in node.options]
        if order:
            real.sort(key=lambda value: order.index(value) if value in order else len(order))
        inclusive = [value for value in real if (option := node.option(value)) is None or not option.exclusive]
        kept = inclusive or real
        if node.type != "several":
            kept = kept[:1]
        if kept or node.may_be_unknown:
            complete[code] = tuple(kept) or (UNKNOWN,)
    return complete


def _expected(item: Cursor, facts: FactMap | None, flow: Flow) -> Expected:
    law_names = facts.laws if facts else {}
    party_names = facts.parties if facts else {}

    def laws(member: str) -> tuple[str, ...]:
        found = tuple(law_names.get(law, law) for law in item.at(member).texts())
        for law in found:
            if law and law not in flow.laws:
                item.at(member).note(f"unknown law {law!r}; known are {', '.join(flow.laws)}")
        return found

    decides = tuple(party_names.get(party, party) for party in item.at("decides").texts())
    for party in decides:
        if party and party not in flow.parties:
            item.at("decides").note(f"unknown party {party!r}; known are {', '.join(flow.parties)}")
    certainty = item.at("certainty").text() or None
    if certainty not in (None, "rule", "open"):
        item.at("certainty").note("must be 'rule' or 'open'")
    outcomes = item.at("outcomes").texts()
    for code in outcomes:
        if flow.outcome(code) is None:
            item.at("outcomes").note(f"there is no outcome {code!r}")
    return Expected(laws("laws") if item.has("laws") else None, laws("not"), decides, certainty, outcomes)
