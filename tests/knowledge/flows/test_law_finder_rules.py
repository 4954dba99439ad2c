"""What the law finder never says, whatever a family answers: each promise is a rule of the law text."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.flows.answers import unknown_answer
from knowledge.flows.flow import Flow
from knowledge.flows.walking import Result, walk

TODAY = date(2026, 11, 22)
CAUSES = [
    "lichamelijke-ziekte", "lichamelijke-beperking", "verstandelijke-beperking", "licht-verstandelijke-beperking",
    "zintuiglijke-beperking", "psychisch", "ontwikkeling", "gedrag",
]  # fmt: skip
HELP = [
    "verpleging", "verzorging", "begeleiding", "toezicht", "behandeling", "logeren", "dagopvang", "verblijf",
    "rolstoel", "woning", "medisch-hulpmiddel", "vervoer", "leren",
]  # fmt: skip
SITUATIONS = [
    "net-ontslag", "geschil", "ongeneeslijk", "laatste-maanden", "geen-wlz-aanvraag", "pgb", "jeugdhulp-liep-al",
]  # fmt: skip
WNI = "weet-ik-niet"


def some_of(options: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(WNI), st.lists(st.sampled_from(options), min_size=1, unique=True).map(",".join))


def one_of(*options: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*options, WNI])


@st.composite
def answers(draw: st.DrawFn, ages: st.SearchStrategy[int], causes: list[str] = CAUSES) -> dict[str, str]:
    return {
        "leeftijd": str(draw(ages)),
        "oorzaak": ",".join(draw(st.lists(st.sampled_from(causes), min_size=1, unique=True))),
        "hulp": draw(some_of(HELP)),
        "verzorging": draw(some_of(["medisch", "dagelijks"])),
        "toezicht": draw(one_of("voortdurend", "dichtbij", "soms")),
        "blijvend": draw(one_of("ja", "nee")),
        "vervoer": draw(some_of(["ziekenhuis", "jeugdhulp", "dagbesteding", "school", "vrije-tijd"])),
        "wlz": draw(one_of("ja", "nee")),
        "woont": draw(one_of("thuis", "pleeggezin", "instelling", "ziekenhuis")),
        "school": draw(one_of("ja", "nee")),
        "situatie": draw(some_of(SITUATIONS)),
        "postcode": WNI,
    }


def result(flow: Flow, given_answers: dict[str, str], at: date = TODAY) -> Result:
    step = walk(flow, given_answers, at)
    assert isinstance(step, Result)
    return step


many = settings(max_examples=150, deadline=None)


@many
@given(answers(st.integers(0, 17), ["psychisch", "gedrag", "ontwikkeling"]))
def test_a_child_gets_no_wlz_on_psychiatric_grounds(finder: Flow, said: dict[str, str]) -> None:
    """Wlz 3.2.1 lid 6."""
    assert said["wlz"] == "ja" or "wlz" not in result(finder, said).laws


@many
@given(answers(st.integers(0, 17), ["lichamelijke-ziekte", "psychisch"]))
def test_a_child_gets_no_wlz_on_mainly_somatic_grounds(finder: Flow, said: dict[str, str]) -> None:
    """Blz 3.1.5 b."""
    assert said["wlz"] == "ja" or "wlz" not in result(finder, said).laws


@many
@given(answers(st.integers(0, 17), ["licht-verstandelijke-beperking"]))
def test_a_child_gets_no_wlz_on_a_mild_intellectual_disability(finder: Flow, said: dict[str, str]) -> None:
    """Blz 3.1.5 c."""
    assert said["wlz"] == "ja" or "wlz" not in result(finder, said).laws


@many
@given(answers(st.integers(23, 60)))
def test_the_youth_act_ends_at_23(finder: Flow, said: dict[str, str]) -> None:
    """Jw 1.1."""
    assert "jeugdwet" not in result(finder, said).laws


@many
@given(answers(st.integers(0, 17)))
def test_guidance_of_a_child_is_never_sent_to_the_wmo(finder: Flow, said: dict[str, str]) -> None:
    """Under 18 the Wmo is for aids, the home and local transport."""
    allowed = {
        "wmo-hulpmiddel",
        "wmo-hulpmiddel-misschien",
        "wmo-woning",
        "wmo-woning-met-wlz",
        "wmo-vervoer",
        "pgb-wmo",
    }
    codes = {f.outcome.code for f in result(finder, said).outcomes if f.outcome.law == "wmo"}
    assert codes <= allowed


@many
@given(answers(st.integers(0, 60)))
def test_terminal_care_is_zvw_unless_wlz_care_already_runs(finder: Flow, said: dict[str, str]) -> None:
    """Blz 3.1.5 a."""
    found = result(finder, said)
    if "laatste-maanden" in said["situatie"]:
        assert ("zvw-laatste-maanden" in {f.outcome.code for f in found.outcomes}) is (said["wlz"] != "ja")


@many
@given(answers(st.integers(0, 60)))
def test_nursing_always_has_a_payer(finder: Flow, said: dict[str, str]) -> None:
    """Bzv 2.10 has no age limit; with a Wlz decision the Wlz pays."""
    if "verpleging" in said["hulp"].split(","):
        assert {"wlz" if said["wlz"] == "ja" else "zvw"} <= set(result(finder, said).laws)


@many
@given(answers(st.integers(0, 60)), st.dates(date(2010, 1, 1), date(2035, 1, 1)))
def test_only_rules_of_that_day_are_used_and_an_open_one_says_who_settles_it(
    finder: Flow, said: dict[str, str], at: date
) -> None:
    for found in result(finder, said, at).outcomes:
        assert found.outcome.valid_on(at)
        assert found.outcome.certainty == "rule" or (found.outcome.unclear["nl"] and found.outcome.settled_by)
        assert all(f"&z={at.isoformat()}&" in article.url for article in found.articles)


@many
@given(answers(st.integers(0, 60)), st.sampled_from(["hulp", "oorzaak", "leeftijd"]))
def test_not_knowing_the_main_things_never_gives_a_certain_right_to_the_wlz(
    finder: Flow, said: dict[str, str], hidden: str
) -> None:
    said[hidden] = unknown_answer(finder.nodes[hidden]).values[0]
    certain = {f.outcome.code for f in result(finder, said).outcomes if f.outcome.certainty == "rule"}
    if hidden != "hulp":
        assert not {"wlz-recht", "wlz-recht-psychisch"} & certain
    else:
        assert not {"zvw-verpleging", "jeugdwet-begeleiding"} & certain
