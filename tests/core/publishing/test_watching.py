"""The database is asked whether something was published once in a while, and at once after a commit of our own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.database import db
from core.publishing.watching import HeadWatch
from tests.factories.socialmap.regions import RegionFactory
from tests.functional.instances import EditedInstance


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_this_process_publishes_is_seen_at_once(instance: EditedInstance) -> None:
    watch = HeadWatch(60.0, Clock())
    with instance.session() as session:
        assert watch.head(lambda: session) == 0
    instance.publish_new(RegionFactory())
    with instance.session() as session:
        assert watch.head(lambda: session) == 1


def test_the_database_is_asked_again_only_after_the_time(instance: EditedInstance) -> None:
    clock = Clock()
    watch = HeadWatch(1.0, clock)
    asked = []

    def session() -> Session:
        asked.append(clock.now)
        return db.session

    with instance.app.app_context():
        for clock.now in (0.0, 0.5, 0.9, 1.0, 1.9, 2.1):
            watch.head(session)
    assert asked == [0.0, 1.0, 2.1]
