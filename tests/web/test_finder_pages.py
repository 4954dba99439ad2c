"""What the pages of the law finder promise: one question a page, the answers in the address, the same outcomes as the
API, and a date of birth that is nowhere to be seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.config import PROJECT
from knowledge.flows.cases import GoldenCase, read_cases, read_fact_map
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.reading import read_flow
from tests.instances import Instance
from tests.web.reading import PageRead, visit, words

FINDER = "/wie-betaalt"
FLOWS = PROJECT / "knowledge" / "starter" / "flows"
OWN = FLOWS / "wie-betaalt.cases.yaml"
SHARED = PROJECT.parent / "shared" / "law-cases.yaml"
TUBE = (
    f"{FINDER}?leeftijd=17&oorzaak=lichamelijke-ziekte&hulp=verpleging&hulp=begeleiding&wlz=nee&woont=thuis&school=nee"
)
DONE = f"{TUBE}&situatie=geen&postcode=6525"


def cases(path: Path) -> tuple[GoldenCase, ...]:
    flow = read_flow((FLOWS / "wie-betaalt.yaml").read_text(encoding="utf-8"))
    facts = read_fact_map((FLOWS / "wie-betaalt.facts.yaml").read_text(encoding="utf-8"), flow)
    return read_cases(path.read_text(encoding="utf-8"), flow, facts)


def answered(page: PageRead, instance: Instance, answers: Mapping[str, Sequence[str]]) -> PageRead:
    """The page after the question on this one was answered by its own form: as told, or "weet ik niet"."""
    form = page.form(field="asked")
    [code] = form.options("asked")
    values = list(answers.get(code, [UNKNOWN]))
    if code in form.names:
        return form.send(instance.client, {code: values})
    if values == [UNKNOWN]:
        return form.send(instance.client, {"unknown": "1"})
    return form.send(instance.client, {"years" if "years" in form.names else "value": values})


def walked(instance: Instance, answers: Mapping[str, Sequence[str]], prefix: str = "", at: str = "") -> PageRead:
    """The outcomes of these answers, reached from the start page with its forms and buttons only."""
    start = visit(instance.client, prefix + FINDER)
    if at:
        page = start.form(field="at").send(instance.client, {"at": at})
    else:
        begin = next(node for node in start.with_class("button", "a") if "ask=" in (node.get("href") or ""))
        page = visit(instance.client, begin.get("href") or "")
    for _ in range(15):
        if not page.response.request.full_path.startswith(prefix + FINDER) or page.with_class("outcome"):
            break
        page = answered(page, instance, answers)
        assert page.status == 200, page.text("inhoud")
    return page


def outcomes(page: PageRead) -> list[tuple[str, str]]:
    """Each outcome that stands on the page, with how sure it is: first those of now, then those at 18."""
    told = []
    for card in page.with_class("outcome"):
        sure = "rule" if card.findall(".//*[@class='mark mark-good']") else "open"
        told.append((words(next(node for node in card.iter("h3"))), sure))
    return told


def expected(told: Any) -> list[tuple[str, str]]:
    change = told["changesAt18"]
    shown = [*told["outcomes"], *(change["outcomes"] if change else ())]
    return [(each["title"], each["certainty"] if each["law"] else "open") for each in shown]


def answers_in(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("path", [OWN, SHARED], ids=["own", "shared"])
def test_every_golden_case_walked_by_forms_ends_where_the_api_ends(starter: Instance, path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")
    for number, case in enumerate(cases(path)):
        prefix = "/en" if number % 4 == 3 else ""
        page = walked(starter, case.answers, prefix, case.at.isoformat() if case.at else "")
        query = answers_in(page.asked)
        told = starter.read(
            "/decision-flows/wie-betaalt", headers={"Accept-Language": "en" if prefix else "nl"}, **query
        )
        assert "outcomes" in told, case.id
        assert outcomes(page) == expected(told), case.id
        given = {code: list(values) for code, values in case.answers.items()}
        assert {code: query[code] for code in query if code in given} == {
            code: given[code] for code in given if code in query
        }, case.id


def test_the_start_tells_what_it_is_and_is_not_and_on_what_it_rests(starter: Instance) -> None:
    page = visit(starter.client, FINDER)
    text = page.text("inhoud")
    assert "geen juridisch advies" in text
    assert "Wij bewaren uw antwoorden niet" in text
    assert "Versie 1 van de regels" in text
    assert "Zorginstituut Nederland" in text
    assert page.meta("robots") is None


def test_a_question_tells_how_far_one_is(starter: Instance) -> None:
    assert "Vraag 1 van ongeveer 9" in visit(starter.client, f"{FINDER}?ask=leeftijd").text()
    assert "Vraag 3 van ongeveer 9" in visit(starter.client, f"{FINDER}?leeftijd=3&oorzaak=psychisch").text()
    last = visit(starter.client, f"{TUBE}&situatie=geen")
    assert "Vraag 8 van ongeveer 8" in last.text()
    [bar] = last.tree.iter("progress")
    assert (bar.get("value"), bar.get("max")) == ("8", "8")


def test_a_date_of_birth_becomes_an_age_and_is_nowhere_on_the_page(starter: Instance) -> None:
    page = visit(starter.client, f"{FINDER}?at=2026-11-22&ask=leeftijd")
    after = page.form(field="day").send(starter.client, {"day": "17", "month": "3", "year": "2009"})
    assert answers_in(after.asked) == {"at": ["2026-11-22"], "leeftijd": ["17.67"]}
    assert not re.search(r"2009|17-03|03-17", after.response.text)
    assert "17.67 jaar" in after.text()


def test_a_date_of_birth_in_an_address_is_taken_out_of_it_at_once(starter: Instance) -> None:
    answer = starter.client.get(f"{FINDER}?at=2026-11-22&leeftijd=2009-03-17")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FINDER}?at=2026-11-22&leeftijd=17.67")


def test_an_age_is_taken_with_a_comma_and_a_postcode_with_letters(starter: Instance) -> None:
    first = visit(starter.client, f"{FINDER}?ask=leeftijd").form(field="years")
    assert first.send(starter.client, {"years": "3,5"}).asked == f"{FINDER}?leeftijd=3.5"
    last = visit(starter.client, f"{TUBE}&situatie=geen").form(field="value")
    page = last.send(starter.client, {"value": "6525 ga"})
    assert answers_in(page.asked)["postcode"] == ["6525"]
    assert page.with_class("outcome")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Vul een leeftijd of een geboortedatum in"),
        ({"years": "oud"}, "Vul een getal in, zoals 3 of 3,5."),
        ({"years": "130"}, "Vul een getal in van 0 tot en met 100."),
        ({"day": "30", "month": "2", "year": "2020"}, "Deze datum bestaat niet"),
        ({"day": "1", "month": "1", "year": "2099"}, "ligt na de dag"),
        ({"day": "1", "year": "2020"}, "Deze datum bestaat niet"),
        ({"years": "3", "day": "1", "month": "1", "year": "2020"}, "niet allebei"),
    ],
)
def test_an_age_that_cannot_be_comes_back_as_it_was_typed(starter: Instance, typed: dict[str, str], said: str) -> None:
    page = visit(starter.client, f"{FINDER}?ask=leeftijd").form(field="years").send(starter.client, typed)
    assert page.status == 400
    assert said in page.text("leeftijd")
    assert all(page.by_id(name).get("value") == value for name, value in typed.items())


def test_a_form_without_an_answer_asks_again_and_keeps_the_rest(starter: Instance) -> None:
    page = visit(starter.client, f"{FINDER}?leeftijd=3").form(field="oorzaak").send(starter.client, {})
    assert page.status == 400
    assert "Kies een antwoord" in page.text("oorzaak")
    assert ("leeftijd", "3") in page.form(field="oorzaak").hidden


def test_answers_that_cannot_go_together_come_back_ticked(starter: Instance) -> None:
    form = visit(starter.client, f"{FINDER}?leeftijd=3").form(field="oorzaak")
    page = form.send(starter.client, {"oorzaak": ["psychisch", UNKNOWN]})
    assert page.status == 400
    assert "kunnen niet samen" in page.text("oorzaak")
    assert page.form(field="oorzaak").chosen == [("oorzaak", "psychisch"), ("oorzaak", UNKNOWN)]


def test_all_that_is_wrong_in_an_address_is_named_and_what_is_right_is_kept(starter: Instance) -> None:
    page = visit(starter.client, f"{FINDER}?leeftijd=3&oorzaak=pech&postcode=1000&kleur=rood&at=morgen")
    assert page.status == 400
    summary = next(node for node in page.tree.iter() if node.get("role") == "alert")
    assert len(list(summary.iter("li"))) == 4
    form = page.form(field="oorzaak")
    assert ("leeftijd", "3") in form.hidden
    assert ("postcode", "1000") not in form.hidden


def test_a_question_that_is_not_asked_is_left_out_by_a_button(starter: Instance) -> None:
    page = visit(starter.client, f"{DONE}&kleur=rood")
    assert page.status == 400
    assert visit(starter.client, page.links()["Verder zonder deze antwoorden"]).with_class("outcome")


def test_going_back_shows_the_question_before_with_its_answer(starter: Instance) -> None:
    page = visit(starter.client, f"{FINDER}?leeftijd=3&oorzaak=psychisch&oorzaak=gedrag")
    back = visit(starter.client, page.links()["Terug"])
    assert back.form(field="oorzaak").chosen == [("oorzaak", "psychisch"), ("oorzaak", "gedrag")]
    first = visit(starter.client, back.links()["Terug"])
    assert first.by_id("years").get("value") == "3"
    assert visit(starter.client, first.links()["Terug"]).with_class("button", "a")


def test_changing_one_answer_keeps_the_others(starter: Instance) -> None:
    page = visit(starter.client, DONE)
    change = next(href for text, href in page.links().items() if text.startswith("Wijzig: Waar woont"))
    question = visit(starter.client, change)
    assert question.form(field="woont").chosen == [("woont", "thuis")]
    after = question.form(field="woont").send(starter.client, {"woont": "pleeggezin"})
    assert answers_in(after.asked) == answers_in(DONE) | {"woont": ["pleeggezin"]}
    assert after.with_class("outcome")


def test_an_answer_that_no_longer_counts_leaves_the_address(starter: Instance) -> None:
    page = visit(starter.client, f"{DONE}&ask=leeftijd")
    after = page.form(field="years").send(starter.client, {"years": "3"})
    assert "school" not in answers_in(after.asked)
    assert after.with_class("outcome")


def test_a_changed_answer_that_raises_a_new_question_asks_only_that_one(starter: Instance) -> None:
    page = visit(starter.client, f"{DONE}&ask=hulp")
    question = page.form(field="hulp").send(starter.client, {"hulp": ["verpleging", "vervoer"]})
    assert question.form(field="asked").options("asked") == ["vervoer"]
    after = question.form(field="vervoer").send(starter.client, {"vervoer": "school"})
    assert after.with_class("outcome")
    assert answers_in(after.asked)["postcode"] == ["6525"]


def test_every_payer_is_named_with_who_decides_how_sure_it_is_and_the_article(starter: Instance) -> None:
    page = visit(starter.client, DONE)
    assert words(page.with_class("payers")[0]) == "Zorgverzekeringswet (Zvw) Jeugdwet"
    first = page.with_class("outcome")[0]
    told = words(first)
    assert "Dit volgt uit de wet" in told
    assert "Wie beslist de kinderverpleegkundige" in told
    assert "Besluit zorgverzekering, artikel 2.10" in page.links(first)
    assert re.search(r"Zoals het geldt op \d+ \w+ \d{4}\.", told)
    assert visit(
        starter.client, page.links(first)["Lees de factsheet: Verpleging en medische verzorging komen uit de Zvw"]
    )


def test_what_changes_at_18_is_told_at_17_and_not_at_3(starter: Instance) -> None:
    text = visit(starter.client, DONE).text("inhoud")
    assert "Wat er verandert bij 18 jaar" in text
    assert (
        "Stopt Jeugdwet Begint Wet maatschappelijke ondersteuning 2015 (Wmo) Blijft Zorgverzekeringswet (Zvw)" in text
    )
    assert "Begin hiermee als uw kind 17,5 jaar is." in text
    young = visit(starter.client, DONE.replace("leeftijd=17", "leeftijd=3"))
    assert "Wat er verandert bij 18 jaar" not in young.text()


def test_not_knowing_anything_still_leads_to_somebody_who_helps(starter: Instance) -> None:
    page = walked(starter, {})
    assert "niet bij één wet uit" in page.text("inhoud")
    assert "Geen wet" in words(page.with_class("outcome")[0])
    assert any(href.startswith("tel:") for href in page.links(page.by_id("inhoud")).values())


def test_the_rules_of_another_day_are_those_of_that_day_with_a_note(starter: Instance) -> None:
    page = visit(starter.client, DONE).form(field="at").send(starter.client, {"at": "2016-11-01"})
    assert "U vroeg naar een andere dag" in page.text("inhoud")
    assert "1 november 2016" in page.text("inhoud")
    told = starter.read("/decision-flows/wie-betaalt", headers=None, **answers_in(page.asked))
    assert outcomes(page) == expected(told)


@pytest.mark.parametrize("day", ["morgen", "1949-12-31", "2026-02-30"])
def test_a_day_that_cannot_be_comes_back_with_the_start(starter: Instance, day: str) -> None:
    page = visit(starter.client, f"{FINDER}?at={day}")
    assert page.status == 400
    assert page.by_id("at").get("aria-invalid") == "true"


def test_who_gets_stuck_goes_on_with_the_laws_and_the_postcode_filled_in(starter: Instance) -> None:
    link = visit(starter.client, DONE).links()["Lees wat u kunt doen als de zorg vastloopt."]
    page = visit(starter.client, link)
    assert page.asked == "/escalatie?law=zvw&law=jeugdwet&postcode=6525"
    assert page.status == 200


def test_the_ready_search_is_one_link_away(starter: Instance) -> None:
    starter.catch_up()
    links = visit(starter.client, DONE).links()
    search = next(href for text, href in links.items() if text.startswith("Zoek deze zorg in de buurt: Verpleging"))
    assert answers_in(search)["postcode"] == ["6525"]
    assert visit(starter.client, search).status == 200


def test_no_cache_and_no_search_engine_keeps_what_a_family_answered(starter: Instance) -> None:
    for path in (f"{FINDER}?leeftijd=3", DONE, f"{FINDER}?ask=leeftijd"):
        page = visit(starter.client, path)
        assert page.response.headers["Cache-Control"] == "no-store", path
        assert page.meta("robots") == "noindex"
    start = visit(starter.client, FINDER)
    assert start.response.headers["Cache-Control"].startswith("public")
    assert start.response.headers["ETag"]


def test_the_language_changes_and_the_answers_stay(starter: Instance) -> None:
    english = visit(starter.client, visit(starter.client, DONE).links()["English"])
    assert answers_in(english.asked) == answers_in(DONE)
    assert "This follows from the law" in english.text()


def test_the_long_address_leads_to_the_short_one_and_a_strange_one_nowhere(starter: Instance) -> None:
    answer = starter.client.get("/keuzehulp/wie-betaalt")
    assert (answer.status_code, answer.headers["Location"]) == (301, FINDER)
    assert starter.client.get("/keuzehulp/wie-weet").status_code == 404
