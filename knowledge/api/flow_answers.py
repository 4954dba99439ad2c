"""From a walk through a flow to the JSON of the API. A date of birth goes in and never comes out: an age does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from core.api.responses import json_bytes
from core.i18n import gettext
from core.publishing.localized import localize
from knowledge.addresses import api_address, page_path
from knowledge.flows.answers import Answer
from knowledge.flows.conditions import UNKNOWN, as_data
from knowledge.flows.flow import ChangeItem, Flow, Node, Outcome
from knowledge.flows.walking import ChangeAtAge, Found, Question, Result
from knowledge.rules import shapes
from knowledge.rules.published import Published

Json = dict[str, Any]
# Written outcomes are kept per day asked about; so many days are enough for any visitor, and bound the memory.
_MOST_KEPT = 2000
SEARCH = "/api/v1/search"


class FlowWriter:
    """Writes answers of one flow in one language."""

    def __init__(self, flow: Published[Flow], language: str) -> None:
        """Made within a request in that language: it takes its sentences then."""
        self.flow = flow
        self._language = language
        self._unknown = gettext("Weet ik niet")
        self._years = gettext("%(number)s jaar", number="\0").replace("\0", "%s")
        head = {name: flow.body[name] for name in ("slug", "title", "version", "url", "pageUrl")}
        self._head = b'{"flow":' + json_bytes(localize(head, language))
        self._questions = {code: json_bytes(self._question(node))[:-1] for code, node in flow.rules.nodes.items()}
        self._outcomes: dict[tuple[str, date], bytes] = {}
        change = flow.rules.coming_of_age
        items = change.items if change is not None else ()
        self._items = {item.code: json_bytes(localize(_change_item(item), language)) for item in items}

    def data(self, step: Question | Result) -> Json:
        """The same answer as a value, for a page that shows it. The bytes are what is put together and kept: they are
        asked for most, and so a page cannot tell anything else than the API."""
        told: Json = json.loads(self.write(step))
        return told

    def write(self, step: Question | Result) -> bytes:
        """Where the answers lead: the next question or the outcomes."""
        return self._outcomes_told(step) if isinstance(step, Result) else self._question_told(step)

    def _question_told(self, asked: Question) -> bytes:
        """The next question, with what was answered and how many questions may still come."""
        progress = {"answered": asked.progress.answered, "atMostLeft": asked.progress.at_most_left}
        return b"".join(
            (
                self._head,
                b',"question":',
                self._questions[asked.node.code],
                b',"step":%d},"answered":' % asked.step,
                self._answered(asked.answered),
                b',"progress":',
                json_bytes(progress),
                b',"notAsked":',
                json_bytes(asked.not_asked),
                b"}",
            )
        )

    def _outcomes_told(self, result: Result) -> bytes:
        """The outcomes, what changes at 18, and how it came about."""
        labels = {answer.node: self._answer(answer) for answer in result.answered}
        on = result.valid_on
        change = result.what_changes_at_18
        rest = {
            "validOn": on,
            "note": localize(dict(result.note), self._language) if result.note else None,
            "notAsked": result.not_asked,
        }
        return b"".join(
            (
                self._head,
                b',"outcomes":[',
                b",".join(self._found(found, labels, on) for found in result.outcomes),
                b'],"answered":',
                json_bytes(list(labels.values())),
                b',"changesAt18":',
                self._change(change, labels) if change is not None else b"null",
                b",",
                json_bytes(rest)[1:],
            )
        )

    def _question(self, node: Node) -> Json:
        shown: Json = {
            "code": node.code,
            "type": node.type,
            "text": node.text[self._language],
            "help": node.help.get(self._language),
            "options": [
                {
                    "code": option.code,
                    "label": option.label[self._language],
                    "help": option.help.get(self._language),
                    "exclusive": option.exclusive,
                }
                for option in node.options
            ],
            "minimum": node.minimum if node.type in ("number", "age") else None,
            "maximum": node.maximum if node.type in ("number", "age") else None,
            "unknown": {"code": UNKNOWN, "label": self._unknown} if node.may_be_unknown else None,
        }
        return shown

    def _answered(self, answers: Iterable[Answer]) -> bytes:
        return json_bytes([self._answer(answer) for answer in answers])

    def _answer(self, answer: Answer) -> Json:
        """An answer as it may be shown: an age instead of a date of birth."""
        node = self.flow.rules.nodes[answer.node]
        values, labels = list(answer.values), list(answer.values)
        if answer.unknown:
            labels = [self._unknown]
        elif answer.number is not None:
            values = [f"{answer.number:.4g}"]
            labels = [self._years % values[0]] if node.type == "age" else values
        elif node.options:
            labels = [option.label[self._language] for option in node.options if option.code in answer.values]
        return {"code": node.code, "question": node.text[self._language], "values": values, "labels": labels}

    def _found(self, found: Found, labels: dict[str, Json], on: date) -> bytes:
        counted = [labels[item.node] for item in found.trace.answers if item.node in labels]
        answers = [{name: item[name] for name in ("code", "values", "labels")} for item in counted]
        return b"".join(
            (
                self._outcome(found.outcome, on),
                b',"answers":',
                json_bytes(answers),
                b'},"search":',
                json_bytes(_search(found)),
                b"}",
            )
        )

    def _outcome(self, outcome: Outcome, on: date) -> bytes:
        """What of an outcome depends on the rule and the day only, open inside its trace."""
        key = outcome.code, on
        known = self._outcomes.get(key)
        if known is None:
            if len(self._outcomes) >= _MOST_KEPT:
                self._outcomes.clear()
            shown = localize(self._outcome_body(outcome, on), self._language)
            known = self._outcomes[key] = json_bytes(shown)[:-2]
        return known

    def _outcome_body(self, outcome: Outcome, on: date) -> Json:
        flow = self.flow.rules
        articles = [shapes.law_article(reference, on) for reference in outcome.articles]
        return {
            "code": outcome.code,
            "title": outcome.title,
            "law": outcome.law,
            "lawName": flow.laws[outcome.law] if outcome.law else None,
            "decidedBy": shapes.coded(flow.parties, outcome.decided_by),
            "article": articles[0] if articles else None,
            "articles": articles,
            "validOn": on.isoformat(),
            "validFrom": shapes.day(outcome.valid_from),
            "validUntil": shapes.day(outcome.valid_until),
            "certainty": outcome.certainty,
            "text": outcome.text,
            "unclear": shapes.told(outcome.unclear),
            "settledBy": shapes.coded(flow.parties, outcome.settled_by),
            "sources": [shapes.source(item) for item in outcome.sources],
            "factsheet": self._factsheet(outcome.factsheet),
            "trace": {
                "rule": outcome.code,
                "condition": {"otherwise": True} if outcome.otherwise else as_data(outcome.condition),
                "validFrom": shapes.day(outcome.valid_from),
                "validUntil": shapes.day(outcome.valid_until),
            },
        }

    def _factsheet(self, slug: str | None) -> Json | None:
        if slug is None:
            return None
        page = page_path("factsheet", slug, self._language)
        return {"slug": slug, "url": api_address("factsheet", slug), "pageUrl": page}

    def _change(self, change: ChangeAtAge, labels: dict[str, Json]) -> bytes:
        """What changes at 18. The birthday itself is not told: it would give the date of birth back."""
        rule = self.flow.rules.coming_of_age
        if rule is not None and rule.node in labels:
            age = f"{change.age:.4g}"
            labels = {**labels, rule.node: {**labels[rule.node], "values": [age], "labels": [self._years % age]}}
        told = {
            "age": change.age,
            "text": change.text,
            "ends": change.ends,
            "begins": change.begins,
            "stays": change.stays,
        }
        items = b",".join(self._items[item.code] for item in change.items)
        outcomes = b",".join(self._found(found, labels, _month_of(found, change)) for found in change.outcomes)
        head = json_bytes(localize(told, self._language))[:-1]
        return b"".join((head, b',"items":[', items, b'],"outcomes":[', outcomes, b"]}"))


def _month_of(found: Found, change: ChangeAtAge) -> date:
    """The day to show for a rule that holds from a birthday on: the first of that month, or when the rule began."""
    if change.on is None or found.valid_on != change.on:
        return found.valid_on
    first = change.on.replace(day=1)
    begin = found.outcome.valid_from
    return begin if begin is not None and begin > first else first


def _change_item(item: ChangeItem) -> Json:
    return {
        "code": item.code,
        "title": item.title,
        "text": item.text,
        "startAt": item.start_at,
        "articles": [shapes.law_article(reference) for reference in item.articles],
        "sources": [shapes.source(each) for each in item.sources],
    }


def _search(found: Found) -> Json | None:
    """A search that is ready to be asked, None where there is nothing to look for."""
    if not found.search:
        return None
    pairs = [(name, value) for name, values in found.search.items() for value in values]
    return {
        "query": {name: list(values) for name, values in found.search.items()},
        "url": f"{SEARCH}?{urlencode(pairs)}",
    }


def flow_brief(flow: Published[Flow], language: str) -> Json:
    """A flow in a list."""
    body = {name: value for name, value in flow.body.items() if name not in {"definition", "parties"}}
    shown: Json = localize(body, language)
    return shown
