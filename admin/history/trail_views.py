"""The audit trail for publishers: every action and sign-in with filters, whether the chain holds, and as CSV."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.access import me, needs
from admin.desk import KEEPING, DeskBlueprint, NavItem
from admin.history.trail import (
    VERIFY,
    TrailLine,
    TrailQuery,
    actions,
    actors,
    count_lines,
    every_line,
    last_verification,
    lines_of,
)
from admin.history.wording import action_words
from admin.paging import Pages
from admin.records.subjects import SUBJECTS, Subject
from core.accounts.roles import Role
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.orm import begin_write
from core.publishing.auditing import head_of, record_action, verify
from core.publishing.kinds import kinds
from core.suggestions.wording import kind_label
from socialmap.exchange.tables import guarded

PAGE_SIZE = 50
COLUMNS = ("number", "at", "actor", "action", "kind", "record", "title", "version", "comment", "more", "hash_ok")
FILTERS = ("wie", "wat", "soort", "invoer", "van", "tot")
blueprint = DeskBlueprint(
    "trail",
    __name__,
    url_prefix="/beheer/geschiedenis",
    nav=[NavItem(lazy_gettext("Logboek"), "trail.show", KEEPING, order=40, role=Role.PUBLISHER)],
)


@blueprint.get("")
@needs(Role.PUBLISHER)
def show() -> str:
    """The lines that the filters in the address let through, and the state of the chain."""
    query = _query()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_lines(db.session, query), PAGE_SIZE)
    return render_template(
        "history/trail.html",
        query=query,
        pages=pages,
        lines=lines_of(db.session, query, PAGE_SIZE, pages.offset),
        head=head_of(db.session),
        verified=last_verification(db.session),
        actors=[(name, name) for name in actors(db.session)],
        actions=[(action, worded(action_words(action))) for action in actions(db.session)],
        kinds=[(kind.name, gettext(kind.label)) for kind in kinds],
        kind_label=lambda kind: gettext(kind_label(kind)) if kind in {item.name for item in kinds} else "",
        record_url=_record_url,
        page_link=lambda number: _link("trail.show", blad=number if number > 1 else None),
        csv_link=_link("trail.export", blad=None),
    )


@blueprint.post("/controleren")
@needs(Role.PUBLISHER)
def check() -> AnyResponse:
    """Verify the chain from its first line to its last, and keep what came of it in the chain."""
    report = verify(db.session)
    name = me().name
    begin_write(db.session)
    record_action(
        db.session,
        actor=name,
        action=VERIFY,
        detail={
            "lines": report.lines,
            "head": str(report.head),
            "broken": report.broken.value if report.broken is not None else None,
            "sentence": {"text": report.sentence.text, "values": dict(report.sentence.values)},
        },
    )
    db.session.commit()
    flash(worded(report.sentence), "error" if report.broken is not None else "success")
    return redirect(url_for("trail.show"))


@blueprint.get("/logboek.csv")
@needs(Role.PUBLISHER)
def export() -> AnyResponse:
    """The lines that the filters let through, as CSV."""
    answer = Response(stream_with_context(_csv(_query())), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=logboek.csv"
    return answer


def _csv(query: TrailQuery) -> Iterator[str]:
    """Rows of CSV as they are read. No cell can be taken for a formula."""
    yield "\ufeff" + _row(COLUMNS)
    for line in every_line(db.session, query):
        yield _row(_cells(line))


def _cells(line: TrailLine) -> tuple[str, ...]:
    return (
        str(line.number),
        line.at.isoformat(timespec="seconds"),
        line.actor,
        worded(line.action),
        line.record_kind or "",
        str(line.record_id or ""),
        line.title or "",
        str(line.version or ""),
        line.comment or "",
        line.told,
        "1" if line.untouched else "0",
    )


def _row(cells: tuple[str, ...]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow([guarded(cell) for cell in cells])
    return file.getvalue()


def _query() -> TrailQuery:
    """What the address asks. What it asks wrongly is passed over."""
    asked = request.args
    return TrailQuery(
        actor=asked.get("wie", "").strip()[:200],
        action=asked.get("wat", "").strip()[:40],
        kind=asked.get("soort", "").strip()[:40],
        record_id=_uuid(asked.get("invoer", "")),
        since=_day(asked.get("van", "")),
        until=_day(asked.get("tot", "")),
    )


def _record_url(line: TrailLine) -> str | None:
    """The history of the record that a line is about, when the desk has a page for it."""
    subject = _subject_of(line)
    if subject is None or line.title is None:
        return None
    return url_for("history.record", subject=subject.slug, record_id=line.record_id)


def _subject_of(line: TrailLine) -> Subject | None:
    same = [subject for subject in SUBJECTS.values() if subject.kind_name == line.record_kind]
    if len(same) < 2 or line.record_id is None:
        return same[0] if same else None
    record = db.session.get(same[0].model, line.record_id)
    return next((subject for subject in same if subject.holds(record)), None)


def _link(endpoint: str, **changes: Any) -> str:
    kept: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:200])}
    return url_for(endpoint, **{name: value for name, value in {**kept, **changes}.items() if value is not None})


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
