"""Bringing a file in: the list of imports, the upload, and matching its columns with ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from flask import current_app, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import KEEPING, DeskBlueprint, NavItem
from admin.imports.matching import Matching, matching_of
from admin.paging import Pages
from admin.uploading import FORM_AROUND, drain
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.config import Settings
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.messages import N_
from core.orm import begin_write
from core.publishing.auditing import record_action
from socialmap.exchange.cli import workplace
from socialmap.exchange.columns import BY_NAME, COLUMNS, REQUIRED
from socialmap.exchange.proposing import (
    as_json,
    from_json,
    known_sources,
    propose,
    remember_mapping,
    remembered_mapping,
)
from socialmap.exchange.runs import MOST_AT_ONCE, work_on
from socialmap.exchange.tables import MOST_BYTES, UnreadableFile
from socialmap.exchange.uploads import Look, TooLarge, folder_of, keep_file, look_into, path_of
from socialmap.exchange.wording import STATE_WORDS
from socialmap.models.imports import ImportRun, RunState

PAGE_SIZE = 30
LARGEST_UPLOAD = MOST_BYTES + FORM_AROUND
TOO_LARGE = N_("Het bestand is te groot. Er mag 20 MB. Knip het in delen.")
Answer = Response | str | tuple[str, int]

blueprint = DeskBlueprint(
    "imports",
    __name__,
    url_prefix="/beheer/import",
    nav=[NavItem(lazy_gettext("Import"), "imports.show_all", KEEPING, order=30, role=Role.EDITOR)],
)


@blueprint.url_value_preprocessor
def _allow_files(endpoint: str | None, _values: object) -> None:
    """Let this one view take a file. It comes before the guard and CSRF, which read the form only after it."""
    if endpoint == "imports.upload":
        request.max_content_length = LARGEST_UPLOAD


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Answer:
    """The upload form with the reason."""
    drain()
    return _upload_page({"bestand": gettext(TOO_LARGE)}, typed=False), 413


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"state_word": lambda state: gettext(STATE_WORDS[state]), "tones": _TONES}


_TONES = {
    RunState.CHECKED: "info",
    RunState.REFUSED: "bad",
    RunState.APPLIED: "good",
    RunState.PUBLISHED: "good",
    RunState.UNDONE: "warn",
}


@blueprint.get("")
@needs(Role.EDITOR)
def show_all() -> Answer:
    """The imports, newest first."""
    total = db.session.scalars(select(func.count()).select_from(ImportRun)).one()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, total, PAGE_SIZE)
    newest = select(ImportRun).order_by(ImportRun.id.desc()).limit(PAGE_SIZE).offset(pages.offset)
    return render_template(
        "imports/list.html",
        runs=db.session.scalars(newest).all(),
        pages=pages,
        page_link=lambda number: url_for("imports.show_all", blad=number if number > 1 else None),
    )


@blueprint.get("/nieuw")
@needs(Role.EDITOR)
def new() -> Answer:
    """The form that asks for a file."""
    return _upload_page({})


@blueprint.post("/nieuw")
@needs(Role.EDITOR)
def upload() -> Answer:
    """Keep a file, look into it, and go on to its columns, or to the report when it has our own."""
    file = request.files.get("bestand")
    if file is None or not file.filename:
        return _upload_page({"bestand": gettext("Kies een bestand.")}), 400
    try:
        kept = keep_file(_folder(), file.stream)
        look = look_into(path_of(_folder(), kept.sha256), MOST_AT_ONCE + 1)
    except TooLarge:
        return _upload_page({"bestand": gettext(TOO_LARGE)}), 413
    except UnreadableFile as error:
        return _upload_page({"bestand": " ".join(map(worded, error.messages))}), 400
    begin_write(db.session)
    run = ImportRun(
        file_name=_name_of(file),
        sha256=kept.sha256,
        by=me().name,
        source=_asked("bron", 120),
        collection=_asked("verzameling", 60),
        counts={"size": look.rows},
        state=RunState.TO_CHECK if _is_ours(look.header) else RunState.UPLOADED,
    )
    db.session.add(run)
    db.session.flush()
    number = run.id
    detail = {"import": number, "file": run.file_name, "sha256": kept.sha256, "bytes": kept.size}
    record_action(db.session, actor=run.by, action="import upload", detail=detail)
    db.session.commit()
    return go_on(number)


@blueprint.get("/<int:number>/kolommen")
@needs(Role.EDITOR)
def columns(number: int) -> Answer:
    """Which of our columns each column of the file is."""
    run = run_at(number)
    look = _look(run)
    if isinstance(look, str):
        return look
    remembered = from_json(run.mapping) if run.mapping else remembered_mapping(db.session, run.source)
    chosen = propose(look.header, remembered)
    return _columns_page(run, look, Matching(chosen, dict(remembered.constants) if remembered else {}))


@blueprint.post("/<int:number>/kolommen")
@needs(Role.EDITOR)
def match(number: int) -> Answer:
    """Keep the matched columns, remember them for this source, and check the file with them."""
    run = run_at(number)
    look = _look(run)
    if isinstance(look, str):
        return look
    matching = matching_of(request.form, look.header)
    if matching.faults or run.state not in (RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED):
        return _columns_page(run, look, matching), 400
    begin_write(db.session)
    run = run_at(number)
    run.mapping = as_json(matching.mapping())
    run.state = RunState.TO_CHECK
    run.counts = {"size": look.rows}
    if run.source:
        remember_mapping(db.session, run.source, matching.mapping(), me().name)
    db.session.commit()
    return go_on(number)


def run_at(number: int) -> ImportRun:
    """The import with this number. Raises NotFound."""
    run = db.session.get(ImportRun, number)
    if run is None:
        raise NotFound
    return run


def go_on(number: int) -> Response:
    """Do at once what an import waits for when that is little, and go to the page that comes next."""
    run = run_at(number)
    if run.state is RunState.UPLOADED:
        return redirect(url_for("imports.columns", number=number), 303)
    if is_small(run):
        # In a session of its own: the work ends transactions, and lets go of what it read.
        with db.sessionmaker() as session:
            work_on(workplace(session), number)
    return redirect(url_for("import_runs.show", number=number), 303)


def is_small(run: ImportRun) -> bool:
    """Whether a request can do this at once."""
    return int(run.counts.get("rows", run.counts.get("size", 0))) <= MOST_AT_ONCE


def _look(run: ImportRun) -> Look | str:
    """A look into the file; the page that says why not when it is no longer kept."""
    try:
        return look_into(path_of(_folder(), run.sha256), MOST_AT_ONCE + 1)
    except UnreadableFile:
        return render_template("imports/gone.html", run=run)


def _upload_page(faults: dict[str, str], *, typed: bool = True) -> str:
    """typed: whether what came with the file can still be read."""
    asked = {name: request.form.get(name, "") for name in ("bron", "verzameling")} if typed else {}
    return render_template(
        "imports/new.html",
        faults=faults,
        sources=known_sources(db.session),
        asked=asked,
    )


def _columns_page(run: ImportRun, look: Look, matching: Matching) -> str:
    return render_template(
        "imports/columns.html",
        run=run,
        look=look,
        matching=matching,
        columns=[(column.name, gettext(column.doc)) for column in COLUMNS],
        required=[gettext(BY_NAME[name].doc) for name in REQUIRED],
    )


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return folder_of(settings.data_dir)


def _is_ours(header: Sequence[str]) -> bool:
    names = {name for name in header if name}
    return names <= set(BY_NAME) and set(REQUIRED) <= names


def _asked(name: str, most: int) -> str | None:
    return " ".join(request.form.get(name, "").split())[:most] or None


def _name_of(file: FileStorage) -> str:
    """The name of the file without folders and invisible signs."""
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    kept = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    return kept[:200] or gettext("bestand")
