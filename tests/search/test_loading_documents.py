"""`zorgbuurt documents load`: content of another system, published as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.publishing.models import Document
from tests.instances import Instance

DOCS = Path(__file__).parents[2] / "../shared/retrieval/docs.jsonl"


def line(**members: Any) -> str:
    """A line with what is always needed, and these members."""
    return json.dumps({"id": "a-1", "kind": "factsheet", "title": "Logeren", **members}, ensure_ascii=False)


def load(instance: Instance, path: Path, *lines: str, expect: int = 0) -> str:
    """Load a file of these lines; gives what the command said."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return instance.command("documents", "load", path, expect=expect).output


def documents(instance: Instance) -> int:
    """How many documents were ever published."""
    with instance.session() as session:
        return session.scalar(select(func.count()).select_from(Document)) or 0


@pytest.mark.skipif(not DOCS.exists(), reason=f"{DOCS.name} is not here")
def test_a_whole_collection_is_found_by_its_own_ids(bare: Instance) -> None:
    rows = [json.loads(text) for text in DOCS.read_text("utf-8").splitlines()]
    assert f"{len(rows)} documenten gepubliceerd" in bare.command("documents", "load", DOCS).output
    kinds = {"organisatie": "service", "praktijk": "best-practice", "route": "escalation-route"}
    found: dict[str, str] = {}
    for page in range(1, 10):
        answer = bare.search(limit=100, page=page)
        found |= {item["id"]: item["kind"] for item in answer["results"]}
    for row in rows:
        assert found[row["id"]] == kinds.get(row["kind"], row["kind"]), row["id"]
    first = bare.search(q=rows[0]["title"])["results"][0]
    assert (first["id"], first["title"], first["summary"]) == (rows[0]["id"], rows[0]["title"], rows[0]["summary"])
    assert "medical" in first["domains"]


def test_dutch_words_become_ours_and_unknown_laws_tags(bare: Instance, tmp_path: Path) -> None:
    text = line(kind="Praktijk", domains=["Medisch", "veiligheid"], laws=["Zvw", "WLZ", "Woonbonnenwet"], tags=["bed"])
    load(bare, tmp_path / "d.jsonl", text)
    (found,) = bare.search(q="woonbonnenwet", kind="best-practice")["results"]
    assert (found["kind"], found["laws"], found["domains"]) == ("best-practice", ["zvw", "wlz"], ["medical", "safety"])
    changes = bare.read("/changes", limit=1000)["changes"]
    assert next(item for item in changes if item["id"] == "a-1")["body"]["tags"] == ["bed", "Woonbonnenwet"]


def test_a_later_document_replaces_an_earlier_one(bare: Instance, tmp_path: Path) -> None:
    load(bare, tmp_path / "d.jsonl", line(title="Oud"))
    load(bare, tmp_path / "d.jsonl", line(title="Nieuw"))
    found = bare.search(kind="factsheet")["results"]
    assert [item["title"] for item in found if item["id"] == "a-1"] == ["Nieuw"]


@pytest.mark.parametrize("identity", ["org/1", "a b", "é", 7, "x" * 100, "3511AB", "%2e", "ÿ?#"])
def test_any_id_is_kept(bare: Instance, tmp_path: Path, identity: Any) -> None:
    load(bare, tmp_path / "d.jsonl", line(id=identity, title="Kwartelhuis"))
    assert bare.search(q="kwartelhuis")["results"][0]["id"] == str(identity)


def test_a_loaded_service_is_on_the_map_too(bare: Instance, tmp_path: Path) -> None:
    load(bare, tmp_path / "d.jsonl", line(kind="organisatie", summary="Even op adem komen.", laws=["Wlz"]))
    (found,) = bare.read("/services")["services"]
    service = bare.read(f"/services/{found['id']}")
    assert (service["name"], service["laws"]) == ("Logeren", ["wlz"])
    features = bare.read("/services/a-1", headers={"Accept": "application/geo+json"})
    assert features["features"] == []


BROKEN: dict[str, tuple[str, str]] = {
    "no JSON": ("{", "geen JSON"),
    "a list": ("[1]", "geen JSON-object"),
    "too deep": ('{"id":' + "[" * 100_000, "geen JSON"),
    "an endless number": ('{"id": ' + "9" * 5000 + "}", "geen JSON"),
    "half a character": ('{"id": "a", "kind": "factsheet", "title": "\\ud800"}', "half teken"),
    "no id": ('{"kind": "factsheet", "title": "x"}', "id moet tekst zijn"),
    "an empty id": (line(id=""), "id moet tekst zijn"),
    "an id too long": (line(id="x" * 101), "id moet tekst zijn"),
    "another kind": (line(kind="roman"), "kind 'roman' kennen we niet; wel: "),
    "a kind as a number": (line(kind=3), "kind '3' kennen we niet"),
    "no title": (line(title=" "), "title ontbreekt"),
    "a body as a list": (line(body=["a"]), "body moet tekst zijn"),
    "laws as a word": (line(laws="zvw"), "laws moet een lijst van woorden zijn"),
    "another domain": (line(domains=["muziek"]), "domein 'muziek' kennen we niet; wel: "),
    "an id twice": (f"{line()}\n{line(title='Nog eens')}", "regel 3: id 'a-1' staat ook op regel 2"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_told_by_line_and_writes_nothing(bare: Instance, tmp_path: Path, case: str) -> None:
    text, advice = BROKEN[case]
    before = documents(bare)
    said = load(bare, tmp_path / "d.jsonl", line(id="goed"), text, expect=1)
    assert advice in said, said[:500]
    assert "Er is niets geschreven." in said
    assert documents(bare) == before


def test_every_fault_is_told_at_once(bare: Instance, tmp_path: Path) -> None:
    said = load(bare, tmp_path / "d.jsonl", line(kind="x", title="", laws=3), "", "{", expect=1)
    assert [text.split(":")[0] for text in said.splitlines() if text.startswith("regel")] == ["regel 1"] * 3 + [
        "regel 3"
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"PK\x03\x04\xff", "é".encode("latin-1") + b"\n"])
def test_what_is_no_text_is_refused(bare: Instance, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.jsonl").write_bytes(content)
    assert "UTF-8" in bare.command("documents", "load", tmp_path / "d.jsonl", expect=1).output


def test_a_mark_at_the_beginning_and_empty_lines_are_passed_over(bare: Instance, tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text(f"{line()}\n\n", encoding="utf-8-sig")
    assert "1 documenten gepubliceerd" in bare.command("documents", "load", tmp_path / "d.jsonl").output


def test_a_record_of_the_map_is_not_overwritten(own_starter: Instance, tmp_path: Path) -> None:
    service = own_starter.read("/services", limit=1)["services"][0]
    said = load(own_starter, tmp_path / "d.jsonl", line(id=service["id"], kind="service"), expect=1)
    assert f"regel 1: id '{service['id']}' hoort bij een record van de kaart" in said
    assert own_starter.read(f"/services/{service['id']}")["name"] == service["title"]
