"""Two processes publish at once while a third follows: numbers are seen in the order of the commits."""

from __future__ import annotations

import pytest

from tests.functional.instances import EditedInstance
from tests.functional.nursery import SERVICES, nursery

EACH = 25
DOCUMENTS = 2 * EACH * (1 + SERVICES)

pytestmark = pytest.mark.slow


def test_a_follower_never_sees_a_smaller_number_after_a_larger_one(either: EditedInstance) -> None:
    seen: list[int] = []
    heads: list[int] = []
    since = 0
    with nursery(either.settings) as other:
        other.ask("taking-turns", "links", EACH)
        other.ask("taking-turns", "rechts", EACH)
        while len(seen) < DOCUMENTS:
            answer = either.read("/changes", since=since, limit=7)
            seen += [change["seq"] for change in answer["changes"]]
            since = answer["nextSince"]
            heads.append(since)
            assert len(heads) < 100_000
        lines = other.until_ended()
    # What a follower by itself has seen is everything, once, in order: nothing came in behind its back.
    assert seen == list(range(1, DOCUMENTS + 1))
    assert heads == sorted(heads)
    assert [change["seq"] for change in either.changes()] == seen
    told: dict[str, list[int]] = {word: [] for word in ("links", "rechts")}
    for line in lines:
        if line[0] == "published":
            told[line[1].partition("x")[0]] += map(int, line[2:])
    assert all(numbers == sorted(numbers) for numbers in told.values())
    assert sorted(told["links"] + told["rechts"]) == seen
    # Both were at it at once: neither was done before the other began.
    assert told["links"][0] < told["rechts"][-1]
    assert told["rechts"][0] < told["links"][-1]
