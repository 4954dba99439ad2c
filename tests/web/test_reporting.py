"""Anybody can tell what is wrong or add an organization, without an account and without a script; and only so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import html5lib
import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from core.limiting import limiter
from core.orm import begin_write, utc_now
from core.suggestions.models import Suggestion, SuggestionStep
from tests.instances import Instance, copied, starter_template
from tests.web.reading import PageRead, visit
from web.forms import FIELD

SLUG = "juiste-loket-vragen-over-zorg-en-wetten"
REPORT = f"/klopt-niet/service/{SLUG}"
SAME = {"Sec-Fetch-Site": "same-origin"}
WORDS = "Het telefoonnummer is veranderd, zij nemen niet meer op."


class _Earlier(TimestampSigner):
    """Signs as it would have some seconds ago: nobody fills in a form at once."""

    age = 60

    def get_timestamp(self) -> int:
        return super().get_timestamp() - self.age


def _token(instance: Instance, form: str, age: int = 60) -> str:
    signer = _Earlier(str(instance.app.secret_key), salt=f"public form {form}")
    signer.age = age
    return signer.sign(form).decode()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A copy of the starter content for the tests of this module, which write."""
    with copied(starter_template(), tmp_path_factory.mktemp("reporting") / "data") as instance:
        yield instance


@pytest.fixture
def inbox(shared: Instance) -> Instance:
    """The same with an empty inbox, and with nothing counted of who sent what."""
    limiter.storage.reset()
    with shared.session() as session:
        begin_write(session)
        session.execute(delete(SuggestionStep))
        session.execute(delete(Suggestion))
        session.commit()
    return shared


def _send(
    instance: Instance, path: str, fields: Mapping[str, object], headers: Mapping[str, str] = SAME
) -> TestResponse:
    form = "register" if path.endswith("/aanmelden") else "report"
    data = {FIELD: _token(instance, form), "extra": "", **fields}
    return instance.client.post(path, data=data, headers=dict(headers))


def _kept(instance: Instance) -> list[Suggestion]:
    with instance.session() as session:
        found = list(session.scalars(select(Suggestion).order_by(Suggestion.received_at)))
        session.expunge_all()
    return found


