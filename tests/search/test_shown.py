"""How often entries are shown, counted without anything of who saw them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import inspect

from core.database import db
from core.orm import begin_write
from search.keepers import counts
from search.shown import MONTHS_KEPT, Shown, ShownLog, months_before, times_shown, write
from tests.instances import Instance

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTH = date(2026, 11, 1)


def _count(instance: Instance, shown: dict[Shown, int]) -> None:
    with instance.session() as session:
        begin_write(session)
        write(session, shown)
        session.commit()


def _times(instance: Instance, *ids: str, since: date = MONTH) -> dict[str, int]:
    with instance.session() as session:
        return times_shown(session, ids, since)


def test_every_hit_on_a_page_counts_once_for_each_time_it_is_shown(own_starter: Instance) -> None:
    first = own_starter.search(q="kinderthuiszorg", limit=2)["results"]
    own_starter.search(q="kinderthuiszorg", limit=2)
    second = own_starter.search(q="kinderthuiszorg", limit=2, page=2)["results"]
    with own_starter.app.app_context():
        counts().write()
    ids = [hit["id"].partition("#")[0] for hit in (*first, *second)]
    since = datetime.now(UTC).date()
    assert _times(own_starter, *ids, since=since) == dict(zip(ids, (2, 2, 1, 1), strict=True))


def test_a_section_counts_for_its_article() -> None:
    log = ShownLog()
    log.note(["law#wie-beslist", "law#bezwaar", "other"], NOW)
    assert log.take() == {Shown("law", MONTH): 2, Shown("other", MONTH): 1}


def test_counts_add_up_over_months_and_go_after_two_years(own_starter: Instance) -> None:
    old = months_before(MONTH, MONTHS_KEPT + 1)
    _count(own_starter, {Shown("a", date(2026, 10, 1)): 3, Shown("a", MONTH): 1, Shown("b", old): 9})
    _count(own_starter, {Shown("a", MONTH): 4})
    assert _times(own_starter, "a", "b", since=old) == {"a": 8}
    assert _times(own_starter, "a") == {"a": 5}


def test_a_month_before_january_is_in_the_year_before() -> None:
    assert months_before(date(2026, 1, 1), 1) == date(2025, 12, 1)
    assert months_before(date(2026, 11, 1), 24) == date(2024, 11, 1)


def test_no_column_could_hold_a_visitor(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        columns = {item["name"] for item in inspect(db.engine).get_columns("shown_count")}
    assert columns == {"document_id", "month", "count"}
