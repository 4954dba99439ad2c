"""PDF files that go with an article, kept in the data folder under the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import utc_now
from core.publishing.auditing import record_action
from core.publishing.models import Document, RecordState
from core.publishing.publishing import save_revisions
from core.publishing.slugs import slugify
from knowledge.articles.article import ArticleKind
from knowledge.models import ArticleAttachment, ArticleRecord
from knowledge.pdf import check_pdf

FOLDER = "attachments"
ARTICLE_KINDS = tuple(kind.value for kind in ArticleKind)
MOST = 20
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublicAttachment:
    """A file that the public may have: under which name to save it, and the hash of its content."""

    file_name: str
    sha256: str


class TooManyAttachments(Exception):
    """An article has as many attachments as it may have (MOST)."""


def attach_pdf(
    session: Session,
    article: ArticleRecord,
    data: bytes,
    *,
    title: str,
    title_en: str | None = None,
    data_dir: Path,
    by: str,
) -> ArticleAttachment:
    """Attach a PDF to an article, as a part of its working copy; gives the attachment. What the public sees stays.

    Raises PdfRefused when it is no PDF or could do more than show pages, TooManyAttachments when there are enough.
    The file is written before the row; a file without a row is never served.
    """
    check_pdf(data)
    if len(article.attachments) >= MOST:
        raise TooManyAttachments
    sha256 = hashlib.sha256(data).hexdigest()
    _write_once(file_of(data_dir, sha256), data)
    attachment = ArticleAttachment(
        position=len(article.attachments),
        title=title,
        title_en=title_en,
        file_name=f"{slugify(title)}.pdf",
        sha256=sha256,
        size=len(data),
    )
    article.attachments.append(attachment)
    if article.state is not RecordState.ARCHIVED:
        article.state = RecordState.DRAFT
    article.modified_at = utc_now()
    save_revisions(session, [article], by=by, origin="attachment")
    detail = {"version": article.version, "origin": "attachment", "file": attachment.file_name, "sha256": sha256}
    record_action(session, actor=by, action="save", detail=detail, record_kind="article", record_id=article.id)
    return attachment


def public_attachment(session: Session, attachment_id: str) -> PublicAttachment | None:
    """The attachment when a published article shows it; None for any other, so that a draft never leaks."""
    shown = session.scalars(
        select(Document.body["attachments"]).where(
            Document.kind.in_(ARTICLE_KINDS), Document.lookup.is_not(None), Document.current
        )
    )
    for attachments in shown:
        for item in attachments or ():
            if item["id"] == attachment_id:
                return PublicAttachment(item["fileName"], item["sha256"])
    return None


def file_of(data_dir: Path, sha256: str) -> Path:
    """Where the file with this hash lies. Raises ValueError for what is no hash."""
    if not _HASH.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return data_dir / FOLDER / sha256[:2] / f"{sha256}.pdf"


def _write_once(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
