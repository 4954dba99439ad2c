"""Conditions of a flow in words, short enough for a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.flows.conditions import UNKNOWN, All, AnyOf, AtLeast, Atom, Condition, Is, Known, Not
from knowledge.flows.flow import Flow


@dataclass(frozen=True, slots=True)
class _Words:
    both: str
    either: str
    negation: str
    unknown: str
    at_least: str
    below: str
    known: str
    question: str
    option: str


_WORDS = {
    "nl": _Words(
        " en ", " of ", "niet ", "‘weet ik niet’", "vanaf {}", "jonger dan {}", "bekend", "vraag {}: ", "‘{}’"
    ),
    "en": _Words(" and ", " or ", "not ", "“I do not know”", "from {}", "under {}", "known", "question {}: ", "“{}”"),
}


def in_words(condition: Condition, flow: Flow, language: str, here: str) -> str:
    """The condition in words. An answer to another question than `here` is named with the number of that question."""
    return _Speaker(flow, language, here, _WORDS[language]).say(condition)


@dataclass(frozen=True, slots=True)
class _Speaker:
    flow: Flow
    language: str
    here: str
    words: _Words

    def say(self, part: Condition) -> str:
        match part:
            case Not(inner):
                return self._negated(inner)
            case All(parts):
                return self._below(parts) or self.words.both.join(self.say(p) for p in parts)
            case AnyOf(parts):
                return self._choices(parts) or self.words.either.join(self.say(p) for p in parts)
            case _:
                return self._about(part.node, self._atom(part))

    def _about(self, node: str, text: str) -> str:
        if node == self.here:
            return text
        return self.words.question.format(list(self.flow.nodes).index(node) + 1) + text

    def _atom(self, atom: Atom) -> str:
        match atom:
            case Is(node, value):
                option = self.flow.nodes[node].option(value)
                if value == UNKNOWN or option is None:
                    return self.words.unknown
                return self.words.option.format(option.label[self.language])
            case AtLeast(_, limit):
                return self.words.at_least.format(f"{limit:g}")
            case Known():
                return self.words.known

    def _negated(self, inner: Condition) -> str:
        if isinstance(inner, All) and (age := self._below_limit(inner.parts)):
            text = self.words.below.format(f"{age.limit:g}")
            return self._about(age.node, self.words.negation + text)
        if isinstance(inner, Is | AtLeast | Known):
            return self._about(inner.node, self.words.negation + self._atom(inner))
        return f"{self.words.negation}({self.say(inner)})"

    def _below(self, parts: tuple[Condition, ...]) -> str:
        age = self._below_limit(parts)
        return self._about(age.node, self.words.below.format(f"{age.limit:g}")) if age else ""

    @staticmethod
    def _below_limit(parts: tuple[Condition, ...]) -> AtLeast | None:
        """The limit when the parts are what `below` is made of: known, and not that much."""
        match parts:
            case (Known(known), Not(AtLeast() as limit)) if known == limit.node:
                return limit
        return None

    def _choices(self, parts: tuple[Condition, ...]) -> str:
        """Answers to one question, named with that question once; nothing when the parts are something else."""
        answers = [part for part in parts if isinstance(part, Is)]
        if len(answers) != len(parts) or len({answer.node for answer in answers}) != 1:
            return ""
        return self._about(answers[0].node, self.words.either.join(map(self._atom, answers)))
