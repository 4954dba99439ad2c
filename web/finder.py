"""Who pays: one question a page, the answers in the address, and at the end the payers with how sure that is.

Nothing is kept. Each page is made anew from its address, so the back button and a shared link work by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.api.responses import NO_STORE
from core.i18n import gettext, language, worded
from core.publishing.localized import localize
from knowledge.api.flow_answers import flow_brief
from knowledge.api.published import flow_writer, published_flow, rules, rules_and_world
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.flow import Flow
from knowledge.flows.walking import Question, Result
from knowledge.rules.published import MAIN_ROUTE, Published
from web.finder_answers import (
    TYPED,
    Answers,
    Given,
    Walked,
    given_by_form,
    given_in,
    pairs,
    question_again,
    walked,
)
from web.site import Pages, page_url, public_url, redirect_to, render_page
from web.wording import number

Json = dict[str, Any]
pages = Pages()
LAW_FINDER = "wie-betaalt"


def _other_flows() -> Iterable[Mapping[str, str]]:
    return [{"slug": slug} for slug in rules().flows if slug != LAW_FINDER]


@pages.page("/wie-betaalt", name="law_finder", methods=("GET", "POST"))
def law_finder() -> str | Response:
    """The law finder: its start, a question, or the outcomes."""
    return _flow_page(LAW_FINDER, "law_finder", {})


@pages.page("/keuzehulp/<slug>", name="flow", methods=("GET", "POST"), urls=_other_flows)
def flow(slug: str) -> str | Response:
    """The same for another decision flow."""
    if slug == LAW_FINDER:
        return redirect_to("law_finder", code=301)
    return _flow_page(slug, "flow", {"slug": slug})


def _flow_page(slug: str, page: str, values: Mapping[str, str]) -> str | Response:
    picture, world = rules_and_world()
    flow = published_flow(picture, slug)
    if flow is None:
        raise NotFound(gettext("Deze keuzehulp is er niet. Kies ‘Wie betaalt?’ in het menu."))
    sent = request.method == "POST"
    given = given_by_form(flow.rules, request.form) if sent else given_in(request.args)
    found = walked(flow.rules, given, world.places)
    finder = _Finder(flow, page, values, given, found)
    if found.faults:
        return finder.refused()
    if not sent and not (given.answers or given.ask or given.asked):
        return finder.start()
    # A form was answered, or the address holds what does not belong there: go to the address of these answers.
    if sent or given.asked or (not given.ask and found.answers != given.answers):
        return redirect(finder.address(found.answers), code=303)
    return finder.shown()


class _Finder:
    """One request to a flow: what came in, where it leads, and the pages to show for it."""

    def __init__(
        self, flow: Published[Flow], page: str, values: Mapping[str, str], given: Given, found: Walked
    ) -> None:
        self.flow, self.given, self.found = flow, given, found
        self._page, self._values = page, values
        self._faults = {name: worded(message) for name, message in found.faults.items()}

    def address(self, answers: Answers, **more: Any) -> str:
        """Where the flow stands with these answers."""
        at = self.given.at if "at" not in self.found.faults else ""
        return page_url(self._page, **self._values, **{**({"at": at} if at else {}), **answers, **more})

    def start(self) -> str:
        """What it does and does not, and the way to the first question."""
        rules = self.flow.rules
        return render_page(
            "finder/start.html",
            begin=self.address({}, ask=rules.start),
            at=self.given.at,
            laws=[name[language()] for name in rules.laws.values()],
            questions=localize(self.flow.body["questions"], language()),
            sources=_sources(rules),
            **self._frame(),
        )

    def shown(self) -> str | Response:
        """The question that was asked for or comes next, or the outcomes."""
        asked, found = self.given.ask, self.found
        if asked:
            again = question_again(self.flow.rules, found.answers, found.at, asked)
            return self._private(self._question(again)) if again else redirect(self.address(found.answers), code=303)
        step = found.step
        return self._private(self._question(step) if isinstance(step, Question) else self._outcomes(step))

    def refused(self) -> Response:
        """The question whose answer cannot be used, once more, with everything that is wrong."""
        found = self.found
        if not found.answers and set(found.faults) == {"at"}:
            return make_response(self.start(), 400)
        code = next((code for code in self.flow.rules.nodes if code in found.faults), "")
        again = question_again(self.flow.rules, found.answers, found.at, code)
        if again is None and isinstance(found.step, Question):
            again = found.step
        page = self._question(again) if again is not None else self._cannot()
        return make_response(page, 400)

    def _cannot(self) -> str:
        return render_page("finder/refused.html", on_url=self.address(self.found.answers), **self._frame())

    def _question(self, step: Question) -> str:
        told = flow_writer(self.flow).data(step)
        code, progress = step.node.code, step.progress
        others = {name: values for name, values in self.found.answers.items() if name != code}
        return render_page(
            "finder/question.html",
            question=told["question"],
            answered=self._with_change_links(told["answered"]),
            posts=step.node.type in TYPED,
            hidden=pairs({**({"at": [self.given.at]} if self.given.at else {}), **others}),
            chosen=set(self.given.answers.get(code, ())),
            typed=self._typed(step),
            total=progress.answered + max(1, (progress.at_least_left + progress.at_most_left) // 2),
            back=self._back(step),
            **self._frame(),
        )

    def _typed(self, step: Question) -> Mapping[str, str]:
        """What stands in the fields that one types in: what was typed just now, or the answer that was given before."""
        if self.given.fields:
            return self.given.fields
        known = self.found.answers.get(step.node.code, [UNKNOWN])[0]
        if known == UNKNOWN or step.node.type not in TYPED:
            return {}
        return {"years": number(float(known))} if step.node.type == "age" else {"value": known}

    def _back(self, step: Question) -> str:
        """The question before this one, or the start."""
        if not step.answered:
            return self.address({})
        return self.address(self.found.answers, ask=step.answered[-1].node)

    def _outcomes(self, step: Result) -> str:
        told = flow_writer(self.flow).data(step)
        change = told["changesAt18"]
        for outcome in [*told["outcomes"], *(change["outcomes"] if change else ())]:
            if outcome["search"] is not None:
                outcome["search"]["pageUrl"] = page_url("results", **outcome["search"]["query"])
        address = self.address(self.found.answers)
        return render_page(
            "finder/outcomes.html",
            told=told,
            answered=self._with_change_links(told["answered"]),
            questions={each["code"]: each["question"] for each in told["answered"]},
            hidden=pairs(self.found.answers),
            again=self.address({}),
            at=self.given.at,
            link=public_url() + address,
            stuck=self._escalation(told),
            law_names={code: name[language()] for code, name in self.flow.rules.laws.items()},
            **self._frame(),
        )

    def _escalation(self, told: Json) -> str:
        """Where one goes on when this gets stuck: with the laws and the postcode that are known by now."""
        route = rules().routes.get(MAIN_ROUTE)
        known = route.rules.laws if route is not None else {}
        laws = [law for law in dict.fromkeys(outcome["law"] for outcome in told["outcomes"]) if law in known]
        postcode = self.found.answers.get(self.flow.rules.search_from.get("postcode", ""), [""])[0]
        return page_url("escalation", law=laws, postcode=postcode if postcode.isdigit() else None)

    def _with_change_links(self, answered: list[Json]) -> list[Json]:
        return [{**each, "changeUrl": self.address(self.found.answers, ask=each["code"])} for each in answered]

    def _frame(self) -> Json:
        """What every page of the flow shows."""
        return {
            "flow": flow_brief(self.flow, language()),
            "action": page_url(self._page, **self._values),
            "faults": self._faults,
            "fault_list": [
                (name if name in self.flow.rules.nodes else None, text) for name, text in self._faults.items()
            ],
        }

    @staticmethod
    def _private(page: str) -> Response:
        """What a family answered is between them and us: no cache on the way may keep it."""
        response = make_response(page)
        response.headers["Cache-Control"] = NO_STORE
        return response


def _sources(flow: Flow) -> list[Json]:
    """The sources of the outcomes that are no law text, each once, by publisher."""
    found = {source.title["nl"]: source for outcome in flow.outcomes for source in outcome.sources}
    return [
        {"title": source.title[language()], "publisher": source.publisher, "dated": source.date, "url": source.url}
        for source in sorted(found.values(), key=lambda source: (source.publisher, source.title["nl"]))
    ]
