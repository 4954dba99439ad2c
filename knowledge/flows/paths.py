"""Every path through a flow, counted exactly, without walking each of them.

Method. A question with thirteen boxes to tick has 8,191 answers, and a flow has a dozen questions, so walking every
combination is out of reach. But the way on depends only on the conditions of the edges. After each answer those
conditions are simplified with what is now known; two answers that leave the same conditions behind lead to the same
future, so they are taken together and counted as one with their number. Boxes are decided one by one, merging after
each. A state is (next question, conditions left); what follows from it is computed once. Conditions about a question
that can no longer come are settled at once (nothing holds about a question that is not asked). This is the idea of an
ordered binary decision diagram, applied to questions in the order in which they are asked.

What is counted as one answer: an option of a choice; a set of boxes; "weet-ik-niet"; any postcode; and, for a number
or age, an interval between two limits that some condition or outcome mentions. The counts are exact in that measure.

`witness` uses the same states to find answers for which a formula (an outcome's condition, or "no outcome holds")
is true at the end of some path, or to prove that there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.flows.conditions import (
    ALWAYS,
    NEVER,
    UNKNOWN,
    AtLeast,
    Atom,
    Condition,
    Is,
    Known,
    atoms,
    both,
    given,
    opposite,
    without,
)
from knowledge.flows.flow import RESULT, Flow, Node

Sample = tuple[str, ...]
State = tuple[Condition, ...]
MAX_STATES = 400_000


class FlowTooWideError(RuntimeError):
    """The conditions hang together in so many ways that the paths cannot be counted; make the flow simpler."""


@dataclass(frozen=True, slots=True)
class PathFigures:
    """paths: all ways to answer, as counted above. ended: those that reach the outcomes. orders: different rows of
    questions. longest, shortest: questions on the longest and shortest path that ends. states: size of the diagram.
    """

    paths: int
    ended: int
    orders: int
    longest: int
    shortest: int
    states: int


@dataclass(frozen=True, slots=True)
class _Branch:
    count: int
    sample: Sample


@dataclass(frozen=True, slots=True)
class _Ends:
    paths: int
    ended: int
    longest: int
    shortest: int
    orders: frozenset[tuple[str, ...]]


def reachable(flow: Flow, start: str) -> frozenset[str]:
    """The nodes one can come to from `start` by the edges, `start` included."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code in seen or code not in flow.nodes:
            continue
        seen.add(code)
        waiting.extend(edge.to for edge in flow.nodes[code].edges)
    return frozenset(seen)


def find_cycle(flow: Flow) -> tuple[str, ...]:
    """A row of nodes that leads back to its first, or nothing when the flow has no cycle."""
    done: set[str] = set()

    def search(code: str, trail: tuple[str, ...]) -> tuple[str, ...]:
        if code in trail:
            return (*trail[trail.index(code) :], code)
        if code in done or code not in flow.nodes:
            return ()
        for edge in flow.nodes[code].edges:
            cycle = search(edge.to, (*trail, code))
            if cycle:
                return cycle
        done.add(code)
        return ()

    for first in flow.nodes:
        cycle = search(first, ())
        if cycle:
            return cycle
    return ()


def limits(flow: Flow) -> dict[str, tuple[float, ...]]:
    """Per node the numbers that any edge or outcome compares with, inside the node's own bounds, in order."""
    found: dict[str, set[float]] = {}
    conditions = [edge.condition for node in flow.nodes.values() for edge in node.edges]
    conditions += [outcome.condition for outcome in flow.outcomes]
    for condition in conditions:
        for atom in atoms(condition):
            if isinstance(atom, AtLeast):
                found.setdefault(atom.node, set()).add(atom.limit)
    inside = {
        code: {limit for limit in values if flow.nodes[code].minimum < limit <= flow.nodes[code].maximum}
        for code, values in found.items()
        if code in flow.nodes
    }
    return {code: tuple(sorted(values)) for code, values in inside.items()}


