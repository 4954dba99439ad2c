"""Escalation advice as the JSON of the API. What does not depend on where a family lives is written once, as a plan."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.api.responses import json_bytes
from core.i18n import gettext, language
from core.publishing.localized import localize
from knowledge.addresses import page_path
from knowledge.routes.advising import Advice, FindDesk, StepDesk, advise, resolve_desk
from knowledge.routes.route import Route
from knowledge.rules import shapes
from knowledge.rules.desks import WHOLE_COUNTRY, DeskFinder
from knowledge.rules.published import Published
from socialmap.api import desk_body, place_body, region_brief
from socialmap.desks import Desk as MapDesk
from socialmap.geography.places import Place
from socialmap.world import World

Json = dict[str, Any]
# Plans kept: one per list of laws and of tried steps. Five laws and four steps make some thousands at most.
_MOST_PLANS = 500


@dataclass(frozen=True, slots=True)
class _Hole:
    """A place in an answer where a desk of this type comes. with_fallback: in the form of a step, not of a way."""

    desk_type: str
    with_fallback: bool


@dataclass(frozen=True, slots=True)
class AdvicePlan:
    """The answer for some laws and tried steps wherever a family lives: JSON with holes for the place and the desks."""

    laws: tuple[str, ...]
    tried: tuple[str, ...]
    head: bytes
    parts: tuple[bytes | _Hole, ...]


class AdviceWriter:
    """Writes advice in one language, by one route, over one picture of the map."""

    def __init__(self, route: Published[Route], world: World, language: str) -> None:
        """Made within a request in that language: it takes its sentences then."""
        self.route = route
        self.world = world
        self._language = language
        self._finder = DeskFinder.of(world.desks, language)
        body = localize({name: route.body[name] for name in ("laws", "steps", "regularWays", "fallback")}, language)
        self._laws = {law["code"]: {"code": law["code"], "name": law["name"]} for law in body["laws"]}
        self._fallback = json_bytes(body["fallback"])
        self._steps = {step["code"]: step for step in body["steps"]}
        self._ways = {way["code"]: way for way in body["regularWays"]}
        self._plans: dict[tuple[tuple[str, ...], tuple[str, ...]], AdvicePlan] = {}
        self._services: dict[str, bytes] = {}
        notes = {
            "no-postcode": gettext("Geef de vier cijfers van uw postcode. Dan noemen we het loket van uw regio."),
            "no-desk": gettext("Op de kaart staat nog geen loket van deze soort voor uw postcode."),
            "no-contact": gettext("Van dit loket is geen nummer of mailadres bekend. Het Juiste Loket helpt u verder."),
        }
        self._notes = {code: json_bytes({"code": code, "text": text}) for code, text in notes.items()}

    def plan(self, laws: Sequence[str], tried: Sequence[str]) -> AdvicePlan:
        """The answer but for place and desks. Raises AdviceRefusedError for laws or steps the route does not know."""
        key = tuple(laws), tuple(tried)
        known = self._plans.get(key)
        if known is None:
            made = self._made_plan(advise(self.route.rules, laws, tried, _no_desk))
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            known = self._plans[key] = made
        return known

    def write(self, plan: AdvicePlan, place: Place | None, codes: tuple[str, ...] | None) -> bytes:
        """The whole answer. codes: the area codes of the place; None, as the place, when it is not known."""
        find = self._finder.serving(codes if codes is not None else WHOLE_COUNTRY)
        shown = json_bytes(place_body(self.world, place)) if place is not None else b"null"
        desks = (part if isinstance(part, bytes) else self._filled(part, find, place) for part in plan.parts)
        return b"".join((plan.head, b',"place":', shown, *desks))

    def data(self, plan: AdvicePlan, place: Place | None, codes: tuple[str, ...] | None) -> Json:
        """The same answer as a value, for a page. What is kept are the bytes: they are asked for most."""
        told: Json = json.loads(self.write(plan, place, codes))
        return told

    def _made_plan(self, advice: Advice) -> AdvicePlan:
        rules = self.route.rules
        head = {
            "route": {"slug": rules.slug, "url": self.route.body["url"], "version": rules.version},
            "laws": [self._laws[law] for law in advice.laws],
            "tried": list(advice.tried),
        }
        excluded = [
            {
                "code": item.code,
                "name": localize(dict(item.name), self._language),
                "reason": item.reason,
                "why": localize(dict(item.why), self._language),
            }
            for item in advice.not_applicable
        ]
        parts: list[bytes | _Hole] = [b',"regularWay":[']
        for number, way in enumerate(advice.regular_way):
            parts += [b"," if number else b"", *self._way_parts(self._ways[way.code])]
        parts.append(b'],"steps":[')
        for number, step in enumerate(advice.steps):
            following = {"onNo": step.next.on_no, "onSilence": step.next.on_silence}
            told = {**self._steps[step.code], "next": {**following, "silenceDays": step.next.silence_days}}
            parts += [
                b"," if number else b"",
                _open(told),
                b',"desk":',
                _Hole(rules.steps[step.code].desk_type, True),
                b"}",
            ]
        parts += [b'],"notApplicable":', json_bytes(excluded), b',"fallback":']
        parts += [_Hole(rules.fallback.desk_type, True), b"}"]
        return AdvicePlan(advice.laws, advice.tried, _open(head), _joined(parts))

    def _way_parts(self, way: Json) -> Iterator[bytes | _Hole]:
        yield _open(way) + b',"desks":['
        for number, desk_type in enumerate(way["deskTypes"]):
            yield (b"," if number else b"") + b'{"deskType":' + json_bytes(desk_type) + b',"service":'
            yield _Hole(desk_type["code"], False)
            yield b"}"
        yield b"]}"

    def _filled(self, hole: _Hole, find: FindDesk, place: Place | None) -> bytes:
        """The desk of the hole's type. In the form of a step it says where else to go when it tells no contact."""
        if not hole.with_fallback:
            desk = find(hole.desk_type)
            return self._service(desk.id) if desk is not None else b"null"
        found = resolve_desk(self.route.rules, hole.desk_type, find)
        service = self._service(found.service.id) if found.service is not None else b"null"
        if found.fallback is None:
            return b'{"service":%s,"fallback":null,"note":null}' % service
        return b'{"service":%s,"fallback":%s,"note":%s}' % (service, self._fallback, self._note(found, place))

    def _note(self, desk: StepDesk, place: Place | None) -> bytes:
        """Why no way to reach the desk stands here."""
        without = "no-postcode" if place is None else "no-desk"
        return self._notes["no-contact" if desk.service is not None else without]

    def _service(self, service_id: str) -> bytes:
        known = self._services.get(service_id)
        if known is None:
            body = desk_told(self.world, self._finder.by_id[service_id])
            known = self._services[service_id] = json_bytes(body)
        return known


