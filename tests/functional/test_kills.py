"""kill -9 at any moment: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from core.publishing.numbering import head_seq
from tests.functional.instances import EditedInstance
from tests.functional.nursery import SERVICES, Nursery, nursery

KILLS = 20
WHOLE = 1 + SERVICES

pytestmark = pytest.mark.slow


def killed(other: Nursery, task: str, word: str, within: float) -> list[list[str]]:
    """Start a task and kill it after its first acknowledgement, at a random moment; what it had acknowledged."""
    other.ask(task, word, 10_000)
    [_, child] = other.line()
    lines = [other.line()]
    time.sleep(random.uniform(0, within))  # noqa: S311 - no secret: the moment of the kill
    os.kill(int(child), signal.SIGKILL)
    return [*lines, *(line for line in other.until_ended() if line[0] in {"published", "indexed"})]


def whole_publications(instance: EditedInstance) -> set[str]:
    """The names of what is public; every one of them is there with all its parts."""
    changes: list[dict[str, Any]] = []
    since = 0
    while True:
        answer = instance.read("/changes", since=since, limit=1000)
        changes += answer["changes"]
        since = answer["nextSince"]
        if answer["complete"]:
            break
    parts = Counter(
        item["body"]["name"] if item["kind"] == "organization" else item["body"]["organization"]["name"]
        for item in changes
    )
    assert set(parts.values()) <= {WHOLE}
    with instance.session() as session:
        # No number is used for what is not there, and no record is called public that is not.
        assert head_seq(session) == len(changes) == WHOLE * len(parts)
        for table, condition in (
            ("organization", "state = 'published'"),
            ("revision", "true"),
            ("audit_line", "action = 'publish'"),
            ("organization", "true"),
        ):
            query = text(f"SELECT count(*) FROM {table} WHERE {condition}")
            assert session.execute(query).scalar_one() == len(parts), table
    return set(parts)


def test_a_kill_in_the_middle_of_publishing_loses_nothing_acknowledged(either: EditedInstance) -> None:
    acknowledged: set[str] = set()
    unheard = 0
    with nursery(either.settings) as other:
        for number in range(KILLS):
            before = len(acknowledged)
            acknowledged |= {line[1] for line in killed(other, "publishing", f"ronde{number}", 0.08)}
            assert len(acknowledged) > before
            public = whole_publications(either)
            assert acknowledged <= public
            # At most one a kill was committed without the word getting out.
            unheard = len(public - acknowledged)
            assert unheard <= number + 1
    assert len(acknowledged) >= KILLS


def test_a_kill_in_the_middle_of_indexing_leaves_an_index_that_comes_back_in_step(instance: EditedInstance) -> None:
    index_at = 0
    with nursery(instance.settings) as other:
        for number in range(KILLS):
            lines = killed(other, "indexing", f"ronde{number}", 0.25)
            told = [int(line[1]) for line in lines if line[0] == "indexed"]
            public = whole_publications(instance)
            with instance.session() as session:
                head = head_seq(session)
            assert all(seq <= head for seq in told)
            assert instance.catch_up() == head >= index_at
            index_at = head
            answer = instance.read("/services", limit=100)
            assert answer["total"] == SERVICES * len(public)
            last = f"ronde{number}x0"
            assert len(instance.found(last)) >= SERVICES
    assert instance.client.get("/readyz").status_code == 200
