"""The Dutch sentence for each fault of a route or a flow. Pure; faces translate."""

from __future__ import annotations

import re

from core.messages import N_, Message
from core.publishing.editing import MISSING, NOT_A_LIST, NOT_TEXT
from knowledge.flows.sources import Fault

AT_LINE = N_("Regel %(line)s, bij %(where)s: %(what)s")
AT_PLACE = N_("Bij %(where)s: %(what)s")
AT_18 = N_("Bij 18 jaar: %(what)s")
WHOLE_TEXT = N_("de hele tekst")
_LATER = "at 18: "
_NO_QUESTION = N_("Er is geen vraag %(name)s.")
_NO_STEP = N_("Er is geen stap %(name)s.")
_UNKNOWN = N_("%(name)s kennen we niet. Kies uit: %(known)s.")
_CIRCLE = N_("Dit loopt in een kring: %(name)s.")
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"must be text(?:; .*)?", NOT_TEXT),
    (r"must be a list", NOT_A_LIST),
    (r"'(?P<name>[^']*)' is missing", N_("'%(name)s' ontbreekt.")),
    (r"is not known here; known are (?P<known>.*)", N_("Dit veld kennen we niet. Kies uit: %(known)s.")),
    (r"occurs twice", N_("Dit staat er twee keer.")),
    (r"is not YAML: (?P<name>.*)", N_("Dit is geen goede YAML: %(name)s.")),
    (r"is longer than (?P<name>\d+) characters", N_("De tekst is langer dan %(name)s tekens.")),
    (r"is nested deeper than (?P<name>\d+)", N_("Dit zit dieper dan %(name)s niveaus.")),
    (r"anchors and aliases .*", N_("Gebruik hier geen & en *.")),
    (r"the name must be text; .*", N_("Zet deze naam tussen aanhalingstekens.")),
    (r"must be a mapping with (?P<name>.*)", N_("Geef hier deze velden: %(name)s.")),
    (r"must be a mapping", N_("Geef hier velden met een waarde.")),
    (r"must have a text for nl and for en|has no text in (?:nl|en)",
     N_("Geef de tekst in het Nederlands en Engels.")),
    (r"must be a number", N_("Geef een getal.")),
    (r"must be a day, written as 2026-11-22", N_("Geef een dag, zoals 2026-11-22.")),
    (r"must be true or false", N_("Kies true of false.")),
    (r"must be lower-case letters, digits and dashes.*", N_("Gebruik kleine letters, cijfers en streepjes.")),
    (r"has more than (?P<name>\d+) characters", N_("Dit is langer dan %(name)s tekens.")),
    (r"cannot be the name of a question: .*",
     N_("Een vraag kan niet zo heten: het woord betekent iets in webadressen.")),
    (r".* have a meaning of their own and .*", N_("Een vraag kan niet zo heten: het woord betekent hier al iets.")),
    (r"unknown (?:law|party|care type|desk type|law text) (?P<name>'[^']*'); known are (?P<known>.*)", _UNKNOWN),
    (r"unknown (?:law|party|care type|desk type|law text|law article) (?P<name>.*)", N_("%(name)s kennen we niet.")),
    (r"must be one of (?P<known>.*)", N_("Kies uit: %(known)s.")),
    (r"must be 'rule' or 'open'", N_("Kies rule of open.")),
    (r"must be 'text' .*", N_("Kies text (we lazen de wet) of secondary (een andere bron zegt het).")),
    (r"must start with https://", N_("Geef een webadres dat begint met https://.")),
    (r"must be a whole number of 1 or more", N_("Geef een heel getal vanaf 1.")),
    (r"there is no question (?P<name>'[^']*').*", _NO_QUESTION),
    (r"the flow has no question (?P<name>.*)", _NO_QUESTION),
    (r"the question (?P<name>'[^']*') knows no answer (?P<known>.*)",
     N_("De vraag %(name)s kent dit antwoord niet: %(known)s.")),
    (r"the question (?P<name>'[^']*') is not answered with a number", N_("Het antwoord op %(name)s is geen getal.")),
    (r"there is no step (?P<name>.*)", _NO_STEP),
    (r"there is no outcome (?P<name>.*)", N_("Er is geen uitkomst %(name)s.")),
    (r"there is no factsheet (?P<name>.*)", N_("Er is geen factsheet %(name)s.")),
    (r"there is no (?P<known>\w+) (?P<name>'.*')", N_("%(name)s bestaat niet.")),
    (r"(?P<name>'.*') is not the number of an article", N_("%(name)s is geen nummer van een wetsartikel.")),
    (r"(?P<name>'.*') is not a question of type age", N_("%(name)s is geen vraag naar een leeftijd.")),
    (r"a flow has at most (?P<name>\d+) questions", N_("Er mogen hoogstens %(name)s vragen zijn.")),
    (r"a flow has at most (?P<name>\d+) outcomes", N_("Er mogen hoogstens %(name)s uitkomsten zijn.")),
    (r"a question has at most (?P<name>\d+) options", N_("Een vraag mag hoogstens %(name)s antwoorden hebben.")),
    (r"a route has at most (?P<name>\d+) steps", N_("Er mogen hoogstens %(name)s stappen zijn.")),
    (r"a choice needs two options or more", N_("Geef bij een keuze ten minste twee antwoorden.")),
    (r"only a choice has options", N_("Alleen een keuze heeft antwoorden.")),
    (r"the (?:option|id) (?P<name>'.*') occurs twice", N_("%(name)s staat er twee keer.")),
    (r"is more than the maximum", N_("Dit is meer dan het hoogste getal.")),
    (r"needs either 'when' or 'otherwise: true'", N_("Geef when, of otherwise: true.")),
    (r"lies before validFrom", N_("Deze dag ligt vóór validFrom.")),
    (r"is not a member of a search; known are (?P<known>.*)",
     N_("Hiermee kan niet gezocht worden. Kies uit: %(known)s.")),
    (r"does not say who decides", N_("Vertel wie beslist.")),
    (r"is open but does not say who settles it", N_("Dit is open. Vertel wie het dan bepaalt.")),
    (r"names a law but no article of it", N_("Noem ook het artikel van de wet.")),
    (r"is a dead end: .*", N_("Hier loopt het dood: geen antwoord leidt verder.")),
    (r"is a dead end for the answers (?P<name>.*)", N_("Hier loopt het dood bij deze antwoorden: %(name)s.")),
    (r"the (?:questions|steps) go round in a circle: (?P<name>.*)", _CIRCLE),
    (r"the condition (?P<name>.*) refers to itself", _CIRCLE),
    (r"a flow needs at least one outcome", N_("Geef ten minste één uitkomst.")),
    (r"no answers lead to this question", N_("Geen antwoord leidt naar deze vraag.")),
    (r"no answers lead to this outcome", N_("Geen antwoord leidt naar deze uitkomst.")),
    (r"no outcome holds for the answers (?P<name>.*)", N_("Bij deze antwoorden komt er niets uit: %(name)s.")),
    (r"the longest path asks (?P<name>\d+) questions; at most (?P<known>\d+) are allowed",
     N_("De langste weg heeft %(name)s vragen. Er mogen er %(known)s.")),
    (r"counts for nothing: .*", N_("Dit antwoord telt nergens mee: geen voorwaarde leest het.")),
    (r"facts need a facts file .*", N_("Vul ook in waar de feiten in de voorbeelden voor staan.")),
    (r"needs 'facts' or 'answers'", N_("Geef facts of answers.")),
    (r"is no fact the flow can use; known are (?P<known>.*)", N_("Dit feit kennen we niet. Kies uit: %(known)s.")),
    (r"the value (?P<name>'.*') is not known; known are (?P<known>.*)", _UNKNOWN),
    (r"must be a condition: a mapping with one of (?P<known>.*)", N_("Geef een voorwaarde met een van: %(known)s.")),
    (r"nothing uses this condition", N_("Deze voorwaarde wordt nergens gebruikt.")),
    (r"is no form of a condition; known are (?P<known>.*)", N_("Zo'n voorwaarde is er niet. Kies uit: %(known)s.")),
    (r"must name a question and what to compare it with", N_("Noem een vraag, en waarmee u vergelijkt.")),
    (r"must name at least one answer", N_("Noem ten minste één antwoord.")),
    (r"no condition has the name (?P<name>'[^']*').*", N_("Er is geen voorwaarde %(name)s.")),
    (r"does not say what to bring", N_("Vertel wat het gezin meeneemt.")),
    (r"the law (?P<name>'.*') has no start", N_("De wet %(name)s heeft geen eerste stap.")),
    (r"the law (?P<name>'.*') has no regular way", N_("De wet %(name)s heeft geen gewone weg.")),
    (r"is missing: after how many days .*", N_("Vertel na hoeveel dagen stilte telt.")),
    (r"goes on after a no or after silence, .*",
     N_("De stap gaat verder na een nee of na stilte, maar niet na allebei.")),
    (r"no law leads to this step", N_("Geen wet leidt naar deze stap.")),
    (r"there must be exactly one last step; .*: (?P<name>.*)",
     N_("Er moet precies één laatste stap zijn. Nu zijn het: %(name)s.")),
    (r"is the last step and must be open to every case", N_("De laatste stap moet voor iedereen open zijn.")),
    (r"has no source", N_("Noem een bron.")),
    (r"cannot be walked: .*", N_("Dit voorbeeld kan de vragen niet doorlopen.")),
    (r"has no answer to the question (?P<name>'.*')", N_("Dit voorbeeld heeft geen antwoord op de vraag %(name)s.")),
    (r"says nothing about what changes at 18", N_("Er komt niet uit wat er verandert bij 18 jaar.")),
    (r"names a law \((?P<known>.*)\) where no law may be named",
     N_("Hier hoort geen wet uit te komen, maar er komt uit: %(known)s.")),
    (r"does not name the law (?P<name>'.*') \(it names: (?P<known>.*)\)",
     N_("De wet %(name)s hoort hier uit te komen. Er komt uit: %(known)s.")),
    (r"names the law (?P<name>'.*'), which may not be", N_("De wet %(name)s hoort hier niet uit te komen.")),
    (r"does not have the outcome (?P<name>'.*') \(it has: (?P<known>.*)\)",
     N_("De uitkomst %(name)s ontbreekt. Er komt uit: %(known)s.")),
    (r"(?P<name>\S+): decided by (?P<known>.*), not (?P<wanted>.*)",
     N_("Bij %(name)s beslist nu %(known)s. Dat moet zijn: %(wanted)s.")),
    (r"(?P<name>\S+): certainty is (?P<known>.*), not (?P<wanted>.*)",
     N_("Bij %(name)s is de zekerheid nu %(known)s. Dat moet zijn: %(wanted)s.")),
    (r"another one is named (?P<name>'.*') already", N_("Er is al een andere met de naam %(name)s.")),
)  # fmt: skip


def rule_message(fault: Fault) -> Message:
    """What is wrong, where, and in which line. What has no sentence of its own is told as the check tells it."""
    told = Message(MISSING) if fault.what == "is missing" else _sentence(fault.what)
    where = fault.where or Message(WHOLE_TEXT)
    if fault.line is None:
        return Message(AT_PLACE, {"where": where, "what": told or fault.what})
    return Message(AT_LINE, {"line": fault.line, "where": where, "what": told or fault.what})


def _sentence(what: str) -> Message | None:
    if what.startswith(_LATER):
        told = _sentence(what.removeprefix(_LATER))
        return Message(AT_18, {"what": told or what})
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, what, re.DOTALL)
        if found:
            return Message(sentence, found.groupdict())
    return None
