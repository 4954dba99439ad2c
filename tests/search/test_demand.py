"""Questions asked in vain are counted, and nobody can be read from the counts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from core.database import db
from core.orm import begin_write
from search.demand import (
    MOST_IN_MEMORY,
    Asked,
    Demand,
    DemandLog,
    Outcome,
    demand_report,
    monday,
    words_to_keep,
    write,
)
from search.keepers import counts
from search.models import SearchDemand, SearchSighting
from tests.instances import Instance, copied, starter_template, words_template

SECRET = "a secret of the tests that nobody guesses"
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 16)
STOPS = frozenset({"voor", "de", "een", "met", "is", "mijn"})
KNOWN = frozenset({"logeren", "sonde", "kind", "zorg", "amsterdam", "zoon"})


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with copied(words_template(), tmp_path / "data") as made:
        yield made


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Instance]:
    with copied(starter_template(), tmp_path / "data") as made:
        yield made


def _ask(instance: Instance, *asked: Asked) -> None:
    """Write one question after the other, as if each came in a minute of its own."""
    with instance.session() as session:
        for one in asked:
            begin_write(session)
            write(session, Counter({one: 1}), secret=SECRET, sightings=5)
            session.commit()


def _asked(words: str, hours: int = 0, area: str = "", outcome: Outcome = "nothing") -> Asked:
    return Asked(outcome, words, area, NOON + timedelta(hours=hours))


def _report(instance: Instance) -> list[Demand]:
    with instance.session() as session:
        return demand_report(session, WEEK)


def _words(instance: Instance) -> set[tuple[str, str, int]]:
    return {(line.words, line.area, line.count) for line in _report(instance) if line.words}


def _everything_written(instance: Instance) -> str:
    with instance.app.app_context(), db.engine.connect() as connection:
        tables = [SearchDemand.__tablename__, SearchSighting.__tablename__]
        return " ".join(str(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))


def test_words_are_kept_from_the_fifth_sighting_on(instance: Instance) -> None:
    _ask(instance, *(_asked("zeehondentherapie", hours) for hours in range(4)))
    assert _words(instance) == set()
    assert "zeehond" not in _everything_written(instance)
    _ask(instance, _asked("zeehondentherapie", 4))
    assert _words(instance) == {("zeehondentherapie", "", 5)}
    _ask(instance, _asked("zeehondentherapie", 4))
    assert _words(instance) == {("zeehondentherapie", "", 6)}


def test_one_visitor_who_asks_again_and_again_is_one_sighting(instance: Instance) -> None:
    _ask(instance, *(_asked("jan heeft koorts") for _ in range(50)))
    assert _words(instance) == set()
    assert "koorts" not in _everything_written(instance)


def test_visitors_of_several_areas_in_one_hour_are_several(instance: Instance) -> None:
    _ask(instance, *(_asked("zeehondentherapie", area=area) for area in ("10", "20", "30", "40", "50")))
    assert _words(instance) == {("zeehondentherapie", "", 5)}


def test_words_of_an_area_need_several_visitors_of_that_area(instance: Instance) -> None:
    _ask(instance, *(_asked("zeehondentherapie", hours, area="35") for hours in range(4)))
    _ask(instance, _asked("zeehondentherapie", 4, area="97"))
    assert _words(instance) == {("zeehondentherapie", "", 5)}
    _ask(instance, _asked("zeehondentherapie", 5, area="35"))
    assert _words(instance) == {("zeehondentherapie", "", 6), ("zeehondentherapie", "35", 5)}


def test_all_questions_are_in_the_totals(instance: Instance) -> None:
    _ask(instance, _asked("", area="35"), _asked("zeehond", area="35"), _asked("hond", outcome="corrected"))
    assert {(line.outcome, line.words, line.area, line.count) for line in _report(instance)} == {
        ("nothing", "", "", 2),
        ("nothing", "", "35", 2),
        ("corrected", "", "", 1),
    }


def test_sightings_go_when_their_week_is_over(instance: Instance) -> None:
    _ask(instance, *(_asked("zeehondentherapie", hours) for hours in range(4)))
    _ask(instance, _asked("zeehondentherapie", 7 * 24))
    assert _words(instance) == set()
    with instance.session() as session:
        assert {row.week for row in session.query(SearchSighting)} == {WEEK + timedelta(weeks=1)}


def test_the_same_words_have_another_fingerprint_every_week(instance: Instance) -> None:
    _ask(instance, _asked("zeehondentherapie"))
    before = _everything_written(instance)
    _ask(instance, _asked("zeehondentherapie", 7 * 24))
    with instance.session() as session:
        assert all(row.subject not in before for row in session.query(SearchSighting))


def test_old_weeks_are_forgotten(instance: Instance) -> None:
    _ask(instance, *(_asked("zeehondentherapie", hours) for hours in range(5)))
    _ask(instance, _asked("x", 24 * 365 * 3))
    assert [line.week for line in _report(instance)] == [monday((NOON + timedelta(days=365 * 3)).date())]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Logeren voor een kind met sonde", "logeren kind sonde"),
        ("zeehondentherapie Amsterdam", "zeehondentherapie amsterdam"),
        ("LOGEREN ZEEHOND", "logeren zeehond"),
        ("zorg 3511", ""),
        ("zorg 3511 AB", ""),
        ("bel 06 12345678", ""),
        ("geboren 12-03-2020", ""),
        ("info@gezin.example", ""),
        ("www.gezin.example/kind", ""),
        ("zorg voor Jan", ""),
        ("mijn zoon heet thijmen", ""),
        ("mevrouw jansen", ""),
        ("een twee drie vier vijf zes zeven acht", ""),
        ("zorg " + "x" * 100, ""),
        ("voor de", ""),
        ("", ""),
    ],
)
def test_what_may_be_somebodys_own_is_never_kept(typed: str, kept: str) -> None:
    assert words_to_keep(typed, STOPS, KNOWN.__contains__) == kept


def test_counting_in_memory_is_bounded() -> None:
    log = DemandLog()
    for number in range(MOST_IN_MEMORY + 100):
        log.note("nothing", f"woord{number}", None, NOON)
    counts = log.take()
    assert len(counts) <= MOST_IN_MEMORY + 1
    assert sum(counts.values()) == MOST_IN_MEMORY + 100
    assert log.take() == Counter()


def test_counting_from_many_threads_loses_nothing() -> None:
    log = DemandLog()
    threads = [
        threading.Thread(target=lambda: [log.note("nothing", "x", "3511", NOON) for _ in range(500)]) for _ in "12345"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.take() == Counter({Asked("nothing", "x", "35", NOON): 2500})


def test_a_laddered_search_is_counted_with_two_digits_at_most(starter: Instance) -> None:
    starter.search(q="kinderthuiszorg krokodil", postcode="3511")
    starter.search(q="kinderthuiszorg")
    with starter.app.app_context():
        counts().write()
    with starter.session() as session:
        [total, area] = demand_report(session, date.today() - timedelta(days=1))  # noqa: DTZ011 - any day of this week
    assert {(total.outcome, total.area, total.count), (area.outcome, area.area, area.count)} == {
        ("fewer-words", "", 1),
        ("fewer-words", "35", 1),
    }
    assert "krokodil" not in _everything_written(starter)
    assert "3511" not in _everything_written(starter)


def test_a_search_answers_while_the_counts_cannot_be_written(starter: Instance) -> None:
    with starter.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE search_demand RENAME TO elsewhere"))
        starter.search(q="qqqzzz kinderthuiszorg")
        counts().write()
        with pytest.raises(OperationalError), db.engine.begin() as connection:
            connection.execute(text("SELECT * FROM search_demand"))
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO search_demand"))
        counts().write()
    with starter.session() as session:
        assert sum(line.count for line in demand_report(session, date(2020, 1, 1))) == 1


def test_the_staff_see_the_report(instance: Instance) -> None:
    with instance.session() as session:
        now = datetime.now(UTC)
        for area in ("10", "20", "30", "40", "50"):
            begin_write(session)
            write(session, Counter({Asked("nothing", "zeehond", area, now): 1}), secret=SECRET, sightings=5)
            session.commit()
    lines = instance.command("search", "demand").output.splitlines()
    assert f"{monday(now.date()).isoformat()}\tnothing\t--\t5\tzeehond" in lines
    assert not [line for line in lines if line.endswith("\t10\t1\tzeehond")]


def test_no_column_could_hold_a_visitor(instance: Instance) -> None:
    with instance.app.app_context():
        columns = {
            item["name"]
            for table in ("search_demand", "search_sighting")
            for item in inspect(db.engine).get_columns(table)
        }
    assert columns == {"id", "week", "outcome", "words", "area", "count", "subject", "cell"}
