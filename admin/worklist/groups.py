"""The groups of the work list, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from admin.worklist.asking import ShownGroup, WorkGroup, WorkQuery
from admin.worklist.links import DeadLinks
from admin.worklist.others import RefusedPlans, Suggestions, Unsaved
from admin.worklist.records import ClosedServices, MineInReview, OldDrafts, Overdue, ReviewByMe, RoughPoints
from admin.worklist.searches import VainSearches

_ALL: tuple[WorkGroup, ...] = (
    ReviewByMe(),
    MineInReview(),
    Unsaved(),
    Suggestions(),
    RefusedPlans(),
    Overdue(),
    ClosedServices(),
    DeadLinks(),
    VainSearches(),
    RoughPoints(),
    OldDrafts(),
)
GROUPS: Mapping[str, WorkGroup] = {group.code: group for group in _ALL}


def groups_for(query: WorkQuery) -> list[WorkGroup]:
    """The groups that are for somebody with this role."""
    return [group for group in GROUPS.values() if query.role.covers(group.role)]


def counted(session: Session, query: WorkQuery, first: int) -> list[ShownGroup]:
    """Every group with its number of items and the first of them. first: how many; 0 for numbers only."""
    shown = []
    for group in groups_for(query):
        total = group.count(session, query)
        items = group.items(session, query, first, 0) if total and first else ()
        shown.append(ShownGroup(group, total, items))
    return shown
