"""What to do when care gets stuck: the regular way per law, then the route with the desks of the region.

What was chosen stands in the address: `/escalatie?law=zvw&law=jeugdwet&postcode=6525&tried=a1`. The form posts, so that
a full postcode never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, redirect, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.i18n import gettext, language, worded
from core.messages import N_, Message
from core.publishing.localized import localize
from knowledge.api.advice_answers import AdvicePlan, route_body
from knowledge.api.published import advice_writer, published_route, rules, rules_and_world
from knowledge.drawings.picturing import draw_route
from knowledge.routes.advising import AdviceRefusedError
from knowledge.routes.route import Route
from knowledge.rules.published import MAIN_ROUTE, Published
from socialmap.world import World
from web.letters import letters
from web.site import Pages, page_url, public_url, redirect_to, render_page
from web.whereabouts import PlaceRefusedError, Whereabouts, whereabouts_asked, whereabouts_typed

Json = dict[str, Any]
Page = str | Response
pages = Pages()
MOST_CHOSEN = 20
# As wide as on a small phone, so that its letters are nowhere smaller than they were drawn.
DRAWN_WIDE = 300

_REFUSED = {
    "law": N_("Een van de gekozen wetten kennen we niet. Kies opnieuw."),
    "tried": N_("Een van de stappen in het adres kennen we niet. Kies opnieuw."),
}
_NO_LAW = N_("Kies minstens één wet. Weet u niet welke? Dan helpt ‘Wie betaalt?’ u verder.")


@dataclass(slots=True)
class Case:
    """What a visitor chose. typed: the place as she wrote it. faults: by field. choices: places she may mean."""

    laws: tuple[str, ...]
    tried: tuple[str, ...]
    where: Whereabouts | None = None
    typed: str = ""
    faults: dict[str, Message] = field(default_factory=dict)
    choices: tuple[Whereabouts, ...] = ()

    def query(self, tried: Sequence[str] | None = None) -> Json:
        """How the case stands in an address. tried: other steps than those of the case."""
        place = self.where.query if self.where is not None else {}
        return {"law": self.laws, **place, "tried": tuple(self.tried if tried is None else tried)}

    @property
    def begun(self) -> bool:
        """Whether she asks for advice; a place alone is only filled in for her."""
        return bool(self.laws or self.tried)


def _other_routes() -> Iterable[Mapping[str, str]]:
    return [{"slug": slug} for slug in rules().routes if slug != MAIN_ROUTE]


@pages.page("/escalatie", name="escalation", methods=("GET", "POST"))
def escalation() -> Page:
    """The route that everybody follows, or the advice for one case."""
    return _route_page(MAIN_ROUTE, "escalation", {})


@pages.page("/escalatie/<slug>", name="escalation_route", methods=("GET", "POST"), urls=_other_routes)
def escalation_route(slug: str) -> Page:
    """The same for another route."""
    if slug == MAIN_ROUTE:
        return redirect_to("escalation", code=301)
    return _route_page(slug, "escalation_route", {"slug": slug})


def _route_page(slug: str, page: str, values: Mapping[str, str]) -> Page:
    picture, world = rules_and_world()
    route = published_route(picture, slug)
    if route is None:
        raise NotFound(gettext("Er is nu geen escalatieroute gepubliceerd. Bel het Juiste Loket."))
    sent = request.method == "POST"
    case = _sent_case(world) if sent else _asked_case(world)
    plan = _plan(route, world, case) if sent or case.begun else None
    if sent and not case.faults:
        return redirect(page_url(page, **values, **case.query()), code=303)
    shown: Json = {
        "route": route_body(route, language()),
        "case": case,
        "laws": _laws(route, world),
        "action": page_url(page, **values),
        "drawing": _drawn(route),
        "faults": {name: worded(case.faults[name]) for name in ("law", "place", "tried") if name in case.faults},
    }
    if plan is None or case.faults:
        # A step that is not known has no field of its own to go to.
        linked = [(name if name != "tried" else None, text) for name, text in shown["faults"].items()]
        shown_page = render_page("escalation/start.html", fault_list=linked, **shown)
        return make_response(shown_page, 400) if case.faults else shown_page
    return render_page("escalation/advice.html", **shown, **_advised(route, world, case, plan, page, values))


def _sent_case(world: World) -> Case:
    """The case of a form. A gemeente that was chosen among several counts before what was typed."""
    form = request.form
    case = Case(*_chosen(form), typed=form.get("place", "")[:80])
    try:
        if form.get("region"):
            case.where = whereabouts_asked(world, {"region": form["region"]})
        elif case.typed.strip():
            case.where = whereabouts_typed(world, case.typed)
    except PlaceRefusedError as refused:
        case.faults["place"], case.choices = refused.message, refused.choices
    return case


def _asked_case(world: World) -> Case:
    """The case of an address."""
    case = Case(*_chosen(request.args))
    try:
        case.where = whereabouts_asked(world, request.args)
        case.typed = case.where.typed if case.where is not None else ""
    except PlaceRefusedError as refused:
        case.faults["place"] = refused.message
    return case


def _chosen(members: MultiDict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    laws, tried = (tuple(dict.fromkeys(members.getlist(name)))[:MOST_CHOSEN] for name in ("law", "tried"))
    return laws, tried


def _plan(route: Published[Route], world: World, case: Case) -> AdvicePlan | None:
    """The advice but for the desks; None when it cannot be given, and then the case tells why."""
    try:
        return advice_writer(route, world).plan(case.laws, case.tried)
    except AdviceRefusedError as refused:
        for fault in refused.faults:
            case.faults[fault.parameter] = Message(_REFUSED[fault.parameter] if fault.value else _NO_LAW)
        case.laws = tuple(law for law in case.laws if law in route.rules.laws)
        case.tried = tuple(step for step in case.tried if step in route.rules.steps)
        return None


def _laws(route: Published[Route], world: World) -> list[Json]:
    """The laws to choose from, each with what it pays in lay words where the word list tells that."""
    terms = {term["code"]: term for term in world.taxonomies.get("laws", {}).get("terms", ())}
    return [
        {"code": code, "name": name[language()], "help": localize(terms.get(code, {}).get("description"), language())}
        for code, name in route.rules.laws.items()
    ]


def _drawn(route: Published[Route]) -> Json:
    """The drawing, to be put in the page as it is, and the same in words."""
    drawing = draw_route(route.rules, language(), DRAWN_WIDE)
    return {"svg": Markup(drawing.svg), "alternative": drawing.alternative}  # noqa: S704 - write_svg escapes every text


def _advised(
    route: Published[Route], world: World, case: Case, plan: AdvicePlan, page: str, values: Mapping[str, str]
) -> Json:
    """What the page of a case shows beside the form: the advice, the ways on and back, the letter, the lasting link."""
    place, codes = (case.where.place, case.where.codes) if case.where is not None else (None, None)
    advice = advice_writer(route, world).data(plan, place, codes)

    def address(tried: Sequence[str]) -> str:
        return page_url(page, **values, **case.query(tried))

    for step in advice["steps"]:
        step["triedUrl"] = address((*case.tried, step["code"])) + "#stappen"
    for step in advice["notApplicable"]:
        step["undoUrl"] = address([code for code in case.tried if code != step["code"]]) + "#stappen"
    return {
        "advice": advice,
        "next_step": next(iter(advice["steps"]), None),
        "letters": letters(route, world, plan, case.where),
        "link": public_url() + address(case.tried),
    }
