"""The pages of the question register: the list, logging in one short form, and one question with its entries."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import make_response as answer
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import VOICES, DeskBlueprint, NavItem
from admin.paging import Pages
from admin.questions.counting import (
    RegisterQuery,
    count_questions,
    list_questions,
    tally,
    years_logged,
)
from admin.questions.exporting import questions_csv
from admin.questions.models import ASKERS, OUTCOME_TONES, OUTCOMES, Asker, Outcome, Question
from admin.questions.register import (
    QuestionRefused,
    TypedQuestion,
    change_question,
    close_question,
    link_entry,
    log_question,
    read_question,
    region_names,
    remove_question,
    topics_used,
    unlink_entry,
)
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, language, lazy_gettext, worded
from core.messages import Message
from core.orm import begin_write, today
from core.suggestions.wording import kind_label
from search.keepers import keeper, suggester
from search.suggestions.suggesting import Suggestion
from socialmap.world import World
from socialmap.worlds import worlds

PAGE_SIZE = 50
NO_ENTRIES = frozenset({"place", "care-type"})
FIRST_YEAR, LAST_YEAR = 2000, 2200
Answer = Response | str | tuple[str, int]

blueprint = DeskBlueprint(
    "questions",
    __name__,
    url_prefix="/beheer/vragen",
    nav=[NavItem(lazy_gettext("Vragenregister"), "questions.show_all", VOICES, order=20)],
)


@blueprint.context_processor
def _words() -> dict[str, object]:
    """How the templates word codes. Unknown codes are shown as they are: a taxonomy may have lost them."""
    world = _world()
    laws, desks, regions = _labels(world)
    return {
        "law_label": lambda code: laws.get(code, code) or gettext("geen wet genoemd"),
        "desk_label": lambda code: desks.get(code, code) or gettext("geen loket genoemd"),
        "region_label": lambda code: regions.get(code, code) or gettext("regio onbekend"),
        "outcome_label": lambda code: gettext(OUTCOMES[Outcome(code)]),
        "outcome_tone": lambda code: OUTCOME_TONES[Outcome(code)],
        "asker_label": lambda code: gettext(ASKERS[Asker(code)]),
        "kind_label": lambda kind: gettext(kind_label(kind)),
        "quarter_label": _quarter_label,
        "laws": list(laws.items()),
        "desks": list(desks.items()),
        "regions": list(regions.items()),
        "outcomes": [(item.value, gettext(OUTCOMES[item])) for item in Outcome],
        "askers": [(item.value, gettext(ASKERS[item])) for item in Asker],
    }


@blueprint.get("")
@needs(Role.READER)
def show_all() -> Answer:
    """The register, as far as the filters in the address let through."""
    query = _query()
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_questions(db.session, query), PAGE_SIZE)
    return render_template(
        "questions/list.html",
        questions=list_questions(db.session, query, PAGE_SIZE, pages.offset),
        query=query,
        pages=pages,
        years=years_logged(db.session),
        filters=_filters(),
        page_link=lambda number: url_for("questions.show_all", **_filters(), blad=number),
    )


@blueprint.get("/tellingen")
@needs(Role.READER)
def show_counts() -> Answer:
    """The counts per quarter, law, region, outcome and desk of the questions that the filters let through."""
    query = _query()
    return render_template(
        "questions/counts.html",
        tally=tally(db.session, query),
        query=query,
        years=years_logged(db.session),
        filters=_filters(),
    )


@blueprint.get("/jaar/<int:year>")
@needs(Role.READER)
def show_year(year: int) -> Answer:
    """A year on paper, for the plan-do-check-act round: counts, and the bottlenecks in order."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return render_template("questions/year.html", year=year, tally=tally(db.session, RegisterQuery(year=year)))


@blueprint.get("/vragen.csv")
@needs(Role.READER)
def export() -> Answer:
    """The questions that the filters let through, as CSV."""
    response = answer(questions_csv(list_questions(db.session, _query()), *_labels(_world())))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f"attachment; filename=vragen-{today().isoformat()}.csv"
    return response


