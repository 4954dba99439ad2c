"""What the present app keeps about routes and flows between requests: the face's way to `knowledge.rules`."""

from __future__ import annotations

from flask import Flask, current_app

from core.config import Settings
from core.database import db
from core.i18n import language
from core.publishing.reading import current_document
from core.publishing.watching import HeadWatch
from knowledge.api.advice_answers import AdviceWriter
from knowledge.api.flow_answers import FlowWriter
from knowledge.flows.flow import Flow
from knowledge.impact import FLOW, ROUTE, finders
from knowledge.routes.route import Route
from knowledge.rules.impact import rules_that_depend
from knowledge.rules.published import Published, RulesKeeper, RulesPicture
from socialmap.world import World
from socialmap.worlds import worlds

_WATCH = "zorgbuurt-rules-watch"
_KEEPER = "zorgbuurt-rules-keeper"
_ADVICE_WRITERS = "zorgbuurt-advice-writers"
_FLOW_WRITERS = "zorgbuurt-flow-writers"


def init_rules(app: Flask) -> None:
    """Give the app its keeper and its writers, and tell what the rules depend on."""
    finders.register("rules", rules_that_depend)
    settings: Settings = app.extensions["settings"]
    app.extensions[_WATCH] = HeadWatch(settings.index_check_seconds)
    app.extensions[_KEEPER] = RulesKeeper()
    app.extensions[_ADVICE_WRITERS] = {}
    app.extensions[_FLOW_WRITERS] = {}


def rules() -> RulesPicture:
    """The routes and flows as published."""
    return _rules(_head())


def rules_and_world() -> tuple[RulesPicture, World]:
    """The same, with the picture of the map as of the same moment."""
    head = _head()
    return _rules(head), worlds().known(head) or worlds().refresh(db.session, head)


def _head() -> int:
    watch: HeadWatch = current_app.extensions[_WATCH]
    return watch.head(lambda: db.session)


def _rules(head: int) -> RulesPicture:
    keeper: RulesKeeper = current_app.extensions[_KEEPER]
    return keeper.known(head) or keeper.refresh(db.session, head)


def published_route(picture: RulesPicture, slug: str) -> Published[Route] | None:
    """A route by its slug; None when there never was one. Raises Withdrawn for one that was taken away."""
    found = picture.routes.get(slug)
    if found is None:
        current_document(db.session, ROUTE, slug)
    return found


def published_flow(picture: RulesPicture, slug: str) -> Published[Flow] | None:
    """A flow by its slug; None when there never was one. Raises Withdrawn for one that was taken away."""
    found = picture.flows.get(slug)
    if found is None:
        current_document(db.session, FLOW, slug)
    return found


def advice_writer(route: Published[Route], world: World) -> AdviceWriter:
    """Writes advice by this route over this picture of the map, in the language of the present request."""
    made: dict[str, AdviceWriter] = current_app.extensions[_ADVICE_WRITERS]
    known = made.get(language())
    if known is None or known.route is not route or known.world is not world:
        known = made[language()] = AdviceWriter(route, world, language())
    return known


def flow_writer(flow: Published[Flow]) -> FlowWriter:
    """Writes answers of this flow in the language of the present request."""
    made: dict[tuple[str, str], FlowWriter] = current_app.extensions[_FLOW_WRITERS]
    key = language(), flow.rules.slug
    known = made.get(key)
    if known is None or known.flow is not flow:
        known = made[key] = FlowWriter(flow, language())
    return known
