"""What the pages about a stuck case promise: the regular way, the steps with the desks of the region, a letter."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish, save_revisions
from socialmap.models import Phone, Service
from tests.instances import Instance
from tests.web.reading import PageRead, visit, words

NIJMEGEN = "/escalatie?law=zvw&law=jeugdwet&postcode=6525"


@pytest.fixture(scope="module")
def advice(starter: Instance) -> PageRead:
    """The advice for Zvw and Jeugdwet in Nijmegen."""
    return visit(starter.client, NIJMEGEN)


def steps(page: PageRead) -> list[str]:
    return [(node.get("id") or "").removeprefix("stap-") for node in page.with_class("step", "li")]


def test_a_full_postcode_in_the_form_becomes_four_digits_in_the_address(starter: Instance) -> None:
    form = visit(starter.client, "/escalatie").form(field="law")
    page = form.send(starter.client, {"law": ["zvw", "jeugdwet"], "place": "6525 GA"})
    assert page.status == 200
    assert page.asked == NIJMEGEN
    assert "6525 GA" not in page.response.text


def test_a_gemeente_will_do_instead_of_a_postcode(starter: Instance) -> None:
    form = visit(starter.client, "/escalatie").form(field="law")
    page = form.send(starter.client, {"law": ["zvw", "wmo"], "place": "nijmegen"})
    assert parse_qs(urlsplit(page.asked).query)["region"] == ["GM0268"]
    assert "Indicatieteam DOI, regio Nijmegen" in page.text()


def test_a_name_that_several_gemeenten_share_asks_which_one(starter: Instance) -> None:
    form = visit(starter.client, "/escalatie").form(field="law")
    page = form.send(starter.client, {"law": "zvw", "place": "Beek"})
    assert page.status == 400
    assert "Er zijn meer plaatsen met deze naam" in page.text()
    again = page.form(field="region")
    assert ("law", "zvw") in again.chosen
    assert len(again.options("region")) == 3
    chosen = again.send(starter.client, {"law": "zvw", "region": "GM0888", "place": "Beek"})
    assert chosen.asked == "/escalatie?law=zvw&region=GM0888"


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_tells_what_the_api_tells(starter: Instance, language: str) -> None:
    headers = {"Accept-Language": "en" if language else "nl"}
    told = starter.read("/escalation-advice", headers=headers, law=["zvw", "jeugdwet", "wlz"], postcode="6525")
    page = visit(starter.client, f"{language}/escalatie?law=zvw&law=jeugdwet&law=wlz&postcode=6525")
    text = page.text("inhoud")
    assert steps(page) == [step["code"] for step in told["steps"]]
    for way in told["regularWay"]:
        for member in ("decision", "decidedBy", "action", "term", "then", "support"):
            assert way[member] in text
    for step in told["steps"]:
        for said in (step["name"], step["why"], step["who"], step["expect"], step["uncertain"], *step["bring"]):
            assert said in text
        service = step["desk"]["service"]
        assert service is None or page.links()[service["name"]] == service["pageUrl"]


def test_the_regular_way_comes_first_with_its_term_in_weeks_and_free_help(advice: PageRead) -> None:
    headings = [words(node) for node in advice.tree.iter("h2")]
    assert headings.index("Eerst: de gewone weg") < headings.index("Daarna: de route")
    ways = [words(node) for node in advice.with_class("way")]
    assert len(ways) == 3
    assert "Binnen 6 weken" in ways[2]
    assert "Bezwaar maken" in ways[2]
    assert all("Gratis hulp" in way for way in ways)


def test_each_step_tells_what_to_bring_as_boxes_to_tick(advice: PageRead) -> None:
    for step in advice.with_class("step", "li"):
        boxes = [node for node in step.iter("input") if node.get("type") == "checkbox"]
        assert len(boxes) >= 2
        assert not any(box.get("name") for box in boxes)


def test_a_desk_without_a_known_contact_says_so_and_names_the_juiste_loket(advice: PageRead) -> None:
    first = advice.by_id("stap-a1")
    assert "geen nummer of mailadres bekend" in words(first)
    assert any(href.startswith("tel:+3130789") for href in advice.links(first).values())
    missing = advice.by_id("stap-a2")
    assert "Op de kaart staat nog geen loket van deze soort" in words(missing)


def test_without_a_postcode_only_national_desks_are_named_and_the_page_says_so(starter: Instance) -> None:
    page = visit(starter.client, "/escalatie?law=zvw&law=jeugdwet")
    assert "geen postcode, dus alleen landelijke loketten" in page.text()
    assert "Vul uw postcode in" in words(page.by_id("stap-b"))
    assert "regio Nijmegen" not in page.text()


def test_a_step_that_was_tried_is_behind_you_and_the_next_one_stands_out(starter: Instance, advice: PageRead) -> None:
    link = next(href for text, href in advice.links().items() if text.startswith("Dit is al geprobeerd: Expertgroep"))
    after = visit(starter.client, link)
    assert steps(after) == ["a2", "b", "c"]
    assert after.by_id("stap-a2").get("aria-current") == "step"
    assert "Deze stap is al geprobeerd" in words(after.with_class("done")[0])
    undo = next(href for text, href in after.links().items() if text.startswith("Toch niet geprobeerd"))
    assert steps(visit(starter.client, undo)) == ["a1", "a2", "b", "c"]


def test_when_every_step_was_tried_the_juiste_loket_is_left(starter: Instance) -> None:
    page = visit(starter.client, "/escalatie?law=wlz&tried=c")
    assert steps(page) == []
    assert "Alle stappen van de route liggen achter u" in page.text()
    assert "Juiste Loket: vragen over zorg en wetten" in page.text("inhoud")


def test_steps_that_do_not_fit_are_named_with_the_reason(starter: Instance) -> None:
    page = visit(starter.client, "/escalatie?law=wlz&postcode=6525")
    told = words(page.with_class("not-fitting")[0])
    assert "Deze stap is alleen voor verpleging uit de Zvw." in told
    assert "Deze stap is alleen als meer wetten tegelijk gelden." in told


def test_the_drawing_has_a_name_and_the_same_in_words(advice: PageRead) -> None:
    [svg] = [node for node in advice.tree.iter("svg") if node.get("role") == "img"]
    names = (svg.get("aria-labelledby") or "").split()
    assert all(words(advice.by_id(name)) for name in names)
    assert "Regionaal indicatieteam DOI van het NIK" in words(svg)


def test_the_letter_asks_nothing_about_the_child_and_is_sent_nowhere(advice: PageRead) -> None:
    letter = advice.by_id("brief-nl")
    text = letter.text or ""
    assert letter.get("name") is None
    assert not any(node is letter for form in advice.tree.iter("form") for node in form.iter())
    assert "Aan: Expertgroep Indicatieproces Kindzorg" in text
    assert "Gemeente: Nijmegen" in text
    assert "[uw naam]" in text
    assert "Noem niet de naam of de geboortedatum van het kind." in text
    assert "6525" not in text
    assert "Jeugdwet" in text


def test_the_letter_goes_to_the_desk_of_the_next_step(starter: Instance) -> None:
    page = visit(starter.client, f"{NIJMEGEN}&tried=b")
    text = page.by_id("brief-nl").text or ""
    assert "Aan: Praktijkteam VWS" in text
    assert "Regionaal indicatieteam DOI van het NIK: [datum en antwoord]" in text


def test_an_english_page_has_the_letter_in_dutch_for_the_desk_and_in_english_to_read(starter: Instance) -> None:
    page = visit(starter.client, f"/en{NIJMEGEN}")
    dutch, english = page.by_id("brief-nl"), page.by_id("brief-en")
    assert (dutch.get("lang"), english.get("lang")) == ("nl", "en")
    assert "Geachte heer of mevrouw" in (dutch.text or "")
    assert "Dear Sir or Madam" in (english.text or "")


def test_a_desk_that_gets_a_number_is_shown_with_it_instead_of_the_juiste_loket(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(db.session)
        name = "Indicatieteam DOI, regio Nijmegen"
        team = session.scalars(select(Service).where(Service.name == name)).one()
        team.phones.append(Phone(number="024 361 1111"))
        save_revisions(session, [team.organization], by="redacteur")
        publish(session, team.organization, "redacteur")
        session.commit()
    step = visit(own_starter.client, NIJMEGEN).by_id("stap-b")
    assert "024 361 1111" in words(step)
    assert "Het Juiste Loket helpt u verder" not in words(step)


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("law=kookwet", "law", "Een van de gekozen wetten kennen we niet"),
        ("tried=a1", "law", "Kies minstens één wet"),
        ("law=zvw&tried=z9", None, "Een van de stappen in het adres kennen we niet"),
        ("law=zvw&postcode=1000", "place", "postbussen"),
        ("law=zvw&postcode=6525GA", "place", "Een hele postcode is een persoonsgegeven"),
        ("law=zvw&region=GM9999", "place", "Deze gemeente kennen we niet"),
        ("law=zvw&region=PV26", "place", "Deze gemeente kennen we niet"),
    ],
)
def test_what_cannot_be_answered_comes_back_with_the_form_and_why(
    starter: Instance, query: str, field: str | None, said: str
) -> None:
    page = visit(starter.client, f"/escalatie?{query}")
    assert page.status == 400
    summary = next(node for node in page.tree.iter() if node.get("role") == "alert")
    assert said in words(summary)
    if field is not None:
        assert f"#{field}" in page.links(summary).values()
        assert page.by_id(field) is not None
    assert "zvw" in page.form(field="law").options("law")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_form_without_a_law_says_so_and_keeps_the_place(starter: Instance) -> None:
    page = visit(starter.client, "/escalatie").form(field="law").send(starter.client, {"place": "6525"})
    assert page.status == 400
    assert "Kies minstens één wet" in page.text("law")
    assert page.by_id("place").get("value") == "6525"


def test_every_fault_is_named_at_once(starter: Instance) -> None:
    page = visit(starter.client, "/escalatie?law=kookwet&postcode=1000&tried=z9")
    summary = next(node for node in page.tree.iter() if node.get("role") == "alert")
    assert len(list(summary.iter("li"))) == 3


def test_pages_with_a_case_stay_out_of_search_engines_and_the_start_does_not(starter: Instance) -> None:
    assert visit(starter.client, NIJMEGEN).meta("robots") == "noindex"
    start = visit(starter.client, "/escalatie")
    assert start.meta("robots") is None
    canonical = next(node for node in start.tree.iter("link") if node.get("rel") == "canonical")
    assert (canonical.get("href") or "").endswith("/escalatie")


def test_the_same_case_is_in_the_other_language_one_link_away(advice: PageRead, starter: Instance) -> None:
    english = visit(starter.client, advice.links()["English"])
    assert english.status == 200
    assert steps(english) == steps(advice)


def test_the_long_address_of_the_route_leads_to_the_short_one(starter: Instance) -> None:
    answer = starter.client.get("/escalatie/escalatieroute")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/escalatie")
    assert starter.client.get("/escalatie/geheime-route").status_code == 404
