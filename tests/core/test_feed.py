"""The change feed: whoever follows it knows everything that is public, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from core.publishing.publishing import publish_raw
from socialmap.models import Organization
from tests.factories.core.publishing import PublicDocumentFactory
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import EDITOR, EditedInstance


def load(instance: EditedInstance, count: int) -> None:
    with instance.writing() as session:
        documents = [PublicDocumentFactory(id=f"blad-{number}") for number in range(count)]
        publish_raw(session, documents, EDITOR, origin="test")


def followed(instance: EditedInstance, limit: int, since: int = 0) -> list[dict[str, Any]]:
    """Everything in the feed, read in steps of `limit`."""
    found: list[dict[str, Any]] = []
    while True:
        answer = instance.read("/changes", since=since, limit=limit)
        found += answer["changes"]
        assert len(answer["changes"]) <= limit
        assert answer["nextSince"] > since or answer["complete"]
        since = answer["nextSince"]
        if answer["complete"]:
            return found


@pytest.mark.parametrize("limit", [1, 3, 7, 10, 1000])
def test_following_in_steps_gives_every_document_once_in_order(instance: EditedInstance, limit: int) -> None:
    load(instance, 7)
    load(instance, 3)  # replaces three of the seven
    seqs = [item["seq"] for item in followed(instance, limit)]
    assert seqs == [4, 5, 6, 7, 8, 9, 10]
    ids = {item["id"] for item in followed(instance, limit)}
    assert ids == {f"blad-{number}" for number in range(7)}


def test_the_feed_is_the_same_on_both_databases(either: EditedInstance) -> None:
    load(either, 5)
    assert [item["seq"] for item in followed(either, 2)] == [1, 2, 3, 4, 5]


def test_who_is_at_the_end_gets_only_what_is_new(instance: EditedInstance) -> None:
    load(instance, 3)
    answer = instance.read("/changes", since=3)
    assert answer == {"nextSince": 3, "complete": True, "changes": []}
    load(instance, 1)
    assert [item["seq"] for item in instance.changes(since=3)] == [4]


def test_beyond_the_end_there_is_nothing_and_nobody_is_sent_back(instance: EditedInstance) -> None:
    load(instance, 3)
    assert instance.read("/changes", since=10**15) == {"nextSince": 10**15, "complete": True, "changes": []}


def test_an_empty_feed_begins_at_nought(instance: EditedInstance) -> None:
    assert instance.read("/changes") == {"nextSince": 0, "complete": True, "changes": []}


@pytest.mark.parametrize(
    "query", ["since=-1", "since=1e3", "since=10000000000000000", "limit=0", "limit=1001", "from=3"]
)
def test_a_question_that_makes_no_sense_is_refused(instance: EditedInstance, query: str) -> None:
    answer = instance.client.get(f"/api/v1/changes?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_a_change_holds_the_whole_public_body_in_all_languages(instance: EditedInstance) -> None:
    service = ServiceFactory(name="Thuiszorg", name_en="Home care")
    instance.publish_new(OrganizationFactory(services=[service]))
    change = next(item for item in instance.changes() if item["kind"] == "service")
    assert change["body"]["name"] == {"nl": "Thuiszorg", "en": "Home care"}
    assert change["publishedAt"].endswith("Z")
    assert (change["version"], change["withdrawn"]) == (1, False)


def test_a_withdrawal_is_told_without_a_body(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory())
    instance.publish(Organization, record_id)
    instance.withdraw(Organization, record_id)
    [change] = instance.changes()
    assert (change["id"], change["seq"], change["withdrawn"], change["body"]) == (str(record_id), 2, True, None)


def test_as_long_as_nothing_is_published_the_answer_need_not_be_sent_again(instance: EditedInstance) -> None:
    load(instance, 2)
    etag = instance.get("/changes").headers["ETag"]
    assert instance.get("/changes", headers={"If-None-Match": etag}).status_code == 304
    assert instance.get("/changes", headers={"If-None-Match": etag}, limit=1).status_code == 200
    load(instance, 1)
    assert instance.get("/changes", headers={"If-None-Match": etag}).status_code == 200
