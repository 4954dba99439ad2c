"""From the engine's `Advice` to the JSON of the API: what does not depend on the case is written once."""

from __future__ import annotations

from typing import Any

from core.api.responses import json_bytes
from core.i18n import gettext
from core.publishing.localized import localize
from knowledge.routes.advising import Advice, AdvisedStep, StepDesk
from knowledge.routes.route import Route
from knowledge.rules import shapes
from knowledge.rules.desks import WHOLE_COUNTRY, DeskFinder
from knowledge.rules.published import Published
from socialmap.api import desk_body, place_body, region_brief
from socialmap.geography.places import Place
from socialmap.world import World

Json = dict[str, Any]
# What of a step depends on the case: it is written at each answer.
_OF_THE_CASE = ("next",)


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
        self._steps = {
            step["code"]: _open({k: v for k, v in step.items() if k not in _OF_THE_CASE}) for step in body["steps"]
        }
        self._names = {step["code"]: step["name"] for step in body["steps"]}
        self._ways = {way["code"]: (_open(way), way["deskTypes"]) for way in body["regularWays"]}
        self._desks: dict[str, bytes] = {}
        self._notes = {
            "no-postcode": gettext("Geef de vier cijfers van uw postcode. Dan noemen we het loket van uw regio."),
            "no-desk": gettext("Op de kaart staat nog geen loket van deze soort voor uw postcode."),
            "no-contact": gettext("Van dit loket is geen nummer of mailadres bekend. Het Juiste Loket helpt u verder."),
        }

    def finder(self, codes: tuple[str, ...] | None) -> Any:
        """What finds desks for a place with these area codes; None: the place is not known."""
        return self._finder.serving(codes if codes is not None else WHOLE_COUNTRY)

    def write(self, advice: Advice, place: Place | None, codes: tuple[str, ...] | None) -> bytes:
        """The whole answer."""
        head = {
            "route": {
                "slug": self.route.rules.slug,
                "url": self.route.body["url"],
                "version": self.route.rules.version,
            },
            "laws": [self._laws[law] for law in advice.laws],
            "tried": list(advice.tried),
            "place": place_body(self.world, place) if place is not None else None,
        }
        find = self.finder(codes)
        ways = [self._way(way.code, find) for way in advice.regular_way]
        steps = [self._step(step, place) for step in advice.steps]
        rest = {
            "notApplicable": [
                {
                    "code": item.code,
                    "name": self._names[item.code],
                    "reason": item.reason,
                    "why": localize(dict(item.why), self._language),
                }
                for item in advice.not_applicable
            ]
        }
        return b"".join(
            (
                json_bytes(head)[:-1],
                b',"regularWay":[',
                b",".join(ways),
                b'],"steps":[',
                b",".join(steps),
                b"],",
                json_bytes(rest)[1:-1],
                b',"fallback":',
                self._desk(advice.fallback, place),
                b"}",
            )
        )

    def _step(self, step: AdvisedStep, place: Place | None) -> bytes:
        following = {
            "onNo": step.next.on_no,
            "onSilence": step.next.on_silence,
            "silenceDays": step.next.silence_days,
        }
        return b"".join(
            (
                self._steps[step.code],
                b',"next":',
                json_bytes(following),
                b',"desk":',
                self._desk(step.desk, place),
                b"}",
            )
        )

    def _way(self, code: str, find: Any) -> bytes:
        written, desk_types = self._ways[code]
        found = [(desk_type, find(desk_type["code"])) for desk_type in desk_types]
        desks = [
            b'{"deskType":%s,"service":%s}'
            % (json_bytes(desk_type), self._service(desk.id) if desk is not None else b"null")
            for desk_type, desk in found
        ]
        return b"".join((written, b',"desks":[', b",".join(desks), b"]}"))

    def _desk(self, desk: StepDesk, place: Place | None) -> bytes:
        service = self._service(desk.service.id) if desk.service is not None else b"null"
        fallback = self._fallback if desk.fallback is not None else b"null"
        return b'{"service":%s,"fallback":%s,"note":%s}' % (service, fallback, self._note(desk, place))

    def _note(self, desk: StepDesk, place: Place | None) -> bytes:
        """Why there is no way to reach the desk here; null when there is one."""
        if desk.fallback is None:
            return b"null"
        without_service = "no-postcode" if place is None else "no-desk"
        code = "no-contact" if desk.service is not None else without_service
        return json_bytes({"code": code, "text": self._notes[code]})

    def _service(self, service_id: str) -> bytes:
        known = self._desks.get(service_id)
        if known is None:
            desk = self._finder.by_id[service_id]
            body = desk_body(desk.id, desk.body)
            organization = desk.body["organization"]
            body["slug"] = desk.slug
            body["pageUrl"] = localize({"nl": f"/zorg/{desk.slug}", "en": f"/en/zorg/{desk.slug}"}, self._language)
            body["organization"] = {"id": organization["id"], "name": organization["name"]}
            body["status"] = desk.body["status"]
            body["areas"] = [region_brief(self.world, code) for code in desk.area_codes if not code[:1].isdigit()]
            known = self._desks[service_id] = json_bytes(body)
        return known


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
