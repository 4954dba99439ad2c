"""Dead links are found in every text, remembered with their first day, and told before publishing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from link_servers import Web, web
from sqlalchemy import select

from core.database import db
from core.links.checking import LinkFigures, check_links, links_in
from core.links.models import LinkCheck
from core.publishing.checks import Finding, findings
from core.publishing.workflow import archive
from socialmap.models import Organization
from tests.factories.socialmap.organizations import UrlFactory
from tests.functional.desk import COLLEAGUE, edit, new_draft, step
from tests.functional.instances import EditedInstance

DAY = timedelta(days=1)
FIRST = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[Web]:
    with web() as made:
        yield made


def check(instance: EditedInstance, world: Web, now: datetime = FIRST, limit: int = 100) -> LinkFigures:
    with instance.app.app_context():
        return check_links(db.sessionmaker, world.prober().probe, now, limit=limit, pause=0)


def dead(instance: EditedInstance, record_id: uuid.UUID) -> list[Finding]:
    with instance.session() as session:
        record = session.get_one(Organization, record_id)
        return [item for item in findings(session, record) if item.code == "dead-link"]


def test_links_are_found_in_fields_and_in_the_middle_of_a_text() -> None:
    content = {
        "website": "https://zorg.example/",
        "texts": [
            {"body": "Zie [de wet](https://wet.example/a_(b)) en https://los.example/x, of (http://haak.example)."}
        ],
        "name": "geen link",
    }
    assert list(links_in(content)) == [
        (("website",), "https://zorg.example/"),
        (("texts", 0, "body"), "https://wet.example/a_(b)"),
        (("texts", 0, "body"), "https://los.example/x"),
        (("texts", 0, "body"), "http://haak.example"),
    ]


def test_a_dead_link_is_told_at_its_place_with_the_day_it_first_failed(either: EditedInstance, world: Web) -> None:
    urls = [UrlFactory(url="http://werkt.example/"), UrlFactory(position=1, url="http://werkt.example/404")]
    record_id = new_draft(either, website="http://werkt.example/", urls=urls)
    assert dead(either, record_id) == []
    assert check(either, world) == LinkFigures(asked=2, working=1, failing=1, refused=0, left=0)
    check(either, world, FIRST + 9 * DAY)
    [found] = dead(either, record_id)
    assert found.path == ("urls", 1, "url")
    assert not found.blocks
    assert "werkt niet sinds 2026-11-01" in str(found.message)


def test_a_link_that_works_again_is_forgotten(instance: EditedInstance, world: Web) -> None:
    record_id = new_draft(instance, website="http://later.example/")
    check(instance, world)
    assert len(dead(instance, record_id)) == 1
    world.hosts["later.example"] = world.hosts["werkt.example"]
    check(instance, world, FIRST + DAY)
    assert dead(instance, record_id) == []


def test_a_server_that_is_out_once_is_not_called_dead(instance: EditedInstance, world: Web) -> None:
    record_id = new_draft(instance, website="http://werkt.example/503")
    check(instance, world)
    assert dead(instance, record_id) == []
    check(instance, world, FIRST + DAY)
    assert "2026-11-01" in str(dead(instance, record_id)[0].message)


def test_what_worked_is_left_alone_for_a_week_and_what_failed_is_asked_each_time(
    instance: EditedInstance, world: Web
) -> None:
    new_draft(instance, website="http://werkt.example/")
    new_draft(instance, website="http://werkt.example/404")
    assert check(instance, world).asked == 2
    assert check(instance, world, FIRST + DAY) == LinkFigures(1, 0, 1, 0, 0)
    assert check(instance, world, FIRST + 8 * DAY).asked == 2


def test_a_limit_leaves_the_rest_for_the_next_time(instance: EditedInstance, world: Web) -> None:
    for number in range(3):
        new_draft(instance, website=f"http://werkt.example/pagina{number}")
    assert (check(instance, world, limit=2).asked, check(instance, world, limit=2).asked) == (2, 1)
    with instance.session() as session:
        assert len(session.scalars(select(LinkCheck)).all()) == 3


def test_what_stands_in_the_archive_or_nowhere_is_not_asked_and_forgotten(instance: EditedInstance, world: Web) -> None:
    gone = new_draft(instance, website="http://werkt.example/gestopt")
    changed = new_draft(instance, website="http://werkt.example/oud")
    check(instance, world)
    step(instance, gone, archive, COLLEAGUE)
    edit(instance, changed, website="http://werkt.example/nieuw")
    world.asked.clear()
    check(instance, world, FIRST + 30 * DAY)
    assert world.asked == ["HEAD werkt.example /nieuw"]
    with instance.session() as session:
        assert [item.url for item in session.scalars(select(LinkCheck))] == ["http://werkt.example/nieuw"]


def test_the_command_never_asks_an_address_of_our_own_machine(instance: EditedInstance, world: Web) -> None:
    new_draft(instance, website=f"http://127.0.0.1:{world.port}/")
    new_draft(instance, website="http://127.0.0.1/")
    said = instance.command("links", "check").output
    assert "2 links bekeken: 0 werken, 0 niet, 2 slaan we over" in said
    assert world.asked == []
