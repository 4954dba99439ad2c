"""A flow from its file, or from the values of an editor's form, with every fault and where it is.

The file's members are those of `Flow`, in lowerCamelCase; the shipped flow shows them in use. `articles`
and `sources` are lists with a key each, so that outcomes can name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from knowledge.flows.asking import RESERVED
from knowledge.flows.citing import named, read_law_reference, read_source
from knowledge.flows.conditions import ALWAYS, Condition
from knowledge.flows.conditions_reading import ConditionReader
from knowledge.flows.flow import (
    RESULT,
    Certainty,
    ChangeItem,
    ComingOfAge,
    Edge,
    Flow,
    LawReference,
    Node,
    NodeType,
    Option,
    Outcome,
    PastNote,
    Source,
)
from knowledge.flows.sources import Cursor, open_data, open_source

MAX_NODES = 60
MAX_OPTIONS = 40
MAX_OUTCOMES = 300
SEARCH_MEMBERS = (
    "q", "postcode", "radiusKm", "kind", "careType", "law", "domain", "delivery", "age", "region", "language",
)  # fmt: skip


def read_flow(text: str) -> Flow:
    """The flow in a YAML file. Raises `RefusedError` with every fault of its form; `check_flow` judges its sense."""
    return _read(open_source(text))


def flow_from_data(data: Mapping[str, Any]) -> Flow:
    """The flow in values of the same form as the file. Raises `RefusedError` with every fault of its form."""
    return _read(open_data(data))


@dataclass(slots=True)
class _Catalogue:
    """What outcomes can name: law articles and sources by their key."""

    articles: dict[str, LawReference] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


def _read(top: Cursor) -> Flow:
    top.members(
        ("slug", "title", "summary", "start", "laws", "parties", "nodes", "outcomes"),
        (
            "version", "reviewBy", "names", "searchWords", "articles", "sources", "define", "searchFrom", "comingOfAge",
            "past",
        ),
    )  # fmt: skip
    catalogue = _Catalogue(
        {key: read_law_reference(item) for key, item in top.at("articles").pairs()},
        {key: read_source(item) for key, item in top.at("sources").pairs()},
    )
    nodes = {code: _node(code, item) for code, item in top.at("nodes").pairs()}
    if len(nodes) > MAX_NODES:
        top.at("nodes").note(f"a flow has at most {MAX_NODES} questions")
    conditions = ConditionReader({code: node for code, (node, _) in nodes.items()}, top.at("define"))
    finished = {code: _with_edges(node, edges, conditions, frozenset(nodes)) for code, (node, edges) in nodes.items()}
    start = top.at("start").text()
    if start and start not in finished:
        top.at("start").note(f"there is no question {start!r}")
    outcomes = _outcomes(top.at("outcomes"), conditions, catalogue)
    flow = Flow(
        slug=top.at("slug").text(),
        title=top.at("title").localized(),
        summary=top.at("summary").localized(),
        start=start,
        nodes=finished,
        outcomes=outcomes,
        laws={code: label.localized() for code, label in top.at("laws").pairs()},
        parties={code: label.localized() for code, label in top.at("parties").pairs()},
        search_from=_search_from(top.at("searchFrom"), finished),
        coming_of_age=_coming_of_age(top.at("comingOfAge"), finished, conditions, catalogue),
        past=_past(top.at("past")),
        version=round(top.at("version").number()) if top.has("version") else 1,
        review_by=top.at("reviewBy").day(),
        names=top.at("names").texts(),
        search_words=top.at("searchWords").texts(),
    )
    conditions.note_unused()
    top.faults.refuse()
    return flow


def _node(code: str, item: Cursor) -> tuple[Node, list[Cursor]]:
    item.members(("type", "text", "next"), ("help", "options", "minimum", "maximum", "mayBeUnknown"))
    if code in RESERVED:
        item.note(f"{', '.join(map(repr, RESERVED))} have a meaning of their own and cannot be the name of a question")
    kind = item.at("type").text()
    if kind and kind not in get_args(NodeType):
        item.at("type").note(f"must be one of {', '.join(get_args(NodeType))}")
    options = tuple(_option(option) for option in item.at("options").items())
    if kind in ("choice", "several") and len(options) < 2:
        item.note("a choice needs two options or more")
    if kind not in ("choice", "several") and options:
        item.at("options").note("only a choice has options")
    if len(options) > MAX_OPTIONS:
        item.at("options").note(f"a question has at most {MAX_OPTIONS} options")
    codes = [option.code for option in options]
    for twice in {code for code in codes if codes.count(code) > 1}:
        item.at("options").note(f"the option {twice!r} occurs twice")
    minimum = item.at("minimum").number()
    maximum = item.at("maximum").number() if item.has("maximum") else 120.0
    if minimum > maximum:
        item.at("minimum").note("is more than the maximum")
    node = Node(
        code=code,
        type=_node_type(kind),
        text=item.at("text").localized(),
        edges=(),
        help=item.at("help").localized(),
        options=options,
        minimum=minimum,
        maximum=maximum,
        may_be_unknown=item.at("mayBeUnknown").flag(),
    )
    edges = item.at("next")
    return node, [edges] if isinstance(edges.value, str) else edges.items()


def _node_type(kind: str) -> NodeType:
    return next((known for known in get_args(NodeType) if known == kind), "choice")


def _option(item: Cursor) -> Option:
    item.members(("code", "label"), ("help", "exclusive"))
    return Option(
        item.at("code").text(), item.at("label").localized(), item.at("help").localized(), item.at("exclusive").flag()
    )


def _with_edges(node: Node, items: list[Cursor], conditions: ConditionReader, known: frozenset[str]) -> Node:
    edges: list[Edge] = []
    for item in items:
        if isinstance(item.value, str):
            edges.append(Edge(_target(item, known), ALWAYS))
            continue
        item.members(("to",), ("when",))
        condition = conditions.read(item.at("when")) if item.has("when") else ALWAYS
        edges.append(Edge(_target(item.at("to"), known), condition))
    return Node(
        node.code, node.type, node.text, tuple(edges), node.help, node.options, node.minimum, node.maximum,
        node.may_be_unknown,
    )  # fmt: skip


def _target(item: Cursor, known: frozenset[str]) -> str:
    code = item.text()
    if code and code != RESULT and code not in known:
        item.note(f"there is no question {code!r}; use one of the flow's questions or {RESULT!r}")
    return code


def _outcomes(top: Cursor, conditions: ConditionReader, catalogue: _Catalogue) -> tuple[Outcome, ...]:
    outcomes = tuple(_outcome(code, item, conditions, catalogue) for code, item in top.pairs())
    if len(outcomes) > MAX_OUTCOMES:
        top.note(f"a flow has at most {MAX_OUTCOMES} outcomes")
    return outcomes


def _outcome(code: str, item: Cursor, conditions: ConditionReader, catalogue: _Catalogue) -> Outcome:
    item.members(
        ("title", "text", "decidedBy", "certainty"),
        (
            "when", "otherwise", "law", "articles", "sources", "unclear", "settledBy", "factsheet", "search",
            "validFrom", "validUntil",
        ),
    )  # fmt: skip
    otherwise = item.at("otherwise").flag()
    if otherwise == item.has("when"):
        item.note("needs either 'when' or 'otherwise: true'")
    certainty = item.at("certainty").text()
    if certainty and certainty not in get_args(Certainty):
        item.at("certainty").note("must be 'rule' or 'open'")
    valid_from, valid_until = item.at("validFrom").day(), item.at("validUntil").day()
    if valid_from and valid_until and valid_until < valid_from:
        item.at("validUntil").note("lies before validFrom")
    return Outcome(
        code=code,
        title=item.at("title").localized(),
        text=item.at("text").localized(),
        condition=conditions.read(item.at("when")) if item.has("when") else ALWAYS,
        law=item.at("law").text() or None,
        decided_by=item.at("decidedBy").texts(),
        certainty="rule" if certainty == "rule" else "open",
        articles=named(item.at("articles"), catalogue.articles, "law article"),
        sources=named(item.at("sources"), catalogue.sources, "source"),
        unclear=item.at("unclear").localized(),
        settled_by=item.at("settledBy").texts(),
        factsheet=item.at("factsheet").text() or None,
        search=_search(item.at("search")),
        valid_from=valid_from,
        valid_until=valid_until,
        otherwise=otherwise,
    )


def _search(item: Cursor) -> dict[str, tuple[str, ...]]:
    members = {}
    for member, values in item.pairs():
        if member not in SEARCH_MEMBERS:
            values.note(f"is not a member of a search; known are {', '.join(SEARCH_MEMBERS)}")
        members[member] = values.texts()
    return members


def _search_from(item: Cursor, nodes: Mapping[str, Node]) -> dict[str, str]:
    members = {}
    for member, node in item.pairs():
        if member not in SEARCH_MEMBERS:
            node.note(f"is not a member of a search; known are {', '.join(SEARCH_MEMBERS)}")
        if node.text() not in nodes:
            node.note(f"there is no question {node.text()!r}")
        members[member] = node.text()
    return members


def _coming_of_age(
    item: Cursor, nodes: Mapping[str, Node], conditions: ConditionReader, catalogue: _Catalogue
) -> ComingOfAge | None:
    if item.value is None:
        return None
    item.members(("node", "age", "shownFrom", "text", "items"))
    code = item.at("node").text()
    if code and (code not in nodes or nodes[code].type != "age"):
        item.at("node").note(f"{code!r} is not a question of type age")
    items = tuple(_change_item(name, change, conditions, catalogue) for name, change in item.at("items").pairs())
    return ComingOfAge(code, item.at("age").number(), item.at("shownFrom").number(), item.at("text").localized(), items)


def _change_item(code: str, item: Cursor, conditions: ConditionReader, catalogue: _Catalogue) -> ChangeItem:
    item.members(("title", "text"), ("startAt", "when", "articles", "sources"))
    when: Condition = conditions.read(item.at("when")) if item.has("when") else ALWAYS
    return ChangeItem(
        code,
        item.at("title").localized(),
        item.at("text").localized(),
        item.at("startAt").number() if item.has("startAt") else None,
        when,
        named(item.at("articles"), catalogue.articles, "law article"),
        named(item.at("sources"), catalogue.sources, "source"),
    )


def _past(item: Cursor) -> PastNote | None:
    if item.value is None:
        return None
    item.members(("before", "text"))
    before = item.at("before").day()
    return PastNote(before, item.at("text").localized()) if before else None
