"""The public sees what was published, all of it, and nothing else: asked of every address there is."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from socialmap.models import Organization, Region, Taxonomy
from tests.factories.socialmap.organizations import ContactFactory, LocationFactory, OrganizationFactory, UrlFactory
from tests.factories.socialmap.regions import RegionFactory
from tests.factories.socialmap.services import (
    CostOptionFactory,
    RequiredDocumentFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.factories.socialmap.taxonomies import TaxonomyFactory, TermFactory
from tests.functional.instances import EditedInstance

WORD = "zwabbix"
LATER = "qwolpi"
NOTHING = "vlumtak"
"""A word of no record: a page shows as much of it as it repeats of any question."""
QUERIES = (
    "",
    f"?q={WORD}",
    f"?q={LATER}",
    f"?q={WORD}&interpret=false&explain=true&limit=100",
    "?postcode=3512&limit=100",
    "?limit=100",
    "?since=0&limit=1000",
    "?bbox=5.0,52.0,5.3,52.2",
    "?q=zwa",
    "?q=qwo",
)
HEADERS: tuple[dict[str, str], ...] = ({}, {"Accept": "application/geo+json"}, {"Accept-Language": "en"})


@dataclass(frozen=True)
class Aggregate:
    """Records of every kind of the map, with `word` in each text, by the ids and slugs that lead to them."""

    records: dict[type[Any], uuid.UUID]
    keys: tuple[str, ...]


def aggregate(instance: EditedInstance, word: str) -> Aggregate:
    location = LocationFactory(name=f"{word} plek", street=f"{word}straat", accessibility=f"{word} drempel")
    service = ServiceFactory(
        name=f"{word} thuis",
        slug=f"{word}-thuis",
        name_en=f"{word} home",
        description=f"{word} komt.",
        description_en=f"{word} comes.",
        alert=f"{word} let op",
        eligibility=f"{word} wie",
        application_process=f"{word} hoe",
        fees=f"{word} kosten",
        search_words=[word],
        desk_types=["doi-team"],
        cost_options=[CostOptionFactory(option=word)],
        required_documents=[RequiredDocumentFactory(document=word)],
        schedules=[ScheduleFactory(note=word)],
        contacts=[ContactFactory(role=word)],
        at_locations=[ServiceAtLocationFactory(location=location, note=word)],
    )
    organization = OrganizationFactory(
        name=f"{word} zorg",
        slug=f"{word}-zorg",
        alternate_names=[word],
        description=f"{word} zorgt.",
        services=[service],
        locations=[location],
        contacts=[ContactFactory(role=word)],
        urls=[UrlFactory(label=word)],
    )
    region = RegionFactory(slug=f"{word}-regio", code=f"NET-{word.upper()}", name=word, description=word)
    term = TermFactory(code=word, label=word, label_en=word, synonyms=[word])
    taxonomy = TaxonomyFactory(slug=f"{word}-lijst", name=word, terms=[term])
    keys = [organization.slug, service.slug, region.slug, region.code, taxonomy.slug, term.code, word]
    keys += [str(item.id) for item in (organization, service, location, region, taxonomy)]
    records = (organization, region, taxonomy)
    return Aggregate({type(item): instance.save(item) for item in records}, tuple(keys))


def addresses(instance: EditedInstance, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every GET address of the app: lists with every query, single things with each key in the open places.

    Gives the address, and the name under which a finding there is told.
    """
    rules = [rule for rule in instance.app.url_map.iter_rules() if rule.methods and "GET" in rule.methods]
    assert len(rules) > 15
    for rule in rules:
        if not rule.arguments:
            yield from ((rule.rule + query, rule.rule) for query in QUERIES)
            continue
        adapter = instance.app.url_map.bind("localhost")
        for key in keys:
            with suppress(ValueError):  # a converter that this key does not fit
                yield adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, key)), rule.rule


def seen_at(instance: EditedInstance, keys: tuple[str, ...], word: str) -> set[str]:
    """The addresses where a word is shown, beyond what the question itself said."""
    found = set()
    for address, name in addresses(instance, keys):
        for headers in HEADERS:
            answer = instance.client.get(address, headers=headers)
            assert answer.status_code < 500, address
            if answer.status_code != 200:
                continue
            times = _shown(answer).count(word)
            if times and answer.mimetype == "text/html" and word in address:
                # A page repeats the question in its form and in its links.
                repeated = instance.client.get(address.replace(word, NOTHING), headers=headers)
                times -= _shown(repeated).count(NOTHING)
            if times > 0:
                found.add(re.sub("<[^>]*>", "…", name.removeprefix("/api/v1")))
    return found


