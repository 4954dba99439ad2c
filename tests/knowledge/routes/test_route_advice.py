"""What a professional or parent with a stuck case is told."""

from __future__ import annotations

import pytest

from knowledge.routes.advising import Advice, AdviceRefusedError, Desk, advise
from knowledge.routes.route import Route

JUISTE_LOKET = Desk("d1", "Juiste Loket", phone="030 000 00 00")
DOI = Desk("d2", "DOI-team Gelderland", email="doi@nik.example")
SILENT = Desk("d3", "Expertteam zonder contact")


def nothing(desk_type: str) -> Desk | None:
    return None


def some(desk_type: str) -> Desk | None:
    return {"juiste-loket": JUISTE_LOKET, "doi-team": DOI, "regionaal-expertteam-jeugd": SILENT}.get(desk_type)


def codes(advice: Advice) -> list[str]:
    return [step.code for step in advice.steps]


def left_out(advice: Advice) -> dict[str, str]:
    return {step.code: step.reason for step in advice.not_applicable}


@pytest.mark.parametrize(
    ("laws", "steps"),
    [
        (["zvw"], ["a1", "c"]),
        (["jeugdwet"], ["a2", "c"]),
        (["wmo"], ["a2", "c"]),
        (["wlz"], ["c"]),
        (["education"], ["c"]),
        (["zvw", "jeugdwet"], ["a1", "a2", "b", "c"]),
        (["zvw", "wlz"], ["a1", "b", "c"]),
        (["wlz", "education"], ["b", "c"]),
        (["jeugdwet", "wmo"], ["a2", "b", "c"]),
        (["zvw", "zvw"], ["a1", "c"]),
    ],
)
def test_the_steps_fit_the_laws_and_the_ministry_comes_last(route: Route, laws: list[str], steps: list[str]) -> None:
    assert codes(advise(route, laws, [], nothing)) == steps


def test_what_does_not_apply_is_named_with_the_reason(route: Route) -> None:
    advice = advise(route, ["zvw"], [], nothing)
    assert left_out(advice) == {"a2": "law", "b": "several-laws"}
    assert all(step.why["nl"] and step.why["en"] for step in advice.not_applicable)


def test_every_step_is_either_advised_or_named_as_not_applicable(route: Route) -> None:
    for laws in (["zvw"], ["wlz", "wmo"], ["education"]):
        for tried in ([], ["a1"], ["b"], ["c"]):
            advice = advise(route, laws, tried, nothing)
            assert sorted(codes(advice) + list(left_out(advice))) == ["a1", "a2", "b", "c"]


def test_trying_a_step_moves_on(route: Route) -> None:
    advice = advise(route, ["zvw", "jeugdwet"], ["a1"], nothing)
    assert codes(advice) == ["a2", "b", "c"]
    assert left_out(advice) == {"a1": "tried"}


def test_who_tried_a_later_step_is_past_the_earlier_ones(route: Route) -> None:
    advice = advise(route, ["zvw", "jeugdwet"], ["b"], nothing)
    assert codes(advice) == ["c"]
    assert left_out(advice) == {"a1": "passed", "a2": "passed", "b": "tried"}


def test_after_the_last_step_the_juiste_loket_remains(route: Route) -> None:
    advice = advise(route, ["zvw"], ["c"], nothing)
    assert advice.steps == ()
    assert advice.fallback.fallback is route.fallback


def test_the_regular_way_comes_per_law_in_the_order_asked(route: Route) -> None:
    advice = advise(route, ["wlz", "zvw"], [], nothing)
    assert [way.law for way in advice.regular_way] == ["wlz", "wlz", "zvw", "zvw"]


def test_objection_is_within_six_weeks_and_the_insurer_knows_no_objection(route: Route) -> None:
    ways = {way.code: way for way in route.regular_ways}
    for code in ("jeugdwet-gemeente", "wmo-gemeente", "wlz-ciz", "wlz-zorgkantoor"):
        assert (ways[code].remedy, ways[code].term_days) == ("objection", 42)
    assert (ways["zvw-verzekeraar"].remedy, ways["zvw-verzekeraar"].term_days) == ("reconsideration", None)


def test_the_next_step_skips_what_does_not_apply(route: Route) -> None:
    first = advise(route, ["zvw"], [], nothing).steps[0]
    assert (first.next.on_no, first.next.on_silence, first.next.silence_days) == ("c", "c", 14)


def test_each_step_has_the_desk_of_the_region(route: Route) -> None:
    desks = {step.code: step.desk for step in advise(route, ["zvw", "jeugdwet"], [], some).steps}
    assert (desks["b"].service, desks["b"].fallback) == (DOI, None)


def test_a_desk_that_is_not_known_gives_the_juiste_loket_with_its_date(route: Route) -> None:
    desk = advise(route, ["zvw"], [], nothing).steps[0].desk
    assert desk.service is None
    assert desk.fallback is not None
    assert desk.fallback.desk_type == "juiste-loket"
    assert desk.fallback.as_of.year == 2021
    assert desk.fallback.sources


def test_a_desk_without_contact_says_so_and_gives_the_fallback(route: Route) -> None:
    desk = advise(route, ["jeugdwet"], [], some).steps[0].desk
    assert desk.service is SILENT
    assert not SILENT.has_contact
    assert desk.fallback is route.fallback


def test_the_juiste_loket_is_taken_from_the_map_when_it_is_there(route: Route) -> None:
    assert advise(route, ["wlz"], [], some).fallback.service is JUISTE_LOKET


def test_an_unknown_law_and_step_are_refused_together_with_what_is_allowed(route: Route) -> None:
    with pytest.raises(AdviceRefusedError) as caught:
        advise(route, ["zvw", "zeewet"], ["z9"], nothing)
    assert [(f.parameter, f.value, f.allowed) for f in caught.value.faults] == [
        ("law", "zeewet", ("zvw", "jeugdwet", "wlz", "wmo", "education")),
        ("tried", "z9", ("a1", "a2", "b", "c")),
    ]


def test_a_case_without_a_law_is_refused(route: Route) -> None:
    with pytest.raises(AdviceRefusedError, match="law"):
        advise(route, [], [], nothing)


def test_no_step_invents_a_contact_or_a_term(route: Route) -> None:
    for step in route.steps.values():
        assert step.response_days is None
        assert step.uncertain["nl"]
        assert step.uncertain["en"]
        assert step.sources
