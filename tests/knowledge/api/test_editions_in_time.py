"""What holds on a day: editions that begin later, that ended, and texts that were replaced."""

from __future__ import annotations

import json
from datetime import date

from tests.instances import Instance
from tests.knowledge.editing import TODAY, TOMORROW, YESTERDAY, article, found, save, withdraw_article


def titles(instance: Instance, **query: str) -> list[str]:
    return [item["title"] for item in instance.read("/pages", **query)["pages"]]


def test_an_edition_of_tomorrow_shows_from_its_day_on(bare: Instance) -> None:
    save(bare, article(title="De oude regel"), article(title="De nieuwe regel", valid_from=TOMORROW))
    assert bare.read("/pages/proef")["title"] == "De oude regel"
    assert bare.read("/pages/proef", validOn=str(TOMORROW))["title"] == "De nieuwe regel"
    assert titles(bare) == ["De oude regel"]
    assert titles(bare, validOn=str(TOMORROW)) == ["De nieuwe regel"]


def test_search_finds_only_the_edition_of_today(bare: Instance) -> None:
    save(
        bare,
        article("## Kop {#kop}\n\nWij noemen dit fluitketel.", valid_from=date(2020, 1, 1)),
        article("## Kop {#kop}\n\nWij noemen dit theepot.", valid_from=TOMORROW),
    )
    bare.catch_up()
    assert found(bare, "fluitketel", "page") == ["proef"]
    assert found(bare, "theepot", "page") == []


def test_an_edition_that_begins_today_takes_the_place_of_the_older_one(bare: Instance) -> None:
    save(bare, article(title="De oude regel"))
    save(bare, article(title="De nieuwe regel", valid_from=TODAY))
    body = bare.read("/pages/proef")
    assert body["title"] == "De nieuwe regel"
    assert bare.read("/pages/proef", validOn=str(YESTERDAY))["title"] == "De oude regel"
    assert bare.read("/pages/proef", validOn=str(YESTERDAY))["validUntil"] == str(YESTERDAY)
    assert [item["validFrom"] for item in body["versions"] if item["current"]] == [str(TODAY), "2020-01-01"]


def test_a_day_on_which_nothing_holds_says_what_holds_when(bare: Instance) -> None:
    save(bare, article(valid_until=YESTERDAY))
    response = bare.get("/pages/proef")
    problem = json.loads(response.data)
    assert response.status_code == 404
    assert problem["type"].endswith("not-valid-on-this-day")
    [version] = problem["versions"]
    assert (version["validFrom"], version["validUntil"]) == ("2020-01-01", str(YESTERDAY))
    assert bare.client.get(version["url"]).status_code == 200
    assert titles(bare) == []


def test_a_text_that_was_replaced_can_still_be_read(bare: Instance) -> None:
    save(bare, article("## Kop {#kop}\n\nEerste tekst."))
    save(bare, article("## Kop {#kop}\n\nVerbeterde tekst."))
    body = bare.read("/pages/proef")
    assert "Verbeterde tekst" in body["html"]
    newest, oldest = body["versions"]
    assert (newest["current"], oldest["current"]) == (True, False)
    assert "Eerste tekst" in json.loads(bare.client.get(oldest["url"]).data)["html"]
    assert newest["version"] > oldest["version"]


def test_a_version_that_never_was_is_not_found(bare: Instance) -> None:
    save(bare, article())
    assert bare.get("/pages/proef", version=99).status_code == 404


def test_a_draft_shows_nothing_of_itself(bare: Instance) -> None:
    save(bare, article("## Kop {#kop}\n\nEerste tekst."))
    save(bare, article("## Kop {#kop}\n\nNog niet af."), publish=False)
    body = bare.read("/pages/proef")
    assert "Eerste tekst" in body["html"]
    assert len(body["versions"]) == 1


def test_an_article_that_was_only_saved_is_not_there(bare: Instance) -> None:
    save(bare, article(), publish=False)
    assert bare.get("/pages/proef").status_code == 404
    assert titles(bare) == []


def test_what_was_withdrawn_is_gone_from_lists_and_search(bare: Instance) -> None:
    save(bare, article("## Kop {#kop}\n\nHier staat fluitketel."))
    bare.catch_up()
    withdraw_article(bare, "proef")
    bare.catch_up()
    assert bare.get("/pages/proef").status_code == 410
    assert titles(bare) == []
    assert found(bare, "fluitketel", "page") == []


def test_a_section_that_was_taken_out_is_no_longer_found(bare: Instance) -> None:
    save(bare, article("## Kop {#kop}\n\nGewoon.\n\n## Fluitketel {#fluitketel}\n\nWeg ermee."))
    bare.catch_up()
    assert found(bare, "fluitketel", "page") == ["proef"]
    save(bare, article())
    bare.catch_up()
    assert found(bare, "fluitketel", "page") == []


def test_publishing_what_the_public_already_sees_adds_nothing(bare: Instance) -> None:
    save(bare, article())
    before = bare.read("/changes", limit=1000)["nextSince"]
    save(bare, article())
    assert bare.read("/changes", limit=1000)["nextSince"] == before
