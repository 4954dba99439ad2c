"""The shipped law finder, and a small flow about something else, for the promises in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.flows.cases import FactMap, read_fact_map
from knowledge.flows.flow import Flow
from knowledge.flows.reading import read_flow

PROJECT = Path(__file__).resolve().parents[3]
STARTER = PROJECT / "knowledge" / "starter" / "flows"

SMALL = """
slug: fiets
title: {nl: "Welke fiets?", en: "Which bicycle?"}
summary: {nl: Kies een fiets., en: Choose a bicycle.}
start: age
laws: {road: {nl: Wegenwet, en: Roads Act}}
parties: {shop: {nl: de winkel, en: the shop}}
articles:
  a: {text: Jw, article: "1.1", version: 2026-01-01}
nodes:
  age:
    type: age
    mayBeUnknown: true
    text: {nl: "Hoe oud?", en: "How old?"}
    next: [{to: extras, when: {atLeast: {age: 12}}}, colour]
  extras:
    type: several
    text: {nl: "Wat erbij?", en: "What with it?"}
    options:
      - {code: bell, label: {nl: Bel, en: Bell}}
      - {code: lamp, label: {nl: Lamp, en: Lamp}}
      - {code: rack, label: {nl: Rek, en: Rack}}
      - {code: none, exclusive: true, label: {nl: Geen, en: None}}
    next: colour
  colour:
    type: choice
    mayBeUnknown: true
    text: {nl: "Welke kleur?", en: "Which colour?"}
    options:
      - {code: red, label: {nl: Rood, en: Red}}
      - {code: blue, label: {nl: Blauw, en: Blue}}
    next: result
outcomes:
  big:
    title: {nl: Groot, en: Big}
    text: {nl: Een grote fiets., en: A big bicycle.}
    law: road
    articles: [a]
    decidedBy: shop
    certainty: rule
    when: [{atLeast: {age: 12}}, {is: {extras: [bell, lamp, rack]}}]
  other:
    title: {nl: Vraag het, en: Ask}
    text: {nl: Vraag de winkel., en: Ask the shop.}
    decidedBy: shop
    certainty: rule
    otherwise: true
"""


@pytest.fixture(scope="session")
def finder() -> Flow:
    return read_flow((STARTER / "wie-betaalt.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def facts(finder: Flow) -> FactMap:
    return read_fact_map((STARTER / "wie-betaalt.facts.yaml").read_text(encoding="utf-8"), finder)


@pytest.fixture
def small() -> dict[str, Any]:
    """The small flow as plain values, to be broken by a test."""
    data: dict[str, Any] = yaml.safe_load(SMALL)
    return data
