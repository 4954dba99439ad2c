"""My list lives in its address: collected without a script, printed, sent on, and true to what is public now."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import html5lib
import pytest
from sqlalchemy import event, select

from core.orm import begin_write, utc_now
from core.publishing.models import Document
from core.publishing.numbering import head_seq
from core.publishing.publishing import withdraw
from socialmap.models import Organization
from tests.instances import Instance
from tests.web.reading import PageRead, visit
from web.chosen import MOST, find_chosen, short_ids


def _ids(instance: Instance, path: str, name: str, limit: int = 3) -> list[str]:
    return [item["id"] for item in instance.read(path, limit=limit)[name]]


def _items(page: PageRead) -> list[str]:
    return [node.get("id", "").removeprefix("r-") for node in page.with_class("my-item", "li")]


def _address(ids: list[str], prefix: str = "") -> str:
    return f"{prefix}/mijn-lijst?" + "&".join(f"i={item[:8]}" for item in ids)


def test_three_are_collected_over_two_searches_and_an_article_without_a_script(starter: Instance) -> None:
    client = starter.client
    page = visit(client, "/zoeken?q=logeren")
    first = next(node for node in page.tree.iter("a") if node.get("data-list"))
    page = visit(client, first.get("href") or "")
    page = page.form(field="q").send(client, {"q": "verpleging thuis", "postcode": "3511 AB", "age": "4"})
    care = page.with_class("result-care", "li")[0]
    page = visit(client, next(iter(page.links(care).values())))
    add = next(node for node in page.tree.iter("a") if node.get("data-list"))
    page = visit(client, add.get("href") or "")
    assert "Mijn lijst (2)" in page.text()
    page = visit(client, page.links()["Zoek verder"])
    page = page.form(field="q").send(client, {"q": "wet langdurige zorg", "postcode": "", "age": ""})
    article = next(address for address in page.links().values() if address.startswith("/factsheets/"))
    page = visit(client, article)
    page = visit(client, next(node for node in page.tree.iter("a") if node.get("data-list")).get("href") or "")
    page = visit(client, page.links()["Mijn lijst (3)"])
    assert len(_items(page)) == 3
    assert page.status == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_list_shows_what_one_needs_on_the_telephone(starter: Instance, prefix: str) -> None:
    ids = _ids(starter, "/services", "services", 70)[-3:]
    page = visit(starter.client, _address(ids, prefix))
    html5lib.HTMLParser(strict=True).parse(page.response.data)
    assert page.meta("robots") == "noindex"
    assert "Set-Cookie" not in page.response.headers
    for service_id in ids:
        body = starter.read(f"/services/{service_id}")
        assert body["phones"][0]["number"] in page.text()
        assert body["organization"]["name"] in page.text()
    assert len(page.with_class("notes")) == 3


def test_the_code_to_scan_is_a_drawing_in_the_page(starter: Instance) -> None:
    page = visit(starter.client, _address(_ids(starter, "/services", "services")))
    [drawing] = page.with_class("qr", "svg")
    assert drawing.find(".//path") is not None
    assert " style=" not in page.response.text


def test_services_organizations_and_articles_stand_on_one_list_in_order(starter: Instance) -> None:
    ids = [
        _ids(starter, "/factsheets", "factsheets")[0],
        _ids(starter, "/organizations", "organizations")[0],
        _ids(starter, "/services", "services")[0],
        _ids(starter, "/best-practices", "bestPractices")[0],
    ]
    assert _items(visit(starter.client, _address(ids))) == [item[:8] for item in ids]


def test_items_can_be_moved_and_taken_off(starter: Instance) -> None:
    ids = [item[:8] for item in _ids(starter, "/services", "services")]
    page = visit(starter.client, _address(ids))
    down = next(address for words, address in page.links().items() if words.startswith("Omlaag"))
    assert _items(visit(starter.client, down)) == [ids[1], ids[0], ids[2]]
    remove = next(address for words, address in page.links().items() if words.startswith("Haal van de lijst"))
    assert _items(visit(starter.client, remove)) == ids[1:]


def test_the_mail_holds_the_link(starter: Instance) -> None:
    page = visit(starter.client, _address(_ids(starter, "/services", "services")))
    mail = page.links()["Mail de lijst"]
    assert mail.startswith("mailto:?subject=")
    assert "http://localhost/mijn-lijst?i=" in unquote(mail)


def test_the_file_for_a_spreadsheet_holds_every_item_and_no_formulas(starter: Instance) -> None:
    ids = _ids(starter, "/services", "services", 20)
    answer = starter.client.get(_address(ids).replace("?", "/csv?"))
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == len(ids)
    assert rows[0]["Naam"] == starter.read(f"/services/{ids[0]}")["name"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_an_empty_list_says_how_to_fill_it(starter: Instance) -> None:
    page = visit(starter.client, "/mijn-lijst")
    assert "Uw lijst is nog leeg." in page.text()
    html5lib.HTMLParser(strict=True).parse(page.response.data)


@pytest.mark.parametrize("query", ["i=", "i=zzzzzzzz", "i=1234567", "i=" + "a" * 500, "x=1", "i='%20OR%201"])
def test_what_is_no_short_id_is_left_out(starter: Instance, query: str) -> None:
    page = visit(starter.client, f"/mijn-lijst?{query}")
    assert (page.status, _items(page)) == (200, [])


def test_a_list_holds_fifty_at_most(starter: Instance) -> None:
    ids = _ids(starter, "/services", "services", 60)
    assert len(ids) == 60
    assert len(_items(visit(starter.client, _address(ids)))) == MOST


def test_what_is_gone_is_told_by_its_name_and_with_what_replaced_it(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        wanted = select(Organization).where(Organization.slug.like("voorbeeld-%")).limit(3)
        gone, replaced, kept = session.scalars(wanted)
        names = gone.name, replaced.name, kept.name
        ids = [str(record.id) for record in (gone, replaced, kept)]
        instead = session.scalars(select(Document).where(Document.id == ids[2], Document.current)).one()
        withdraw(session, gone, "iemand")
        withdraw(session, replaced, "iemand", replaced_by=instead)
        session.commit()
    page = visit(own_starter.client, _address([*ids, "11111111"]))
    assert _items(page) == [ids[2][:8]]
    assert f"{names[0]} staat niet meer op de kaart." in page.text()
    assert f"{names[1]} staat niet meer op de kaart. In de plaats kwam: {names[2]}" in page.text()
    assert "Een plek van uw lijst staat niet meer op de kaart." in page.text()


def test_two_things_whose_ids_begin_the_same_get_longer_ids(own_starter: Instance) -> None:
    first = _ids(own_starter, "/services", "services")[0]
    twin = first[:8] + str(uuid.uuid4())[8:]
    with own_starter.session() as session:
        begin_write(session)
        seq = head_seq(session) + 1
        known = session.scalars(select(Document).where(Document.id == first, Document.current)).one()
        columns = {column.key: getattr(known, column.key) for column in Document.__table__.columns}
        session.add(Document(**{**columns, "seq": seq, "id": twin, "slug": "tweeling", "published_at": utc_now()}))
        session.commit()
        short = short_ids(session, [first, twin])
        assert len(set(short.values())) == 2
        assert all(full.startswith(cut) and len(cut) > 8 for full, cut in short.items())
        [own] = find_chosen(session, [short[twin]])
        assert own.document is not None
        assert own.document.id == twin
    page = visit(own_starter.client, f"/mijn-lijst?i={first[:8]}")
    assert set(_items(page)) == set(short.values())
    assert "kan meer dan één plek bedoelen" in page.text()


def test_looking_up_ids_searches_an_index_and_never_goes_through_the_table(starter: Instance) -> None:
    asked: list[tuple[str, Any]] = []
    with starter.session() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        short_ids(session, ["0352481d-5276-5b19-8d84-a09bcc6ce1c2", "db48c1cc-f1b5-547a-87ff-5910340d515a"])
        find_chosen(session, ["0352481d", "db48c1cc", "e0d04cbe"])
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all() for text, values in asked[:]]
    assert len(plans) >= 3
    steps = [row[3] for plan in plans for row in plan]
    assert any("ix_document_id (id>? AND id<?)" in step for step in steps)
    assert not [step for step in steps if step.startswith("SCAN document")]


def test_the_list_goes_along_to_the_pages_of_care(starter: Instance) -> None:
    page = visit(starter.client, "/zoeken?q=logeren&postcode=3511&i=0352481d")
    care = page.with_class("result-care", "li")[0]
    asked = parse_qs(urlsplit(next(iter(page.links(care).values()))).query)
    assert asked == {"postcode": ["3511"], "i": ["0352481d"]}
