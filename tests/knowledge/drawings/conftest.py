"""The shipped route and flow, and a picture with hostile and long texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.drawings.picture import Box, Picture, Way
from knowledge.flows.flow import Flow
from knowledge.flows.reading import read_flow
from knowledge.routes.reading import read_route
from knowledge.routes.route import Route

STARTER = Path(__file__).resolve().parents[3] / "knowledge" / "starter"


@pytest.fixture(scope="session")
def route() -> Route:
    return read_route((STARTER / "routes" / "escalatieroute.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def flow() -> Flow:
    return read_flow((STARTER / "flows" / "wie-betaalt.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def awkward() -> Picture:
    """Three equals in a row, ways that skip rows, a very long word, and markup in every text."""
    long = "Arbeidsongeschiktheidsverzekeringsmaatschappijen"
    return Picture(
        'x"><script>', 'nl"', "<b>Titel</b> & meer", "]]> <script>alert(1)</script>\x00",
        (
            Box("a", "A", "Stap <a>", ("Een regel & nog wat",), (Way("d", "naar <D>"), Way("e", "naar E"))),
            Box("b", "B", long, (long.upper(),), (Way("d", "naar D"), Way("f", "naar F"))),
            Box("c", "C", "Stap c", (), (Way("e", ""), Way("f", "naar F"))),
            Box("d", "D", "Stap d", (), (Way("f", "naar F"),)),
            Box("e", "E", "Stap e", (), (Way("f", "naar F"),)),
            Box("f", "", "Einde", ("Klaar",), (), "end"),
        ),
    )  # fmt: skip
