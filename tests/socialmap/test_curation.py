"""What the staff change in words and regions, and what the public sees of it once published."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from core.orm import begin_write
from core.publishing.publishing import publish, withdraw
from socialmap.models import Organization, Region, Service, Taxonomy
from tests.instances import Instance


def test_every_postcode_lies_in_exactly_one_network_marked_provisional(starter: Instance) -> None:
    with starter.app.app_context():
        from core.database import db  # noqa: PLC0415 - read only, inside the app of this test
        from socialmap.worlds import worlds  # noqa: PLC0415

        world = worlds().refresh(db.session)
        networks = {code for code, body in world.region_bodies.items() if body["kind"] == "nik"}
        assert len(networks) == 7
        assert all(world.region_bodies[code]["provisional"] for code in networks)
        for postcode in world.places.codes:
            codes = world.codes(world.places.place_of(postcode))
            assert len(networks.intersection(codes)) == 1, postcode


@pytest.mark.parametrize("postcode", ["3511", "9712", "1011", "6211", "3011", "2311", "6511", "4331"])
def test_a_postcode_leads_to_the_desks_of_its_network(starter: Instance, postcode: str) -> None:
    (brief,) = starter.read("/regions", postcode=postcode, kind="nik")["regions"]
    assert brief["provisional"] is True
    region = starter.read(f"/regions/{brief['code']}")
    assert region["name"] == brief["name"]
    kinds = {kind for desk in region["desks"] for kind in desk["deskTypes"]}
    assert {"nik", "doi-team"} <= kinds
    for desk in region["desks"]:
        assert starter.read(f"/services/{desk['id']}")["name"] == desk["name"]


def test_a_region_follows_its_members_when_published(own_starter: Instance) -> None:
    own_starter.search(q="nik", postcode="3511")
    before = own_starter.get("/postcodes/3511")
    assert [item["code"] for item in json.loads(before.data)["regions"]] == ["NIK-UTRECHT"]
    with own_starter.session() as session:
        begin_write(session)
        regions = {region.code: region for region in session.scalars(select(Region))}
        old, new = regions["NIK-UTRECHT"], regions["NIK-LEIDEN"]
        old.members = [code for code in old.members if code != "GM0344"]
        new.members = [*new.members, "GM0344"]
        new.provisional = False
        session.flush()
        assert own_starter.get("/postcodes/3511").data == before.data
        publish(session, old, "Noor")
        publish(session, new, "Noor")
        session.commit()
    after = own_starter.get("/postcodes/3511", headers={"If-None-Match": before.headers["ETag"]})
    assert [(item["code"], item["provisional"]) for item in json.loads(after.data)["regions"]] == [
        ("NIK-LEIDEN", False)
    ]
    own_starter.catch_up()
    place = own_starter.search(q="nik", postcode="3511")["query"]["place"]
    assert [item["code"] for item in place["regions"]] == ["NIK-LEIDEN"]
    found = own_starter.search(q="nik", postcode="3511", kind="service", careType="nik", limit=100)["results"]
    assert "Leiden" in " ".join(
        item["title"] + json.dumps(item["organization"]) for item in found if item["servesPostcode"]
    )


def test_a_word_the_staff_change_changes_everywhere(own_starter: Instance) -> None:
    def labels() -> dict[str, str]:
        facets = own_starter.search(q="beademing", kind="service")["facets"]["careType"]
        return {item["value"]: item["label"] for item in facets}

    assert labels()["beademing"] != "Hulp bij ademen"
    with own_starter.session() as session:
        begin_write(session)
        taxonomy = session.scalars(select(Taxonomy).where(Taxonomy.slug == "care-types")).one()
        term = next(term for term in taxonomy.terms if term.code == "beademing")
        term.label, term.label_en = "Hulp bij ademen", "Help to breathe"
        session.flush()
        publish(session, taxonomy, "Noor")
        session.commit()
    own_starter.catch_up()
    assert labels()["beademing"] == "Hulp bij ademen"
    terms = own_starter.read("/taxonomies/care-types/terms", headers={"Accept-Language": "en"})["terms"]
    assert next(item for item in terms if item["code"] == "beademing")["label"] == "Help to breathe"


def test_a_synonym_the_staff_add_finds_the_care_at_once(own_starter: Instance) -> None:
    assert own_starter.search(q="xyzzyq", kind="service")["query"]["dropped"] == ["xyzzyq"]
    with own_starter.session() as session:
        begin_write(session)
        taxonomy = session.scalars(select(Taxonomy).where(Taxonomy.slug == "care-types")).one()
        term = next(term for term in taxonomy.terms if term.code == "beademing")
        term.synonyms = [*term.synonyms, "xyzzyq"]
        session.flush()
        publish(session, taxonomy, "Noor")
        session.commit()
    own_starter.catch_up()
    answer = own_starter.search(q="xyzzyq", kind="service")
    assert answer["query"]["dropped"] == []
    assert answer["query"]["interpreted"] == [{"text": "xyzzyq", "as": "careType", "value": "beademing"}]
    assert "beademing" in answer["results"][0]["careTypes"]


def test_a_new_care_type_can_be_asked_for_at_once(own_starter: Instance) -> None:
    assert own_starter.get("/search", careType="nieuw").status_code == 400
    with own_starter.session() as session:
        begin_write(session)
        taxonomy = session.scalars(select(Taxonomy).where(Taxonomy.slug == "care-types")).one()
        taxonomy.terms[0].code = "nieuw"
        session.flush()
        publish(session, taxonomy, "Noor")
        session.commit()
    own_starter.catch_up()
    assert own_starter.get("/search", careType="nieuw").status_code == 200


def test_a_withdrawn_organization_is_gone_everywhere(own_starter: Instance) -> None:
    with own_starter.session() as session:
        service = session.scalars(
            select(Service).where(Service.status == "active", Service.phones.any()).limit(1)
        ).one()
        organization = service.organization
        name, ids = (
            organization.name,
            {
                "organizations": str(organization.id),
                "services": str(service.id),
                **({"locations": str(organization.locations[0].id)} if organization.locations else {}),
            },
        )
        begin_write(session)
        withdraw(session, session.get_one(Organization, organization.id), "Noor")
        session.commit()
    own_starter.catch_up()
    for collection, key in ids.items():
        response = own_starter.get(f"/{collection}/{key}")
        assert response.status_code == 410
        assert response.mimetype == "application/problem+json"
        assert key not in own_starter.get("/services", limit=100).text
    assert all(item.get("organization", {}).get("name") != name for item in own_starter.search(q=name)["results"])
    for slug in (ids["services"],):
        changes = json.loads(own_starter.get("/changes", limit=1000).data)["changes"]
        assert [change["withdrawn"] for change in changes if change["id"] == slug] == [True]


def test_a_desk_that_is_withdrawn_leaves_its_region(own_starter: Instance) -> None:
    desks = own_starter.read("/regions/NIK-UTRECHT")["desks"]
    with own_starter.session() as session:
        begin_write(session)
        services = session.scalars(select(Service)).all()
        service = next(item for item in services if str(item.id) == desks[0]["id"])
        withdraw(session, service.organization, "Noor")
        session.commit()
    left = own_starter.read("/regions/NIK-UTRECHT")["desks"]
    assert desks[0]["id"] not in {desk["id"] for desk in left}
    assert len(left) < len(desks)
