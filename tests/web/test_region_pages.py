"""What the pages about regions promise: which network is mine, and how do I reach the desks of my region."""

from __future__ import annotations

import pytest

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish, save_revisions
from socialmap.models import Region
from tests.instances import Instance
from tests.web.reading import visit, words

NIKS = ("AMSTERDAM", "GRONINGEN", "LEIDEN", "MAASTRICHT", "NIJMEGEN", "ROTTERDAM", "UTRECHT")


def test_a_full_postcode_leads_to_the_network_and_stays_out_of_the_address(starter: Instance) -> None:
    page = visit(starter.client, "/regio").form(field="place").send(starter.client, {"place": "6525GA"})
    assert page.asked == "/regio?postcode=6525"
    text = page.text("inhoud")
    assert "Gemeente: Nijmegen. Provincie: Gelderland." in text
    assert "Netwerk Integrale Kindzorg Nijmegen" in words(page.with_class("found")[0])
    assert page.meta("robots") == "noindex"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Nijmegen", "GM0268"), ("den haag", "GM0518"), ("Lent", "GM0268"), ("gemeente Utrecht", "GM0344")],
)
def test_a_place_leads_to_the_page_of_its_gemeente(starter: Instance, typed: str, code: str) -> None:
    page = visit(starter.client, "/regio").form(field="place").send(starter.client, {"place": typed})
    assert page.asked == f"/regio/{code}"
    assert page.status == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Vul een postcode of een gemeente in"),
        ("Gelderland", "te groot"),
        ("xyzzyplof", "Deze plaats kennen we niet"),
        ("1000", "postbussen"),
        ("9999 SS", "Geen postcode eindigt op SS"),
        ("12", "is geen postcode"),
    ],
)
def test_what_leads_nowhere_comes_back_with_the_form_and_why(starter: Instance, typed: str, said: str) -> None:
    page = visit(starter.client, "/regio").form(field="place").send(starter.client, {"place": typed})
    assert page.status == 400
    assert said in words(next(node for node in page.tree.iter() if node.get("role") == "alert"))
    assert page.by_id("place").get("value") == typed


def test_a_misspelt_place_offers_what_may_be_meant(starter: Instance) -> None:
    page = visit(starter.client, "/regio").form(field="place").send(starter.client, {"place": "nijmege"})
    assert page.status == 400
    assert "GM0268" in page.form(field="region").options("region")


def test_the_seven_networks_are_listed_with_where_they_are_and_that_it_is_provisional(starter: Instance) -> None:
    page = visit(starter.client, "/regio")
    cards = page.with_class("network")
    assert {href for card in cards for href in page.links(card).values() if href.startswith("/regio/")} == {
        f"/regio/NIK-{name}" for name in NIKS
    }
    told = {words(card) for card in cards}
    assert all("voorlopig" in text for text in told)
    assert any("Heel Fryslân, Drenthe en Groningen, een deel van Overijssel." in text for text in told)


def test_a_network_tells_where_it_is_how_to_reach_it_and_that_nobody_confirmed_it(starter: Instance) -> None:
    page = visit(starter.client, "/regio/NIK-ROTTERDAM")
    text = page.text("inhoud")
    assert "Alle 13 gemeenten." in text
    assert "Voorlopige grens" in text
    assert page.links()["Goes"] == "/regio/GM0664"
    assert "NIK regio Rotterdam: contactpunt voor ouders en professionals" in page.links()
    assert "Indicatieteam DOI, regio Rotterdam" in page.links()
    assert "Het Juiste Loket verbindt u door" in text


def test_a_confirmed_border_is_not_called_provisional(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(db.session)
        region = session.query(Region).filter_by(code="NIK-UTRECHT").one()
        region.provisional = False
        save_revisions(session, [region], by="redacteur")
        publish(session, region, "redacteur")
        session.commit()
    assert "Voorlopige grens" not in visit(own_starter.client, "/regio/NIK-UTRECHT").text("inhoud")
    assert "Voorlopige grens" in visit(own_starter.client, "/regio/NIK-LEIDEN").text("inhoud")


def test_a_gemeente_that_lies_in_two_networks_names_both_and_asks_for_the_postcode(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(db.session)
        region = session.query(Region).filter_by(code="NIK-UTRECHT").one()
        region.members = [*region.members, "6663"]
        save_revisions(session, [region], by="redacteur")
        publish(session, region, "redacteur")
        session.commit()
    page = visit(own_starter.client, "/regio/GM0268")
    named = {href for card in page.with_class("network") for href in page.links(card).values()}
    assert {"/regio/NIK-NIJMEGEN", "/regio/NIK-UTRECHT"} <= named
    assert "in meer dan één netwerk" in page.text()
    lent = visit(own_starter.client, "/regio?postcode=6663")
    assert "Netwerk Integrale Kindzorg Utrecht" in words(lent.with_class("found")[0])
    assert "Nijmegen (een deel)" in visit(own_starter.client, "/regio/NIK-UTRECHT").text()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/regio/nijmegen", "/regio/GM0268"),
        ("/regio/nik-utrecht", "/regio/NIK-UTRECHT"),
        ("/regio/6525", "/regio?postcode=6525"),
        ("/regio?region=GM0268", "/regio/GM0268"),
    ],
)
def test_every_way_to_write_an_area_leads_to_its_one_address(starter: Instance, path: str, to: str) -> None:
    assert starter.client.get(path).headers["Location"] == to
    assert starter.client.get(to).status_code == 200


@pytest.mark.parametrize("code", ["NIK-PARIJS", "GM9999", "xyzzyplof", "PV99"])
def test_an_area_that_does_not_exist_is_not_found(starter: Instance, code: str) -> None:
    assert starter.client.get(f"/regio/{code}").status_code == 404


@pytest.mark.parametrize("path", ["/regio", "/regio/NIK-UTRECHT", "/regio/GM0344", "/regio/PV26", "/regio/NL"])
def test_every_link_between_the_pages_of_regions_leads_somewhere(starter: Instance, path: str) -> None:
    for prefix in ("", "/en"):
        page = visit(starter.client, prefix + path)
        assert page.status == 200
        for href in set(page.links().values()):
            if "/regio" in href or "/escalatie" in href:
                assert visit(starter.client, href).status == 200, href