def answer_branches(node: Node, cuts: tuple[float, ...], state: State) -> dict[State, _Branch]:
    """What each answer to `node` leaves of the conditions in `state`: state left → number of answers, an example."""
    branches: dict[State, _Branch] = {}

    def add(left: State, count: int, sample: Sample) -> None:
        old = branches.get(left)
        branches[left] = _Branch(old.count + count, old.sample) if old else _Branch(count, sample)

    mentioned = {atom for condition in state for atom in atoms(condition) if atom.node == node.code}

    def settle(true: frozenset[Atom]) -> State:
        return _given_all(state, {atom: atom in true for atom in mentioned})

    if node.may_be_unknown:
        add(settle(frozenset({Is(node.code, UNKNOWN)})), 1, (UNKNOWN,))
    known = Known(node.code)
    match node.type:
        case "choice":
            for option in node.options:
                add(settle(frozenset({known, Is(node.code, option.code)})), 1, (option.code,))
        case "several":
            for option in node.options:
                if option.exclusive:
                    add(settle(frozenset({known, Is(node.code, option.code)})), 1, (option.code,))
            for left, branch in _boxes(node, state).items():
                add(left, branch.count, branch.sample)
        case "number" | "age":
            for low in (node.minimum, *cuts):
                true = {AtLeast(node.code, cut) for cut in cuts if cut <= low}
                true |= {a for a in mentioned if isinstance(a, AtLeast) and a.limit <= low}
                add(settle(frozenset({known, *true})), 1, (f"{low:g}",))
        case "postcode":
            add(settle(frozenset({known})), 1, ("3511",))
    return branches


def _boxes(node: Node, state: State) -> dict[State, _Branch]:
    """The non-empty sets of boxes, decided one by one; equal remainders are merged after each."""
    fixed: dict[Atom, bool] = {Known(node.code): True, Is(node.code, UNKNOWN): False}
    fixed |= {Is(node.code, option.code): False for option in node.options if option.exclusive}
    partial: dict[tuple[State, bool], _Branch] = {(_given_all(state, fixed), False): _Branch(1, ())}
    for option in node.options:
        if option.exclusive:
            continue
        box = Is(node.code, option.code)
        merged: dict[tuple[State, bool], _Branch] = {}
        for (left, some), branch in partial.items():
            for ticked in (True, False):
                key = (_given_all(left, {box: ticked}), some or ticked)
                sample = (*branch.sample, option.code) if ticked else branch.sample
                old = merged.get(key)
                better = sample if old is None or len(sample) < len(old.sample) else old.sample
                merged[key] = _Branch(branch.count + (old.count if old else 0), better)
        partial = merged
        if len(partial) > MAX_STATES:
            raise FlowTooWideError(f"question {node.code!r} has too many answers that matter")
    found: dict[State, _Branch] = {}
    for (left, some), branch in partial.items():
        if some:
            old = found.get(left)
            found[left] = _Branch(branch.count + (old.count if old else 0), branch.sample)
    return found


def _given_all(state: State, truths: Mapping[Atom, bool]) -> State:
    left = state
    for atom, value in truths.items():
        left = tuple(given(condition, atom, value) for condition in left)
    return left


class _Diagram:
    """The guards of all edges as one row of conditions, and what may still matter from each node on."""

    def __init__(self, flow: Flow, formulas: tuple[Condition, ...]) -> None:
        self.flow = flow
        self.formulas = formulas
        self.edges = [(code, edge.to) for code, node in flow.nodes.items() for edge in node.edges]
        self.start: State = (*formulas, *(e.condition for node in flow.nodes.values() for e in node.edges))
        self.cuts = limits(flow)
        self.ahead = {code: reachable(flow, code) for code in (*flow.nodes, RESULT)}

    def enter(self, code: str, state: State) -> State:
        """The state on arriving at `code`: what is past or can no longer come is settled or dropped.

        What is known of answered questions was filled in before, so all that is left is about unasked ones.
        """
        ahead = self.ahead[code]
        gone = [node for node in self.flow.nodes if node not in ahead]
        kept: list[Condition] = []
        offset = len(self.formulas)
        for number, condition in enumerate(state):
            if number >= offset and self.edges[number - offset][0] not in ahead:
                kept.append(NEVER)
                continue
            left = condition
            for node in gone:
                left = without(left, node)
            kept.append(left)
        return tuple(kept)

    def following(self, code: str, state: State) -> str | None:
        """The node the first holding edge of `code` leads to. Conditions about later questions do not hold."""
        offset = len(self.formulas)
        for number, (origin, to) in enumerate(self.edges):
            if origin != code:
                continue
            guard = state[offset + number]
            for node in self.flow.nodes:
                guard = without(guard, node)
            if guard == ALWAYS:
                return to
        return None


