"""The commands that set up and serve an instance: `zorgbuurt init` and `zorgbuurt run`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types

from core.config import Settings
from core.database import gather_statistics, migrations

_STEPS = "zorgbuurt-setup-steps"


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A part of `zorgbuurt init`, done by the room that knows it. Doing it twice changes nothing.

    run: does it and gives one line that says what it did. starter: whether `--empty` leaves it out. derived: whether it
    makes what follows from the database alone, so that it is done again after a backup was put in place.
    """

    name: str
    run: Callable[[], str]
    starter: bool = False
    derived: bool = False


def add_setup_step(app: Flask, step: SetupStep) -> None:
    """Make `step` part of `zorgbuurt init`; steps run in the order in which they were added."""
    app.extensions.setdefault(_STEPS, []).append(step)


def setup_steps(app: Flask) -> Sequence[SetupStep]:
    """The parts of `zorgbuurt init`, in order."""
    steps: list[SetupStep] = app.extensions.get(_STEPS, [])
    return steps


@click.command("init")
@click.option("--empty", is_flag=True, help="Leave the starter content out.")
@with_appcontext
def init(empty: bool) -> None:
    """Make the database, bring it up to date, load the starter content, and build the index. Safe to repeat."""
    started = time.perf_counter()
    migrations.upgrade()
    click.echo("database: up to date")
    for step in setup_steps(current_app):
        if not (empty and step.starter):
            click.echo(f"{step.name}: {step.run()}")
    gather_statistics()
    click.echo(f"ready in {time.perf_counter() - started:.1f} s")


class _Server(BaseApplication):  # type: ignore[misc]  # an untyped base
    """gunicorn, started from here: each worker makes its own application, so nothing is shared but the files."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from app import create_app  # noqa: PLC0415 - only the worker needs it, and core may not know app at import

        return create_app()


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; default: the setting PORT.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; default: the setting WORKERS.")
@with_appcontext
def run(host: str, port: int | None, workers: int | None) -> None:
    """Serve with gunicorn."""
    settings: Settings = current_app.extensions["settings"]
    address = f"{host}:{port or settings.port}"
    click.echo(f"\n  Zorg in uw Buurt: http://{address}/ (the API: /api/v1/docs, the desk: /beheer)")
    click.echo(f'  Try: curl "http://{address}/api/v1/search?q=beademing&postcode=3511&age=4"\n')
    sys.stdout.flush()
    os.environ.setdefault("LOG_FORMAT", settings.log_format)
    _Server(
        {
            "bind": address,
            "workers": workers or settings.workers,
            "worker_class": "gthread",
            "threads": 4,
            "accesslog": None,
            # Its socket stands at one place for all instances of a user; two instances would answer for each other.
            "control_socket_disable": True,
            "logger_class": "core.logging.GunicornLogger",
            "graceful_timeout": 10,
            "timeout": 30,
        }
    ).run()


commands = [init, run]
