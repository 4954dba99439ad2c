"""The database as the faces use it: one extension object and the migrations. Models live without Flask (core.orm)."""

from __future__ import annotations

from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy

from core.config import PROJECT, Settings
from core.orm import Base

db = SQLAlchemy()
migrations = Alembic(metadatas=Base.metadata, run_mkdir=False, command_name="db")


def init_database(app: Flask, settings: Settings) -> None:
    """Connect `app` to its database."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": settings.database_url, "pool_pre_ping": True}}
    app.config["ALEMBIC"] = {"script_location": str(PROJECT / "migrations"), "version_locations": []}
    # SQLite cannot alter most columns in place; batch mode copies the table.
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_server_default": False, "compare_type": True}
    db.init_app(app)
    migrations.init_app(app)
