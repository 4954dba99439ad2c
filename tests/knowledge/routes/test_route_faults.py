"""What a route is refused for: every fault at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from knowledge.flows.sources import RefusedError
from knowledge.routes.checking import check_route
from knowledge.routes.reading import read_route, route_from_data
from knowledge.routes.route import Route


@pytest.fixture
def data(route_text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(route_text)
    return loaded


def faults_of(data: dict[str, Any], desk_types: frozenset[str]) -> list[str]:
    return [str(fault) for fault in check_route(route_from_data(data), desk_types)]


def test_the_shipped_route_has_no_faults(route: Route, desk_types: frozenset[str]) -> None:
    assert check_route(route, desk_types) == []


def test_a_cycle_is_named_with_its_way_round(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    data["steps"]["c"].update(nextOnNo="a1", nextOnSilence="a1", silenceDays=7)
    (fault,) = faults_of(data, desk_types)
    assert "go round in a circle: a1 → b → c → a1" in fault


def test_a_step_that_leads_to_itself_is_a_cycle(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    data["steps"]["c"].update(nextOnNo="c", nextOnSilence="c", silenceDays=7)
    assert any("circle: c → c" in fault for fault in faults_of(data, desk_types))


def test_a_step_no_law_leads_to_is_named(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    data["starts"]["zvw"] = "b"
    assert faults_of(data, desk_types) == ["steps.a1: no law leads to this step"]


def test_a_law_without_a_start_or_a_regular_way_is_named(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    del data["starts"]["wmo"]
    del data["regularWays"]["wmo-gemeente"]
    assert faults_of(data, desk_types) == [
        "starts: the law 'wmo' has no start",
        "regularWays: the law 'wmo' has no regular way",
    ]


def test_two_last_steps_are_one_too_many(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    for member in ("nextOnNo", "nextOnSilence", "silenceDays"):
        del data["steps"]["a1"][member]
    found = faults_of(data, desk_types)
    assert any("exactly one last step; there are 2: a1, c" in fault for fault in found)


def test_the_last_step_must_be_open_to_every_case(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    data["steps"]["c"]["laws"] = ["zvw"]
    assert faults_of(data, desk_types) == ["steps.c: is the last step and must be open to every case"]


def test_unknown_desk_types_laws_and_articles_are_named_together(
    data: dict[str, Any], desk_types: frozenset[str]
) -> None:
    data["steps"]["a1"].update(deskType="kroeg", laws=["zeewet"])
    data["articles"]["Jw 1.1"]["text"] = "Zeewet"
    found = "\n".join(faults_of(data, desk_types))
    for part in ("unknown desk type 'kroeg'", "unknown law 'zeewet'", "unknown law article Zeewet 1.1"):
        assert part in found


def test_a_step_without_a_source_is_named(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    del data["steps"]["c"]["sources"]
    assert faults_of(data, desk_types) == ["steps.c: has no source"]


def test_silence_needs_a_number_of_days(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    del data["steps"]["b"]["silenceDays"]
    assert any("steps.b.silenceDays: is missing" in fault for fault in faults_of(data, desk_types))


def test_a_step_must_go_on_after_a_no_and_after_silence(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    del data["steps"]["b"]["nextOnNo"]
    assert any("but not after both" in fault for fault in faults_of(data, desk_types))


def test_a_next_step_that_does_not_exist_is_named(data: dict[str, Any], desk_types: frozenset[str]) -> None:
    data["steps"]["b"]["nextOnNo"] = "z"
    assert any("there is no step 'z'" in fault for fault in faults_of(data, desk_types))


def test_a_text_in_one_language_only_is_refused_with_line_and_place(data: dict[str, Any]) -> None:
    del data["steps"]["a2"]["expect"]["en"]
    data["steps"]["b"]["silenceDays"] = 1.5
    data["fallback"]["website"] = "javascript:alert(1)"
    with pytest.raises(RefusedError) as caught:
        read_route(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    found = [str(fault) for fault in caught.value.faults]
    assert [fault.line is not None for fault in caught.value.faults] == [True, True, True]
    assert "steps.a2.expect" in found[0]
    assert "whole number" in found[1]
    assert "https://" in found[2]
