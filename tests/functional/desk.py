"""What people at the desk do with an organization in tests: each step is one transaction, as a page makes it."""

from __future__ import annotations

import uuid
from typing import Any

from core.publishing import workflow
from core.publishing.publishing import save_revisions
from core.publishing.workflow import Standing, standing
from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import EDITOR, EditedInstance

COLLEAGUE = "eindredacteur"
OTHER = "derde"


def new_draft(instance: EditedInstance, **fields: Any) -> uuid.UUID:
    """A draft by EDITOR in which nothing blocks; gives its id."""
    fields.setdefault("services", [ServiceFactory()])
    found: uuid.UUID = instance.save(OrganizationFactory(**fields))
    return found


def edit(instance: EditedInstance, record_id: uuid.UUID, by: str = EDITOR, **fields: Any) -> None:
    """Save a change."""
    with instance.writing() as session:
        record = session.get_one(Organization, record_id)
        for name, value in fields.items():
            setattr(record, name, value)
        save_revisions(session, [record], by=by)


def step(instance: EditedInstance, record_id: uuid.UUID, verb: Any, *words: Any, **options: Any) -> Any:
    """Take a step with an organization."""
    with instance.writing() as session:
        return verb(session, session.get_one(Organization, record_id), *words, **options)


def stands(instance: EditedInstance, record_id: uuid.UUID) -> Standing:
    """Where the work on it stands."""
    with instance.session() as session:
        return standing(session.get_one(Organization, record_id))


def submitted(instance: EditedInstance, **fields: Any) -> uuid.UUID:
    """A draft by EDITOR that waits for review."""
    record_id = new_draft(instance, **fields)
    step(instance, record_id, workflow.submit, EDITOR)
    return record_id


def published(instance: EditedInstance, **fields: Any) -> uuid.UUID:
    """An organization by EDITOR that COLLEAGUE published."""
    record_id = submitted(instance, **fields)
    step(instance, record_id, workflow.approve, COLLEAGUE, four_eyes=True)
    return record_id
