"""The lists of the desk: filters in the address, counts, order, and pages with real links."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from admin.records.subjects import SUBJECTS
from tests.admin.pages import said, submitted
from tests.admin.people import signed_in
from tests.instances import Instance


def names(html: str) -> list[str]:
    """The names in a list, in order."""
    return re.findall(r'(?s)class="cell-main".*?<a[^>]*>([^<]+)</a>', html)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_has_a_list_a_reader_may_see(desk: Instance, subject: str) -> None:
    reader = signed_in(desk, "reader")
    page = reader.get(f"/beheer/{subject}")
    assert page.status_code == 200
    assert names(page.text)


def test_a_long_list_comes_in_pages_that_together_show_each_record_once(desk: Instance, editor: object) -> None:
    client = signed_in(desk, "reader")
    first = client.get("/beheer/organisaties").text
    total = int(re.search(r"(\d+) invoeren", said(first)).group(1))  # type: ignore[union-attr]  # the page always says it
    found = names(first)
    number = 1
    while f'rel="next" href="/beheer/organisaties?blad={number + 1}"' in client.get(
        "/beheer/organisaties", query_string={"blad": number}
    ).text.replace("&amp;", "&"):
        number += 1
        found += names(client.get("/beheer/organisaties", query_string={"blad": number}).text)
    assert len(found) == total
    assert found == sorted(found, key=str.lower)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "emma kinder"}, "Amsterdam UMC, Emma Kinderziekenhuis"),
        ({"q": "sophia", "wet": "zvw"}, "Erasmus MC, Sophia Kinderziekenhuis"),
        ({"gebied": "NIK-UTRECHT"}, "Netwerk Integrale Kindzorg, regio Utrecht"),
        ({"stand": "published", "q": "ciz"}, "CIZ"),
    ],
)
def test_filters_narrow_the_list(desk: Instance, filters: dict[str, str], expected: str) -> None:
    client = signed_in(desk, "reader")
    page = client.get("/beheer/organisaties", query_string=filters).text
    assert expected in [name.replace("&amp;", "&") for name in names(page)]
    assert len(names(page)) < 50


def test_a_changed_record_stands_under_changed_with_its_count(desk: Instance) -> None:
    client = signed_in(desk, "editor")
    record = re.search(r'href="(/beheer/regios/[0-9a-f-]{36})"', client.get("/beheer/regios").text)
    assert record is not None
    submitted(client, f"{record[1]}/bewerken/gegevens", description="Nieuwe uitleg van de regio.")
    page = client.get("/beheer/regios?stand=changed").text
    assert len(names(page)) == 1
    assert re.search(r"gewijzigd, nog niet gepubliceerd\s+1", said(page).replace("&nbsp;", " "))


def test_what_was_changed_last_comes_first_when_asked(desk: Instance) -> None:
    client = signed_in(desk, "editor")
    record = re.search(r'href="(/beheer/lijsten/[0-9a-f-]{36})">([^<]+)<', client.get("/beheer/lijsten").text)
    assert record is not None
    submitted(client, f"{record[1]}/bewerken/gegevens", description="Waar deze lijst voor is.")
    assert names(client.get("/beheer/lijsten?sorteer=nieuwste").text)[0] == record[2]


@pytest.mark.parametrize(
    "query",
    [
        "blad=-1",
        "blad=9999999",
        "blad=x",
        "stand=onzin",
        "sorteer=1;drop",
        "q=%27%25_",
        "q=" + "a" * 5000,
        "wet=%22",
        "eigenaar=%F0%9F%98%80",
        "verlopen=ja",
        "gebied=" + "x" * 300,
    ],
)
def test_a_filter_that_makes_no_sense_never_breaks_the_list(desk: Instance, query: str) -> None:
    client = signed_in(desk, "reader")
    assert client.get(f"/beheer/organisaties?{query}").status_code == 200


def test_nothing_found_says_so_and_offers_the_way_back(desk: Instance) -> None:
    client = signed_in(desk, "reader")
    page = client.get("/beheer/organisaties?q=zzzzzz").text
    assert "Niets gevonden" in page
    assert "Wis de filters" in page


def test_names_stand_in_the_order_in_which_people_sort_them(desk: Instance, editor: FlaskClient) -> None:
    wanted = ["Zzorg alfa", "zzorg Beta", "ZZÖRG delta", "zzorg échelon", "Zzorg Foxtrot"]
    for name in reversed(wanted):
        assert submitted(editor, "/beheer/organisaties/nieuw", name=name).status_code == 302
    assert names(editor.get("/beheer/organisaties", query_string={"q": "zz"}).text) == wanted