@blueprint.route("/nieuw", methods=["GET", "POST"])
@needs(Role.EDITOR)
def create() -> Answer:
    """Log a question: one short form, with the topic first."""
    if request.method == "GET":
        return _form_page(TypedQuestion(asked_on=today().isoformat()))
    typed = _typed()
    begin_write(db.session)
    try:
        question = log_question(db.session, read_question(typed, _world()), by=me().name)
    except QuestionRefused as refused:
        db.session.rollback()
        return _form_page(typed, refused.faults)
    db.session.commit()
    flash(gettext("Bewaard. Koppel hier nog een invoer, als u wilt."), "success")
    return redirect(url_for("questions.show", question_id=question.id))


@blueprint.get("/<uuid:question_id>")
@needs(Role.READER)
def show(question_id: uuid.UUID) -> Answer:
    """One question, its entries, and a search for more of them."""
    return _question_page(_question(question_id))


@blueprint.route("/<uuid:question_id>/bewerken", methods=["GET", "POST"])
@needs(Role.EDITOR)
def edit(question_id: uuid.UUID) -> Answer:
    """Change a question."""
    if request.method == "GET":
        question = _question(question_id)
        return _form_page(_typed_again(question), question=question)
    typed = _typed()
    begin_write(db.session)
    question = _question(question_id)
    try:
        change_question(db.session, question, read_question(typed, _world()), by=me().name)
    except QuestionRefused as refused:
        db.session.rollback()
        return _form_page(typed, refused.faults, _question(question_id))
    db.session.commit()
    flash(gettext("Bewaard."), "success")
    return redirect(url_for("questions.show", question_id=question_id))


@blueprint.post("/<uuid:question_id>/sluiten")
@needs(Role.EDITOR)
def close(question_id: uuid.UUID) -> Answer:
    """Say what came of a question, without opening its form."""
    outcome = request.form.get("uitkomst", "")
    if outcome in set(Outcome):
        begin_write(db.session)
        close_question(db.session, _question(question_id), Outcome(outcome), by=me().name)
        db.session.commit()
        flash(gettext("Bewaard."), "success")
    return redirect(url_for("questions.show", question_id=question_id))


@blueprint.post("/<uuid:question_id>/koppelen")
@needs(Role.EDITOR)
def link(question_id: uuid.UUID) -> Answer:
    """Tie a question to an entry that was found."""
    begin_write(db.session)
    question = _question(question_id)
    kind, _, document_id = request.form.get("invoer", "").partition("/")
    try:
        link_entry(db.session, question, kind, document_id, by=me().name)
    except QuestionRefused as refused:
        db.session.rollback()
        return _question_page(_question(question_id), refused.faults), 400
    db.session.commit()
    return redirect(url_for("questions.show", question_id=question_id, _anchor="gekoppeld"))


@blueprint.post("/<uuid:question_id>/ontkoppelen/<uuid:link_id>")
@needs(Role.EDITOR)
def unlink(question_id: uuid.UUID, link_id: uuid.UUID) -> Answer:
    """Take a tie away."""
    begin_write(db.session)
    unlink_entry(db.session, _question(question_id), link_id, by=me().name)
    db.session.commit()
    return redirect(url_for("questions.show", question_id=question_id, _anchor="gekoppeld"))


@blueprint.route("/<uuid:question_id>/weghalen", methods=["GET", "POST"])
@needs(Role.EDITOR)
def remove(question_id: uuid.UUID) -> Answer:
    """Take a question out of the register, after asking."""
    if request.method == "GET":
        return render_template("questions/remove.html", question=_question(question_id))
    begin_write(db.session)
    remove_question(db.session, _question(question_id), by=me().name)
    db.session.commit()
    flash(gettext("Weggehaald uit het register."), "success")
    return redirect(url_for("questions.show_all"))


