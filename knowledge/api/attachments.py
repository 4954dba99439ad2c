"""The PDF files of published articles over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app

from core.api.api import ApiBlueprint
from core.api.problems import NotFound
from core.api.responses import client_has, not_modified
from core.config import Settings
from core.database import db
from core.i18n import gettext, lazy_gettext
from knowledge.records.attachments import file_of, public_attachment

blp = ApiBlueprint("attachments", __name__, description=lazy_gettext("PDF-bestanden bij artikelen."))
# Should a browser show the file after all, it gets no origin, no scripts and nothing to load.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blp.route("/attachments/<uuid:attachment_id>")
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
@blp.problems(404)
@blp.doc(
    summary=lazy_gettext("Haal een PDF op"),
    description=lazy_gettext("Een bestand bij een gepubliceerd artikel. Elk bestand is nagekeken op actieve inhoud."),
)
def get_attachment(attachment_id: UUID) -> Response:
    """The file of an attachment that a published article shows."""
    settings: Settings = current_app.extensions["settings"]
    found = public_attachment(db.session, str(attachment_id))
    path = file_of(settings.data_dir, found.sha256) if found is not None else None
    if found is None or path is None or not path.is_file():
        raise NotFound(gettext("Dit bestand is er niet, of niet meer."))
    etag = f'"{found.sha256}"'
    if client_has(etag):
        return not_modified(etag)
    response = current_app.response_class(path.read_bytes(), content_type="application/pdf")
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