def desk_told(world: World, desk: MapDesk) -> Json:
    """A desk of the map with its contact, its page and its area, in the reader's language."""
    organization = desk.body["organization"]
    body = desk_body(desk.id, desk.body)
    body["slug"] = desk.slug
    body["pageUrl"] = page_path("service", desk.slug, language())
    body["organization"] = {"id": organization["id"], "name": organization["name"]}
    body["status"] = desk.body["status"]
    body["areas"] = [region_brief(world, code) for code in desk.area_codes if not code[:1].isdigit()]
    return body


def _no_desk(desk_type: str) -> None:
    """A plan has holes where the desks come."""
    return


def _joined(parts: Sequence[bytes | _Hole]) -> tuple[bytes | _Hole, ...]:
    """The parts with neighbouring bytes joined."""
    joined: list[bytes | _Hole] = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def _open(value: Json) -> bytes:
    """A JSON object without its last brace, so that members can follow."""
    return json_bytes(value)[:-1]


def route_body(route: Published[Route], language: str) -> Json:
    """A route as data, in one language."""
    body = {name: value for name, value in route.body.items() if name != "definition"}
    shown: Json = localize(body, language)
    return shown


def route_brief(route: Published[Route], language: str) -> Json:
    """A route in a list."""
    members = ("id", "slug", "title", "summary", "version", "reviewBy", "assuredDate", "url", "pageUrl")
    body = {name: route.body[name] for name in members}
    body["laws"] = list(route.rules.laws)
    body["steps"] = [{"code": code, "name": shapes.told(step.name)} for code, step in route.rules.steps.items()]
    shown: Json = localize(body, language)
    return shown
