"""A search in a frame on the website of somebody else: a hospital, a gemeente. Without scripts and without cookies.

It is the one page that other sites may show in a frame. Everything in it opens in a new tab of our own site, so that
what a visitor types or chooses never stays within somebody else's page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.api.problems import BadInput
from core.headers import allow_framing
from core.i18n import gettext, language
from search.answers import FACET_TAXONOMY
from search.api import find
from search.keepers import writer
from web.asking import Asking, Fault, four_digits, read_asking
from web.cards import card_of
from web.desk import world_now
from web.site import Pages, page_url, public_url, render_page

pages = Pages()
LONGEST_HEADING = 80
FEWEST, USUAL, MOST = 3, 6, 20
"""How many results a frame can show."""
EXAMPLE = {"careType": "respijtzorg", "postcode": "3511"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a website asked us to show. heading: its own words above the results; empty for ours."""

    asking: Asking
    heading: str
    limit: int


@pages.page("/insluiten/zoeken", name="embed", listed=False)
def embed() -> Response:
    """The results of a preset search, for in a frame."""
    frame, faults = _read(request.args)
    found: dict[str, Any] = {"results": [], "total": 0, "query": {"place": None}}
    if not faults:
        try:
            arguments = {**frame.asking.arguments(), "limit": frame.limit, "page": 1}
            found = json.loads(find(arguments, "query").body)
        except BadInput as error:
            faults = [Fault(fault.name, str(fault.detail)) for fault in error.faults]
    labels = writer(world_now(), language()).labels
    asked_place = found["query"]["place"] is not None
    along = f"postcode={frame.asking.postcode}" if frame.asking.postcode else ""
    cards = [card_of(item, labels, asked_place=asked_place, along=along) for item in found["results"]]
    page = render_page("embedding/frame.html", frame=frame, faults=faults, cards=cards, total=found["total"])
    allow_framing()
    return make_response(page, 400 if faults else 200)


@pages.page("/insluiten", name="embed_help")
def embed_help() -> str:
    """How a website shows our search, with a form that makes the lines to copy and an example that works."""
    world, code = world_now(), language()
    asking, faults = read_asking(_first_visit(request.args), writer(world, code).labels)
    asking = replace(asking, postcode=four_digits(asking.postcode))
    shown = {name: value for name, value in asking.members().items() if name in _PRESETS}
    heading = request.args.get("heading", "").strip()[:LONGEST_HEADING]
    address = page_url("embed", **shown, heading=heading or None)
    return render_page(
        "embedding/help.html",
        asking=asking,
        faults={fault.field: fault.text for fault in faults},
        heading=heading,
        address=address,
        snippet=_snippet(public_url() + address, heading or gettext("Zorg in uw Buurt")),
        care_types=_sorted(world.labels_in("care-types", code)),
        laws=list(world.labels_in(FACET_TAXONOMY["law"], code).items()),
        chosen=asking.facets or {},
    )


_IFRAME = Markup('<iframe src="{}" title="{}" width="100%" height="640" loading="lazy"></iframe>')
_PRESETS = ("q", "postcode", "age", "region", "careType", "law", "domain", "delivery", "language")


def _first_visit(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What to make an example of: what was asked, or at first something that shows what it is."""
    return sent if any(name in sent for name in (*_PRESETS, "heading")) else MultiDict(EXAMPLE)


def _read(sent: MultiDict[str, str]) -> tuple[Frame, list[Fault]]:
    """What a frame shall show, and what is wrong with its address."""
    labels = writer(world_now(), language()).labels
    asking, faults = read_asking(sent, labels)
    faults.extend(_unknown(sent, labels))
    shown = replace(asking, facets={**(asking.facets or {}), "kind": ("service",)}, chosen=(), page=1)
    heading = sent.get("heading", "").strip()
    if len(heading) > LONGEST_HEADING:
        text = gettext("De kop is te lang. Gebruik hoogstens %(most)s tekens.", most=LONGEST_HEADING)
        faults.append(Fault("heading", text))
    limit = sent.get("limit", str(USUAL))
    if not (limit.isascii() and limit.isdigit() and FEWEST <= int(limit[:4]) <= MOST):
        text = gettext("Kies een aantal van %(fewest)s tot en met %(most)s.", fewest=FEWEST, most=MOST)
        faults.append(Fault("limit", text))
        limit = str(USUAL)
    return Frame(shown, heading[:LONGEST_HEADING], int(limit)), faults


def _unknown(sent: MultiDict[str, str], labels: Any) -> Iterator[Fault]:
    """Values that do not exist: who sets up a frame must hear of them, for nobody else will."""
    for name in ("law", "careType", "domain", "delivery", "language"):
        for value in sent.getlist(name):
            if value and value not in labels[name]:
                allowed = ", ".join(sorted(labels[name]))
                text = gettext("“%(value)s” kennen we niet. Kies uit: %(allowed)s.", value=value[:40], allowed=allowed)
                yield Fault(name, f"{name}: {text}")


def _snippet(address: str, title: str) -> str:
    """The line to copy, as HTML."""
    return str(_IFRAME.format(address, title))


def _sorted(labels: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(labels.items(), key=lambda item: item[1].casefold())
