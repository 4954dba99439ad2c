"""The pages of practices: the list, and one practice with its four steps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.desk import DeskBlueprint
from admin.paging import Pages
from admin.practices.listing import count_practices, free_articles, list_practices
from admin.practices.wording import words
from core.accounts.roles import Role
from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, worded
from core.messages import N_, Message
from core.orm import begin_write
from core.publishing.editing import ContentFault, ContentRefused
from knowledge.models import ArticleRecord, Practice, PracticeState
from knowledge.records.faults import RecordsRefused
from knowledge.records.practice_content import finish_analysis, save_practice
from knowledge.records.practice_desk import begin_article, conclude_with, take_out_signal
from knowledge.records.practices import WrongStep

PAGE_SIZE = 30
LONGEST_TYPED = 20_000
LISTS = ("outcome_measures", "regions", "organizations", "groups")
TEXTS = ("title", "domain", "activity", "coherence_reason")
COHERENCE = {"ja": True, "nee": False}
WRONG_STEP = N_("Deze stap is nu niet aan de beurt. Kijk hieronder hoe ver de praktijk is.")
CHOOSE_ARTICLE = N_("Kies een artikel.")
Answer = Response | str | tuple[str, int]
Faults = dict[str, str]

blueprint = DeskBlueprint("gathered", __name__, url_prefix="/beheer/signalen/praktijken")
blueprint.context_processor(words)


@blueprint.app_template_global("practice_told_by")
def practice_told_by(record: Any) -> Practice | None:
    """The practice that an article tells of; None when it tells of none."""
    if not isinstance(record, ArticleRecord):
        return None
    return db.session.scalars(select(Practice).where(Practice.article_id == record.id)).first()


@blueprint.get("")
@needs(Role.READER)
def show_all() -> Answer:
    """The practices, by how far they are."""
    asked = request.args.get("stand", "")
    state = PracticeState(asked) if asked in set(PracticeState) else None
    pages = Pages(request.args.get("blad", 1, type=int) or 1, count_practices(db.session, state), PAGE_SIZE)
    return render_template(
        "practices/practices.html",
        practices=list_practices(db.session, state, PAGE_SIZE, pages.offset),
        state=state,
        pages=pages,
        counts={item: count_practices(db.session, item) for item in PracticeState},
        page_link=lambda number: url_for("gathered.show_all", stand=asked or None, blad=number),
    )


@blueprint.get("/<uuid:practice_id>")
@needs(Role.READER)
def show(practice_id: uuid.UUID) -> Answer:
    """One practice: its signals, what its analysis found, and the step that comes now."""
    return _page(_practice(practice_id))


@blueprint.post("/<uuid:practice_id>/analyse")
@needs(Role.EDITOR)
def analyse(practice_id: uuid.UUID) -> Answer:
    """Keep what the analysis found so far; `afronden` takes the step as well."""
    typed, name = _typed(), me().name
    begin_write(db.session)
    practice = _practice(practice_id)
    finishes = request.form.get("do") == "afronden"
    try:
        save_practice(db.session, practice, _content(typed), name)
        if finishes:
            finish_analysis(db.session, practice, name)
    except ContentRefused as refused:
        db.session.rollback()
        return _page(_practice(practice_id), _by_field(refused.faults), typed), 400
    except WrongStep:
        return _out_of_turn(practice_id)
    db.session.commit()
    flash(gettext("De analyse is af. Nu komt het artikel.") if finishes else gettext("Bewaard."), "success")
    return redirect(url_for("gathered.show", practice_id=practice_id))


@blueprint.post("/<uuid:practice_id>/afronden")
@needs(Role.EDITOR)
def conclude(practice_id: uuid.UUID) -> Answer:
    """Conclude a practice with a new article, or with one that is there; then the article is edited."""
    name = me().name
    chosen = request.form.get("artikel", "")
    begin_write(db.session)
    practice = _practice(practice_id)
    try:
        if request.form.get("do") == "nieuw":
            comment = gettext("Begonnen uit de praktijk '%(title)s'.", title=practice.title)
            article = begin_article(db.session, practice, name, comment)
        else:
            article = _free_article(chosen)
            conclude_with(db.session, practice, article, name)
        place, text = article.id, next(row.id for row in article.texts if row.language == "nl")
        db.session.commit()
    except WrongStep:
        return _out_of_turn(practice_id)
    except (RecordsRefused, ContentRefused) as refused:
        db.session.rollback()
        told = dict.fromkeys(worded(fault.message) for fault in refused.faults)
        return _page(_practice(practice_id), {"artikel": " ".join(told)}, chosen=chosen), 400
    flash(gettext("De praktijk is afgerond. Schrijf nu het artikel verder."), "success")
    return redirect(url_for("editing.edit", subject="praktijken", record_id=place, place=f"teksten/{text}"))


@blueprint.post("/<uuid:practice_id>/signaal-eruit/<uuid:signal_id>")
@needs(Role.EDITOR)
def take_out(practice_id: uuid.UUID, signal_id: uuid.UUID) -> Answer:
    """Let a signal wait among the new ones again."""
    name = me().name
    begin_write(db.session)
    practice = _practice(practice_id)
    signal = next((item for item in practice.signals if item.id == signal_id), None)
    if signal is None:
        raise NotFound
    try:
        take_out_signal(db.session, practice, signal, name)
    except RecordsRefused as refused:
        db.session.rollback()
        flash(" ".join(worded(fault.message) for fault in refused.faults), "error")
        return redirect(url_for("gathered.show", practice_id=practice_id))
    db.session.commit()
    flash(gettext("Het signaal staat weer bij de nieuwe."), "success")
    return redirect(url_for("gathered.show", practice_id=practice_id))


def _page(practice: Practice, faults: Faults | None = None, typed: dict[str, str] | None = None, **more: Any) -> str:
    article = db.session.get(ArticleRecord, practice.article_id) if practice.article_id else None
    return render_template(
        "practices/practice.html",
        practice=practice,
        article=article,
        articles=free_articles(db.session) if practice.state == PracticeState.ANALYSED.value else [],
        faults=faults or {},
        typed=typed if typed is not None else _typed_again(practice),
        taken={step.state: step for step in practice.steps},
        all_states=list(PracticeState),
        **more,
    )


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "")[:LONGEST_TYPED] for name in (*TEXTS, *LISTS, "coherence")}


def _typed_again(practice: Practice) -> dict[str, str]:
    """What stands in a practice, as the form shows it."""
    texts = {name: getattr(practice, name) or "" for name in TEXTS}
    lists = {name: "\n".join(getattr(practice, name) or ()) for name in LISTS}
    answers = {answer: text for text, answer in COHERENCE.items()}
    return {**texts, **lists, "coherence": answers[practice.coherence] if practice.coherence is not None else ""}


def _content(typed: dict[str, str]) -> dict[str, Any]:
    texts = {name: typed[name] for name in TEXTS}
    lists = {name: [line.strip() for line in typed[name].splitlines() if line.strip()] for name in LISTS}
    return {**texts, **lists, "coherence": COHERENCE.get(typed["coherence"])}


def _by_field(faults: Sequence[ContentFault]) -> Faults:
    told: dict[str, list[str]] = {}
    for fault in faults:
        name = str(fault.path[0]) if fault.path else "title"
        line = gettext("regel %(number)s:", number=int(fault.path[1]) + 1) if len(fault.path) > 1 else ""
        told.setdefault(name, []).append(f"{line} {worded(fault.message)}".strip())
    return {name: " ".join(texts) for name, texts in told.items()}


def _free_article(text: str) -> ArticleRecord:
    """The article that was chosen. Raises ContentRefused for one that cannot be."""
    found = next((item for item in free_articles(db.session) if str(item.id) == text), None)
    if found is None:
        raise ContentRefused([ContentFault(("artikel",), Message(CHOOSE_ARTICLE))])
    return found


def _out_of_turn(practice_id: uuid.UUID) -> Response:
    db.session.rollback()
    flash(gettext(WRONG_STEP), "error")
    return redirect(url_for("gathered.show", practice_id=practice_id))


def _practice(practice_id: uuid.UUID) -> Practice:
    found = db.session.get(Practice, practice_id)
    if found is None:
        raise NotFound
    return found
