"""What imports are called for people."""

from __future__ import annotations

from core.messages import N_
from socialmap.models.imports import Goal, Outcome, Result, RunState

STATE_WORDS = {
    RunState.UPLOADED: N_("kolommen nog te koppelen"),
    RunState.TO_CHECK: N_("wacht op de controle"),
    RunState.CHECKED: N_("gecontroleerd"),
    RunState.REFUSED: N_("niet te lezen"),
    RunState.TO_APPLY: N_("wordt ingevoerd"),
    RunState.APPLIED: N_("ingevoerd"),
    RunState.TO_PUBLISH: N_("wordt gepubliceerd"),
    RunState.PUBLISHED: N_("gepubliceerd"),
    RunState.TO_UNDO: N_("wordt teruggedraaid"),
    RunState.UNDONE: N_("teruggedraaid"),
}
OUTCOME_WORDS = {
    Outcome.NEW: N_("nieuw"),
    Outcome.CHANGED: N_("gewijzigd"),
    Outcome.UNCHANGED: N_("gelijk"),
    Outcome.ARCHIVED: N_("in het archief, blijft zo"),
    Outcome.FAULT: N_("rij met fout"),
    Outcome.MENDED: N_("verbeterd bij het lezen"),
}
RESULT_WORDS = {
    Result.APPLIED: N_("ingevoerd"),
    Result.MOVED: N_("overgeslagen"),
    Result.GONE: N_("overgeslagen"),
    Result.PUBLISHED: N_("gepubliceerd"),
    Result.KEPT: N_("nog niet gepubliceerd"),
    Result.UNDONE: N_("teruggezet"),
    Result.STAYED: N_("niet teruggezet"),
}
GOAL_WORDS = {
    Goal.DRAFT: N_("bewaren als concept"),
    Goal.REVIEW: N_("aanbieden voor controle door een collega"),
    Goal.PUBLIC: N_("meteen publiceren"),
}
