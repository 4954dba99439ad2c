"""The hospitals with birth care, from a foreign file through a mapping to answers near a family."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from exchange_files import counts, snapshots
from geopy.distance import geodesic

from tests.instances import Instance, copied, words_template

FILE = Path(__file__).parents[2] / "../shared/data/tno_ziekenhuizen_geboortezorg_2022.csv"
MAPPING = Path(__file__).parent / "data/hospitals.yaml"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not here")


def hospitals() -> list[dict[str, str]]:
    """The rows of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with copied(words_template(), tmp_path_factory.mktemp("hospitals") / "data") as instance:
        said = instance.command("import", "services", FILE, "--mapping", MAPPING, "--publish").output
        assert "89 rijen gelezen: " in said
        assert "89 diensten, 0 fouten" in said
        instance.catch_up()
        yield instance


def test_all_89_are_on_the_map(imported: Instance) -> None:
    first, second = imported.read("/services", limit=50), imported.read("/services", limit=50, page=2)
    assert first["total"] == 89
    titles = {item["title"] for item in first["services"] + second["services"]}
    assert titles == {f"Geboortezorg in {row['naam']}" for row in hospitals()}


@pytest.mark.parametrize("postcode", ["3511", "9712", "6211", "4331", "1791"])
def test_they_are_found_nearest_first_at_the_right_distance(imported: Instance, postcode: str) -> None:
    place = imported.read(f"/postcodes/{postcode}")
    here = (place["latitude"], place["longitude"])
    distances = {
        f"Geboortezorg in {row['naam']}": geodesic(here, (float(row["lat"]), float(row["lon"]))).km
        for row in hospitals()
    }
    found = imported.read("/services", postcode=postcode, radiusKm=200, sort="distance", limit=100)["services"]
    within = {title for title, km in distances.items() if km <= 200}
    assert {item["title"] for item in found} == within
    for item in found:
        assert item["distanceKm"] == pytest.approx(distances[item["title"]], abs=0.051)
    assert [item["distanceKm"] for item in found] == sorted(item["distanceKm"] for item in found)


def test_each_is_found_first_or_close_by_from_its_own_postcode(imported: Instance) -> None:
    for row in hospitals():
        found = imported.read("/services", postcode=row["postcode"][:4], sort="distance", limit=100)["services"]
        own = next(item for item in found if item["title"] == f"Geboortezorg in {row['naam']}")
        assert own["distanceKm"] <= found[0]["distanceKm"] + 3
        assert own["location"]["city"] == row["plaats"]
        assert own["servesPostcode"] is None


def test_a_parent_finds_them_with_the_words_of_the_file(imported: Instance) -> None:
    found = imported.search(q="couveuse", postcode="6525", age=0)["results"]
    assert found[0]["location"]["city"] == "Nijmegen"
    assert found[0]["distanceKm"] < 4


def test_importing_them_again_changes_nothing(imported: Instance) -> None:
    before, content = counts(imported), snapshots(imported)
    said = imported.command("import", "services", FILE, "--mapping", MAPPING, "--publish").output
    assert f"0 nieuw, 0 gewijzigd, {before[0]} gelijk, 0 gepubliceerd" in said
    assert counts(imported) == before
    assert snapshots(imported) == content
