"""A real server with two workers: its index follows by itself, survives damage, and its logs keep silent."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.publishing.numbering import head_seq
from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import SQLITE_FILE, EditedInstance
from tests.functional.servers import Answer, Server, running, until

pytestmark = pytest.mark.slow

IN_STEP_WITHIN = 2.0
REBUILT_WITHIN = 60.0


@pytest.fixture(scope="module")
def instance(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditedInstance]:
    """One instance for all tests here, with one service, "Zonnehuis"; it stands for the process of an editor."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copyfile(migrated_file, folder / SQLITE_FILE)
    made = EditedInstance(folder)
    publish(made, "Zonnehuis")
    made.catch_up()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(instance: EditedInstance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on it, of which both workers have answered a question."""
    with running(instance.settings, tmp_path_factory.mktemp("log")) as started:
        assert [found(answer) for answer in started.from_each_worker("/api/v1/search", q="zonnehuis")] == [1, 1]
        yield started


# Words that search can take for no other word.
NAMES = iter(
    ("qwolpi", "brunkef", "dazjom", "flimtak", "grospex", "kwespad", "vintruk", "zwabbix", "plomdur", "tjikof")
)


def publish(instance: EditedInstance, name: str) -> Organization:
    record = OrganizationFactory(services=[ServiceFactory(name=name)])
    instance.publish_new(record)
    return record


def found(answer: Answer) -> int:
    assert answer.status == 200, answer.content
    total: int = answer.json["total"]
    return total


def is_clear_about_being_away(answer: Answer) -> bool:
    return (
        answer.status == 503
        and answer.headers["Content-Type"] == "application/problem+json"
        and answer.json["type"].endswith("search-unavailable")
        and int(answer.headers["Retry-After"]) > 0
    )


def test_every_worker_follows_what_another_process_publishes_within_two_seconds(
    instance: EditedInstance, server: Server
) -> None:
    for name in ("sterrenhuis", "kometenhuis"):
        record = OrganizationFactory(services=[ServiceFactory(name=name)])
        record_id = record.id
        instance.publish_new(record)
        time.sleep(IN_STEP_WITHIN)
        assert [found(answer) for answer in server.from_each_worker("/api/v1/search", q=name)] == [1, 1]
        instance.withdraw(Organization, record_id)
        time.sleep(IN_STEP_WITHIN)
        assert [found(answer) for answer in server.from_each_worker("/api/v1/search", q=name)] == [0, 0]
    assert [answer.status for answer in server.from_each_worker("/readyz")] == [200, 200]


def test_a_worker_that_was_killed_comes_back_and_is_in_step(instance: EditedInstance, server: Server) -> None:
    first, second = server.workers()
    os.kill(first, signal.SIGKILL)
    publish(instance, "Zeehuis")
    until(lambda: len(server.workers()) == 2 and first not in server.workers(), 15)
    assert second in server.workers()
    question = {"path": "/api/v1/search", "q": "zeehuis"}
    until(lambda: [found(answer) for answer in server.from_each_worker(**question)] == [1, 1], REBUILT_WITHIN)


def rebuilt(instance: EditedInstance, server: Server) -> None:
    """Until both workers answer about what was published after the damage, each answer is an old one or a clear 503."""
    name = next(NAMES)
    publish(instance, name)

    def both_know() -> bool:
        for answer in server.from_each_worker("/api/v1/search", q="zonnehuis"):
            assert is_clear_about_being_away(answer) or found(answer) == 1
        answers = server.from_each_worker("/api/v1/search", q=name)
        assert all(answer.status == 200 or is_clear_about_being_away(answer) for answer in answers)
        return [answer.json.get("total") for answer in answers] == [1, 1]

    until(both_know, REBUILT_WITHIN)
    assert (instance.settings.index_dir / "current").is_file()


def test_deleting_the_index_while_it_serves_loses_nothing(instance: EditedInstance, server: Server) -> None:
    shutil.rmtree(instance.settings.index_dir)
    rebuilt(instance, server)


def test_deleting_only_the_files_of_the_index_loses_nothing(instance: EditedInstance, server: Server) -> None:
    for folder in instance.settings.index_dir.glob("g*"):
        shutil.rmtree(folder)
    rebuilt(instance, server)


def test_deleting_one_file_of_the_index_is_noticed_without_any_publication(
    instance: EditedInstance, server: Server
) -> None:
    before = (instance.settings.index_dir / "current").read_bytes()
    next(instance.settings.index_dir.glob("g*/*.records")).unlink()
    until(lambda: (instance.settings.index_dir / "current").read_bytes() != before, REBUILT_WITHIN)
    rebuilt(instance, server)


@pytest.mark.parametrize("pattern", ["current", "g*/*.arrays", "g*/*.records", "g*/*.impacts.*", "g*/*.toc"])
def test_flipped_bytes_in_the_index_lose_nothing(instance: EditedInstance, server: Server, pattern: str) -> None:
    [path, *_] = instance.settings.index_dir.glob(pattern)
    with path.open("r+b") as file:
        content = file.read()
        file.seek(len(content) // 2)
        file.write(bytes(byte ^ 0xFF for byte in content[len(content) // 2 :]))
    time.sleep(IN_STEP_WITHIN)
    rebuilt(instance, server)


def test_overwriting_every_file_of_the_index_loses_nothing(instance: EditedInstance, server: Server) -> None:
    """A file cut short under a worker that reads it can end that worker; another takes its place."""
    for path in instance.settings.index_dir.rglob("*"):
        if path.is_file():
            path.write_bytes(b"no index")
    name = next(NAMES)
    publish(instance, name)

    def both_know() -> bool:
        try:
            answers = server.from_each_worker("/api/v1/search", q=name)
        except OSError:  # the worker that was asked has just ended
            return False
        assert all(answer.status == 200 or is_clear_about_being_away(answer) for answer in answers)
        return [answer.json.get("total") for answer in answers] == [1, 1]

    until(both_know, REBUILT_WITHIN)
    assert [found(answer) for answer in server.from_each_worker("/api/v1/search", q="zonnehuis")] == [1, 1]


def test_another_database_under_the_index_is_noticed(instance: EditedInstance, server: Server) -> None:
    """As after a restore: the index must not go on with what is no longer there."""
    with instance.session() as session:
        head = head_seq(session)
    publish(instance, "Hjurlo")
    question = {"path": "/api/v1/search", "q": "hjurlo"}
    until(lambda: [found(answer) for answer in server.from_each_worker(**question)] == [1, 1], REBUILT_WITHIN)
    with instance.writing() as session:
        session.execute(text("DELETE FROM document WHERE seq > :head"), {"head": head})
        session.execute(text("UPDATE counter SET value = :head"), {"head": head})
    until(lambda: [found(answer) for answer in server.from_each_worker(**question)] == [0, 0], REBUILT_WITHIN)
    assert [found(answer) for answer in server.from_each_worker("/api/v1/search", q="zonnehuis")] == [1, 1]


def test_a_log_holds_routes_and_nothing_a_visitor_typed(instance: EditedInstance, server: Server) -> None:
    typed = ["beademing-xyz", "3511AB", "3511", "geheim@example.org", "wachtwoord-qq"]
    server.get("/api/v1/search", q=typed[0], postcode="3511", age=4)
    server.get("/api/v1/search", q=f"{typed[0]} {typed[1]}")
    server.get("/api/v1/postcodes/3511")
    server.get("/api/v1/postcodes/3511AB")
    server.get(f"/api/v1/services/{typed[3]}")
    server.get(f"/{typed[4]}/nowhere", q=typed[4])
    body = json.dumps({"q": typed[0], "postcode": "3511AB"}).encode()
    url = f"http://127.0.0.1:{server.port}/api/v1/_search"
    headers = {"Content-Type": "application/json", "Authorization": typed[4], "User-Agent": typed[3]}
    assert server.fetch(urllib.request.Request(url, body, headers)).status == 200
    assert server.fetch(urllib.request.Request(url, b"{" + typed[0].encode(), headers)).status == 400
    publish(instance, "Zeehuis")
    time.sleep(IN_STEP_WITHIN)
    lines = server.log()
    requests = [line for line in lines if line["event"] == "request"]
    assert {line["route"] for line in requests} >= {
        "/healthz",
        "/api/v1/search",
        "/api/v1/_search",
        "/api/v1/postcodes/<string:pc4>",
        "/api/v1/services/<string:key>",
        "(none)",
    }
    assert {"request_id", "method", "route", "status", "duration_ms", "timestamp"} <= requests[0].keys()
    whole = server.log_file.read_text(encoding="utf-8")
    unwanted = [word for word in (*typed[:2], *typed[3:], "postcode=", "?q", "?p") if word in whole]
    assert unwanted == []
    assert all(
        "3511" not in json.dumps({**line, "timestamp": "", "request_id": "", "duration_ms": 0}) for line in lines
    )
