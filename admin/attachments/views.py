"""The pages about the PDF files of an article. Naming, moving and removing them is done in the form of the article."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.records.finding import record_at, title_of
from admin.records.subjects import SUBJECTS, Subject
from admin.uploading import FORM_AROUND, drain
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.messages import N_
from core.orm import begin_write
from core.publishing.models import RecordState
from knowledge.models import ArticleRecord
from knowledge.pdf import LARGEST_PDF, TOO_LARGE, PdfRefused
from knowledge.records.article_content import LONGEST_TITLE
from knowledge.records.attachments import MOST, TooManyAttachments, attach_pdf, file_of

ARTICLE_SUBJECTS = f"any({', '.join(slug for slug, item in SUBJECTS.items() if item.kind_name == 'article')})"
MEGABYTE = 1_000_000
# Should a browser show the file after all, it gets no origin, no scripts and nothing to load.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
CHOOSE = N_("Kies een PDF van uw computer.")
TITLE_NEEDED = N_("Schrijf in een paar woorden wat het is.")
TITLE_TOO_LONG = N_("Geef hoogstens %(longest)s tekens.")
ENOUGH = N_("Er horen al %(most)s bestanden bij. Haal er eerst een weg.")
IN_ARCHIVE = N_("Dit staat in het archief. Haal het eerst terug.")
MEANWHILE = N_("Intussen heeft iemand dit veranderd. Probeer het opnieuw.")
Answer = Response | str | tuple[str, int]

blueprint = DeskBlueprint("article_files", __name__)


@dataclass(frozen=True, slots=True)
class TypedFile:
    """What was typed beside the file."""

    title: str = ""
    title_en: str = ""

    def faults(self) -> dict[str, str]:
        """What is wrong, by field."""
        found = {}
        if not self.title:
            found["titel"] = gettext(TITLE_NEEDED)
        for name, text in (("titel", self.title), ("titel-en", self.title_en)):
            if len(text) > LONGEST_TITLE:
                found[name] = gettext(TITLE_TOO_LONG, longest=LONGEST_TITLE)
        return found


@blueprint.url_value_preprocessor
def _allow_a_pdf(endpoint: str | None, _values: object) -> None:
    """Let this one view take a file. It comes before the guard and CSRF, which read the form only after it."""
    if endpoint == "article_files.add":
        request.max_content_length = LARGEST_PDF + FORM_AROUND


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Answer:
    """The form with the reason."""
    drain()
    values = request.view_args or {}
    subject, record = record_at(values["subject"], values["record_id"])
    return _page(subject, record, TypedFile(), {"bestand": _largest()}), 413


@blueprint.get(f"/<{ARTICLE_SUBJECTS}:subject>/<uuid:record_id>/bijlagen/nieuw")
@needs(Role.EDITOR)
def new(subject: str, record_id: uuid.UUID) -> Answer:
    """The form that asks for a PDF."""
    asked, record = record_at(subject, record_id)
    return _page(asked, record, TypedFile(), {})


@blueprint.post(f"/<{ARTICLE_SUBJECTS}:subject>/<uuid:record_id>/bijlagen/nieuw")
@needs(Role.EDITOR)
def add(subject: str, record_id: uuid.UUID) -> Answer:
    """Add a PDF to the working copy. The public sees it after publication."""
    typed = TypedFile(_typed("titel"), _typed("titel-en"))
    faults = typed.faults()
    file = request.files.get("bestand")
    data = file.stream.read(LARGEST_PDF + 1) if file is not None and file.filename else b""
    if not data:
        faults["bestand"] = gettext(CHOOSE)
    name = me().name
    begin_write(db.session)
    asked, record = record_at(subject, record_id)
    if not faults:
        faults = _attach(record, data, typed, name)
    if faults:
        db.session.rollback()
        return _page(*record_at(subject, record_id), typed, faults), 400
    flash(gettext("De PDF hoort er nu bij. Het publiek ziet hem pas na publicatie."), "success")
    return redirect(url_for("records.show", subject=asked.slug, record_id=record_id, _anchor="bijlagen"))


@blueprint.get(f"/<{ARTICLE_SUBJECTS}:subject>/<uuid:record_id>/bijlagen/<uuid:attachment_id>")
@needs(Role.READER)
def download(subject: str, record_id: uuid.UUID, attachment_id: uuid.UUID) -> Response:
    """The file as the public will get it, to check it first."""
    _, record = record_at(subject, record_id)
    row = next((item for item in record.attachments if item.id == attachment_id), None)
    path = file_of(_data_dir(), row.sha256) if row is not None else None
    if row is None or path is None or not path.is_file():
        raise NotFound(gettext("Dit bestand is er niet, of niet meer."))
    response = current_app.response_class(path.read_bytes(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attach(record: ArticleRecord, data: bytes, typed: TypedFile, by: str) -> dict[str, str]:
    """Attach and commit; gives what stands in the way, by field."""
    if record.state is RecordState.ARCHIVED:
        return {"bestand": gettext(IN_ARCHIVE)}
    title_en = typed.title_en or None
    try:
        attach_pdf(db.session, record, data, title=typed.title, title_en=title_en, data_dir=_data_dir(), by=by)
        db.session.commit()
    except PdfRefused as refused:
        return {"bestand": " ".join(map(worded, refused.faults))}
    except TooManyAttachments:
        return {"bestand": gettext(ENOUGH, most=MOST)}
    except StaleDataError:
        return {"bestand": gettext(MEANWHILE)}
    return {}


def _page(subject: Subject, record: Any, typed: TypedFile, faults: dict[str, str]) -> str:
    return render_template(
        "attachments/new.html",
        subject=subject,
        record=record,
        title=title_of(subject, record),
        typed=typed,
        faults=faults,
        megabytes=LARGEST_PDF // MEGABYTE,
    )


def _largest() -> str:
    return gettext(TOO_LARGE, megabytes=LARGEST_PDF // MEGABYTE)


def _typed(name: str) -> str:
    return " ".join(request.form.get(name, "").split())[: LONGEST_TITLE * 2]


def _data_dir() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.data_dir