@blueprint.get("/<uuid:question_id>/zoek")
@needs(Role.READER)
def find(question_id: uuid.UUID) -> Answer:
    """What the search for entries finds, as a part of the page: for who types with a script."""
    question = _question(question_id)
    return render_template("questions/found.html", question=question, found=_found(), sought=_sought())


def _question_page(question: Question, faults: dict[str, Message] | None = None) -> str:
    return render_template(
        "questions/show.html",
        question=question,
        found=_found(),
        sought=_sought(),
        faults=[("zoek", worded(message)) for message in (faults or {}).values()],
    )


def _form_page(
    typed: TypedQuestion, faults: dict[str, Message] | None = None, question: Question | None = None
) -> tuple[str, int]:
    told = {name: worded(message) for name, message in (faults or {}).items()}
    page = render_template(
        "questions/form.html",
        typed=typed,
        faults=told,
        question=question,
        topics=topics_used(db.session),
        places=sorted(region_names(_world()).values()),
    )
    return page, 400 if told else 200


def _typed() -> TypedQuestion:
    form = request.form
    return TypedQuestion(
        topic=form.get("onderwerp", ""),
        bottleneck=form.get("knelpunt") == "1",
        laws=form.getlist("wet")[:20],
        place=form.get("plaats", ""),
        desk=form.get("loket", ""),
        asker=form.get("wie", ""),
        outcome=form.get("uitkomst", ""),
        minutes=form.get("minuten", ""),
        text=form.get("tekst", ""),
        asked_on=form.get("datum", ""),
    )


def _typed_again(question: Question) -> TypedQuestion:
    """A question as the form shows it. Of its place only the region is known."""
    region = question.region or ""
    return TypedQuestion(
        topic=question.topic,
        bottleneck=question.bottleneck,
        laws=question.laws,
        place=region_names(_world()).get(region, region),
        desk=question.desk or "",
        asker=question.asker or "",
        outcome=question.outcome,
        minutes=str(question.minutes) if question.minutes is not None else "",
        text=question.text or "",
        asked_on=question.asked_on.isoformat(),
    )


def _query() -> RegisterQuery:
    """What the address asks of the register. What it asks wrongly is passed over."""
    asked = request.args
    year = asked.get("jaar", type=int)
    quarter = asked.get("kwartaal", type=int)
    return RegisterQuery(
        text=" ".join(asked.get("q", "").split())[:100],
        law=asked.get("wet", "")[:60],
        region=asked.get("regio", "")[:40],
        desk=asked.get("loket", "")[:60],
        outcome=asked.get("uitkomst", "")[:20],
        bottleneck={"knelpunt": True, "vraag": False}.get(asked.get("soort", "")),
        year=year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None,
        quarter=quarter if quarter in (1, 2, 3, 4) else None,
    )


def _filters() -> dict[str, Any]:
    """The filters of this address, to go on with elsewhere."""
    names = ("q", "wet", "regio", "loket", "uitkomst", "soort", "jaar", "kwartaal")
    return {name: request.args[name] for name in names if request.args.get(name) and len(request.args[name]) < 200}


def _sought() -> str:
    return " ".join(request.args.get("zoek", "").split())[:80]


def _found() -> list[Suggestion]:
    """Public entries whose title begins like what is sought, or looks like it."""
    sought = _sought()
    if not sought:
        return []
    state = keeper().state()
    items = suggester(state, language()).suggest(state.snapshot, sought, today().toordinal(), most=16)
    return [item for item in items if item.kind not in NO_ENTRIES][:8]


def _question(question_id: uuid.UUID) -> Question:
    found = db.session.get(Question, question_id)
    if found is None:
        raise NotFound
    return found


def _world() -> World:
    return worlds().refresh(db.session)


def _labels(world: World) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    return world.labels_in("laws", language()), world.labels_in("desk-types", language()), region_names(world)


def _quarter_label(quarter: str) -> str:
    year, _, number = quarter.partition("-")
    return gettext("kwartaal %(number)s van %(year)s", number=number, year=year)
