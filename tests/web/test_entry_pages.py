"""The pages of services and organizations: everything a family asks, in the order in which they ask it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import html5lib
import pytest
from sqlalchemy import select

from core.orm import begin_write
from core.publishing.publishing import publish, withdraw
from core.publishing.reading import current_document
from socialmap.models import Organization, Service
from socialmap.opening_hours import spans_on
from tests.instances import Instance
from tests.web.reading import visit
from web.hours import Hours, hours_in_words

DAY_CARE = "/zorg/voorbeeld-de-zorgvleugel-opvang-voor-kinderen-met-verpleging-hoofddorp"
CLOSED = "/zorg/voorbeeld-de-knuffelboom-dagopvang-met-verpleging-eindhoven"
AT_HOME = "/zorg/voorbeeld-domkind-thuisverpleging-voorbeeld-beademing-en-nachtzorg-in-de-regio-utrecht"
LOKET = "/zorg/juiste-loket-vragen-over-zorg-en-wetten"
ORGANIZATION = "/organisatie/voorbeeld-dagcentrum-sterrenkind"


def _text(instance: Instance, path: str, status: int = 200) -> str:
    answer = instance.client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert "Set-Cookie" not in answer.headers
    return unescape(re.sub(r"\s+", " ", answer.text))


def _graph(page: str) -> dict[str, dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])
    assert data["@context"] == "https://schema.org"
    return {item["@type"]: item for item in data["@graph"]}


@pytest.mark.parametrize("path", [DAY_CARE, CLOSED, AT_HOME, LOKET, ORGANIZATION])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_is_valid_html_in_both_languages(starter: Instance, path: str, prefix: str) -> None:
    answer = starter.client.get(f"{prefix}{path}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.data)


def test_every_service_and_organization_of_the_map_has_its_page(starter: Instance) -> None:
    for kind, name in (("services", "services"), ("organizations", "organizations")):
        listed = starter.read(f"/{kind}", limit=100)[name]
        assert listed
        for item in listed[::5]:
            page = starter.client.get(item["pageUrl"])
            assert page.status_code == 200, item["pageUrl"]
            assert item["title"] in unescape(page.text)


def test_a_family_reads_what_it_asks_in_the_order_it_asks(starter: Instance) -> None:
    page = _text(starter, DAY_CARE)
    questions = ("kunnen-zij-helpen", "bereiken", "kosten", "contactpersonen", "adressen", "zeker")
    places = [page.index("<h1>"), *(page.index(f'id="{question}"') for question in questions)]
    assert places == sorted(places)
    body = starter.read(f"/services/{DAY_CARE.rpartition('/')[2]}")
    assert body["phones"][0]["number"] in page
    assert f'href="mailto:{body["email"]}"' in page
    assert body["website"] in page
    assert body["locations"][0]["postcode"] in page
    assert "https://www.openstreetmap.org/" in page
    assert "Tot 4 jaar" in page
    assert "Werkt in de gemeenten Aalsmeer, Amstelveen, Haarlemmermeer en Uithoorn." in page
    assert "Nederlands, Engels" in page
    assert "Ingang zonder drempel." in page
    assert 'href="/factsheets/zorgverzekeringswet' in page


def test_the_waiting_time_comes_with_its_day(starter: Instance) -> None:
    assert "ongeveer 8 weken (2 november 2026)" in _text(starter, AT_HOME)


def test_how_sure_we_are_is_told_in_words(starter: Instance) -> None:
    assert "Nagekeken op 27 juni 2026" in _text(starter, DAY_CARE)
    never = "/zorg/amsterdam-umc-emma-kinderziekenhuis-emma-kinderziekenhuis-amsterdam"
    assert "De redactie heeft dit nog niet nagekeken." in _text(starter, never)


def test_what_is_closed_for_now_says_so_before_anything_else(starter: Instance) -> None:
    page = _text(starter, CLOSED)
    assert page.index("Tijdelijk gesloten") < page.index("Kunnen zij u helpen?")
    assert "De groep is dicht tot en met 15 januari 2027." in page


@pytest.mark.parametrize(
    ("path", "postcode", "told"),
    [
        (DAY_CARE, "2132", "Ja, zij werken bij 2132"),
        (DAY_CARE, "9711", "Nee, zij werken niet bij 9711"),
        ("/zorg/prinses-maxima-centrum-kinderoncologie-utrecht", "3511", None),
    ],
)
def test_with_a_postcode_it_says_whether_they_come_and_why(
    starter: Instance, path: str, postcode: str, told: str | None
) -> None:
    body = starter.read(f"/services/{path.rpartition('/')[2]}")
    page = _text(starter, f"{path}?postcode={postcode}")
    if told is None:
        told = "Ja, zij werken bij" if body["serviceAreas"] else "Onbekend of zij werken bij"
    assert told in page
    assert "kilometer" in page


def test_a_typed_postcode_comes_back_as_four_digits(starter: Instance) -> None:
    answer = starter.client.post(DAY_CARE, data={"postcode": "2132 AB", "i": "0352481d"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{DAY_CARE}?postcode=2132&i=0352481d"


@pytest.mark.parametrize("typed", ["", "12", "0123 AB", "Utrecht", "x" * 500])
def test_what_is_no_postcode_is_said_at_its_field_and_the_page_stays(starter: Instance, typed: str) -> None:
    answer = starter.client.post(DAY_CARE, data={"postcode": typed})
    assert answer.status_code == 400
    html5lib.HTMLParser(strict=True).parse(answer.data)
    assert 'id="postcode-fault"' in answer.text
    assert "Zo bereikt u hen" in answer.text


def test_a_full_postcode_in_an_address_is_not_taken(starter: Instance) -> None:
    answer = starter.client.get(f"{DAY_CARE}?postcode=2132AB")
    assert answer.status_code == 400
    assert "persoonsgegeven" in answer.text


def test_search_engines_are_told_everything(starter: Instance) -> None:
    told = _graph(_text(starter, f"/en{DAY_CARE}"))
    page, service = told["WebPage"], told["Service"]
    assert page["inLanguage"] == "en"
    assert page["url"] == f"http://localhost/en{DAY_CARE}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", page["dateModified"])
    assert {area["name"] for area in service["areaServed"]} == {"Aalsmeer", "Amstelveen", "Haarlemmermeer", "Uithoorn"}
    [channel] = service["availableChannel"]
    place = channel["serviceLocation"]
    assert channel["availableLanguage"] == ["nl", "en"]
    assert channel["servicePhone"]["telephone"] == "023 000 0001"
    assert place["address"]["postalCode"] == "2134 EL"
    assert place["geo"]["latitude"] == pytest.approx(52.3, abs=0.1)
    [week] = place["openingHoursSpecification"]
    assert (week["opens"], week["closes"]) == ("06:00", "19:00")
    assert week["dayOfWeek"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert service["provider"]["name"] == "Voorbeeld: De Zorgvleugel"
    organization = _graph(_text(starter, ORGANIZATION))["Organization"]
    assert len(organization["makesOffer"]) == 2
    assert organization["location"][0]["address"]["addressLocality"] == "Enschede"


def test_the_page_has_its_own_description_and_leads_to_the_other_language(starter: Instance) -> None:
    page = visit(starter.client, DAY_CARE)
    assert (page.meta("description") or "").startswith("Ouders met wisseldiensten")
    assert f'hreflang="en" href="/en{DAY_CARE}"' in page.response.text


def test_similar_care_serves_the_postcode_of_the_family(starter: Instance) -> None:
    page = visit(starter.client, f"{AT_HOME}?postcode=3511")
    similar = page.with_class("result-care", "li")
    assert similar
    wanted = set(starter.read(f"/services/{AT_HOME.rpartition('/')[2]}")["careTypes"])
    for node in similar:
        [link] = [address for address in page.links(node).values() if address.startswith("/zorg/")]
        assert link.endswith("?postcode=3511")
        body = starter.read(f"/services/{link.removeprefix('/zorg/').partition('?')[0]}")
        assert wanted & set(body["careTypes"])


def _publish_with(instance: Instance, known_as: str, **changes: Any) -> None:
    with instance.session() as session:
        begin_write(session)
        service = session.scalars(select(Service).where(Service.slug == known_as)).one()
        for name, value in changes.items():
            setattr(service, name, value)
        session.flush()
        publish(session, service.organization, "iemand")
        session.commit()


def test_an_old_name_leads_to_the_new_one_with_what_was_chosen(own_starter: Instance) -> None:
    old = DAY_CARE.rpartition("/")[2]
    _publish_with(own_starter, old, slug="de-nieuwe-naam")
    answer = own_starter.client.get(f"{DAY_CARE}?postcode=2132&i=0352481d")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/zorg/de-nieuwe-naam?postcode=2132&i=0352481d"
    body = own_starter.read("/services/de-nieuwe-naam")
    assert own_starter.client.get(f"/en/zorg/{body['id']}").headers["Location"] == "/en/zorg/de-nieuwe-naam"


def test_what_was_withdrawn_is_gone_and_offers_care_like_it_nearby(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        service = session.scalars(select(Service).where(Service.slug == AT_HOME.rpartition("/")[2])).one()
        organization = service.organization
        slug = organization.slug
        withdraw(session, organization, "iemand")
        session.commit()
    own_starter.catch_up()
    for path in (AT_HOME, f"/en{AT_HOME}", f"/organisatie/{slug}"):
        answer = own_starter.client.get(path)
        assert answer.status_code == 410
        html5lib.HTMLParser(strict=True).parse(answer.data)
        assert "Set-Cookie" not in answer.headers
    page = visit(own_starter.client, AT_HOME)
    assert "Beademing en nachtzorg" in page.text()
    assert page.with_class("result-care", "li")


def test_what_was_merged_leads_to_what_took_its_place(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        wanted = select(Organization).where(Organization.slug.like("voorbeeld-%")).limit(2)
        gone, kept = session.scalars(wanted)
        withdraw(session, gone, "iemand", replaced_by=current_document(session, "organization", kept.slug))
        addresses = gone.slug, kept.slug
        session.commit()
    answer = own_starter.client.get(f"/organisatie/{addresses[0]}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/organisatie/{addresses[1]}")


@pytest.mark.parametrize("path", ["/zorg/nooit-geweest", "/organisatie/nooit-geweest", "/en/zorg/x%20y"])
def test_what_never_was_is_not_found(starter: Instance, path: str) -> None:
    assert starter.client.get(path).status_code == 404


def test_the_sitemap_names_every_page_once(starter: Instance) -> None:
    everything = "".join(
        starter.client.get(address).text
        for address in re.findall(r"<loc>http://localhost([^<]+)</loc>", starter.client.get("/sitemap.xml").text)
    )
    assert everything.count(f"{DAY_CARE}</loc>") >= 1
    assert f"{ORGANIZATION}</loc>" in everything


def _hours(text: str, moment: datetime, note: str | None = None) -> Hours:
    found = hours_in_words(text, note, moment)
    assert found is not None
    return found


OFFICE = "Mo-Fr 09:00-17:00; PH off"


@pytest.mark.parametrize(
    ("hours", "day", "hour", "told"),
    [
        (OFFICE, 23, 10, "Nu open, tot 17:00 uur"),
        (OFFICE, 23, 6, "Nu gesloten. Vandaag open vanaf 09:00 uur"),
        (OFFICE, 22, 10, "Nu gesloten. Open vanaf morgen 09:00 uur"),
        (OFFICE, 21, 10, "Nu gesloten. Open vanaf maandag 09:00 uur"),
        ("Mo-Su 22:00-08:00", 22, 22, "Nu open, tot 08:00 uur"),
        ("24/7", 22, 22, "Altijd open, dag en nacht"),
    ],
)
def test_opening_hours_say_what_counts_now(starter: Instance, hours: str, day: int, hour: int, told: str) -> None:
    with starter.app.test_request_context("/"):
        assert _hours(hours, datetime(2026, 11, day, hour, tzinfo=UTC)).now == told


def test_a_week_has_seven_days_and_knows_holidays_and_seasons(starter: Instance) -> None:
    with starter.app.test_request_context("/"):
        before_christmas = _hours("Mo-Fr 09:00-17:00; PH off", datetime(2026, 12, 21, 10, tzinfo=UTC), "Bel eerst.")
        summer = _hours("Apr-Oct: Sa 10:00-12:00", datetime(2026, 12, 1, 10, tzinfo=UTC))
    # Friday is Christmas day; the week shown is an ordinary one.
    assert [day.text for day in before_christmas.week] == ["09:00 tot 17:00"] * 5 + ["gesloten"] * 2
    assert "25 december 2026 is een feestdag: gesloten." in before_christmas.notes
    assert "Bel eerst." in before_christmas.notes
    assert any("seizoen" in note for note in summer.notes)


def test_a_night_belongs_to_the_evening_it_begins() -> None:
    assert spans_on("Mo-Su 22:00-08:00", date(2026, 11, 23)) == (("22:00", "08:00"),)
    assert spans_on("Fr 16:00-24:00; Sa 00:00-24:00; Su 00:00-16:00", date(2026, 11, 21)) == (("00:00", "24:00"),)
    assert spans_on("24/7", date(2026, 11, 21)) == (("00:00", "24:00"),)


def test_hours_that_nobody_understands_are_left_out(starter: Instance) -> None:
    with starter.app.test_request_context("/"):
        assert hours_in_words("elke dag", None, datetime(2026, 11, 23, 10, tzinfo=UTC)) is None