def count_paths(flow: Flow) -> PathFigures:
    """Count every path. The flow must have no cycle and no edge to a node that does not exist."""
    diagram = _Diagram(flow, ())
    known: dict[tuple[str, State], _Ends] = {}

    def ends(code: str, state: State) -> _Ends:
        if code == RESULT:
            return _Ends(1, 1, 0, 0, frozenset({()}))
        key = (code, state)
        if key in known:
            return known[key]
        if len(known) > MAX_STATES:
            raise FlowTooWideError("the questions depend on each other in too many ways to count the paths")
        paths = ended = longest = 0
        shortest = len(flow.nodes) + 1
        orders: set[tuple[str, ...]] = set()
        for left, branch in answer_branches(flow.nodes[code], diagram.cuts.get(code, ()), state).items():
            to = diagram.following(code, left)
            if to is None:
                paths += branch.count
                continue
            after = ends(to, diagram.enter(to, left))
            paths += branch.count * after.paths
            ended += branch.count * after.ended
            longest = max(longest, 1 + after.longest)
            if after.ended:
                shortest = min(shortest, 1 + after.shortest)
            orders |= {(code, *row) for row in after.orders}
        known[key] = _Ends(paths, ended, longest, shortest, frozenset(orders))
        return known[key]

    total = ends(flow.start, diagram.enter(flow.start, diagram.start))
    return PathFigures(total.paths, total.ended, len(total.orders), total.longest, total.shortest, len(known))


def witness(flow: Flow, formula: Condition) -> dict[str, Sample] | None:
    """Answers that reach the outcomes with `formula` true, or None when no path does: a proof, not a guess."""
    diagram = _Diagram(flow, (formula,))
    hopeless: set[tuple[str, State]] = set()

    def search(code: str, state: State) -> dict[str, Sample] | None:
        if state[0] == NEVER or (code, state) in hopeless:
            return None
        if code == RESULT:
            return {} if state[0] == ALWAYS else None
        if len(hopeless) > MAX_STATES:
            raise FlowTooWideError("the conditions hang together in too many ways to prove an outcome")
        for left, branch in answer_branches(flow.nodes[code], diagram.cuts.get(code, ()), state).items():
            to = diagram.following(code, left)
            if to is None:
                continue
            found = search(to, diagram.enter(to, left))
            if found is not None:
                return {code: branch.sample, **found}
        hopeless.add((code, state))
        return None

    return search(flow.start, diagram.enter(flow.start, diagram.start))


def dead_end(flow: Flow) -> dict[str, Sample] | None:
    """Answers after which a question has no way on, or None when there are none."""
    diagram = _Diagram(flow, ())
    seen: set[tuple[str, State]] = set()

    def search(code: str, state: State) -> dict[str, Sample] | None:
        if code == RESULT or (code, state) in seen:
            return None
        seen.add((code, state))
        for left, branch in answer_branches(flow.nodes[code], diagram.cuts.get(code, ()), state).items():
            to = diagram.following(code, left)
            if to is None:
                return {code: branch.sample}
            found = search(to, diagram.enter(to, left))
            if found is not None:
                return {code: branch.sample, **found}
        return None

    return search(flow.start, diagram.enter(flow.start, diagram.start))


def reached_nodes(flow: Flow) -> frozenset[str]:
    """The nodes that some answers really lead to, guards taken into account."""
    diagram = _Diagram(flow, ())
    seen: set[tuple[str, State]] = set()
    waiting = [(flow.start, diagram.enter(flow.start, diagram.start))]
    while waiting:
        code, state = waiting.pop()
        if code == RESULT or (code, state) in seen:
            continue
        seen.add((code, state))
        for left in answer_branches(flow.nodes[code], diagram.cuts.get(code, ()), state):
            to = diagram.following(code, left)
            if to is not None:
                waiting.append((to, diagram.enter(to, left)))
    return frozenset(code for code, _ in seen)


def none_of(conditions: Iterable[Condition]) -> Condition:
    """The formula that none of these hold."""
    return both(tuple(opposite(condition) for condition in conditions))
