"""From the first page to a list of care: what was typed, where it leads, and what a family reads there."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from search.keepers import keeper
from search.keeping import SearchUnavailable
from tests.instances import Instance
from tests.web.reading import PageRead, visit, words

ASKED = "/zoeken?q=beademing&postcode=3511&age=4"


def results(page: PageRead) -> list[str]:
    """The titles of the results, in order, without those that do not quite fit."""
    apart = {id(node) for section in page.with_class("near-misses") for node in section.iter()}
    return [words(node) for node in page.with_class("result-title") if id(node) not in apart]


def chips(page: PageRead) -> dict[str, str]:
    """What counts, with the address without it."""
    return {
        words(node).partition(":")[0] if words(node).endswith(": haal weg") else words(node): node.get("href") or ""
        for node in page.with_class("chip")
    }


def chip(page: PageRead, start: str) -> str:
    """The address without the chip that begins so."""
    return next(address for text, address in chips(page).items() if text.startswith(start))


def test_the_first_page_leads_to_results_with_four_digits_in_the_address(starter: Instance) -> None:
    form = visit(starter.client, "/").form(field="postcode")
    response = starter.client.post(form.action, data={"q": "beademing", "postcode": "3511 AB", "age": "4"})
    assert response.status_code == 303
    assert response.headers["Cache-Control"] == "no-store"
    assert parse_qs(urlsplit(response.location).query) == {"q": ["beademing"], "postcode": ["3511"], "age": ["4"]}
    found = visit(starter.client, response.location)
    assert "gevonden bij 3511 Utrecht" in found.text("gevonden")
    assert results(found)[0] == "Voorbeeld: Logeren met beademing in De Boshut"


def test_the_english_form_leads_to_the_english_page(starter: Instance) -> None:
    response = starter.client.post("/en/zoeken", data={"q": "beademing", "postcode": "3511"})
    assert response.location.startswith("/en/zoeken?")
    found = visit(starter.client, response.location)
    assert "found near 3511 Utrecht" in found.text("gevonden")
    assert "Call" in found.text()


def test_a_card_says_what_matters(starter: Instance) -> None:
    card = visit(starter.client, ASKED).with_class("result")[0]
    text = words(card)
    for told in (
        "Voorbeeld: Logeerhuis De Boshut",
        "Werkt in de gemeente Utrecht",
        "Ermelo, 42 km",
        "4 tot 18 jaar",
        "Betaald uit: Zorgverzekeringswet (Zvw) of Wet langdurige zorg (Wlz)",
        "Wachttijd: ongeveer 28 weken (1 oktober 2026)",
        "Nagekeken op 25 september 2026",
        "0341 000 001",
    ):
        assert told in text
    assert [node.get("href") for node in card.iter("a") if (node.get("href") or "").startswith("tel:")] == [
        "tel:+31341000001"
    ]


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"postcode": "0000"}, "postcode", "is geen postcode"),
        ({"postcode": "9999 SS"}, "postcode", "eindigt op"),
        ({"postcode": "8999"}, "postcode", "bestaat niet"),
        ({"age": "vier"}, "age", "als getal"),
        ({"age": "121"}, "age", "van 0 tot 120"),
        ({"q": "a" * 201}, "q", "hoogstens 200 tekens"),
    ],
)
@pytest.mark.parametrize("method", ["post", "get"])
def test_a_fault_is_named_beside_its_field_and_nothing_is_lost(
    starter: Instance, data: dict[str, str], field: str, said: str, method: str
) -> None:
    typed = {"q": "beademing", "postcode": "3511", "age": "4", **data}
    if method == "post":
        page = PageRead(starter.client.post("/zoeken", data=typed))
    else:
        page = PageRead(starter.client.get("/zoeken", query_string=typed))
    assert page.status == 400
    assert said in page.text(f"{field}-fault")
    summary = page.with_class("error-summary")[0]
    assert f"#{field}" in page.links(summary).values()
    form = page.form(field="postcode")
    assert {node.get("name"): node.get("value") for node in form.fields if node.get("name") in typed} == typed


def test_all_faults_are_named_at_once(starter: Instance) -> None:
    page = PageRead(starter.client.post("/zoeken", data={"q": "a" * 201, "postcode": "x", "age": "oud"}))
    assert set(page.links(page.with_class("error-summary")[0]).values()) == {"#q", "#postcode", "#age"}


@pytest.mark.parametrize("query", ["postcode=3511AB", "postcode=3511%20ab&q=sonde", "q=sonde+bij+3511+AB"])
def test_a_full_postcode_does_not_stay_in_an_address(starter: Instance, query: str) -> None:
    response = starter.client.get(f"/zoeken?{query}")
    assert response.status_code == 303
    assert "AB" not in response.location.upper()
    assert "3511" in response.location


def test_what_was_understood_can_be_taken_away(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=logeren+peuter+in+Zwolle&law=wlz")
    assert chip(page, "Bij Zwolle") == "/zoeken?q=logeren+peuter+in&law=wlz"
    assert chip(page, "Leeftijd") == "/zoeken?q=logeren+in+Zwolle&law=wlz"
    assert chip(page, "Wet langdurige zorg") == "/zoeken?q=logeren+peuter+in+Zwolle"
    assert "Zwolle" not in visit(starter.client, chip(page, "Bij Zwolle")).text("gevonden")


def test_a_filter_narrows_and_its_count_was_right(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=beademing")
    form = page.form(field="law")
    box = next(node for node in page.with_class("choice") if "Wet langdurige zorg" in words(node))
    counted = int(words(box).split("(Wlz)")[1])
    narrowed = form.send(starter.client, {"law": "wlz"})
    assert narrowed.text("gevonden").split()[0] == str(counted)
    assert ("law", "wlz") in narrowed.form(field="law").chosen


def test_what_is_near_and_does_not_fit_stands_apart_with_its_reason(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=kinderdagverblijf+met+verpleging&postcode=3511&age=12")
    apart = page.with_class("near-misses")[0]
    cards = [node for node in apart.iter("li") if "result" in (node.get("class") or "").split()]
    assert cards
    for card in cards:
        reasons = [words(node) for node in card.iter("ul") if "misses" in (node.get("class") or "")]
        assert reasons[0].startswith(("Werkt niet in", "Niet voor deze leeftijd", "Verder weg", "Tijdelijk gesloten"))


def test_a_spelling_mistake_is_mended_and_can_be_kept(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=beadmeing")
    assert "We zochten op “beademing”" in page.text()
    kept = next(address for text, address in page.links().items() if text.startswith("Zoek toch precies"))
    assert parse_qs(urlsplit(kept).query)["q"] == ['"beadmeing"']


def test_nothing_found_helps_on(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=beademing&postcode=3511&age=60&kind=service&law=education&radiusKm=5")
    assert page.text("gevonden") == "Niets gevonden"
    text = words(page.with_class("nothing")[0])
    assert "Juiste Loket" in text
    links = page.links(page.with_class("nothing")[0])
    assert links["Zoek zonder filters"] == "/zoeken?q=beademing&postcode=3511&age=60"
    assert links["Zoek in heel Nederland"] == "/zoeken?q=beademing&age=60&kind=service&law=education"
    assert links["Zoek voor elke leeftijd"] == "/zoeken?q=beademing&postcode=3511&radiusKm=5&kind=service&law=education"
    assert links["Zoek uit wie de zorg betaalt"] == "/wie-betaalt"


def test_words_that_nothing_has_are_named(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=zzqqy")
    assert "Deze woorden staan nergens op de kaart: zzqqy." in page.text()
    assert results(page) == []


def test_words_that_were_left_out_are_named_above_the_rest(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=zzqqy&postcode=3511")
    assert "Deze woorden staan nergens op de kaart, dus we letten er niet op: zzqqy." in page.text()
    assert results(page)


def test_pages_of_results_hang_together(starter: Instance) -> None:
    first = visit(starter.client, "/zoeken?postcode=3511&kind=service")
    second = visit(starter.client, first.links()["Volgende"])
    assert "page=2" in second.asked
    assert not set(results(first)) & set(results(second))
    assert visit(starter.client, second.links()["Vorige"]).asked == first.asked


def test_a_page_beyond_the_last_is_empty_and_leads_back(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=beademing&page=400")
    assert page.status == 200
    assert results(page) == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "page=99999999999", "law=onbekend", "kind=organization"]
)
def test_what_a_page_does_not_know_is_left_out(starter: Instance, query: str) -> None:
    page = visit(starter.client, f"/zoeken?q=beademing&{query}")
    assert page.status == 200
    assert results(page) == results(visit(starter.client, "/zoeken?q=beademing"))


@pytest.mark.parametrize("sort", ["relevance", "distance", "name"])
def test_the_list_has_the_order_of_the_api(starter: Instance, sort: str) -> None:
    members = {"postcode": "3511", "kind": "service", "sort": sort}
    page = PageRead(starter.client.get("/zoeken", query_string=members))
    assert results(page) == [item["title"] for item in starter.search(**members)["results"]]


def test_three_are_put_on_a_list_without_a_script(starter: Instance) -> None:
    page = visit(starter.client, ASKED)
    taken = []
    for number in range(2):
        card = page.with_class("result-care")[number]
        link = next(node for node in card.iter("a") if "list-link" in (node.get("class") or ""))
        taken.append((link.get("href") or "").rpartition("#r-")[2])
        page = visit(starter.client, link.get("href") or "")
    assert parse_qs(urlsplit(page.asked).query)["i"] == taken
    assert [words(node).partition(":")[0] for node in page.with_class("list-link")[:2]] == [
        "Op uw lijst",
        "Op uw lijst",
    ]
    assert ("i", taken[0]) in page.form(field="law").hidden
    off = next(node for node in page.with_class("list-link") if (node.get("href") or "").endswith(taken[0]))
    assert parse_qs(urlsplit(off.get("href") or "").query)["i"] == taken[1:]


def test_results_are_not_for_search_engines(starter: Instance) -> None:
    assert visit(starter.client, ASKED).meta("robots") == "noindex, follow"


def test_a_search_while_the_index_is_made_says_when_to_come_back(own_starter: Instance) -> None:
    def unavailable() -> None:
        raise SearchUnavailable

    with own_starter.app.app_context():
        keeper().state = unavailable  # type: ignore[assignment, method-assign]
    response = own_starter.client.get(ASKED)
    assert response.status_code == 503
    assert response.mimetype == "text/html"
    assert int(response.headers["Retry-After"]) > 0
    assert "tel:" in response.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "' or 1=1 --",
        "\u202e",
        "%00",
        "a" * 200,
    ],
)
def test_hostile_words_are_only_words(starter: Instance, text: str) -> None:
    response = starter.client.get("/zoeken", query_string={"q": text, "i": text, "postcode": "3511"})
    assert response.status_code in {200, 400}
    assert "<script>alert" not in response.text
    assert "<img src=x" not in response.text


def test_who_names_a_place_sees_care_first_and_explanations_apart(starter: Instance) -> None:
    care = starter.search(q="beademing", postcode="3511", kind="service")
    page = visit(starter.client, "/zoeken?q=beademing&postcode=3511")
    assert results(page) == [item["title"] for item in care["results"]]
    assert str(care["total"]) in page.text("gevonden")
    [apart] = page.with_class("explanations")
    links = [node.get("href") or "" for node in apart.iter("a")]
    assert links
    assert not any(link.startswith("/zorg/") for link in links)
    everything = visit(starter.client, links[-1])
    assert everything.status == 200
    assert not everything.with_class("explanations")


@pytest.mark.parametrize(
    "question", ["q=wie+betaalt+verpleging", "q=beademing&postcode=3511&kind=factsheet&kind=service"]
)
def test_without_a_place_or_with_a_chosen_kind_everything_is_one_list(starter: Instance, question: str) -> None:
    assert not visit(starter.client, f"/zoeken?{question}").with_class("explanations")


def test_a_place_in_the_words_counts_as_a_place(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=beademing+in+utrecht")
    [apart] = page.with_class("explanations")
    assert list(apart.iter("a"))
    assert "gevonden bij" in page.text("gevonden")


def test_when_there_is_no_care_the_explanations_are_the_list(bare: Instance) -> None:
    assert visit(bare.client, "/zoeken?q=logeren&postcode=3511").status == 200
