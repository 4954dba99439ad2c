"""Walking a flow: from the answers given so far to the next question, or to the outcomes. Keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from core.publishing.entries import Localized
from knowledge.articles.laws import article_link
from knowledge.flows.answers import Answer, GivenAnswers, birthday, read_answers, unknown_answer
from knowledge.flows.conditions import Atom, Evaluation, Is
from knowledge.flows.flow import RESULT, ChangeItem, ComingOfAge, Flow, LawReference, Node, Outcome


class FlowDeadEndError(RuntimeError):
    """The answers lead nowhere. A checked flow has no such place; `node` is where it happened."""

    def __init__(self, flow: str, node: str) -> None:
        self.node = node
        super().__init__(f"flow {flow!r} has no way on from {node!r}; run check_flow and mend it")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far along: questions answered, and how many may still come, at most and at least (this one included)."""

    answered: int
    at_most_left: int
    at_least_left: int


@dataclass(frozen=True, slots=True)
class Question:
    """The next question. step counts from 1. not_asked: answers that were given but that this path does not need."""

    step: int
    node: Node
    answered: tuple[Answer, ...]
    progress: Progress
    not_asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TracedAnswer:
    """An answer that counted for an outcome."""

    node: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Which rule made an outcome, and the answers that counted. rule: the outcome's code; its condition is there."""

    rule: str
    answers: tuple[TracedAnswer, ...]
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """A law article of an outcome with its address as it reads on the day asked about."""

    reference: LawReference
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """An outcome that holds on `valid_on`. search: ready members of the search API, with age and postcode."""

    outcome: Outcome
    valid_on: date
    articles: tuple[CitedArticle, ...]
    search: Mapping[str, tuple[str, ...]]
    trace: Trace


