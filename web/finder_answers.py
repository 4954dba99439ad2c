"""Answers to a decision flow as a visitor gives them: in an address, and through the forms of its pages.

In an address an answer stands as in the API, `leeftijd=3&hulp=verpleging&hulp=toezicht`. `ask` names the question to
show, `asked` the one that was just answered by a form; `at` is the day it is about. A date of birth or a full postcode
only comes in a form that posts, and is an age or four digits before it stands in an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from core.messages import N_, Message
from knowledge.documents.editions import dutch_today
from knowledge.flows.answers import Answer, AnswerFault, AnswersRefusedError, read_answers
from knowledge.flows.asking import DayRefusedError, day_asked, each_postcode
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.flow import Flow, Node
from knowledge.flows.walking import Question, Result, walk
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import NotAPostcodeError, PostcodeError, parse_postcode
from socialmap.wording import postcode_message

Answers = dict[str, list[str]]
MOST_MEMBERS = 60
LONGEST_VALUE = 80
OWN = ("at", "ask", "asked")
TYPED = ("age", "number", "postcode")
"""The types of question whose answer is typed; such a form posts."""
_FIELDS = ("years", "day", "month", "year", "value", "unknown")

_EMPTY = N_("Kies een antwoord. Weet u het niet? Kies dan ‘Weet ik niet’.")
_FAULTS: Mapping[str, str] = {
    "unknown-node": N_("Het adres noemt een vraag die er niet is. Die slaan we over."),
    "unknown-answer": N_("Dit antwoord staat niet bij deze vraag. Kies er een uit de lijst."),
    "not-combinable": N_("Deze antwoorden kunnen niet samen. Kies ‘geen van deze’ of ‘weet ik niet’ alleen."),
    "too-many": N_("Kies één antwoord."),
    "not-a-number": N_("Vul een getal in, zoals 3 of 3,5."),
    "out-of-range": N_("Vul een getal in van %(low)g tot en met %(high)g."),
    "not-a-date": N_("Deze datum bestaat niet. Vul dag, maand en jaar in als getal, zoals 31 5 2020."),
    "not-born-yet": N_("Deze geboortedatum ligt na de dag waarover u iets vraagt."),
    "full-postcode": N_("Een hele postcode is een persoonsgegeven. Hier zijn de vier cijfers genoeg."),
    "not-a-postcode": N_("Vul de vier cijfers van een postcode in, zoals 3511."),
    "empty": _EMPTY,
}
_TYPE_SOMETHING = {
    "age": N_("Vul een leeftijd of een geboortedatum in. Weet u het niet? Kies dan ‘Weet ik niet’."),
    "number": N_("Vul een getal in. Weet u het niet? Kies dan ‘Weet ik niet’."),
    "postcode": N_("Vul de vier cijfers van een postcode in. Liever niet? Kies dan ‘Weet ik niet’."),
}
_BOTH = N_("Vul een leeftijd in of een geboortedatum, niet allebei.")
_NO_DAY = N_("Deze dag kan niet. Kies een dag tussen 1950 en 2100.")


@dataclass(slots=True)
class Given:
    """What came in. fields: what was typed, to show it again beside a fault; it never stands in an address."""

    answers: Answers
    at: str = ""
    ask: str = ""
    asked: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Walked:
    """Where the answers lead. answers: those that can be used, as they stand in an address. faults: by question, or
    `at`. step: the next question or the outcomes with the usable answers."""

    answers: Answers
    at: date
    faults: dict[str, Message]
    step: Question | Result


def given_in(members: MultiDict[str, str]) -> Given:
    """What an address or a form says."""
    answers: Answers = {}
    for name in list(members)[:MOST_MEMBERS]:
        values = [value[:LONGEST_VALUE] for value in members.getlist(name)[:MOST_MEMBERS] if value.strip()]
        if name not in OWN and values:
            answers[name[:LONGEST_VALUE]] = values
    at, ask, asked = (members.get(name, "")[:LONGEST_VALUE] for name in OWN)
    return Given(answers, at, ask, asked)


def given_by_form(flow: Flow, form: MultiDict[str, str]) -> Given:
    """What a form that posts says: the answers so far, and what was typed for the question it asked."""
    given = given_in(form)
    given.fields = {name: form.get(name, "").strip()[:LONGEST_VALUE] for name in _FIELDS}
    for name in _FIELDS:
        given.answers.pop(name, None)
    node = flow.nodes.get(given.asked)
    if node is not None and node.type in TYPED:
        given.answers[node.code] = [_typed(node, given.fields)]
    return given


def _typed(node: Node, fields: Mapping[str, str]) -> str:
    """What was typed as the one value of an answer; empty when nothing was."""
    if fields["unknown"]:
        return UNKNOWN
    if node.type == "postcode":
        try:
            return parse_postcode(fields["value"]).digits
        except NotAPostcodeError:
            return fields["value"]
    parts = [fields[name] for name in ("year", "month", "day")]
    if node.type == "age" and any(parts):
        return "-".join(part.zfill(width) for part, width in zip(parts, (4, 2, 2), strict=True))
    # A comma stands between answers in an address.
    return (fields["years"] if node.type == "age" else fields["value"]).replace(",", ".")


def walked(flow: Flow, given: Given, places: PostcodeTable) -> Walked:
    """Where these answers lead, with every fault; what is wrong is left out and asked again."""
    faults: dict[str, Message] = {}
    at = _day(given.at, faults)
    faults |= _missing(flow, given)
    answers = {name: values for name, values in given.answers.items() if name not in faults}
    try:
        read_answers(flow, answers, at)
    except AnswersRefusedError as refused:
        faults |= {fault.node: answer_message(fault, flow) for fault in refused.faults}
        answers = {name: values for name, values in answers.items() if name not in faults}
    for code, message in _absent_postcodes(flow, answers, places):
        faults[code] = message
        del answers[code]
    step = walk(flow, answers, at)
    used = read_answers(flow, answers, at)
    if isinstance(step, Result):
        used = {code: answer for code, answer in used.items() if code not in step.not_asked}
    return Walked({code: in_address(used[code]) for code in flow.nodes if code in used}, at, faults, step)


def question_again(flow: Flow, answers: Answers, at: date, code: str) -> Question | None:
    """The question `code` as it comes up on the way of these answers, without its own; None when it does not."""
    before: Answers = {}
    while isinstance(step := walk(flow, before, at), Question):
        if step.node.code == code:
            return step
        if step.node.code not in answers:
            return None
        before[step.node.code] = answers[step.node.code]
    return None


def in_address(answer: Answer) -> list[str]:
    """An answer as it stands in an address: a date of birth as an age, in years with two decimals."""
    if answer.born is not None and answer.number is not None:
        return [f"{round(answer.number, 2):g}"]
    return list(answer.values)


def answer_message(fault: AnswerFault, flow: Flow) -> Message:
    """What is wrong with an answer, for the one who gave it."""
    node = flow.nodes.get(fault.node)
    values = {"low": node.minimum, "high": node.maximum} if node is not None and fault.code == "out-of-range" else {}
    if fault.code == "empty" and node is not None and node.type in _TYPE_SOMETHING:
        return Message(_TYPE_SOMETHING[node.type])
    return Message(_FAULTS[fault.code], values)


def _day(text: str, faults: dict[str, Message]) -> date:
    try:
        return day_asked(text) if text else dutch_today()
    except DayRefusedError:
        faults["at"] = Message(_NO_DAY)
        return dutch_today()


def _missing(flow: Flow, given: Given) -> dict[str, Message]:
    """The fault of a form that was sent without an answer to its question, or with two."""
    node = flow.nodes.get(given.asked)
    if node is None:
        return {}
    both = given.fields.get("years") and any(given.fields.get(part) for part in ("day", "month", "year"))
    if both and not given.fields["unknown"]:
        return {node.code: Message(_BOTH)}
    if any(value.strip() for value in given.answers.get(node.code, ())):
        return {}
    return {node.code: Message(_TYPE_SOMETHING.get(node.type, _EMPTY))}


def _absent_postcodes(flow: Flow, answers: Answers, places: PostcodeTable) -> Iterable[tuple[str, Message]]:
    """Postcodes of four digits where nobody lives."""

    def look_up(code: str, digits: str) -> tuple[str, Message] | None:
        try:
            places.place_of(digits)
        except PostcodeError as error:
            return code, postcode_message(error)
        return None

    found = each_postcode(flow, answers, look_up)
    return [absent for absent in found if absent is not None]


def pairs(answers: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Answers as name and value, for the hidden fields of a form."""
    return [(name, value) for name, values in answers.items() for value in values]
