"""Downloading a list, with the same filters in the address as the list has."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import flash, redirect, request, stream_with_context, url_for
from sqlalchemy import ColumnElement, and_, func, select
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.exports.writing import MIMETYPES, Form, export_records
from admin.records.finding import ANY_SUBJECT
from admin.records.listing import matching
from admin.records.subjects import SUBJECTS, Subject
from admin.records.views import list_query
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext
from core.orm import begin_write, today
from core.publishing.auditing import record_action

MOST_IN_WORKBOOK = 5000
MOST_CHOSEN = 500
# The filters of a list that leave something out; the order and the page do not.
FILTERS = ("q", "stand", "eigenaar", "verlopen", "wet", "gebied", "verzameling")

blueprint = DeskBlueprint("exports", __name__, url_prefix="/beheer/export")


@blueprint.get(f"/<{ANY_SUBJECT}:subject>.<string:form>")
@needs(Role.READER)
def export(subject: str, form: str) -> Response:
    """The records that the list shows with these filters, or those that are named by `id`, as a file."""
    asked = SUBJECTS[subject]
    if form not in list(Form):
        raise NotFound
    condition = _condition(asked)
    count = db.session.scalars(select(func.count()).select_from(asked.model).where(condition)).one()
    if form == Form.XLSX and count > MOST_IN_WORKBOOK:
        most = gettext("Voor Excel zijn dit er te veel: hoogstens %(most)s. Kies CSV, of maak de lijst kleiner.")
        flash(most % {"most": MOST_IN_WORKBOOK}, "warning")
        return redirect(f"{url_for('records.listing', subject=subject)}?{urlencode(_filters())}", 303)
    begin_write(db.session)
    detail = {"subject": subject, "form": form, "records": count}
    record_action(db.session, actor=me().name, action="export", detail=detail)
    db.session.commit()
    records = select(asked.model).where(condition).order_by(asked.model.slug)
    content = export_records(db.session, asked.kind, records, Form(form))
    response = Response(stream_with_context(content), mimetype=MIMETYPES[Form(form)])
    response.headers["Content-Disposition"] = f'attachment; filename="{subject}-{today():%Y%m%d}.{form}"'
    return response


@blueprint.app_template_global("export_address")
def export_address(subject: str, form: str) -> str:
    """The address of the list on this page as a file."""
    filters = urlencode(_filters())
    address = url_for("exports.export", subject=subject, form=form)
    return f"{address}?{filters}" if filters else address


def _filters() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := request.args.get(name, "")) and len(value) < 300}


def _condition(asked: Subject) -> ColumnElement[bool]:
    chosen = _chosen()
    if chosen:
        return and_(asked.own(), asked.model.id.in_(chosen))
    return matching(asked, list_query())


def _chosen() -> Sequence[uuid.UUID]:
    """The ids in the address. Raises NotFound for what is no id."""
    try:
        return [uuid.UUID(text) for text in request.args.getlist("id")[:MOST_CHOSEN]]
    except ValueError:
        raise NotFound from None
