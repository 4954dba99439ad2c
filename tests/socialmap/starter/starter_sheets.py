"""Reading the starter sheets and the geography they are checked against."""

from __future__ import annotations

import csv
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
STARTER = ROOT / "socialmap" / "starter"
GEOGRAPHY = ROOT / "socialmap" / "geography" / "data"

Row = dict[str, str]


def read_sheet(path: Path) -> list[Row]:
    """The rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def build_script() -> ModuleType:
    """The module `scripts/build_examples.py`."""
    spec = importlib.util.spec_from_file_location("build_examples", ROOT / "scripts" / "build_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_examples"] = module
    spec.loader.exec_module(module)
    return module


@cache
def examples() -> list[Row]:
    """Rows of the fictional services: one per service at a location."""
    return read_sheet(STARTER / "examples.csv")


@cache
def real() -> list[Row]:
    """Rows of the real organisations."""
    return read_sheet(STARTER / "organizations.csv")


def services(rows: list[Row]) -> list[Row]:
    """One row per service: the first of its rows."""
    return list({row["service_id"]: row for row in reversed(rows)}.values())


def cells(row: Row, column: str) -> list[str]:
    """The values of a cell that holds several, separated by |."""
    return row[column].split("|") if row[column] else []


@cache
def terms(taxonomy: str) -> dict[str, dict[str, Any]]:
    """The terms of a taxonomy of the starter file, by code."""
    loaded = yaml.safe_load((STARTER / "taxonomies.yaml").read_text("utf-8"))["taxonomies"]
    found = next(item for item in loaded if item["code"] == taxonomy)
    return {term["code"]: term for term in found["terms"]}


@cache
def province_of_municipality() -> dict[str, str]:
    """The province code of each of the 342 gemeenten, by gemeente code."""
    return {row["code"]: row["province"] for row in read_sheet(GEOGRAPHY / "municipalities.csv")}


@cache
def postcode_rows() -> dict[str, Row]:
    """The embedded postcode table by its four digits."""
    return {row["pc4"]: row for row in read_sheet(GEOGRAPHY / "postcodes.csv")}