def _code(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text[:800]
    [node] = PageRead(answer).with_class("code")
    return "".join(node.itertext()).strip()


@pytest.mark.parametrize("path", [REPORT, "/aanmelden", "/melding", "/klopt-niet/factsheet/wet-langdurige-zorg"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_form_is_valid_html_and_is_kept_by_nobody(starter: Instance, path: str, prefix: str) -> None:
    answer = starter.client.get(f"{prefix}{path}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.data)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_forms_about_one_thing_are_not_for_search_engines(starter: Instance) -> None:
    assert visit(starter.client, REPORT).meta("robots") == "noindex"
    assert visit(starter.client, "/melding").meta("robots") == "noindex"


@pytest.mark.parametrize("kind", ["service", "organization", "factsheet", "best-practice", "page", "glossary-term"])
def test_every_page_leads_to_its_own_form(starter: Instance, kind: str) -> None:
    found = starter.read(
        {
            "service": "/services",
            "organization": "/organizations",
            "factsheet": "/factsheets",
            "best-practice": "/best-practices",
            "page": "/pages",
            "glossary-term": "/glossary-terms",
        }[kind],
        limit=1,
    )
    [item] = next(items for items in found.values() if isinstance(items, list))
    page = visit(starter.client, item["pageUrl"])
    address = next(address for address in page.links().values() if address.startswith("/klopt-niet/"))
    form = visit(starter.client, address)
    assert form.status == 200
    assert item["pageUrl"] in form.links().values()


def test_what_somebody_tells_is_kept_and_can_be_followed(inbox: Instance) -> None:
    answer = _send(inbox, REPORT, {"text": WORDS, "role": "parent", "source": "gebeld"})
    code = _code(answer)
    assert "Set-Cookie" not in answer.headers
    html5lib.HTMLParser(strict=True).parse(answer.data)
    [kept] = _kept(inbox)
    assert (kept.text, kept.role, kept.source, kept.kind, kept.fields) == (WORDS, "parent", "gebeld", "service", [])
    page = visit(inbox.client, f"/melding/{code.lower()}")
    assert "Ontvangen" in page.text()
    assert WORDS not in page.text()


def test_only_what_was_changed_is_suggested(inbox: Instance) -> None:
    page = visit(inbox.client, REPORT)
    fields = {
        node.get("name") or "": node.get("value") or "".join(node.itertext())
        for node in page.form(field="text").fields
        if (node.get("name") or "").startswith("fields.") and node.tag != "select"
    }
    assert fields["fields.phones.0.number"] == "030 789 7878"
    _code(_send(inbox, REPORT, {**fields, "fields.phones.0.number": "030 123 45 67"}))
    [kept] = _kept(inbox)
    assert [(item["name"], item["value"]) for item in kept.fields] == [("phones.0.number", "030 123 45 67")]


def test_every_fault_is_named_at_its_field_and_what_was_typed_stays(inbox: Instance) -> None:
    answer = _send(
        inbox,
        REPORT,
        {"text": "kort", "source": "BSN 111222333", "role": "baas", "fields.minimumAge": "drie"},
    )
    assert answer.status_code == 400
    html5lib.HTMLParser(strict=True).parse(answer.data)
    page = PageRead(answer)
    linked = set(page.links(page.with_class("error-summary")[0]).values())
    assert linked == {"#text", "#source", "#role", "#fields.minimumAge"}
    assert {"text-fault", "source-fault", "role-fault", "fields.minimumAge-fault"} <= {
        node.get("id") for node in page.tree.iter("p")
    }
    assert page.by_id("fields.minimumAge").get("value") == "drie"
    assert page.by_id("source").get("value") == "BSN 111222333"
    assert page.by_id("text").text == "kort"
    assert page.tree.find(".//details[@open]") is not None
    assert _kept(inbox) == []


def test_an_empty_form_says_what_is_missing(inbox: Instance) -> None:
    answer = _send(inbox, f"/en{REPORT}", {})
    assert answer.status_code == 400
    assert '<html lang="en"' in answer.text
    assert 'href="#text"' in answer.text


def test_what_seems_to_be_about_a_child_is_asked_again(inbox: Instance) -> None:
    words = "Mijn zoon Daan kon er niet terecht, het is gesloten."
    page = PageRead(_send(inbox, REPORT, {"text": words}))
    assert page.status == 400
    assert "checked" in page.form(field="text").names
    _code(_send(inbox, REPORT, {"text": words, "checked": "yes"}))


@pytest.mark.parametrize(
    ("headers", "token", "told"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, None, "niet van onze site"),
        ({"Origin": "https://elders.example"}, None, "niet van onze site"),
        ({}, None, "niet van onze site"),
        (SAME, "", "niet herkennen"),
        (SAME, "report.verzonnen", "niet herkennen"),
    ],
)
def test_a_form_from_elsewhere_is_not_taken_and_loses_nothing(
    inbox: Instance, headers: Mapping[str, str], token: str | None, told: str
) -> None:
    fields = {"text": WORDS} if token is None else {"text": WORDS, FIELD: token}
    answer = _send(inbox, REPORT, fields, headers)
    assert answer.status_code == 400
    assert told in answer.text
    assert WORDS in answer.text
    assert _kept(inbox) == []


@pytest.mark.parametrize(("age", "told"), [(0, "erg snel"), (13 * 3600, "te lang open")])
def test_a_form_sent_too_soon_or_too_late_can_be_sent_again(inbox: Instance, age: int, told: str) -> None:
    answer = _send(inbox, REPORT, {"text": WORDS, FIELD: _token(inbox, "report", age)})
    assert answer.status_code == 400
    assert told in answer.text
    [fresh] = [value for name, value in PageRead(answer).form(field="text").hidden if name == FIELD]
    assert fresh


def test_what_only_robots_fill_in_is_not_kept(inbox: Instance) -> None:
    assert _code(_send(inbox, REPORT, {"text": WORDS, "extra": "https://koop.example"}))
    assert _kept(inbox) == []


def test_one_visitor_cannot_flood_the_inbox(inbox: Instance) -> None:
    for number in range(10):
        _code(_send(inbox, REPORT, {"text": f"{WORDS} {number}"}))
    answer = _send(inbox, "/aanmelden", {"organization.name": "Thuiszorg De Brug"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Wacht een uur" in answer.text
    assert PageRead(answer).by_id("organization.name").get("value") == "Thuiszorg De Brug"
    assert len(_kept(inbox)) == 10


def test_an_organization_is_proposed_with_all_that_was_filled_in(inbox: Instance) -> None:
    answer = _send(
        inbox,
        "/en/aanmelden",
        {
            "organization.name": "Thuiszorg De Brug",
            "organization.phones.0.number": "030 123 45 67",
            "organization.locations.0.postcode": "3511 AB",
            "organization.locations.0.city": "Utrecht",
            "organization.services.0.name": "Verpleging thuis",
            "organization.services.0.careTypes": "kinderthuiszorg",
            "organization.services.0.laws": ["zvw", "jeugdwet"],
            "organization.services.0.minimumAge": "0,5",
            "text": "Wij werken in heel Utrecht.",
            "role": "organization",
        },
    )
    code = _code(answer)
    [kept] = _kept(inbox)
    assert (kept.follow_up_code, kept.title, kept.document_id) == (code, "Thuiszorg De Brug", None)
    [service] = kept.proposed["services"]
    assert (service["laws"], service["care_types"]) == (["zvw", "jeugdwet"], ["kinderthuiszorg"])
    assert service["minimum_age"] == 0.5
    assert kept.proposed["locations"] == [{"postcode": "3511 AB", "city": "Utrecht"}]


def test_a_proposal_with_faults_comes_back_as_it_was(inbox: Instance) -> None:
    answer = _send(
        inbox,
        "/aanmelden",
        {
            "organization.name": "",
            "organization.description": "BSN 111222333",
            "organization.services.0.description": "Wij helpen.",
            "organization.services.0.minimumAge": "nul",
            "organization.services.0.laws": "zvw",
        },
    )
    assert answer.status_code == 400
    html5lib.HTMLParser(strict=True).parse(answer.data)
    page = PageRead(answer)
    linked = {
        address.removeprefix("#organization.") for address in page.links(page.with_class("error-summary")[0]).values()
    }
    assert linked == {"name", "description", "services.0.name", "services.0.minimumAge"}
    assert page.by_id("organization.services.0.minimumAge").get("value") == "nul"
    assert ("organization.services.0.laws", "zvw") in page.form(field="organization.name").chosen
    assert _kept(inbox) == []


def test_what_the_staff_decided_is_told_with_its_reason(inbox: Instance) -> None:
    code = _code(_send(inbox, REPORT, {"text": WORDS}))
    with inbox.session() as session:
        begin_write(session)
        kept = session.scalars(select(Suggestion)).one()
        kept.state, kept.reason, kept.decided_at = "rejected", "Het nummer klopt nog.", utc_now()
        session.commit()
    page = visit(inbox.client, f"/melding/{code}")
    assert "Niet overgenomen" in page.text()
    assert "Het nummer klopt nog." in page.text()
    html5lib.HTMLParser(strict=True).parse(page.response.data)


def test_a_code_is_typed_in_a_small_form(starter: Instance) -> None:
    answer = starter.client.get("/melding?code=+abcd-efgh+")
    assert answer.headers["Location"] == "/melding/ABCD-EFGH"
    unknown = visit(starter.client, "/melding/ABCD-EFGH")
    assert unknown.status == 404
    assert "Deze code kennen we niet." in unknown.text()
    assert unknown.by_id("code").get("value") == "ABCD-EFGH"


@pytest.mark.parametrize(
    "path",
    ["/klopt-niet/service/nooit-geweest", "/klopt-niet/onzin/x", "/klopt-niet/taxonomie/laws", "/klopt-niet/service"],
)
def test_there_is_no_form_for_what_is_not_there(starter: Instance, path: str) -> None:
    assert starter.client.get(path).status_code == 404
    assert starter.client.post(path, data={}, headers=SAME).status_code == 404


@pytest.mark.parametrize("text", ["<b>" * 2000, "\x00\x01", "é" * 5000, "'; DROP TABLE document; --" * 3])
def test_hostile_words_are_only_words(inbox: Instance, text: str) -> None:
    assert _send(inbox, REPORT, {"text": text, "fields.naam": text, "role": text}).status_code == 400
