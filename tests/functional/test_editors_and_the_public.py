"""Whatever editors do, in whatever order: the public sees exactly what a simple model says it must see."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.instances import SQLITE_FILE, EditedInstance

WORDS = ("qwolpi", "brunkef", "dazjom", "flimtak")
Names = dict[uuid.UUID, str]


@dataclass
class Believed:
    """What the model believes of one organization: names of its services by id, as drafted and as public."""

    drafted: Names = field(default_factory=dict)
    public: Names = field(default_factory=dict)
    ever_public: set[uuid.UUID] = field(default_factory=set)
    is_public: bool = False
    was_public: bool = False


@pytest.mark.slow
def test_the_public_sees_what_the_model_says(migrated_file: Path) -> None:
    class EditorsAndThePublic(RuleBasedStateMachine):
        organizations = Bundle("organizations")
        services = Bundle("services")

        def __init__(self) -> None:
            super().__init__()
            self.folder = Path(tempfile.mkdtemp(prefix="zorgbuurt-test-"))
            shutil.copyfile(migrated_file, self.folder / SQLITE_FILE)
            self.instance = EditedInstance(self.folder)
            self.believed: dict[uuid.UUID, Believed] = {}
            self.documents = 0

        def teardown(self) -> None:
            self.instance.close()
            shutil.rmtree(self.folder)

        @rule(target=organizations)
        def create(self) -> uuid.UUID:
            record_id: uuid.UUID = self.instance.save(OrganizationFactory())
            self.believed[record_id] = Believed()
            return record_id

        @rule(target=services, organization=organizations, word=st.sampled_from(WORDS))
        def add_service(self, organization: uuid.UUID, word: str) -> tuple[uuid.UUID, uuid.UUID]:
            service = ServiceFactory(name=word)
            service_id: uuid.UUID = service.id
            with self.instance.editing(Organization, organization) as record:
                record.services.append(service)
            self.believed[organization].drafted[service_id] = word
            return organization, service_id

        @rule(place=services, word=st.sampled_from(WORDS))
        def rename_service(self, place: tuple[uuid.UUID, uuid.UUID], word: str) -> None:
            organization, service_id = place
            with self.instance.editing(Organization, organization) as record:
                service = next(item for item in record.services if item.id == service_id)
                service.name, service.description = word, f"{word} komt."
            self.believed[organization].drafted[service_id] = word

        @rule(place=consumes(services))
        def remove_service(self, place: tuple[uuid.UUID, uuid.UUID]) -> None:
            organization, service_id = place
            with self.instance.editing(Organization, organization) as record:
                record.services.remove(next(item for item in record.services if item.id == service_id))
            del self.believed[organization].drafted[service_id]

        @rule(organization=organizations)
        def publish(self, organization: uuid.UUID) -> None:
            belief = self.believed[organization]
            same = belief.is_public and belief.drafted == belief.public
            seqs = self.instance.publish(Organization, organization)
            assert (seqs == []) == same
            self.documents += len(seqs)
            belief.public = dict(belief.drafted)
            belief.ever_public |= belief.public.keys()
            belief.is_public = belief.was_public = True

        @rule(organization=organizations)
        def withdraw(self, organization: uuid.UUID) -> None:
            belief = self.believed[organization]
            seqs = self.instance.withdraw(Organization, organization)
            assert len(seqs) == (1 + len(belief.public) if belief.is_public else 0)
            self.documents += len(seqs)
            belief.public, belief.is_public = {}, False

        @invariant()
        def documents_are_as_believed(self) -> None:
            shown = {item["id"]: item for item in self.instance.changes()}
            public = {key for key, item in shown.items() if not item["withdrawn"]}
            wanted: set[str] = set()
            ever: set[str] = set()
            for organization, belief in self.believed.items():
                wanted |= {str(item) for item in ([organization] if belief.is_public else []) + list(belief.public)}
                ever |= {str(item) for item in ([organization] if belief.was_public else []) + list(belief.ever_public)}
                for service_id, word in belief.public.items():
                    assert shown[str(service_id)]["body"]["name"] == {"nl": word}
            assert (public, set(shown)) == (wanted, ever)
            assert max((item["seq"] for item in shown.values()), default=0) <= self.documents

        @invariant()
        def search_and_single_answers_are_as_believed(self) -> None:
            assert self.instance.catch_up() == self.documents
            public = {service: word for belief in self.believed.values() for service, word in belief.public.items()}
            for word in WORDS:
                assert self.instance.found(word) == {str(key) for key, value in public.items() if value == word}
            for belief in self.believed.values():
                for service_id in {*belief.drafted, *belief.ever_public}:
                    status = self.instance.get(f"/services/{service_id}").status_code
                    known = 410 if service_id in belief.ever_public else 404
                    assert status == (200 if service_id in belief.public else known)

    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis types it not
        EditorsAndThePublic,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
