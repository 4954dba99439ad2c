"""Is the process alive, and can it answer? For load balancers and monitors, so at the root and without a version."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.api.responses import json_bytes
from core.database import MIGRATIONS, db

blueprint = Blueprint("health", __name__)
_CHECKS = "zorgbuurt-readiness"


def add_readiness_check(app: Flask, name: str, check: Callable[[], bool]) -> None:
    """Let a room say whether its part can answer. The check must be quick and must not raise."""
    app.extensions.setdefault(_CHECKS, []).append((name, check))


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as this process answers at all."""
    return _answer({"status": "alive"}, 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when the database, its migrations and the index are in step; else 503 with what is not."""
    checks = {"database": _database_answers(), "migrations": _is_migrated()}
    for name, check in current_app.extensions.get(_CHECKS, []):
        checks[name] = check()
    ready = all(checks.values())
    return _answer({"status": "ready" if ready else "not ready", "checks": checks}, 200 if ready else 503)


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _is_migrated() -> bool:
    """Whether the database stands at the newest migration. Asks the table itself: a monitor asks often."""
    try:
        applied = set(db.session.execute(text("SELECT version_num FROM alembic_version")).scalars())
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return applied == _newest_migrations()


@cache
def _newest_migrations() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)]).get_heads())


def _answer(body: dict[str, object], status: int) -> Response:
    response = Response(json_bytes(body), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
