"""The synthetic listings of ../shared/bench/corpus.py as an import file of ours, and its unseen questions."""

from __future__ import annotations

import csv
import importlib.util
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = PROJECT.parent / "shared" / "bench" / "corpus.py"
LAWS = {"Zvw": "zvw", "Jeugdwet": "jeugdwet", "Wlz": "wlz", "Wmo": "wmo", "Wet passend onderwijs": "education"}
# The corpus's own words for types, as terms of our taxonomy; a type that has none stays without.
CARE_TYPES = {
    "Kinderthuiszorg": "kinderthuiszorg",
    "Verpleegkundig kinderdagverblijf": "vkdv",
    "Kinderzorghuis": "kinderzorghuis",
    "Logeerhuis": "logeeropvang",
    "Respijtzorg": "logeeropvang",
    "Kinderhospice": "kinderhospice",
    "Jeugdhulpaanbieder": "jeugdhulp",
    "GGZ-instelling": "jeugd-ggz",
    "Revalidatiecentrum": "revalidatie",
    "Ziekenhuis": "ziekenhuis",
    "Cliëntondersteuning": "clientondersteuning",
    "Medisch kinderdagverblijf": "medisch-kinderdagverblijf",
    "Hulpmiddelenleverancier": "hulpmiddelen",
    "Netwerk integrale kindzorg": "nik",
}
COLUMNS = [
    "organization_id",
    "organization_name",
    "organization_website",
    "organization_email",
    "service_id",
    "service_name",
    "service_description",
    "care_types",
    "laws",
    "search_words",
    "minimum_age",
    "maximum_age",
    "phone",
    "phone_kind",
    "service_area",
    "street",
    "house_number",
    "postcode",
    "city",
    "latitude",
    "longitude",
    "assured_date",
    "source",
]


def corpus() -> ModuleType:
    """The corpus module, loaded from where it is kept."""
    if not CORPUS.exists():
        sys.exit(f"The corpus is absent: {CORPUS.relative_to(PROJECT.parent)}")
    spec = importlib.util.spec_from_file_location("corpus", CORPUS)
    if spec is None or spec.loader is None:
        sys.exit("The corpus cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# An import file may have 20 MB; so many of these listings stay well below it.
ROWS_PER_FILE = 15_000


def write_csv(folder: Path, count: int, known_care_types: frozenset[str]) -> list[Path]:
    """Write `count` listings as import files; gives them in order."""
    listings = corpus().listings(count)
    files = []
    for start in range(0, count, ROWS_PER_FILE):
        path = folder / f"listings-{start // ROWS_PER_FILE:02d}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(_row(listing, known_care_types) for listing in listings[start : start + ROWS_PER_FILE])
        files.append(path)
    return files


def _row(listing: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    address = listing["address"] or {}
    care_type = CARE_TYPES.get(listing["type"], "")
    return {
        "organization_id": listing["id"],
        "organization_name": listing["name"],
        "organization_website": listing["website"],
        "organization_email": listing["email"],
        "service_id": listing["id"],
        "service_name": f"{listing['name']} · {listing['type']}",
        "service_description": f"{listing['summary']} {listing['body']}",
        "care_types": care_type if care_type in known else "",
        "laws": "|".join(LAWS[law] for law in listing["laws"] if law in LAWS),
        "search_words": "|".join(listing["tags"]),
        "minimum_age": _text(listing["minimum_age"]),
        "maximum_age": _text(listing["maximum_age"]),
        "phone": listing["phones"][0]["number"],
        "phone_kind": listing["phones"][0]["kind"],
        "service_area": "|".join(listing["area"]),
        "street": address.get("street", ""),
        "house_number": address.get("number", ""),
        "postcode": address.get("postcode", ""),
        "city": address.get("place", ""),
        "latitude": _text(listing["lat"]),
        "longitude": _text(listing["lon"]),
        "assured_date": listing["modified"][:10],
        "source": "synthetic",
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def questions(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(text, PC4) pairs that no index was tuned for: unseen words and random postcodes."""
    module = corpus()
    chance = random.Random(seed)
    for text in module.unseen(count, seed):
        yield text, chance.choice(module.PC4)["pc4"]
