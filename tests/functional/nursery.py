"""A process that is ready to do work at once: it has everything imported, and forks a child for each task.

Run as `python -m tests.functional.nursery`, with the environment of an instance. Each line on standard input is one
task: its name and its arguments. A child writes `started PID` and a line for each thing that is acknowledged. After
`wait` the nursery writes `idle` when no child is left. The test kills children; nobody cleans up after them.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app import create_app
from core.config import PROJECT, Settings, read_settings
from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish, save_revisions
from search.keepers import keeper
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import environment_of

SERVICES = 3
NAMESPACE = uuid.UUID("0b0c1a52-6d1c-4c46-9d54-0d6c1f1d9a55")


def say(*words: object) -> None:
    """Tell the test, in one write, so that lines of two children never mix."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def publish_one(word: str) -> list[int]:
    """Save and publish an organization named `word` with SERVICES services; gives the numbers once committed."""
    session = db.session
    begin_write(session)
    record = OrganizationFactory(
        id=uuid.uuid5(NAMESPACE, word),
        name=word,
        services=[ServiceFactory(name=f"{word} {number}", position=number) for number in range(SERVICES)],
    )
    session.add(record)
    save_revisions(session, [record], by="kind")
    seqs = publish(session, record, "kind")
    # A publisher with more to do: time in which another one could overtake it.
    time.sleep(random.uniform(0, 0.004))  # noqa: S311 - no secret
    session.commit()
    session.expunge_all()
    return seqs


def publishing(word: str, count: str) -> None:
    """Publish `count` organizations, one transaction each."""
    for number in range(int(count)):
        say("published", f"{word}x{number}", *publish_one(f"{word}x{number}"))


def taking_turns(word: str, count: str) -> None:
    """The same, with pauses: SQLite has no queue, so that who never pauses can keep the turn to itself."""
    for number in range(int(count)):
        say("published", f"{word}x{number}", *publish_one(f"{word}x{number}"))
        time.sleep(random.uniform(0, 0.06))  # noqa: S311 - no secret


def indexing(word: str, count: str) -> None:
    """Publish, and bring the index up to date by the app's own verb, again and again."""
    for number in range(int(count)):
        say("published", f"{word}x{number}", *publish_one(f"{word}x{number}"))
        say("indexed", keeper().catch_up())


TASKS: dict[str, Callable[..., None]] = {
    "publishing": publishing,
    "taking-turns": taking_turns,
    "indexing": indexing,
}


def main() -> None:
    """Fork a child for each task that comes in. The app is made before, its first connection after the fork."""
    app = create_app(read_settings())
    say("ready")
    children: list[int] = []
    for line in sys.stdin:
        name, *arguments = line.split()
        if name == "wait":
            while children:
                os.waitpid(children.pop(), 0)
            say("idle")
            continue
        child = os.fork()
        if child == 0:
            with app.app_context():
                say("started", os.getpid())
                TASKS[name](*arguments)
            os._exit(0)
        children.append(child)


class Nursery:
    """The test's end of a nursery."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        assert self.line() == ["ready"]

    def line(self) -> list[str]:
        """The next line; [] at the end."""
        return self._out.readline().split()

    def ask(self, *words: object) -> None:
        """Give a task."""
        self._in.write(" ".join(map(str, words)) + "\n")
        self._in.flush()

    def until_ended(self) -> list[list[str]]:
        """Every line until all children have ended."""
        self.ask("wait")
        lines: list[list[str]] = []
        while (line := self.line()) != ["idle"]:
            assert line, "the nursery itself ended"
            lines.append(line)
        return lines


@contextmanager
def nursery(settings: Settings) -> Iterator[Nursery]:
    """A nursery for an instance."""
    command = [sys.executable, "-m", "tests.functional.nursery"]
    environment = environment_of(settings, LOG_LEVEL="error")
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        yield Nursery(process)


if __name__ == "__main__":
    main()
