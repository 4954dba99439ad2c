"""The page where the desk begins, and what can be done from it: "klopt nog", mending a search, taking an item off."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import WORK, DeskBlueprint, NavItem
from admin.frame import safe_next
from admin.paging import Pages
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.listing import NOBODY
from admin.records.reassured import reassured_words
from admin.records.subjects import SUBJECTS
from admin.worklist.asking import ShownGroup, WorkQuery
from admin.worklist.groups import GROUPS, counted, groups_for
from admin.worklist.models import SettledWork
from admin.worklist.searches import CODE as SEARCHES
from admin.worklist.searches import settled, terms_to_choose, vain_search
from core.accounts.models import Account
from core.accounts.roles import Role
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.orm import begin_write, utc_now
from core.publishing.auditing import record_action
from core.publishing.editing import NoSuchVersion
from core.publishing.history import DUTCH_TIME
from core.publishing.publishing import StaleEdit
from core.publishing.reassuring import reassure
from search.models import LONGEST_WORDS

FIRST = 5
PAGE_SIZE = 25
MINE = "mij"
LONGEST_KEY = 100
blueprint = DeskBlueprint(
    "worklist", __name__, nav=[NavItem(lazy_gettext("Werklijst"), "worklist.show", WORK, order=10)]
)


@blueprint.get("")
@needs(Role.READER)
def show() -> str:
    """What needs somebody: every group with its first items, or one group by page."""
    query = _query(me())
    code = request.args.get("groep", "")
    one = next((group for group in groups_for(query) if group.code == code), None)
    groups = counted(db.session, query, 0 if one is not None else FIRST)
    pages = None
    if one is not None:
        total = next(shown.total for shown in groups if shown.group is one)
        pages = Pages(request.args.get("blad", 1, type=int) or 1, total, PAGE_SIZE)
    return render_template(
        "worklist/list.html",
        query=query,
        groups=groups,
        one=_page_of(query, one, pages) if one is not None and pages is not None else None,
        pages=pages,
        first=FIRST,
        mine=MINE,
        nobody=NOBODY,
        owner=request.args.get("eigenaar", "")[:200],
        owners=_owners(),
        subjects=[(subject.slug, subject.plural) for subject in SUBJECTS.values()],
        may_edit=query.role.covers(Role.EDITOR),
        settled_count=len(settled(db.session)),
        link=_link,
        page_link=lambda number: _link(blad=number if number > 1 else None),
        here=_link(),
    )


@blueprint.post(f"/werklijst/klopt-nog/<{ANY_SUBJECT}:subject>/<uuid:record_id>")
@needs(Role.EDITOR)
def verify(subject: str, record_id: uuid.UUID) -> Response:
    """Note that what the public sees is still right, and come back to the list."""
    begin_write(db.session)
    asked, record = record_at(subject, record_id)
    title, version = title_of(asked, record), request.form.get("version", type=int)
    try:
        day = utc_now().astimezone(DUTCH_TIME).date()
        reassure(db.session, asked.kind, record, me().name, day, expected_version=version)
        words = worded(reassured_words(record))
        db.session.commit()
        flash(f"{title}: {words}", "success")
    except NoSuchVersion:
        db.session.rollback()
        flash(gettext("Hier is niets openbaar."), "error")
    except StaleEdit:
        db.session.rollback()
        flash(gettext("Iemand heeft dit intussen gewijzigd. Kijk wat er nu staat en besluit opnieuw."), "error")
    return redirect(safe_next(request.form.get("terug")))


@blueprint.get("/werklijst/zoekwoord")
@needs(Role.READER)
def search() -> tuple[str, int]:
    """Words that found nothing: how often, where, and what can be done."""
    words = " ".join(request.args.get("woord", "").split())[:LONGEST_WORDS]
    found = vain_search(db.session, words) if words else None
    page = render_template(
        "worklist/search.html",
        words=words,
        found=found,
        work=SEARCHES,
        terms=terms_to_choose(db.session),
        may_edit=me().role.covers(Role.EDITOR),
    )
    return page, 200 if found is not None else 404


@blueprint.get("/werklijst/begrip")
@needs(Role.EDITOR)
def add_to_term() -> Response:
    """Open the form of the chosen term, with the words filled in."""
    words = " ".join(request.args.get("woord", "").split())[:LONGEST_WORDS]
    try:
        _, record = record_at("begrippen", uuid.UUID(request.args.get("begrip", "")))
    except ValueError:
        flash(gettext("Kies een begrip."), "error")
        return redirect(url_for("worklist.search", woord=words))
    address = url_for("editing.edit", subject="begrippen", record_id=record.id, place="gegevens", woord=words)
    return redirect(address)


@blueprint.get("/werklijst/afgehandeld")
@needs(Role.READER)
def show_settled() -> str:
    """What somebody took off the list."""
    labels = {group.code: gettext(group.label) for group in GROUPS.values()}
    may_edit = me().role.covers(Role.EDITOR)
    return render_template("worklist/settled.html", rows=settled(db.session), labels=labels, may_edit=may_edit)


@blueprint.post("/werklijst/afhandelen")
@needs(Role.EDITOR)
def settle() -> Response:
    """Take an item off the list that nothing in a record can say is dealt with."""
    begin_write(db.session)
    work, key = request.form.get("work", ""), request.form.get("key", "").strip()
    group = GROUPS.get(work)
    if group is None or not group.can_settle or not 0 < len(key) <= LONGEST_KEY:
        flash(gettext("Dit kan niet van de lijst."), "error")
    elif db.session.get(SettledWork, (work, key)) is None:
        db.session.add(SettledWork(work=work, key=key, by=me().name))
        _audit("settle", work, key)
        db.session.commit()
        flash(gettext("Afgehandeld. U vindt het terug onder 'Van de lijst gehaald'."), "success")
    return redirect(safe_next(request.form.get("terug")))


@blueprint.post("/werklijst/terugzetten")
@needs(Role.EDITOR)
def unsettle() -> Response:
    """Put an item back on the list."""
    begin_write(db.session)
    work, key = request.form.get("work", "")[:LONGEST_KEY], request.form.get("key", "")[:LONGEST_KEY]
    row = db.session.get(SettledWork, (work, key))
    if row is not None:
        db.session.delete(row)
        _audit("reopen", work, key)
        db.session.commit()
        flash(gettext("Staat weer op de lijst."), "success")
    return redirect(url_for("worklist.show_settled"))


def _audit(verb: str, work: str, key: str) -> None:
    what = "search" if work == SEARCHES else "plan"
    record_action(db.session, actor=me().name, action=f"{verb}-{what}", detail={"item": key})


def _page_of(query: WorkQuery, group: Any, pages: Pages) -> ShownGroup:
    return ShownGroup(group, pages.total, group.items(db.session, query, PAGE_SIZE, pages.offset))


def _query(account: Account) -> WorkQuery:
    """What the address asks. What it asks wrongly is passed over."""
    owner = request.args.get("eigenaar", "").strip()[:200]
    subject = request.args.get("soort", "")
    return WorkQuery(
        me=account.name,
        role=account.role,
        account_id=account.id,
        owner=account.name if owner == MINE else owner,
        subject=subject if subject in SUBJECTS else "",
    )


def _owners() -> list[str]:
    """The names of the staff, and of who looks after something without an account."""
    names = db.session.scalars(select(Account.name).where(Account.active).order_by(Account.name))
    return list(names)


def _link(**changes: Any) -> str:
    """The address of this page with other filters; None takes one away."""
    kept = {name: value for name in ("groep", "eigenaar", "soort") if (value := request.args.get(name, "")[:200])}
    values: dict[str, Any] = {**kept, **changes}
    return url_for("worklist.show", **{name: value for name, value in values.items() if value not in (None, "")})
