"""What a monitor and a load balancer learn."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.database import db
from search.keepers import keeper
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import EditedInstance


def ready(instance: EditedInstance) -> tuple[int, dict[str, Any]]:
    answer = instance.client.get("/readyz")
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == ("ready" if answer.status_code == 200 else "not ready")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, body["checks"]


def test_a_process_that_answers_is_alive_whatever_else_is_wrong(empty_database: EditedInstance) -> None:
    answer = empty_database.client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "alive"})


def test_ready_is_database_migrations_and_index_in_step(either: EditedInstance) -> None:
    either.publish_new(OrganizationFactory())
    either.catch_up()
    assert ready(either) == (200, {"database": True, "migrations": True, "index": True})


def test_without_tables_it_is_not_ready(empty_database: EditedInstance) -> None:
    assert ready(empty_database) == (503, {"database": True, "migrations": False, "index": False})


def test_behind_in_migrations_it_is_not_ready(instance: EditedInstance) -> None:
    instance.catch_up()
    with instance.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert ready(instance) == (503, {"database": True, "migrations": False, "index": True})


def test_without_a_database_it_is_not_ready(tmp_path: Path) -> None:
    nobody = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1"
    instance = EditedInstance(tmp_path / "data", database_url=nobody)
    assert ready(instance) == (503, {"database": False, "migrations": False, "index": False})
    instance.close()


def test_behind_with_the_index_it_is_not_ready(instance: EditedInstance) -> None:
    instance.catch_up()
    assert ready(instance)[0] == 200
    with instance.app.app_context():
        keeper().stop()
    instance.publish_new(OrganizationFactory())
    assert ready(instance) == (503, {"database": True, "migrations": True, "index": False})
    instance.catch_up()
    assert ready(instance)[0] == 200


def test_with_its_index_gone_it_answers_from_what_it_has_and_is_ready_after_a_rebuild(instance: EditedInstance) -> None:
    service = ServiceFactory(name="Zonnehuis")
    service_id = str(service.id)
    instance.publish_new(OrganizationFactory(services=[service]))
    instance.catch_up()
    shutil.rmtree(instance.settings.index_dir)
    assert instance.found("zonnehuis") == {service_id}
    instance.catch_up()
    assert instance.settings.index_dir.is_dir()
    assert ready(instance)[0] == 200


@pytest.mark.parametrize("threads", [8])
def test_many_monitors_at_once_all_get_an_answer(either: EditedInstance, threads: int) -> None:
    either.catch_up()
    statuses: list[int] = []

    def ask() -> None:
        for _ in range(10):
            statuses.append(either.app.test_client().get("/readyz").status_code)
            either.app.test_client().get("/healthz")

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert statuses == [200] * (10 * threads)
    with either.app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of QueuePool, which both use


def test_no_question_about_health_takes_a_query_or_another_method(instance: EditedInstance) -> None:
    assert instance.client.post("/healthz").status_code == 405
    assert instance.client.get("/healthz/").status_code == 404
