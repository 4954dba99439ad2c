"""The count of paths is exact: it is compared with walking every single combination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.flows.flow import Flow, Node
from knowledge.flows.paths import count_paths, dead_end, limits, none_of, witness
from knowledge.flows.reading import flow_from_data
from knowledge.flows.walking import FlowDeadEndError, Result, walk

TODAY = date(2026, 11, 22)


def every_answer(node: Node, cuts: tuple[float, ...]) -> Iterator[tuple[str, ...]]:
    if node.may_be_unknown:
        yield ("weet-ik-niet",)
    if node.type == "several":
        free = [option.code for option in node.options if not option.exclusive]
        yield from ((option.code,) for option in node.options if option.exclusive)
        yield from chain.from_iterable(combinations(free, size) for size in range(1, len(free) + 1))
    elif node.type == "choice":
        yield from ((option.code,) for option in node.options)
    elif node.type == "postcode":
        yield ("3511",)
    else:
        yield from ((f"{low:g}",) for low in (node.minimum, *cuts))


def walk_all(flow: Flow) -> tuple[int, int, int, set[str]]:
    """Paths, paths that end, questions on the longest, and the outcomes met, by plain walking."""
    cuts = limits(flow)
    paths = ended = longest = 0
    met: set[str] = set()
    waiting: list[dict[str, tuple[str, ...]]] = [{}]
    while waiting:
        answers = waiting.pop()
        try:
            step = walk(flow, answers, TODAY)
        except FlowDeadEndError:
            paths += 1
            continue
        if isinstance(step, Result):
            paths, ended, longest = paths + 1, ended + 1, max(longest, len(step.answered))
            met |= {found.outcome.code for found in step.outcomes}
            continue
        node = step.node
        waiting += [{**answers, node.code: given} for given in every_answer(node, cuts.get(node.code, ()))]
    return paths, ended, longest, met


def test_the_small_flow_is_counted_as_walked(small: dict[str, Any]) -> None:
    flow = flow_from_data(small)
    figures = count_paths(flow)
    paths, ended, longest, met = walk_all(flow)
    assert (figures.paths, figures.ended, figures.longest) == (paths, ended, longest) == (30, 30, 3)
    assert met == {"big", "other"}


CODES = ("a", "b", "c", "d")


def conditions() -> st.SearchStrategy[Any]:
    leaf = st.one_of(
        st.builds(lambda n, v: {"is": {n: v}}, st.sampled_from(CODES), st.sampled_from(["x", "y", "z"])),
        st.builds(lambda n, v: {"only": {n: v}}, st.sampled_from(CODES), st.lists(st.sampled_from("xyz"), min_size=1)),
        st.builds(lambda n: {"is": {n: "weet-ik-niet"}}, st.sampled_from(CODES)),
        st.builds(lambda n: {"known": n}, st.sampled_from(CODES)),
        st.builds(lambda v: {"atLeast": {"age": v}}, st.integers(1, 20)),
        st.builds(lambda v: {"below": {"age": v}}, st.integers(1, 20)),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(lambda c: {"not": c}, inner),
            st.builds(lambda cs: {"all": cs}, st.lists(inner, max_size=3)),
            st.builds(lambda cs: {"any": cs}, st.lists(inner, max_size=3)),
        ),
        max_leaves=5,
    )


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Any flow of five questions without a cycle; dead ends and empty results included."""
    order = ["age", *CODES]
    label = {"nl": "t", "en": "t"}
    nodes: dict[str, Any] = {}
    for number, code in enumerate(order):
        later = [*order[number + 1 :], "result"]
        edges: list[Any] = [
            {"to": draw(st.sampled_from(later)), "when": draw(conditions())} for _ in range(draw(st.integers(0, 2)))
        ]
        if draw(st.booleans()) or not edges:
            edges.append(later[0])
        kind = "age" if code == "age" else draw(st.sampled_from(["choice", "several"]))
        nodes[code] = {"type": kind, "text": label, "next": edges, "mayBeUnknown": True}
        if kind != "age":
            exclusive = draw(st.booleans())
            nodes[code]["options"] = [
                {"code": "x", "label": label},
                {"code": "y", "label": label},
                {"code": "z", "label": label, "exclusive": exclusive},
            ]
    outcome = {"title": label, "text": label, "decidedBy": "p", "certainty": "rule"}
    return flow_from_data(
        {
            "slug": "s", "title": label, "summary": label, "start": "age", "laws": {}, "parties": {"p": label},
            "nodes": nodes,
            "outcomes": {code: {**outcome, "when": draw(conditions())} for code in ("one", "two")},
        }
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(flows())
def test_any_flow_is_counted_exactly_and_every_reachable_outcome_has_a_witness(flow: Flow) -> None:
    figures = count_paths(flow)
    paths, ended, longest, met = walk_all(flow)
    assert (figures.paths, figures.ended) == (paths, ended)
    assert figures.longest >= longest
    assert (dead_end(flow) is None) == (paths == ended)
    for outcome in flow.outcomes:
        found = witness(flow, outcome.condition)
        assert (found is not None) == (outcome.code in met)
        if found is not None:
            result = walk(flow, found, TODAY)
            assert isinstance(result, Result)
            assert outcome.code in [f.outcome.code for f in result.outcomes]
    nothing = witness(flow, none_of(outcome.condition for outcome in flow.outcomes))
    if nothing is not None:
        result = walk(flow, nothing, TODAY)
        assert isinstance(result, Result)
        assert result.outcomes == ()


def test_the_law_finder_is_counted_without_walking_it_all(finder: Flow) -> None:
    figures = count_paths(finder)
    assert figures.paths > 10**12
    assert figures.states < 1_000
