"""What differs between two contents, and what two people made of one: nothing is missed and nothing is lost."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages import Message
from core.publishing.differences import (
    ORDER,
    Change,
    ChangeKind,
    Conflict,
    Side,
    differences,
    is_same,
    merge,
    path_text,
)
from core.publishing.labels import label_of, labels_of
from core.publishing.words import WordChange, WordKind, word_changes
from knowledge.models import ArticleRecord
from socialmap.models import Organization

BASE: dict[str, Any] = {
    "id": "o",
    "name": "Zorg",
    "website": "https://zorg.example",
    "care_types": ["nachtzorg"],
    "services": [
        {"id": "a", "name": "Nacht", "minimum_age": 4.0, "phones": [{"id": "p", "number": "030 1"}]},
        {"id": "b", "name": "Dag"},
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BASE), **changes}


def services(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in content.get("services", [])}


def test_each_difference_has_its_place_and_both_values() -> None:
    new = changed(name="Zorg Nu", email="a@b.nl", website=None)
    new["services"] = [{"id": "c", "name": "Avond"}, new["services"][0]]
    new["services"][1]["phones"][0]["number"] = "030 2"
    assert differences(BASE, new) == [
        Change(("name",), ChangeKind.CHANGED, "Zorg", "Zorg Nu"),
        Change(("website",), ChangeKind.REMOVED, "https://zorg.example", None),
        Change(("services", "a", "phones", "p", "number"), ChangeKind.CHANGED, "030 1", "030 2"),
        Change(("services", "b"), ChangeKind.REMOVED, {"id": "b", "name": "Dag"}, None),
        Change(("services", "c"), ChangeKind.ADDED, None, {"id": "c", "name": "Avond"}),
        Change(("email",), ChangeKind.ADDED, None, "a@b.nl"),
    ]


def test_parts_in_another_order_moved_and_did_not_change() -> None:
    new = changed(services=BASE["services"][::-1])
    assert differences(BASE, new) == [Change(("services",), ChangeKind.MOVED, ["a", "b"], ["b", "a"])]


@pytest.mark.parametrize(
    ("one", "other"), [(None, ""), ([], None), (4, "4"), (0.5, "0,5"), ("a\r\nb ", "a\nb"), ({}, []), ("  ", None)]
)
def test_two_spellings_of_the_same_are_no_difference(one: Any, other: Any) -> None:
    assert is_same(one, other)
    assert differences({"name": one}, {"name": other}) == []


@pytest.mark.parametrize(("one", "other"), [(True, 1), (False, None), (0, None), ("4", "5"), ("a", ["a"]), (1, "één")])
def test_what_differs_is_a_difference(one: Any, other: Any) -> None:
    assert len(differences({"name": one}, {"name": other})) == 1


def test_what_only_one_of_two_changed_is_taken() -> None:
    mine, theirs = changed(name="Mijn naam"), changed(website="https://anders.example")
    services(mine)["a"]["minimum_age"] = 6.0
    services(theirs)["b"]["name"] = "Overdag"
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert (merged.content["name"], merged.content["website"]) == ("Mijn naam", "https://anders.example")
    assert services(merged.content)["a"]["minimum_age"] == 6.0
    assert services(merged.content)["b"]["name"] == "Overdag"


def test_what_both_changed_alike_is_no_conflict() -> None:
    merged = merge(BASE, changed(name="Nieuw"), changed(name="Nieuw "))
    assert merged.conflicts == ()
    assert merged.content["name"].strip() == "Nieuw"


def test_what_both_changed_differently_is_a_conflict_until_it_is_decided() -> None:
    mine, theirs = changed(name="Van mij"), changed(name="Van haar")
    services(mine)["a"]["phones"][0]["number"] = "030 7"
    services(theirs)["a"]["phones"][0]["number"] = "030 8"
    phone = ("services", "a", "phones", "p", "number")
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == (
        Conflict(("name",), "Zorg", "Van mij", "Van haar"),
        Conflict(phone, "030 1", "030 7", "030 8"),
    )
    decided = merge(BASE, mine, theirs, {("name",): Side.THEIRS, phone: Side.MINE})
    assert decided.conflicts == ()
    assert decided.content["name"] == "Van haar"
    assert services(decided.content)["a"]["phones"][0]["number"] == "030 7"
    assert path_text(phone) == "services.a.phones.p.number"


def test_a_part_that_one_took_away_and_the_other_changed_is_a_conflict() -> None:
    mine, theirs = changed(services=BASE["services"][:1]), changed()
    services(theirs)["b"]["name"] = "Overdag"
    merged = merge(BASE, mine, theirs)
    [conflict] = merged.conflicts
    assert (conflict.path, conflict.mine, conflict.theirs) == (("services", "b"), None, {"id": "b", "name": "Overdag"})
    assert "b" in services(merged.content)
    assert "b" not in services(merge(BASE, mine, theirs, {conflict.path: Side.MINE}).content)
    assert services(merge(BASE, mine, theirs, {conflict.path: Side.THEIRS}).content)["b"]["name"] == "Overdag"


def test_a_part_that_one_took_away_and_the_other_left_alone_goes() -> None:
    merged = merge(BASE, changed(name="X"), changed(services=BASE["services"][1:]))
    assert merged.conflicts == ()
    assert list(services(merged.content)) == ["b"]


def test_parts_that_both_added_both_stay_where_they_were_put() -> None:
    mine = changed(services=[BASE["services"][0], {"name": "Mijn nieuwe"}, BASE["services"][1]])
    theirs = changed(services=[*BASE["services"], {"id": "t", "name": "Haar nieuwe"}])
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert [item["name"] for item in merged.content["services"]] == ["Nacht", "Mijn nieuwe", "Dag", "Haar nieuwe"]


def test_an_order_that_both_changed_differently_is_a_conflict() -> None:
    base = {"phones": [{"id": name} for name in "abc"]}
    mine, theirs = ({"phones": [{"id": name} for name in order]} for order in ("cab", "bca"))
    merged = merge(base, mine, theirs)
    assert [conflict.path for conflict in merged.conflicts] == [("phones", ORDER)]
    decided = merge(base, mine, theirs, {("phones", ORDER): Side.THEIRS})
    assert [item["id"] for item in decided.content["phones"]] == ["b", "c", "a"]


values = st.none() | st.sampled_from(["a", "b", "c"]) | st.integers(0, 2) | st.lists(st.sampled_from("xy"), max_size=2)


@st.composite
def edits(draw: st.DrawFn) -> dict[str, Any]:
    """A content out of few values, so that edits often meet."""
    content: dict[str, Any] = {name: value for name in "kl" if (value := draw(values)) is not None}
    chosen = draw(st.permutations("123").map(lambda order: order[: draw(st.integers(0, 3))]))
    parts = []
    for name in chosen:
        inner = [{"id": key, "w": draw(values)} for key in draw(st.sampled_from(["", "8", "9", "89", "98"]))]
        parts.append({"id": name, "v": draw(values), **({"inner": inner} if inner else {})})
    return {**content, **({"parts": parts} if parts else {})}


@given(base=edits(), mine=edits())
def test_merging_with_who_changed_nothing_gives_the_other_one(base: dict[str, Any], mine: dict[str, Any]) -> None:
    for merged in (merge(base, mine, base), merge(base, base, mine), merge(base, mine, mine)):
        assert merged.conflicts == ()
        assert differences(merged.content, mine) == []


@given(base=edits(), mine=edits(), theirs=edits())
def test_a_merge_takes_every_change_or_names_it(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    merged = merge(base, mine, theirs)
    named = [conflict.path for conflict in merged.conflicts]
    for side in (mine, theirs):
        others = [item.path for item in differences(merged.content, side)]
        for change in differences(base, side):
            if change.kind is ChangeKind.MOVED:
                continue
            taken = change.path not in others
            # A change within a part that the other added or took away is within what is named.
            assert taken or any(change.path[: len(path)] == path for path in named), change


@given(base=edits(), mine=edits(), theirs=edits(), side=st.sampled_from(Side))
def test_deciding_every_conflict_leaves_none(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], side: Side
) -> None:
    conflicts = merge(base, mine, theirs).conflicts
    assert merge(base, mine, theirs, {item.path: side for item in conflicts}).conflicts == ()


@given(old=st.text("ab \n", max_size=60), new=st.text("ab \n", max_size=60))
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind is not WordKind.REMOVED).split() == new.split()
    assert "".join(piece.text for piece in pieces if piece.kind is not WordKind.ADDED).split() == old.split()
    assert all(one.kind is not other.kind for one, other in pairwise(pieces))


def test_a_changed_word_is_told_apart_from_its_sentence() -> None:
    assert word_changes("Bel ons op maandag.", "Bel ons op dinsdag.") == [
        WordChange(WordKind.SAME, "Bel ons op "),
        WordChange(WordKind.REMOVED, "maandag."),
        WordChange(WordKind.ADDED, "dinsdag."),
    ]


def test_long_texts_are_compared_by_line_and_then_by_word() -> None:
    lines = [f"Regel {number} van een lang verhaal over zorg.\n" for number in range(3000)]
    old, new = "".join(lines), "".join([*lines[:1500], "Regel 1500 van een kort verhaal over zorg.\n", *lines[1501:]])
    pieces = word_changes(old, new)
    assert [(piece.kind, piece.text.strip()) for piece in pieces if piece.kind is not WordKind.SAME] == [
        (WordKind.REMOVED, "lang"),
        (WordKind.ADDED, "kort"),
    ]
    assert "".join(piece.text for piece in pieces if piece.kind is not WordKind.REMOVED) == new


@pytest.mark.parametrize("text", ["a " * 100_000, "ab" * 100_000, "\n" * 200_000, "a\n" * 100_000])
def test_no_text_is_too_hostile_to_compare(text: str) -> None:
    pieces = word_changes(text, text.replace("a", "b"))
    assert (
        "".join(piece.text for piece in pieces if piece.kind is not WordKind.REMOVED).split()
        == text.replace("a", "b").split()
    )


def test_a_path_is_called_as_the_form_calls_it() -> None:
    steps = labels_of(Organization, ("services", "a", "phones", "p", "number"), BASE)
    assert [(str(step.label), step.detail) for step in steps] == [
        ("Diensten", "Nacht"),
        ("Telefoonnummers", "030 1"),
        ("Telefoonnummer", None),
    ]
    assert label_of(Organization, ("services", 0, "name")) == Message("Naam")
    assert label_of(ArticleRecord, ("texts", 0, "sources", 2, "url")) == Message("Webadres")
    assert label_of(Organization, ("services", ORDER)) == Message("Volgorde")
    assert label_of(Organization, ("nergens",)) == Message("nergens")
