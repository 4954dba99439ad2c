"""Texts of articles for tests: a valid one, with the parts that a test wants different."""

from __future__ import annotations

from pathlib import Path

STARTER = Path(__file__).parents[3] / "knowledge" / "starter"

FIELDS = """\
slug: proef
language: nl
kind: page
title: "Een proef"
summary: "Waar dit over gaat."
laws: [zvw]
domains: [medical]
audience: [parent]
valid_from: 2026-11-22
valid_until:
review_by: 2027-05-22
sources:
  - id: zorginstituut
    title: "Kindzorg"
    publisher: "Zorginstituut Nederland"
    date:
    url: https://www.zorginstituutnederland.nl/kindzorg
    accessed: 2026-11
law_articles:
  - {law: Bzv, article: 2.10, version: 2026-07-01}
  - {law: Bzv, article: 2.10, version: 2016-10-06}
  - {law: Awb, article: "6:7", version: 2024-01-01, summary_only: true}
"""


def written(body: str, fields: str = FIELDS) -> str:
    """The text of an article file."""
    return f"---\n{fields}---\n\n{body}\n"
