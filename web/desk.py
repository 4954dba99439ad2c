"""The Juiste Loket as every page shows it: the desk where nobody is sent away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from core.database import db
from core.i18n import language
from core.publishing.localized import localize
from search.answers import FALLBACK_DESK
from search.keepers import keeper
from search.keeping import SearchUnavailable
from socialmap.world import World
from socialmap.worlds import worlds

_MADE = "zorgbuurt-contact"


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the Juiste Loket. assured: the day it was last looked at (ISO), None when that never was.

    alert: what a reader must know about these facts, as the editors wrote it. slug: of its page, None for no page.
    """

    phone: str
    email: str
    website: str
    assured: str | None
    alert: str | None
    slug: str | None


# From the founding documents (2016). Used only where the map has no Juiste Loket of its own.
KNOWN_IN_2016 = Contact("030 789 7878", "meldpunt@juisteloket.nl", "https://www.juisteloket.nl/", None, None, None)


def contact() -> Contact:
    """The contact as published, in the reader's language."""
    world, code = world_now(), language()
    made: dict[str, tuple[World, Contact]] = current_app.extensions.setdefault(_MADE, {})
    known = made.get(code)
    if known is None or known[0] is not world:
        known = made[code] = (world, _contact(world, code))
    return known[1]


def world_now() -> World:
    """The picture of the map that goes with the index; without an index, the one of the database."""
    try:
        return keeper().state().world
    except SearchUnavailable:
        return worlds().refresh(db.session)


def _contact(world: World, code: str) -> Contact:
    desk = next(iter(world.desks.serving(FALLBACK_DESK, ("NL",))), None)
    if desk is None:
        return KNOWN_IN_2016
    body: dict[str, Any] = localize(desk.body, code)
    phone = next((item["number"] for item in body["phones"]), KNOWN_IN_2016.phone)
    return Contact(
        phone,
        body["email"] or KNOWN_IN_2016.email,
        body["website"] or KNOWN_IN_2016.website,
        body["assuredDate"],
        body["alert"],
        desk.slug,
    )