def _shown(answer: Any) -> str:
    """What an answer shows, without the words of the question that it repeats."""
    text: str = answer.get_data(as_text=True)
    if answer.mimetype == "application/json":
        body = json.loads(text)
        if isinstance(body, dict):
            body.pop("query", None)
        text = json.dumps(body, ensure_ascii=False)
    return text.casefold()


EVERYWHERE = {
    "/search",
    "/suggestions",
    "/services",
    "/services/…",
    "/organizations",
    "/organizations/…",
    "/locations/…",
    "/taxonomies",
    "/taxonomies/…/terms",
    "/regions",
    "/regions/…",
    "/changes",
}


@pytest.fixture
def draft(instance: EditedInstance) -> Aggregate:
    """Drafts with WORD in every text; the index is in step."""
    made = aggregate(instance, WORD)
    instance.catch_up()
    return made


def publish(instance: EditedInstance, records: Aggregate) -> None:
    for model, record_id in records.records.items():
        instance.publish(model, record_id)
    instance.catch_up()


def test_a_draft_shows_at_no_address(instance: EditedInstance, draft: Aggregate) -> None:
    assert seen_at(instance, draft.keys, WORD) == set()


def test_what_is_published_shows_at_every_address_that_is_for_it(instance: EditedInstance, draft: Aggregate) -> None:
    """That a draft shows nowhere would mean nothing if these questions could not find it."""
    publish(instance, draft)
    assert seen_at(instance, draft.keys, WORD) >= EVERYWHERE


def test_an_edit_shows_only_after_it_was_published(instance: EditedInstance, draft: Aggregate) -> None:
    publish(instance, draft)
    with instance.editing(Organization, draft.records[Organization]) as record:
        record.name = record.description = LATER
        record.services[0].name = record.services[0].description = LATER
        record.services[0].search_words = [LATER]
        record.locations[0].name = LATER
    with instance.editing(Region, draft.records[Region]) as record:
        record.name = LATER
    with instance.editing(Taxonomy, draft.records[Taxonomy]) as record:
        record.name = record.terms[0].label = LATER
    instance.catch_up()
    assert seen_at(instance, draft.keys, LATER) == set()
    publish(instance, draft)
    assert len(seen_at(instance, draft.keys, LATER)) >= 8


def test_withdrawing_takes_it_away_from_every_address(instance: EditedInstance, draft: Aggregate) -> None:
    publish(instance, draft)
    ids = {item["id"] for item in instance.changes()}
    for model, record_id in draft.records.items():
        instance.withdraw(model, record_id)
    instance.catch_up()
    # The feed goes on telling under which name it was withdrawn, and nothing else.
    assert seen_at(instance, draft.keys, WORD) == {"/changes"}
    told = instance.changes()
    assert {item["id"] for item in told} == ids
    assert all(item["withdrawn"] and item["body"] is None for item in told)
    organization_id = draft.records[Organization]
    assert instance.get(f"/organizations/{organization_id}").status_code == 410
    assert instance.get(f"/services/{WORD}-thuis").status_code == 410
    assert instance.read("/services", headers={"Accept": "application/geo+json"})["features"] == []


def test_what_was_drafted_after_publishing_another_version_stays_unseen_beside_it(
    instance: EditedInstance, draft: Aggregate
) -> None:
    """A second draft next to a public record, of the same words in part."""
    publish(instance, draft)
    other = aggregate(instance, LATER)
    instance.catch_up()
    assert seen_at(instance, other.keys, LATER) == set()


def test_a_parent_that_is_a_draft_is_not_named_by_its_public_child(instance: EditedInstance) -> None:
    parent = OrganizationFactory(name=f"{WORD} koepel", slug=f"{WORD}-koepel")
    parent_id = instance.save(parent)
    child = OrganizationFactory(parent_id=parent_id)
    keys = (str(parent_id), f"{WORD}-koepel", str(child.id))
    instance.publish_new(child)
    instance.catch_up()
    assert seen_at(instance, keys, WORD) == set()
