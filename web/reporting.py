"""Telling us what is wrong, proposing an organization, and asking what became of it. No account, no JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.api.problems import NotFound, TooManyRequests
from core.database import db
from core.i18n import gettext, language, worded
from core.orm import begin_write
from core.suggestions.limits import looking_limit, sending_limit
from core.suggestions.models import ROLE_LABELS, STATE_LABELS, Suggestion, SuggestionState
from core.suggestions.sending import (
    LONGEST_SOURCE,
    LONGEST_WORDS,
    SuggestionInput,
    SuggestionRefused,
    find_suggestion,
    send_suggestion,
    unkept_code,
)
from core.suggestions.targets import Target, find_target, public_kinds
from web.articles import PAGE_OF_KIND
from web.desk import world_now
from web.forms import FormRefusedError, check_form, form_token
from web.report_fields import corrections_sent, groups_of, organization_sent, register_labels
from web.site import Pages, page_url, render_page

pages = Pages()
Page = str | Response
Typed = MultiDict[str, str]
LONGEST_CODE = 40
_PAGES = {**PAGE_OF_KIND, "service": "service", "organization": "organization", "glossary-term": "term"}


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with what was sent: by field, and what is wrong with the sending itself.

    doubt: what is wrong may be right after all; the sender may say that she looked.
    """

    by_field: Mapping[str, str]
    general: str | None = None
    doubt: bool = False

    def summary(self, labels: Mapping[str, str]) -> list[tuple[str | None, str]]:
        """Every fault with the field it is about, called by its label: two fields may have the same fault."""
        general = [(None, self.general)] if self.general else []
        named = [(name, f"{labels[name]}: {text}" if name in labels else text) for name, text in self.by_field.items()]
        return [*general, *named]


NO_FAULTS = Faults({})
Form = Callable[[Typed, Faults], str]


@pages.page("/klopt-niet/<kind>/<slug>", name="report", methods=("GET", "POST"), urls=tuple, listed=False, keep=0)
def report(kind: str, slug: str) -> Page:
    """The form about something public that is not right, and what is sent with it."""
    target = find_target(db.session, kind, slug) if kind in public_kinds() else None
    if target is None:
        raise NotFound

    def form(typed: Typed, faults: Faults) -> str:
        return _report_form(target, typed, faults)

    if request.method == "GET":
        return form(MultiDict(), NO_FAULTS)
    fields = corrections_sent(request.form)
    given = SuggestionInput(kind=kind, key=target.document_id, fields=fields, **_common(request.form))
    return _answered("report", given, form, _back(target))


@pages.page("/aanmelden", name="register", methods=("GET", "POST"), keep=0)
def register() -> Page:
    """The form for an organization that is not on the map, and what is sent with it."""
    if request.method == "GET":
        return _register_form(MultiDict(), NO_FAULTS)
    given = SuggestionInput(organization=organization_sent(request.form), **_common(request.form))
    return _answered("register", given, _register_form, page_url("home"))


@pages.page("/melding", name="follow_ups", listed=False, keep=0)
def follow_ups() -> Page:
    """Where one types the code that was given."""
    code = request.args.get("code", "").strip().upper()[:LONGEST_CODE]
    return redirect(page_url("follow_up", code=code), 303) if code else _code_page("", None)


@pages.page("/melding/<code>", name="follow_up", urls=tuple, listed=False, keep=0)
def follow_up(code: str) -> Page:
    """How far something is that was sent in. What was sent is not shown: others may have seen the code."""
    found = _looked_up(code[:LONGEST_CODE])
    page = _code_page(code[:LONGEST_CODE], found)
    return page if found is not None else make_response(page, 404)


@looking_limit
def _looked_up(code: str) -> Suggestion | None:
    return find_suggestion(db.session, code)


def _code_page(code: str, found: Suggestion | None) -> str:
    state = gettext(STATE_LABELS[SuggestionState(found.state)]) if found is not None else ""
    unknown = gettext("Deze code kennen we niet. Controleer de letters.")
    return render_page(
        "reporting/code.html", code=code, found=found, state=state, fault=unknown if code and found is None else None
    )


def _common(form: Typed) -> dict[str, Any]:
    """What both forms ask: words, how the sender knows, who she is, and whether she looked for data on a child."""
    return {
        "text": form.get("text"),
        "source": form.get("source"),
        "role": form.get("role") or None,
        "checked": form.get("checked") == "yes",
    }


def _answered(name: str, given: SuggestionInput, form: Form, back: str) -> Response:
    """Thanks with a code, or the form again with what was typed and every fault at its field."""
    try:
        code = _taken(name, given)
    except SuggestionRefused as refused:
        db.session.rollback()
        by_field = {fault.name: worded(fault.message) for fault in refused.faults}
        faults = Faults(by_field, doubt=any(fault.doubt for fault in refused.faults))
        return make_response(form(request.form, faults), 400)
    except FormRefusedError as refused:
        return make_response(form(request.form, Faults({}, worded(refused.message))), 400)
    except TooManyRequests as refused:
        often = gettext("U stuurde al veel meldingen. Wacht een uur en probeer het dan nog eens.")
        return make_response(form(request.form, Faults({}, often)), 429, refused.headers)
    return make_response(render_page("reporting/thanks.html", code=code, back=back, form=name))


@sending_limit
def _taken(name: str, given: SuggestionInput) -> str:
    """Keep what was sent; gives the code by which the sender asks after it. What only robots fill in is not kept."""
    check_form(name)
    if request.form.get("extra"):
        return unkept_code(db.session)
    begin_write(db.session)
    code = send_suggestion(db.session, given).follow_up_code
    db.session.commit()
    return code


def _report_form(target: Target, typed: Typed, faults: Faults) -> str:
    groups = groups_of(target.fields, typed)
    return render_page(
        "reporting/report.html",
        target=target,
        groups=groups,
        corrected=any(field.name in faults.by_field for _, fields in groups for field in fields) or _corrects(groups),
        back=_back(target),
        **_shown("report", typed, faults, {field.name: field.label for _, fields in groups for field in fields}),
    )


def _corrects(groups: Any) -> bool:
    """Whether something was already filled in that differs from what the public sees."""
    return any(field.changed for _, fields in groups for field in fields)


def _register_form(typed: Typed, faults: Faults) -> str:
    world, code = world_now(), language()
    return render_page(
        "reporting/register.html",
        care_types=sorted(world.labels_in("care-types", code).items(), key=lambda item: item[1].casefold()),
        laws=list(world.labels_in("laws", code).items()),
        **_shown("register", typed, faults, register_labels()),
    )


def _shown(name: str, typed: Typed, faults: Faults, labels: Mapping[str, str]) -> dict[str, Any]:
    """What both forms show. labels: of the fields that only this one has."""
    words = gettext("Wat klopt er niet?") if name == "report" else gettext("Toelichting")
    own = {"text": words, "source": gettext("Hoe weet u dit?"), **labels}
    return {
        "typed": typed,
        "faults": faults,
        "labels": own,
        "summary": faults.summary(own),
        "token": form_token(name),
        "roles": [(role.value, gettext(label), None, typed.get("role") == role) for role, label in ROLE_LABELS.items()],
        "longest_words": LONGEST_WORDS,
        "longest_source": LONGEST_SOURCE,
    }


def _back(target: Target) -> str:
    """The page of what the form is about."""
    name = _PAGES.get(target.kind)
    return page_url(name, slug=target.slug) if name is not None else page_url("home")
