"""The pages of the inbox: the list, and one suggestion with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.addresses import asked_filters
from admin.desk import VOICES, DeskBlueprint, NavItem
from admin.paging import Pages
from admin.suggestions.showing import lookalikes, public_page, record_page, shown_fields
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.messages import Message
from core.orm import begin_write
from core.publishing.publishing import StaleEdit
from core.suggestions.comparing import compare
from core.suggestions.deciding import DecisionRefused, reject, reopen, settle, take_over
from core.suggestions.listing import InboxQuery, count_suggestions, counts_by_state, kinds_suggested, list_suggestions
from core.suggestions.models import ROLE_LABELS, STATE_LABELS, SenderRole, Suggestion, SuggestionState
from core.suggestions.sending import find_suggestion
from core.suggestions.wording import kind_label
from socialmap.duplicates import SHARED_WORDS

PAGE_SIZE = 30
EVERYTHING = "alles"
Answer = Response | str | tuple[str, int]
Faults = Sequence[tuple[str, Message]]

blueprint = DeskBlueprint(
    "inbox",
    __name__,
    url_prefix="/beheer/suggesties",
    nav=[NavItem(lazy_gettext("Suggesties"), "inbox.show_all", VOICES, order=10)],
)


@blueprint.context_processor
def _words() -> dict[str, object]:
    """How the templates word states, roles and kinds."""
    return {
        "state_label": lambda state: gettext(STATE_LABELS[SuggestionState(state)]),
        "role_label": lambda role: gettext(ROLE_LABELS[SenderRole(role)]),
        "kind_label": lambda kind: gettext(kind_label(kind)),
        "shared_words": lambda shared: ", ".join(gettext(SHARED_WORDS[item]) for item in shared),
    }


@blueprint.get("")
@needs(Role.READER)
def show_all() -> Answer:
    """The inbox, as far as the filters in the address let through; without filters, what waits."""
    query = _query()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_suggestions(db.session, query), PAGE_SIZE)
    return render_template(
        "suggestions/list.html",
        suggestions=list_suggestions(db.session, query, PAGE_SIZE, pages.offset),
        query=query,
        pages=pages,
        counts=counts_by_state(db.session),
        everything=EVERYTHING,
        states=list(SuggestionState),
        roles=[(role.value, gettext(ROLE_LABELS[role])) for role in SenderRole],
        kinds=[(kind, gettext(kind_label(kind))) for kind in kinds_suggested(db.session)],
        link=_link,
        page_link=lambda number: _link(blad=number if number > 1 else None),
    )


@blueprint.get("/<string:code>")
@needs(Role.READER)
def show(code: str) -> Answer:
    """One suggestion, field by field beside what stands there."""
    return _page(_suggestion(code))


@blueprint.post("/<string:code>/overnemen")
@needs(Role.EDITOR)
def take(code: str) -> Answer:
    """Put the chosen fields in the draft; all of them by the other button."""
    names = None if "alles" in request.form else set(request.form.getlist("veld"))
    version = request.form.get("versie", type=int)

    def step(suggestion: Suggestion) -> None:
        take_over(
            db.session,
            suggestion,
            by=me().name,
            names=names,
            reason=request.form.get("uitleg"),
            expected_version=version,
        )

    return _decide(code, step, gettext("Overgenomen in het concept. Het publiek ziet dit pas na publicatie."))


@blueprint.post("/<string:code>/afwijzen")
@needs(Role.EDITOR)
def turn_down(code: str) -> Answer:
    """Turn a suggestion down, with the reason that the sender reads."""
    reason = request.form.get("reden", "")
    return _decide(
        code,
        lambda suggestion: reject(db.session, suggestion, by=me().name, reason=reason),
        gettext("Niet overgenomen. De melder leest uw uitleg."),
    )


@blueprint.post("/<string:code>/verwerkt")
@needs(Role.EDITOR)
def settled(code: str) -> Answer:
    """Say that somebody changed by hand what a suggestion asks in words."""
    partly = request.form.get("hoeveel") == "deels"
    reason = request.form.get("uitleg")
    return _decide(
        code,
        lambda suggestion: settle(db.session, suggestion, by=me().name, partly=partly, reason=reason),
        gettext("Deze melding is verwerkt."),
    )


@blueprint.post("/<string:code>/heropenen")
@needs(Role.EDITOR)
def look_again(code: str) -> Answer:
    """Put a suggestion back in the inbox."""
    return _decide(
        code,
        lambda suggestion: reopen(db.session, suggestion, by=me().name),
        gettext("Deze melding staat weer open."),
    )


def _decide(code: str, step: Callable[[Suggestion], None], done: str) -> Answer:
    begin_write(db.session)
    suggestion = _suggestion(code)
    try:
        step(suggestion)
    except DecisionRefused as refused:
        db.session.rollback()
        return _page(_suggestion(code), refused.faults, 400)
    except StaleEdit:
        db.session.rollback()
        changed = gettext("Het concept is intussen gewijzigd. Kijk opnieuw en kies dan.")
        return _page(_suggestion(code), [("", Message(changed))], 409)
    db.session.commit()
    flash(done, "success")
    return redirect(url_for("inbox.show", code=suggestion.follow_up_code))


def _page(suggestion: Suggestion, faults: Faults = (), status: int = 200) -> Answer:
    comparison = compare(db.session, suggestion)
    fields = shown_fields(suggestion, comparison)
    known = {field.name for field in fields}
    ticked = set(request.form.getlist("veld"))
    if request.method != "POST":
        ticked = {field.name for field in fields if not (field.conflict or field.gone)}
    with db.session.no_autoflush:
        same = lookalikes(db.session, suggestion)
    page = render_template(
        "suggestions/show.html",
        suggestion=suggestion,
        comparison=comparison,
        fields=fields,
        ticked=ticked,
        faults=[(f"veld-{name}" if name in known else _part_id(name), worded(message)) for name, message in faults],
        field_faults={name: worded(message) for name, message in faults if name in known},
        record_page=record_page(comparison),
        public_page=public_page(db.session, suggestion),
        lookalikes=same,
        is_open=suggestion.state == SuggestionState.RECEIVED.value,
    )
    return page, status


def _part_id(name: str) -> str | None:
    """The id of the part of the page that a fault is about; None for the whole."""
    if name != "reason":
        return None
    return {"inbox.turn_down": "reden", "inbox.settled": "uitleg-zelf"}.get(str(request.endpoint), "uitleg")


def _suggestion(code: str) -> Suggestion:
    found = find_suggestion(db.session, code)
    if found is None:
        raise NotFound
    return found


def _query() -> InboxQuery:
    """What the address asks of the list. What it asks wrongly is passed over."""
    asked = request.args
    wanted = asked.get("stand", SuggestionState.RECEIVED.value)
    sort = {"nieuw": True, "verbetering": False}.get(asked.get("wat", ""))
    return InboxQuery(
        state=SuggestionState(wanted) if wanted in set(SuggestionState) else None,
        kind=asked.get("soort", "")[:40],
        role=asked.get("wie", "")[:20],
        text=" ".join(asked.get("q", "").split())[:100],
        proposed=sort,
    )


def _link(**changes: str | int | None) -> str:
    """The address of the list with other filters; None takes one away."""
    kept = {**asked_filters(), **changes}
    wanted: dict[str, Any] = {name: value for name, value in kept.items() if value not in (None, "")}
    return url_for("inbox.show_all", **wanted)
