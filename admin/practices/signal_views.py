"""The pages of signals: the list, entering one, one signal, and taking several together."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.addresses import asked_filters
from admin.desk import VOICES, DeskBlueprint, NavItem
from admin.paging import Pages
from admin.practices.listing import SignalQuery, Sort, count_signals, counts_by_sort, list_signals, open_practices
from admin.practices.wording import words
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, lazy_gettext, ngettext, worded
from core.orm import begin_write
from core.publishing.editing import ContentRefused
from knowledge.models import Practice, PracticeSignal
from knowledge.records.faults import RecordsRefused
from knowledge.records.practice_content import save_practice
from knowledge.records.practice_desk import add_signals, enter_signal, set_aside, take_up_again
from knowledge.records.practices import SignalInput
from socialmap.worlds import worlds

PAGE_SIZE = 30
EVERYTHING = "alles"
LONGEST_TEXT = 100
MOST_TOGETHER = 100
Answer = Response | str | tuple[str, int]

blueprint = DeskBlueprint(
    "signals",
    __name__,
    url_prefix="/beheer/signalen",
    nav=[NavItem(lazy_gettext("Signalen"), "signals.show_all", VOICES, order=30)],
)
blueprint.context_processor(words)


@dataclass(frozen=True, slots=True)
class TypedSignal:
    """What was typed in the form."""

    activity: str = ""
    outcome: str = ""
    domain: str = ""
    region: str = ""
    role: str = ""


@blueprint.get("")
@needs(Role.READER)
def show_all() -> Answer:
    """The signals, as far as the filters in the address let through."""
    query = _query()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_signals(db.session, query), PAGE_SIZE)
    return render_template(
        "practices/signals.html",
        query=query,
        pages=pages,
        signals=list_signals(db.session, query, PAGE_SIZE, pages.offset),
        counts=counts_by_sort(db.session),
        practices=open_practices(db.session),
        everything=EVERYTHING,
        link=_link,
        page_link=lambda number: _link(blad=number if number > 1 else None),
    )


@blueprint.route("/nieuw", methods=["GET", "POST"])
@needs(Role.EDITOR)
def enter() -> Answer:
    """Enter a signal for somebody who told it, on the telephone or in a meeting."""
    if request.method == "GET":
        return _form_page(TypedSignal())
    typed = TypedSignal(**{name: request.form.get(name, "").strip()[:4000] for name in TypedSignal.__slots__})
    faults: dict[str, str] = {}
    if typed.region and not worlds().refresh(db.session).knows_area(typed.region):
        faults["region"] = gettext("Kies iets uit de lijst.")
    name = me().name
    begin_write(db.session)
    try:
        signal = enter_signal(db.session, _given(typed), name)
    except RecordsRefused as refused:
        faults.update(_by_field(refused))
    if faults:
        db.session.rollback()
        return _form_page(typed, faults)
    place, code = signal.id, signal.follow_up_code
    db.session.commit()
    flash(gettext("Bewaard. Geef de volgcode door: %(code)s.", code=code), "success")
    return redirect(url_for("signals.show", signal_id=place))


@blueprint.get("/<uuid:signal_id>")
@needs(Role.READER)
def show(signal_id: uuid.UUID) -> Answer:
    """One signal, and what can be done with it."""
    return _signal_page(_signal(signal_id))


@blueprint.post("/<uuid:signal_id>/opzij")
@needs(Role.EDITOR)
def lay_aside(signal_id: uuid.UUID) -> Answer:
    """Set a signal aside, with the reason."""
    name, reason = me().name, request.form.get("reason", "")
    begin_write(db.session)
    try:
        set_aside(db.session, _signal(signal_id), reason, name)
    except RecordsRefused as refused:
        db.session.rollback()
        return _signal_page(_signal(signal_id), _by_field(refused), reason), 400
    db.session.commit()
    flash(gettext("Opzij gelegd. Het signaal blijft bewaard."), "success")
    return redirect(url_for("signals.show_all"))


@blueprint.post("/<uuid:signal_id>/terug")
@needs(Role.EDITOR)
def take_up(signal_id: uuid.UUID) -> Answer:
    """Take a signal up again that was set aside."""
    name = me().name
    begin_write(db.session)
    take_up_again(db.session, _signal(signal_id), name)
    db.session.commit()
    flash(gettext("Het signaal staat weer bij de nieuwe."), "success")
    return redirect(url_for("signals.show", signal_id=signal_id))


@blueprint.post("/samen")
@needs(Role.EDITOR)
def together() -> Answer:
    """Take the chosen signals together: in a practice that is there, or in a new one, whose title is asked first."""
    signals = _chosen()
    if not signals:
        flash(gettext("Kruis eerst één of meer signalen aan."), "error")
        return redirect(url_for("signals.show_all"))
    if not request.form.get("praktijk"):
        return _gather_page(signals, "", signals[0].domain or "")
    name = me().name
    begin_write(db.session)
    practice = _practice(request.form["praktijk"])
    try:
        add_signals(db.session, practice, _chosen(), name)
    except RecordsRefused as refused:
        db.session.rollback()
        flash(" ".join(worded(fault.message) for fault in refused.faults), "error")
        return redirect(url_for("signals.show_all"))
    place = practice.id
    db.session.commit()
    number = len(signals)
    flash(ngettext("%(num)s signaal hoort er nu bij.", "%(num)s signalen horen er nu bij.", number), "success")
    return redirect(url_for("gathered.show", practice_id=place))


@blueprint.post("/nieuwe-praktijk")
@needs(Role.EDITOR)
def gather() -> Answer:
    """Make one practice of the chosen signals."""
    title, domain, name = request.form.get("title", ""), request.form.get("domain", ""), me().name
    begin_write(db.session)
    signals = _chosen()
    content = {"title": title, "domain": domain, "signals": [signal.follow_up_code for signal in signals]}
    try:
        place = save_practice(db.session, None, content, name).id
    except ContentRefused as refused:
        db.session.rollback()
        faults = {str(fault.path[0]) if fault.path else "title": worded(fault.message) for fault in refused.faults}
        return _gather_page(_chosen(), title, domain, faults), 400
    db.session.commit()
    flash(gettext("De praktijk is er. Nu komt de analyse."), "success")
    return redirect(url_for("gathered.show", practice_id=place))


def _form_page(typed: TypedSignal, faults: dict[str, str] | None = None) -> tuple[str, int]:
    page = render_template("practices/signal_form.html", typed=typed, faults=faults or {})
    return page, 400 if faults else 200


def _signal_page(signal: PracticeSignal, faults: dict[str, str] | None = None, reason: str = "") -> str:
    return render_template(
        "practices/signal.html",
        signal=signal,
        practices=open_practices(db.session),
        faults=faults or {},
        reason=reason,
    )


def _gather_page(
    signals: Sequence[PracticeSignal], title: str, domain: str, faults: dict[str, str] | None = None
) -> str:
    return render_template("practices/gather.html", signals=signals, title=title, domain=domain, faults=faults or {})


def _given(typed: TypedSignal) -> SignalInput:
    return SignalInput(
        activity=typed.activity,
        outcome=typed.outcome or None,
        domain=typed.domain or None,
        region=typed.region or None,
        role=typed.role or None,
    )


def _by_field(refused: RecordsRefused) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for fault in refused.faults:
        told.setdefault(fault.field, []).append(worded(fault.message))
    return {name: " ".join(texts) for name, texts in told.items()}


def _query() -> SignalQuery:
    """What the address asks. What it asks wrongly is passed over."""
    asked = request.args
    sort = asked.get("stand", Sort.NEW)
    return SignalQuery(
        sort=Sort(sort) if sort in set(Sort) else (None if sort == EVERYTHING else Sort.NEW),
        text=" ".join(asked.get("q", "").split())[:LONGEST_TEXT],
        domain=asked.get("domein", "")[:20],
        region=asked.get("regio", "")[:40],
        role=asked.get("wie", "")[:20],
        entered={"wij": True, "formulier": False}.get(asked.get("via", "")),
    )


def _link(**changes: object) -> str:
    """The address of this list with other filters; None takes one away."""
    values = {**asked_filters(), **changes}
    kept: dict[str, Any] = {name: str(value) for name, value in values.items() if value is not None}
    return url_for("signals.show_all", **kept)


def _chosen() -> list[PracticeSignal]:
    """The signals that were ticked, in the order in which they came in."""
    ids = []
    for text in request.form.getlist("gekozen")[:MOST_TOGETHER]:
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    asked = select(PracticeSignal).where(PracticeSignal.id.in_(ids)).order_by(PracticeSignal.signalled_at)
    return list(db.session.scalars(asked))


def _signal(signal_id: uuid.UUID) -> PracticeSignal:
    found = db.session.get(PracticeSignal, signal_id)
    if found is None:
        raise NotFound
    return found


def _practice(text: str) -> Practice:
    try:
        found = db.session.get(Practice, uuid.UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found
