"""The keepers of the present app: of the index, the suggesters, the writers and the counts.

Knows Flask: it is the face's way to `search.keeping` and `search.counting`.
"""

from __future__ import annotations

import atexit

from flask import Flask, current_app

from core.config import Settings
from core.database import db
from core.health import add_readiness_check
from core.serving import SetupStep, add_setup_step
from search.answers import AnswerWriter
from search.counting import CountKeeper
from search.keeping import SearchKeeper, SearchState
from search.suggestions.suggesting import Suggester, Suggestion
from socialmap.world import World
from socialmap.worlds import init_worlds

_KEEPER = "zorgbuurt-search-keeper"
_SUGGESTERS = "zorgbuurt-suggesters"
_WRITERS = "zorgbuurt-answer-writers"
_COUNTS = "zorgbuurt-search-counts"


def init_search(app: Flask, settings: Settings) -> None:
    """Give the app its keeper; it opens the index at the first question."""
    with app.app_context():
        sessions = db.sessionmaker
    made = SearchKeeper(settings, sessions, init_worlds(app, sessions))
    app.extensions[_KEEPER] = made
    app.extensions[_SUGGESTERS] = {}
    app.extensions[_WRITERS] = {}
    counting = app.extensions[_COUNTS] = CountKeeper(sessions, settings.secret_key, settings.demand_sightings)
    atexit.register(made.stop)
    atexit.register(counting.stop)
    add_readiness_check(app, "index", made.is_ready)
    add_setup_step(app, SetupStep("index", lambda: f"at document {made.catch_up()}", derived=True))


def keeper() -> SearchKeeper:
    """The keeper of the present app."""
    found: SearchKeeper = current_app.extensions[_KEEPER]
    return found


def counts() -> CountKeeper:
    """Counts in the present app what was asked in vain and what was shown."""
    found: CountKeeper = current_app.extensions[_COUNTS]
    return found


def suggester(state: SearchState, language: str) -> Suggester:
    """Suggests from the index, and from the places and care types of this state, in a language."""
    made: dict[str, tuple[int, Suggester]] = current_app.extensions[_SUGGESTERS]
    known = made.get(language)
    if known is not None and known[0] == state.world.seq:
        return known[1]
    places = [Suggestion("place", place.name, place.name) for place in state.world.places.place_names()]
    labels = state.world.labels_in("care-types", language)
    care_types = [Suggestion("care-type", label, code) for code, label in labels.items()]
    fresh = Suggester(_distinct([*places, *care_types]))
    made[language] = (state.world.seq, fresh)
    return fresh


def writer(world: World, language: str) -> AnswerWriter:
    """Writes answers over this picture of the map in the language of the present request."""
    made: dict[str, AnswerWriter] = current_app.extensions[_WRITERS]
    known = made.get(language)
    if known is None or known.world is not world:
        known = made[language] = AnswerWriter(world, language)
    return known


def _distinct(items: list[Suggestion]) -> list[Suggestion]:
    return list({(item.kind, item.text.casefold()): item for item in reversed(items)}.values())[::-1]