@dataclass(frozen=True, slots=True)
class ChangeAtAge:
    """What is different from the birthday on. on: the birthday, when a date of birth was given.

    outcomes: what will hold, on the rules known for that day. ends, begins, stays: law codes now against then.
    """

    age: float
    on: date | None
    text: Localized
    outcomes: tuple[Found, ...]
    ends: tuple[str, ...]
    begins: tuple[str, ...]
    stays: tuple[str, ...]
    items: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The end of the questions. note: set when the day asked about lies before the texts that were read."""

    outcomes: tuple[Found, ...]
    answered: tuple[Answer, ...]
    valid_on: date
    what_changes_at_18: ChangeAtAge | None = None
    note: Localized = field(default_factory=dict)
    not_asked: tuple[str, ...] = ()

    @property
    def laws(self) -> tuple[str, ...]:
        """The codes of the laws among the outcomes, each once, in order."""
        return _laws(self.outcomes)


def walk(flow: Flow, given: GivenAnswers, at: date) -> Question | Result:
    """The next question, or the outcomes when all that is needed is answered.

    `at` is the day asked about: ages from a date of birth, and the rules, are those of that day. Answers to questions
    that this path does not ask are checked and reported in `not_asked`, and count for nothing.
    Raises `AnswersRefusedError` (every wrong answer) and `FlowDeadEndError` (only for a flow that was not checked).
    """
    answers = read_answers(flow, given, at)
    path, following = _follow(flow, answers)
    unused = tuple(code for code in answers if code not in path)
    answered = tuple(path.values())
    if following != RESULT:
        least, most = _ways_from(flow)[following]
        progress = Progress(len(path), most, least)
        return Question(len(path) + 1, flow.nodes[following], answered, progress, unused)
    outcomes = _outcomes(flow, path, at)
    note = flow.past.text if flow.past and at < flow.past.before else {}
    return Result(outcomes, answered, at, _coming_of_age(flow, path, at, outcomes), note, unused)


def _evaluation(path: Mapping[str, Answer]) -> Evaluation:
    chosen = {(code, value) for code, answer in path.items() for value in answer.values}

    def truth(atom: Atom) -> bool:
        if isinstance(atom, Is):
            return (atom.node, atom.value) in chosen
        answer = path.get(atom.node)
        return answer is not None and answer.truth(atom)

    return Evaluation(truth)


def _follow(flow: Flow, answers: Mapping[str, Answer]) -> tuple[dict[str, Answer], str]:
    path: dict[str, Answer] = {}
    code = flow.start
    while code != RESULT and code in answers:
        if code in path:
            raise FlowDeadEndError(flow.slug, code)
        path[code] = answers[code]
        now = _evaluation(path)
        edge = next((edge for edge in flow.nodes[code].edges if now.holds(edge.condition)), None)
        if edge is None:
            raise FlowDeadEndError(flow.slug, code)
        code = edge.to
    return path, code


def _outcomes(flow: Flow, path: Mapping[str, Answer], at: date) -> tuple[Found, ...]:
    now = _evaluation(path)
    valid = [outcome for outcome in flow.outcomes if outcome.valid_on(at)]
    holding = [outcome for outcome in valid if not outcome.otherwise and now.holds(outcome.condition)]
    chosen = holding or [outcome for outcome in valid if outcome.otherwise]
    return tuple(_found(flow, outcome, path, now, at) for outcome in chosen)


def _found(flow: Flow, outcome: Outcome, path: Mapping[str, Answer], now: Evaluation, at: date) -> Found:
    nodes = path if outcome.otherwise else now.support(outcome.condition)
    counted = tuple(TracedAnswer(code, answer.values) for code, answer in path.items() if code in nodes)
    return Found(
        outcome=outcome,
        valid_on=at,
        articles=tuple(CitedArticle(r, article_link(r.text, r.article, at)) for r in outcome.articles),
        search=_search(flow, outcome, path),
        trace=Trace(outcome.code, counted, outcome.valid_from, outcome.valid_until),
    )


def _search(flow: Flow, outcome: Outcome, path: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    members = dict(outcome.search)
    if not members:
        return members
    for member, code in flow.search_from.items():
        answer = path.get(code)
        if answer is None or answer.unknown:
            continue
        members[member] = (f"{answer.number:.4g}",) if answer.number is not None else answer.values
    return members


def _laws(outcomes: tuple[Found, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.outcome.law for found in outcomes if found.outcome.law))


def _coming_of_age(flow: Flow, path: Mapping[str, Answer], at: date, now: tuple[Found, ...]) -> ChangeAtAge | None:
    rule = flow.coming_of_age
    answer = path.get(rule.node) if rule else None
    if rule is None or answer is None or answer.number is None or not rule.shown_from <= answer.number < rule.age:
        return None
    on = birthday(answer.born, round(rule.age)) if answer.born else None
    then_path = _path_at_age(flow, rule, path)
    then = _outcomes(flow, then_path, max(at, on) if on else at)
    before, after = _laws(now), _laws(then)
    concerned = _evaluation(path)
    items = tuple(item for item in rule.items if concerned.holds(item.condition))
    return ChangeAtAge(
        age=rule.age,
        on=on,
        text=rule.text,
        outcomes=then,
        ends=tuple(law for law in before if law not in after),
        begins=tuple(law for law in after if law not in before),
        stays=tuple(law for law in before if law in after),
        items=items,
    )


def _path_at_age(flow: Flow, rule: ComingOfAge, path: Mapping[str, Answer]) -> dict[str, Answer]:
    """The path with the age changed; a question that only comes up then counts as "I do not know"."""
    answers = {code: unknown_answer(node) for code, node in flow.nodes.items()}
    answers.update(path)
    answers[rule.node] = replace(path[rule.node], number=rule.age)
    then, _ = _follow(flow, answers)
    return then


_LENGTHS_CACHE = 32


def _ways_from(flow: Flow) -> Mapping[str, tuple[int, int]]:
    return _lengths(flow.start, tuple((code, tuple(e.to for e in node.edges)) for code, node in flow.nodes.items()))


@lru_cache(maxsize=_LENGTHS_CACHE)
def _lengths(start: str, edges: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[int, int]]:
    """Per node the fewest and the most questions that can still come, itself included, by the edges alone."""
    following = dict(edges)
    lengths: dict[str, tuple[int, int]] = {RESULT: (0, 0)}
    underway: set[str] = set()

    def length(code: str) -> tuple[int, int]:
        if code not in lengths:
            if code in underway:
                raise FlowDeadEndError("", code)
            underway.add(code)
            after = [length(to) for to in following[code]]
            fewest, most = min((few for few, _ in after), default=0), max((many for _, many in after), default=0)
            lengths[code] = 1 + fewest, 1 + most
        return lengths[code]

    length(start)
    return lengths
