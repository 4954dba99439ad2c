"""An address is asked whether it works: politely, in bounded time, and never inside our own network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from link_servers import PUBLIC, Web, web

from core.links.probing import Prober, Verdict, is_public


@pytest.fixture
def world() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.mark.parametrize(
    ("path", "verdict", "status"),
    [
        ("", Verdict.WORKS, 200),
        ("404", Verdict.GONE, 404),
        ("410", Verdict.GONE, 410),
        ("500", Verdict.FAILS, 500),
        ("503", Verdict.FAILS, 503),
        ("403", Verdict.WORKS, 403),
        ("429", Verdict.WORKS, 429),
        ("nothead", Verdict.WORKS, 200),
        ("naar/naar/200", Verdict.WORKS, 200),
        ("naar/404", Verdict.GONE, 404),
        ("weg/ander.example/200", Verdict.WORKS, 200),
    ],
)
def test_each_answer_says_whether_a_link_works(world: Web, path: str, verdict: Verdict, status: int) -> None:
    found = world.prober().probe(f"http://werkt.example/{path}")
    assert (found.verdict, found.status) == (verdict, status)


def test_a_redirect_tells_where_it_ended(world: Web) -> None:
    assert world.prober().probe("http://werkt.example/weg/ander.example/x").final == "http://ander.example/x"


def test_only_the_head_is_asked_where_that_is_enough(world: Web) -> None:
    world.prober().probe("http://werkt.example/pagina?a=1")
    assert world.asked == ["HEAD werkt.example /pagina?a=1"]
    assert "beheer@zorginuwbuurt.example" in world.agent


def test_a_server_that_refuses_head_is_asked_again_in_full(world: Web) -> None:
    world.prober().probe("http://werkt.example/nothead")
    assert [line.split()[0] for line in world.asked] == ["HEAD", "GET"]


def test_going_round_in_redirects_ends(world: Web) -> None:
    found = world.prober().probe("http://werkt.example/rond")
    assert (found.verdict, found.reason) == (Verdict.FAILS, "too many redirects")
    assert len(world.asked) == 6


def test_a_name_that_does_not_exist_is_gone(world: Web) -> None:
    assert world.prober().probe("http://bestaat-niet.example/").verdict is Verdict.GONE


def test_a_server_that_answers_a_letter_at_a_time_is_cut_off(world: Web) -> None:
    found = world.prober(seconds=0.5).probe("http://werkt.example/druppel")
    assert (found.verdict, found.reason) == (Verdict.FAILS, "no answer in time")


@pytest.mark.parametrize("path", ["groot", "stuk"])
def test_an_answer_that_is_no_answer_fails(world: Web, path: str) -> None:
    assert world.prober().probe(f"http://werkt.example/{path}").verdict is Verdict.FAILS


INSIDE = [
    "127.0.0.1",
    "10.0.0.5",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "ff02::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_never_asked(world: Web, address: str) -> None:
    assert not is_public(address)
    for addresses in ([address], [PUBLIC, address]):
        world.hosts["binnen.example"] = addresses
        assert world.prober().probe("http://binnen.example/").verdict is Verdict.REFUSED
        assert world.prober().probe("http://werkt.example/weg/binnen.example/geheim").verdict is Verdict.REFUSED
    assert not [line for line in world.asked if " binnen.example " in line]


@pytest.mark.parametrize("address", [PUBLIC, "2a02:2770::21a:4aff:feb3:2ee"])
def test_an_address_of_the_internet_is_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost/",
        "file:///etc/passwd",
        "ftp://werkt.example/",
        "gopher://werkt.example/",
        "http://jan:geheim@werkt.example/",
        "http://werkt.example:22/",
        "http://werkt.example/a b",
        "http://werkt.example/\r\nX-Inject: 1",
        "http://",
        "",
        "werkt.example",
        "http://werkt.example/" + "x" * 5000,
        "http://[::1",
        "http://werkt.example:99999/",
    ],
)
def test_an_address_that_is_not_plain_web_is_never_asked(world: Web, url: str) -> None:
    real = Prober("linkcheck", seconds=2.0)
    for prober in (world.prober(), real):
        if prober is real and "werkt.example" in url:
            continue
        assert prober.probe(url).verdict is not Verdict.WORKS
    assert world.asked == []
