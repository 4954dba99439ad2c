"""The picture of the map as this process holds it. Knows Flask: it is the face's way to `socialmap.world`."""

from __future__ import annotations

import threading

from flask import Flask, current_app
from sqlalchemy.orm import Session

from core.publishing.numbering import head_seq
from socialmap.world import Sessions, World, newest_world_seq, read_world

_KEY = "zorgbuurt-world"


class WorldKeeper:
    """Keeps the newest picture. Reading is free; `refresh` asks the database whether a newer one is needed."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()
        self._world: World | None = None
        self._seen = -1

    def refresh(self, session: Session, head: int | None = None) -> World:
        """The picture as of now. Costs one small query when nothing was published since.

        head: the number of the newest document, for a caller who asked for it already.
        """
        if head is None:
            head = head_seq(session)
        world = self._world
        if world is not None and head == self._seen:
            return world
        with self._lock:
            if self._world is None or newest_world_seq(session) != self._world.seq:
                self._world = read_world(session, self._sessions, self._world)
            self._seen = head
            return self._world

    def known(self, head: int) -> World | None:
        """The picture as of `head` when it is at hand; None when `refresh` must look."""
        return self._world if self._seen == head else None

    @property
    def latest(self) -> World | None:
        """The picture as last refreshed; None before the first time."""
        return self._world


def init_worlds(app: Flask, sessions: Sessions) -> WorldKeeper:
    """Give the app its keeper."""
    keeper = WorldKeeper(sessions)
    app.extensions[_KEY] = keeper
    return keeper


def worlds() -> WorldKeeper:
    """The keeper of the present app."""
    keeper: WorldKeeper = current_app.extensions[_KEY]
    return keeper
