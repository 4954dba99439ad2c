"""What is wrong with a flow, all at once: run on saving, before publishing, and in the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from core.publishing.entries import Localized
from knowledge.articles.laws import LAW_TEXTS, LawText, is_article_number
from knowledge.flows.cases import GoldenCase, judge
from knowledge.flows.conditions import Is, atoms
from knowledge.flows.flow import RESULT, Flow, LawReference
from knowledge.flows.paths import (
    FlowTooWideError,
    count_paths,
    dead_end,
    find_cycle,
    none_of,
    reached_nodes,
    witness,
)
from knowledge.flows.sources import LANGUAGES, Fault

MAX_QUESTIONS = 12


def check_flow(
    flow: Flow,
    golden_cases: Sequence[GoldenCase],
    *,
    today: date,
    law_texts: Mapping[str, LawText] = LAW_TEXTS,
) -> list[Fault]:
    """Every fault of the flow; an empty list means it may be published.

    Checked: texts in both languages; laws, parties and law articles known; no cycle; every question and outcome
    reachable; every path ends, within `MAX_QUESTIONS` questions, with at least one outcome; every box counts for
    something; every golden case comes out right (those without a date on `today`).
    """
    faults = [*_texts(flow), *_references(flow, law_texts)]
    shape = _shape(flow)
    faults += shape
    if not shape:
        try:
            faults += _paths(flow)
        except FlowTooWideError as error:
            faults.append(Fault("nodes", str(error)))
        for case in golden_cases:
            faults += [Fault(f"case {case.id}", what) for what in judge(flow, case, today)]
    return faults


def _texts(flow: Flow) -> list[Fault]:
    def missing(where: str, text: Localized) -> list[Fault]:
        return [Fault(where, f"has no text in {lang}") for lang in LANGUAGES if not text.get(lang, "").strip()]

    faults = [*missing("title", flow.title), *missing("summary", flow.summary)]
    for code, node in flow.nodes.items():
        faults += missing(f"nodes.{code}.text", node.text)
        for option in node.options:
            faults += missing(f"nodes.{code}.options.{option.code}", option.label)
    for outcome in flow.outcomes:
        faults += missing(f"outcomes.{outcome.code}.title", outcome.title)
        faults += missing(f"outcomes.{outcome.code}.text", outcome.text)
        if outcome.certainty == "open":
            faults += missing(f"outcomes.{outcome.code}.unclear", outcome.unclear)
    for kind, labels in (("laws", flow.laws), ("parties", flow.parties)):
        for code, label in labels.items():
            faults += missing(f"{kind}.{code}", label)
    return faults


def _references(flow: Flow, law_texts: Mapping[str, LawText]) -> list[Fault]:
    faults: list[Fault] = []
    for outcome in flow.outcomes:
        where = f"outcomes.{outcome.code}"
        if outcome.law is not None and outcome.law not in flow.laws:
            faults.append(Fault(f"{where}.law", f"unknown law {outcome.law!r}; known are {', '.join(flow.laws)}"))
        for member, parties in (("decidedBy", outcome.decided_by), ("settledBy", outcome.settled_by)):
            faults += [
                Fault(f"{where}.{member}", f"unknown party {party!r}; known are {', '.join(flow.parties)}")
                for party in parties
                if party not in flow.parties
            ]
        if not outcome.decided_by:
            faults.append(Fault(where, "does not say who decides"))
        if outcome.certainty == "open" and not outcome.settled_by:
            faults.append(Fault(where, "is open but does not say who settles it"))
        if outcome.law is not None and not outcome.articles:
            faults.append(Fault(where, "names a law but no article of it"))
        faults += _articles(where, outcome.articles, law_texts)
    if flow.coming_of_age:
        for item in flow.coming_of_age.items:
            faults += _articles(f"comingOfAge.items.{item.code}", item.articles, law_texts)
    return faults


def _articles(where: str, references: Iterable[LawReference], law_texts: Mapping[str, LawText]) -> list[Fault]:
    faults = []
    for reference in references:
        if reference.text not in law_texts:
            known = ", ".join(law_texts)
            faults.append(Fault(f"{where}.articles", f"unknown law text {reference.text!r}; known are {known}"))
        elif not is_article_number(reference.article):
            faults.append(Fault(f"{where}.articles", f"{reference.article!r} is not the number of an article"))
    return faults


def _shape(flow: Flow) -> list[Fault]:
    faults = []
    if flow.start not in flow.nodes:
        faults.append(Fault("start", f"there is no question {flow.start!r}"))
    for code, node in flow.nodes.items():
        if not node.edges:
            faults.append(Fault(f"nodes.{code}.next", "is a dead end: no answer leads on"))
        faults += [
            Fault(f"nodes.{code}.next", f"there is no question {edge.to!r}")
            for edge in node.edges
            if edge.to != RESULT and edge.to not in flow.nodes
        ]
    cycle = find_cycle(flow)
    if cycle:
        faults.append(Fault(f"nodes.{cycle[0]}", f"the questions go round in a circle: {' → '.join(cycle)}"))
    if not flow.outcomes:
        faults.append(Fault("outcomes", "a flow needs at least one outcome"))
    return faults


def _paths(flow: Flow) -> list[Fault]:
    faults = []
    reached = reached_nodes(flow)
    faults += [Fault(f"nodes.{c}", "no answers lead to this question") for c in flow.nodes if c not in reached]
    stuck = dead_end(flow)
    if stuck is not None:
        faults.append(Fault(f"nodes.{list(stuck)[-1]}.next", f"is a dead end for the answers {_shown(stuck)}"))
    figures = count_paths(flow)
    if figures.longest > MAX_QUESTIONS:
        faults.append(
            Fault("nodes", f"the longest path asks {figures.longest} questions; at most {MAX_QUESTIONS} are allowed")
        )
    rules = [outcome for outcome in flow.outcomes if not outcome.otherwise]
    nothing = none_of(outcome.condition for outcome in rules)
    for outcome in flow.outcomes:
        formula = nothing if outcome.otherwise else outcome.condition
        if witness(flow, formula) is None:
            faults.append(Fault(f"outcomes.{outcome.code}", "no answers lead to this outcome"))
    if not any(o.otherwise and o.valid_from is None and o.valid_until is None for o in flow.outcomes):
        empty = witness(flow, nothing)
        if empty is not None:
            faults.append(Fault("outcomes", f"no outcome holds for the answers {_shown(empty)}"))
    return faults + _boxes(flow)


def _boxes(flow: Flow) -> list[Fault]:
    conditions = [edge.condition for node in flow.nodes.values() for edge in node.edges]
    conditions += [outcome.condition for outcome in flow.outcomes]
    if flow.coming_of_age:
        conditions += [item.condition for item in flow.coming_of_age.items]
    read = {atom for condition in conditions for atom in atoms(condition) if isinstance(atom, Is)}
    return [
        Fault(f"nodes.{code}.options.{option.code}", "counts for nothing: no condition reads this answer")
        for code, node in flow.nodes.items()
        if node.type == "several"
        for option in node.options
        if not option.exclusive and Is(code, option.code) not in read
    ]


def _shown(answers: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{node}={'+'.join(values)}" for node, values in answers.items())
