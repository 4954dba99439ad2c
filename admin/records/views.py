"""The list of each subject, and the page of each record: what it says, what the public sees, what can be done."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app, render_template, request, url_for

from admin.access import me, needs
from admin.addresses import asked_filters
from admin.bulk.choices import MOST_AT_DESK, choices_for
from admin.desk import DeskBlueprint, NavItem
from admin.forms.options import Options
from admin.records.finding import ANY_SUBJECT, record_at, title_of
from admin.records.listing import (
    LONGEST_TEXT,
    NOBODY,
    SORTS,
    ListQuery,
    find_page,
    owners,
    standing_counts,
)
from admin.records.overview import overview_of
from admin.records.standing import steps_for
from admin.records.subjects import SUBJECTS
from admin.review.telling import review_of
from core.accounts.roles import Role
from core.config import Settings
from core.database import db
from core.i18n import gettext
from core.publishing.checks import findings
from core.publishing.planning import open_plans
from core.publishing.reviewing import comments_of
from core.publishing.workflow import STANDING_WORDS, Standing, standing

blueprint = DeskBlueprint(
    "records",
    __name__,
    nav=[
        NavItem(subject.plural, "records.listing", subject.group, subject.order, values=(("subject", subject.slug),))
        for subject in SUBJECTS.values()
    ],
)


@blueprint.get(f"/<{ANY_SUBJECT}:subject>")
@needs(Role.READER)
def listing(subject: str) -> str:
    """The list of a subject, as far as the filters in the address let through."""
    asked = SUBJECTS[subject]
    query = list_query()
    return render_template(
        "records/list.html",
        subject=asked,
        query=query,
        page=find_page(db.session, asked, query),
        counts=standing_counts(db.session, asked),
        owners=owners(db.session, asked),
        laws=_laws() if "law" in asked.filters else [],
        nobody=NOBODY,
        sorts=[(name, gettext(text)) for name, text in SORTS.items()],
        standings=[(item.value, gettext(STANDING_WORDS[item])) for item in Standing],
        link=lambda **changes: _link(subject, **changes),
        page_link=lambda number: _link(subject, blad=number if number > 1 else None),
        my_name=me().name,
        bulk=choices_for(asked.model, me().role),
        most_at_once=MOST_AT_DESK,
        query_values=asked_filters("subject"),
    )


@blueprint.get(f"/<{ANY_SUBJECT}:subject>/<uuid:record_id>")
@needs(Role.READER)
def show(subject: str, record_id: uuid.UUID) -> str:
    """The page of a record."""
    asked, record = record_at(subject, record_id)
    account = me()
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "records/show.html",
        subject=asked,
        record=record,
        title=title_of(asked, record),
        overview=overview_of(db.session, asked, record),
        found=findings(db.session, record),
        steps=steps_for(record, account.role),
        plans=open_plans(db.session, record),
        comments=comments_of(db.session, record),
        standing=standing(record),
        may_edit=account.role.covers(Role.EDITOR),
        public_url=asked.public.format(slug=record.slug) if asked.public else None,
        review=review_of(db.session, record, account.name, four_eyes=bool(settings.four_eyes)),
        history_url=url_for("history.record", subject=asked.slug, record_id=record.id),
    )


def list_query() -> ListQuery:
    """What the address asks of a list. What it asks wrongly is passed over."""
    asked = request.args
    known = {item.value: item for item in Standing}
    sort = asked.get("sorteer", "")
    return ListQuery(
        text=" ".join(asked.get("q", "").split())[:LONGEST_TEXT],
        standing=known.get(asked.get("stand", "")),
        owner=asked.get("eigenaar", "").strip()[:200],
        overdue=asked.get("verlopen") == "1",
        law=asked.get("wet", "").strip()[:60],
        area=asked.get("gebied", "").strip()[:40],
        collection=asked.get("verzameling", "").strip()[:60],
        sort=sort if sort in SORTS else "naam",
        page=max(1, min(asked.get("blad", 1, type=int) or 1, 100_000)),
    )


def _link(subject: str, **changes: Any) -> str:
    """The address of this list with other filters; None takes one away."""
    values = {**asked_filters("subject"), **changes}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value not in (None, "")}
    return url_for("records.listing", subject=subject, **kept)


def _laws() -> list[tuple[str, str]]:
    return Options(db.session, {}).terms("laws")
