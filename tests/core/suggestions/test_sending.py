"""Anybody can tell what is wrong, or propose an organization; nobody can leave data about a child here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from core.publishing.models import Document
from core.suggestions.limits import LIMIT
from core.suggestions.models import Suggestion
from core.suggestions.sending import MOST_LINKS, find_suggestion
from core.suggestions.targets import find_target
from tests.instances import Instance

pytestmark = pytest.mark.usefixtures("fresh_limits")

BSN = "123456782"
WRONG = "Het telefoonnummer klopt niet meer."


def send(instance: Instance, **members: Any) -> Any:
    return instance.client.post("/api/v1/change-suggestions", json=members)


def a_service(instance: Instance) -> dict[str, Any]:
    """A public service with a telephone number of its own."""
    with instance.session() as session:
        for document in session.scalars(select(Document).where(Document.kind == "service", Document.current)):
            target = find_target(session, "service", document.id)
            assert target is not None
            if any(field.name == "phones.0.number" and not field.adds for field in target.fields):
                return document.body
    raise AssertionError("the starter content has no service with a telephone number")


def kept(instance: Instance, response: Any) -> Suggestion:
    assert response.status_code == 201, response.text
    with instance.session() as session:
        found = find_suggestion(session, json.loads(response.data)["followUpCode"])
        assert found is not None
        assert found.steps
        session.expunge_all()
        return found


def faults(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.text
    return {error["name"]: error["detail"] for error in json.loads(response.data)["errors"]}


def number_kept(instance: Instance) -> int:
    with instance.session() as session:
        return session.scalars(select(func.count()).select_from(Suggestion)).one()


def test_anybody_may_correct_a_service_and_gets_a_code_to_follow_it(instance: Instance) -> None:
    service = a_service(instance)
    changes = {"phones.0.number": "030 789 78 78", "minimumAge": 3, "website": "https://www.voorbeeld.nl"}
    response = send(instance, kind="service", id=service["slug"], fields=changes, role="parent", source="Ik belde.")
    receipt = json.loads(response.data)
    assert response.headers["Location"] == receipt["url"]
    assert response.headers["Cache-Control"] == "no-store"
    assert receipt["state"] == "received"
    suggestion = kept(instance, response)
    assert suggestion.record_kind == "organization"
    assert suggestion.document_id == service["id"]
    told = {item["name"]: (item["seen"], item["value"]) for item in suggestion.fields}
    assert told["phones.0.number"] == (service["phones"][0]["number"], "030 789 78 78")
    assert told["minimumAge"] == (service["minimumAge"], 3)
    followed = json.loads(instance.client.get(receipt["url"]).data)
    assert followed == {**receipt, "reason": None}
    assert "030 789 78 78" not in json.dumps(followed)


def test_what_the_sender_left_as_it_was_is_no_suggestion(instance: Instance) -> None:
    service = a_service(instance)
    same = {"name": service["name"]["nl"], "phones.0.number": service["phones"][0]["number"], "minimumAge": 2.5}
    suggestion = kept(instance, send(instance, kind="service", id=service["id"], fields=same))
    assert [item["name"] for item in suggestion.fields] == ["minimumAge"]
    assert "text" in faults(send(instance, kind="service", id=service["id"], fields={"name": service["name"]["nl"]}))


def test_words_alone_are_enough(instance: Instance) -> None:
    suggestion = kept(instance, send(instance, kind="service", id=a_service(instance)["id"], text=f" {WRONG}\r\n"))
    assert (suggestion.text, suggestion.fields) == (WRONG, [])


def test_of_an_article_one_tells_in_words_what_is_wrong(instance: Instance) -> None:
    slug = instance.read("/factsheets")["factsheets"][0]["slug"]
    assert kept(instance, send(instance, kind="factsheet", id=slug, text=WRONG)).title
    assert "fields" in faults(send(instance, kind="factsheet", id=slug, fields={"title": "Anders"}))


def test_a_part_can_be_added_and_taken_away(instance: Instance) -> None:
    service = a_service(instance)
    count = len(service["phones"])
    added = {f"phones.{count}.number": "0800 1234", "phones.0.number": None}
    suggestion = kept(instance, send(instance, kind="service", id=service["id"], fields=added))
    paths = {item["name"]: item["path"].split("/") for item in suggestion.fields}
    assert paths[f"phones.{count}.number"][-2:] == ["+0", "number"]
    assert len(paths["phones.0.number"][-2]) == 36
    half = {f"phones.{count}.kind": "spoed"}
    assert f"fields.phones.{count}.number" in faults(send(instance, kind="service", id=service["id"], fields=half))


def test_a_whole_organization_can_be_proposed(instance: Instance) -> None:
    proposed = {
        "name": "Thuiszorg De Brug",
        "phones": [{"number": "030 789 78 78"}],
        "locations": [{"street": "Dorpsstraat", "houseNumber": "1", "postcode": "3511 AB", "city": "Utrecht"}],
        "services": [{"name": "Verpleging thuis", "areas": [{"code": "gemeente Utrecht"}], "minimumAge": 0}],
    }
    suggestion = kept(instance, send(instance, organization=proposed, role="organization"))
    assert (suggestion.kind, suggestion.title, suggestion.document_id) == ("organization", "Thuiszorg De Brug", None)
    assert suggestion.proposed["services"][0]["areas"] == [{"code": "gemeente Utrecht"}]
    assert suggestion.proposed["locations"][0]["house_number"] == "1"


@pytest.mark.parametrize(
    ("proposed", "name"),
    [
        ({}, "organization.name"),
        ({"name": "A", "services": [{}]}, "organization.services.0.name"),
        ({"name": "A", "services": {"name": "B"}}, "organization.services"),
        ({"name": "A", "services": ["B"]}, "organization.services.0"),
        ({"name": "A", "assuredDate": "2026-11-22"}, "organization.assuredDate"),
        ({"name": "A", "services": [{"name": "B", "slug": "c"}]}, "organization.services.0.slug"),
        ({"name": "A", "phones": [{"number": "1"}] * 21}, "organization.phones"),
        ({"name": "A", "kvk": BSN}, "organization.kvk"),
    ],
)
def test_a_proposed_organization_is_refused_with_the_reason(
    instance: Instance, proposed: dict[str, Any], name: str
) -> None:
    assert name in faults(send(instance, organization=proposed))


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"kind": "planeet", "id": "x"}, "kind"),
        ({"id": "x", "text": WRONG}, "kind"),
        ({"kind": "service", "id": "bestaat-niet", "text": WRONG}, "id"),
        ({"kind": "service", "text": WRONG}, "id"),
        ({"text": "kort"}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "https://a.nl " * (MOST_LINKS + 1)}, "text"),
        ({"source": "x" * 501}, "source"),
        ({"role": "robot"}, "role"),
        ({"name": "Jan"}, "name"),
        ({"email": "jan@voorbeeld.nl"}, "email"),
        ({"fields": {"assuredDate": "2026-01-01"}}, "fields.assuredDate"),
        ({"fields": {"version": 1}}, "fields.version"),
        ({"fields": {"services.0.name": "x"}}, "fields.services.0.name"),
        ({"fields": {"phones.9.number": "x"}}, "fields.phones.9.number"),
        ({"fields": {"name": None}}, "fields.name"),
        ({"fields": {"name": {"nl": "x"}}}, "fields.name"),
        ({"fields": {"minimumAge": "vier"}}, "fields.minimumAge"),
        ({"fields": {"minimumAge": -1}}, "fields.minimumAge"),
        ({"fields": {"minimumAge": True}}, "fields.minimumAge"),
        ({"fields": {"waitingTimeDate": "morgen"}}, "fields.waitingTimeDate"),
        ({"fields": {"status": "weg"}}, "fields.status"),
        ({"fields": {"careTypes": [1]}}, "fields.careTypes"),
        ({"fields": {"name": "x" * 201}}, "fields.name"),
        ({"fields": {f"a{number}": 1 for number in range(61)}}, "fields"),
    ],
)
def test_every_fault_is_named_and_nothing_is_kept(instance: Instance, members: dict[str, Any], name: str) -> None:
    about = {} if {"kind", "id"} & members.keys() else {"kind": "service", "id": a_service(instance)["id"]}
    before = number_kept(instance)
    told = faults(send(instance, **about, **members))
    assert name in told
    assert all(len(detail) > 10 for detail in told.values())
    assert number_kept(instance) == before


@pytest.mark.parametrize(
    "written",
    [
        BSN,
        "123.456.782",
        "123 456 782",
        "1234-56-782",
        "1 2 3 4 5 6 7 8 2",
        "123\u00a0456\u00a0782",
        "１２３４５６７８２",
    ],
)
@pytest.mark.parametrize("where", ["text", "source", "value", "name", "organization"])
def test_a_number_that_can_be_a_bsn_is_refused_wherever_it_stands(instance: Instance, written: str, where: str) -> None:
    about = {"kind": "service", "id": a_service(instance)["id"], "text": WRONG}
    told = f"Het gaat om {written}, echt."
    sent: dict[str, dict[str, Any]] = {
        "text": {**about, "text": told},
        "source": {**about, "source": told},
        "value": {**about, "fields": {"eligibility": told}},
        "name": {**about, "fields": {written: "x"}},
        "organization": {"organization": {"name": "A", "services": [{"name": told}]}},
    }
    before = number_kept(instance)
    response = send(instance, **sent[where])
    assert response.status_code == 400
    assert "burgerservicenummer" in response.text
    assert number_kept(instance) == before


@pytest.mark.parametrize(
    "number", ["+31 30 789 7878", "0031 30 789 7878", "+31(0)30 789 7878", "030-7897878", "0800-1234"]
)
def test_the_telephone_number_of_an_organization_is_welcome(instance: Instance, number: str) -> None:
    service = a_service(instance)
    kept(instance, send(instance, kind="service", id=service["id"], fields={"phones.0.number": number}))


@pytest.mark.parametrize(
    "about_child",
    [
        "Mijn zoon Bram komt er al een jaar.",
        "Onze dochter, zij heet Noor, kwam er.",
        "Geboortedatum: 3-4-2019, zeiden ze.",
    ],
)
def test_what_seems_to_be_about_a_child_is_asked_about_first(instance: Instance, about_child: str) -> None:
    about = {"kind": "service", "id": a_service(instance)["id"]}
    assert "text" in faults(send(instance, **about, text=about_child))
    assert kept(instance, send(instance, **about, text=about_child, checked=True)).text == about_child
    kept(instance, send(instance, **about, text="Mijn zoon kon er niet terecht: ze zijn dicht."))


def test_a_robot_gets_the_same_friendly_answer_and_is_dropped(instance: Instance) -> None:
    before = number_kept(instance)
    response = send(instance, kind="service", id=a_service(instance)["id"], text=WRONG, extra="koop nu")
    receipt = json.loads(response.data)
    assert response.status_code == 201
    assert receipt["state"] == "received"
    assert number_kept(instance) == before
    assert instance.client.get(receipt["url"]).status_code == 404


def test_who_sends_too_much_is_told_when_to_come_back(instance: Instance) -> None:
    members = {"kind": "service", "id": a_service(instance)["id"], "text": WRONG}
    allowed = int(LIMIT.split()[0])
    assert [send(instance, **members).status_code for _ in range(allowed)] == [201] * allowed
    response = send(instance, **members)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3601


def test_a_code_that_was_never_given_is_not_found_and_small_letters_do(instance: Instance) -> None:
    assert instance.get("/change-suggestions/AAAA-AAAA").status_code == 404
    about = {"kind": "service", "id": a_service(instance)["id"], "text": WRONG}
    code = json.loads(send(instance, **about).data)["followUpCode"]
    assert instance.get(f"/change-suggestions/{code.lower()}").status_code == 200


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"fields": []}', b'{"organization": "x"}', b'"' + b"[" * 500])
def test_broken_input_is_refused_in_words(instance: Instance, body: bytes) -> None:
    response = instance.client.post("/api/v1/change-suggestions", data=body, content_type="application/json")
    assert response.status_code == 400


def test_what_lies_very_deep_is_refused_and_breaks_nothing(instance: Instance) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = {"services": [deep]}
    assert send(instance, organization={"name": "A", "services": [deep]}).status_code == 400
    about = {"kind": "service", "id": a_service(instance)["id"]}
    assert send(instance, **about, fields={"name": deep}).status_code == 400
