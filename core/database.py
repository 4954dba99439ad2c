"""The database as the faces use it: one extension object and the migrations. Models live without Flask (core.orm)."""

from __future__ import annotations

import logging

from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from flask_sqlalchemy_lite._extension import _close_async_sessions
from sqlalchemy import text

from core.config import PROJECT, Settings
from core.orm import Base

MIGRATIONS = PROJECT / "migrations"

db = SQLAlchemy()
migrations = Alembic(metadatas=Base.metadata, run_mkdir=False, command_name="db")
# Flask-Alembic gives these two a handler of their own; core.logging is where all logs go, once.
for _name in ("alembic", "sqlalchemy"):
    logging.getLogger(_name).handlers.clear()


def init_database(app: Flask, settings: Settings) -> None:
    """Connect `app` to its database."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": settings.database_url, "pool_pre_ping": True}}
    app.config["ALEMBIC"] = {"script_location": str(MIGRATIONS), "version_locations": []}
    # SQLite cannot alter most columns in place; batch mode copies the table.
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_server_default": False, "compare_type": True}
    db.init_app(app)
    # The extension also closes async sessions at the end of each request, for which it starts an event loop in a
    # thread of its own: a third of a millisecond. There is no async engine here, so there is nothing to close.
    app.teardown_appcontext_funcs.remove(_close_async_sessions)
    migrations.init_app(app)


def gather_statistics() -> None:
    """Let SQLite count how its indexes are filled, and commit that. A few hundredths of a second at any size.

    Without counts it takes the index of what is current for as good as that of an id, and goes through every document
    to find one: 40 ms at ten thousand listings. PostgreSQL keeps its own counts.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA analysis_limit = 1000"))
        db.session.execute(text("ANALYZE"))
        db.session.commit()
