"""Where a version came from and what somebody did, in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.messages import N_, Message

_ORIGINS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"edit", N_("in het formulier")),
        (r"merge (?P<number>\d+)", N_("samengevoegd met versie %(number)s")),
        (r"import (?P<file>.+) row (?P<row>\d+)", N_("import van %(file)s, regel %(row)s")),
        (r"import (?P<file>.+)", N_("import van %(file)s")),
        (r"suggestion (?P<code>\S+)", N_("suggestie %(code)s")),
        (r"restore (?P<number>\d+)", N_("versie %(number)s teruggezet")),
        (r"discard to (?P<number>\d+)", N_("wijzigingen weggegooid, terug naar versie %(number)s")),
        (r"starter.*", N_("beginvoorraad")),
        (r"command", N_("opdracht op de server")),
        (r"attachment", N_("bijlage")),
        (r"undo (?:of )?import.*", N_("import teruggedraaid")),
        (r"undo bulk.*", N_("actie op meerdere teruggedraaid")),
        (r"bulk.*", N_("actie op meerdere tegelijk")),
    )
)

ACTION_WORDS: Mapping[str, str] = {
    "save": N_("bewaard"),
    "restore": N_("oude versie teruggezet"),
    "discard": N_("wijzigingen weggegooid"),
    "submit": N_("ter controle aangeboden"),
    "send-back": N_("teruggestuurd"),
    "publish": N_("gepubliceerd"),
    "withdraw": N_("naar het archief"),
    "reopen": N_("uit het archief gehaald"),
    "comment": N_("opmerking"),
    "reassure": N_("klopt nog"),
    "undo-reassure": N_("klopt nog, teruggedraaid"),
    "plan": N_("gepland"),
    "cancel-plan": N_("plan afgezegd"),
    "refuse-plan": N_("plan niet uitgevoerd"),
    "bulk": N_("actie op meerdere tegelijk"),
    "undo-bulk": N_("actie op meerdere teruggedraaid"),
    "assign-owner": N_("aan iemand toegewezen"),
    "undo-assign-owner": N_("toewijzing teruggedraaid"),
    "set-review-by": N_("datum voor nakijken gezet"),
    "undo-set-review-by": N_("datum voor nakijken teruggezet"),
    "undo-submit": N_("aanbieden teruggedraaid"),
    "undo-publication": N_("publicatie teruggedraaid"),
    "load": N_("geladen"),
    "import": N_("import"),
    "undo import": N_("import teruggedraaid"),
    "import upload": N_("bestand voor import gekozen"),
    "import discard": N_("import weggegooid"),
    "suggestion received": N_("suggestie opnieuw geopend"),
    "suggestion taken-over": N_("suggestie overgenomen"),
    "suggestion partly-taken-over": N_("suggestie deels overgenomen"),
    "suggestion rejected": N_("suggestie afgewezen"),
    "signed in": N_("aangemeld"),
    "sign-in failed": N_("aanmelden mislukt"),
    "signed out": N_("afgemeld"),
    "sessions ended": N_("alle sessies beëindigd"),
    "account created": N_("account gemaakt"),
    "account disabled": N_("account uitgezet"),
    "account enabled": N_("account aangezet"),
    "role changed": N_("rol gewijzigd"),
    "link made": N_("eenmalige link gemaakt"),
    "password set": N_("wachtwoord gezet"),
    "second factor set": N_("telefoon gekoppeld"),
    "second factor removed": N_("telefoon losgekoppeld"),
    "question log": N_("vraag genoteerd"),
    "question change": N_("vraag gewijzigd"),
    "question close": N_("vraag afgesloten"),
    "question remove": N_("vraag weggehaald"),
    "question link": N_("invoer aan vraag gekoppeld"),
    "question unlink": N_("invoer van vraag losgekoppeld"),
    "verify-audit": N_("logboek gecontroleerd"),
    "settle-search": N_("zoekwoord afgehandeld"),
    "reopen-search": N_("zoekwoord teruggezet"),
    "settle-plan": N_("niet uitgevoerd plan afgehandeld"),
    "reopen-plan": N_("niet uitgevoerd plan teruggezet"),
}


def origin_words(origin: str) -> Message:
    """What a version came from. One that nobody described is told as it is kept."""
    for pattern, text in _ORIGINS:
        if found := pattern.fullmatch(origin):
            return Message(text, found.groupdict())
    return Message("%(origin)s", {"origin": origin})


def action_words(action: str) -> Message:
    """What somebody did."""
    known = ACTION_WORDS.get(action)
    return Message(known) if known else Message("%(action)s", {"action": action})
