"""The shipped route and the desk types of the map."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.routes.reading import read_route
from knowledge.routes.route import Route

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def route_text() -> str:
    return (PROJECT / "knowledge" / "starter" / "routes" / "escalatieroute.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def route(route_text: str) -> Route:
    return read_route(route_text)


@pytest.fixture(scope="session")
def desk_types() -> frozenset[str]:
    text = (PROJECT / "socialmap" / "starter" / "taxonomies.yaml").read_text(encoding="utf-8")
    taxonomy = next(t for t in yaml.safe_load(text)["taxonomies"] if t["code"] == "desk-types")
    return frozenset(term["code"] for term in taxonomy["terms"])
