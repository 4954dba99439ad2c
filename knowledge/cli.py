"""The commands of the knowledge base."""

from __future__ import annotations

import click
from flask import Flask

from core.database import db
from core.serving import SetupStep, add_setup_step
from knowledge.api.answers import init_answers
from knowledge.starter.loading import load_knowledge


def init_knowledge(app: Flask) -> None:
    """Make the starter content of the knowledge base a part of `zorgbuurt init`."""
    init_answers(app)

    def knowledge() -> str:
        return load_knowledge(db.session, db.session.commit)

    add_setup_step(app, SetupStep("knowledge", knowledge, starter=True))


commands: list[click.Command] = []
