"""One import: its report, and the steps that can be taken with it."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.addresses import asked_filters
from admin.desk import DeskBlueprint
from admin.imports.showing import SUBJECT, ReportQuery, count_entries, find_entries, outcome_counts, report_file
from admin.imports.views import go_on, is_small, run_at
from admin.paging import Pages
from core.accounts.roles import Role
from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from core.publishing.auditing import record_action
from socialmap.exchange.applying import start_publishing
from socialmap.exchange.reporting import count_results, from_kept
from socialmap.exchange.runs import WAITING
from socialmap.exchange.undoing import UNDOABLE_STATES, start_undoing
from socialmap.exchange.wording import GOAL_WORDS, OUTCOME_WORDS, RESULT_WORDS, STATE_WORDS
from socialmap.models.imports import Goal, ImportRun, Outcome, Result, RunState

PAGE_SIZE = 25
GOALS = (Goal.DRAFT, Goal.REVIEW)
UNAPPLIED = (RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED)
Answer = Response | str | tuple[str, int]

blueprint = DeskBlueprint("import_runs", __name__, url_prefix="/beheer/import")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "state_word": lambda state: gettext(STATE_WORDS[state]),
        "outcome_word": lambda outcome: gettext(OUTCOME_WORDS[outcome]),
        "result_word": lambda result: gettext(RESULT_WORDS[result]),
        "goal_word": lambda goal: gettext(GOAL_WORDS[goal]),
    }


@blueprint.get("/<int:number>")
@needs(Role.EDITOR)
def show(number: int) -> Answer:
    """The report of an import, as far as the filters let through, and what can be done now."""
    return _page(run_at(number))


@blueprint.get("/<int:number>/voortgang")
@needs(Role.EDITOR)
def progress(number: int) -> Response:
    """How far the work is, for the script on the page."""
    run = run_at(number)
    return jsonify(state=run.state.value, text=_progress(run))


@blueprint.get("/<int:number>/verslag.csv")
@needs(Role.EDITOR)
def report(number: int) -> Response:
    """The whole report as a file."""
    run = run_at(number)
    response = Response(stream_with_context(report_file(db.session, run)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{run.id}.csv"'
    return response


@blueprint.post("/<int:number>/controleren")
@needs(Role.EDITOR)
def check(number: int) -> Answer:
    """Check the file again, against what is there now."""

    def step(run: ImportRun) -> None:
        run.state = RunState.TO_CHECK

    return _step(number, (RunState.CHECKED, RunState.REFUSED), step)


@blueprint.post("/<int:number>/invoeren")
@needs(Role.EDITOR)
def apply(number: int) -> Answer:
    """Write what the report says, as drafts or for review."""
    goal = next((goal for goal in GOALS if goal == request.form.get("doel")), None)
    run = run_at(number)
    if goal is None:
        return _page(run, gettext("Kies wat er met de gegevens gebeurt.")), 400
    if run.counts.get("faults") and "overslaan" not in request.form:
        return _page(run, gettext("Zet een vinkje als de rijen met fouten overgeslagen mogen worden.")), 400

    def step(run: ImportRun) -> None:
        run.goal = goal
        run.skip_bad = bool(run.counts.get("faults"))
        run.state = RunState.TO_APPLY

    return _step(number, (RunState.CHECKED,), step)


@blueprint.post("/<int:number>/publiceren")
@needs(Role.PUBLISHER)
def publish(number: int) -> Answer:
    """Publish all that the import wrote, as far as this person may."""
    by = me().name
    return _step(number, UNDOABLE_STATES, lambda run: start_publishing(db.session, run, by))


@blueprint.get("/<int:number>/terugdraaien")
@needs(Role.EDITOR)
def ask_undo(number: int) -> Answer:
    """What undoing means, before it happens."""
    run = run_at(number)
    return render_template("imports/undo.html", run=run, results=count_results(db.session, run), allowed=_may_undo(run))


@blueprint.post("/<int:number>/terugdraaien")
@needs(Role.EDITOR)
def undo(number: int) -> Answer:
    """Put back what the import changed."""
    by = me().name
    run = run_at(number)
    if not _may_undo(run):
        return _page(run, gettext("Dit is al openbaar. Vraag een eindredacteur om het terug te draaien.")), 403
    return _step(number, UNDOABLE_STATES, lambda it: start_undoing(it, by))


@blueprint.post("/<int:number>/weggooien")
@needs(Role.EDITOR)
def discard(number: int) -> Answer:
    """Forget an import that wrote nothing."""
    begin_write(db.session)
    run = run_at(number)
    if run.state not in UNAPPLIED:
        db.session.rollback()
        return _page(run_at(number), gettext("Deze import is al ingevoerd. Draai hem terug als hij niet klopt.")), 409
    detail = {"import": run.id, "file": run.file_name}
    db.session.delete(run)
    record_action(db.session, actor=me().name, action="import discard", detail=detail)
    db.session.commit()
    flash(gettext("De import is weggegooid. Er is niets gewijzigd."))
    return redirect(url_for("imports.show_all"), 303)


def _step(number: int, states: tuple[RunState, ...], change: Any) -> Answer:
    """Let an import wait for its next work, and do that at once when it is little."""
    begin_write(db.session)
    run = run_at(number)
    if run.state not in states:
        db.session.rollback()
        return _page(run_at(number), gettext("Dit kan nu niet: iemand was u voor. Hieronder staat hoe het nu is.")), 409
    change(run)
    db.session.commit()
    return go_on(number)


def _may_undo(run: ImportRun) -> bool:
    """What the public saw is put back only by who may publish."""
    published = count_results(db.session, run).get(Result.PUBLISHED, 0)
    return me().role.covers(Role.PUBLISHER) or not published


def _page(run: ImportRun, fault: str | None = None) -> str:
    settings: Settings = current_app.extensions["settings"]
    query = _query()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_entries(db.session, run, query), PAGE_SIZE)
    results = count_results(db.session, run)
    return render_template(
        "imports/show.html",
        run=run,
        fault=fault,
        query=query,
        pages=pages,
        entries=find_entries(db.session, run, query, PAGE_SIZE, pages.offset),
        counts=outcome_counts(db.session, run),
        results=results,
        messages=[worded(from_kept(item)) for item in run.messages],
        waiting=run.state in WAITING,
        small=is_small(run),
        progress=_progress(run),
        goals=GOALS,
        outcomes=list(Outcome),
        result_list=list(Result),
        unapplied=run.state in UNAPPLIED,
        applied=run.state in UNDOABLE_STATES,
        to_publish=results.get(Result.APPLIED, 0) + results.get(Result.KEPT, 0),
        own=bool(settings.four_eyes) and run.by == me().name,
        four_eyes=bool(settings.four_eyes),
        subject=SUBJECT,
        link=lambda **changes: _link(run, **changes),
        page_link=lambda number: _link(run, blad=number if number > 1 else None),
    )


def _progress(run: ImportRun) -> str:
    results = count_results(db.session, run)
    total, waiting = sum(results.values()), results.get("", 0)
    match run.state:
        case RunState.TO_CHECK:
            return gettext("Het bestand wacht op de controle.")
        case RunState.TO_APPLY:
            done = total - waiting
        case RunState.TO_PUBLISH:
            done = total - waiting - results.get(Result.APPLIED, 0)
        case RunState.TO_UNDO:
            done = results.get(Result.UNDONE, 0) + results.get(Result.STAYED, 0)
        case _:
            return gettext(STATE_WORDS[run.state])
    return gettext("%(done)s van %(total)s organisaties gedaan.", done=done, total=total)


def _query() -> ReportQuery:
    asked = request.args
    return ReportQuery(
        next((item for item in Outcome if item == asked.get("soort")), None),
        next((item for item in Result if item == asked.get("gedaan")), None),
        " ".join(asked.get("q", "").split())[:100],
    )


def _link(run: ImportRun, **changes: Any) -> str:
    values = {**asked_filters("number"), **changes}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value not in (None, "")}
    return url_for("import_runs.show", number=run.id, **kept)
