"""Postcodes by command: importing files of others, and looking one up."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from statistics import median

import pytest
from exchange_files import row, write

from tests.instances import Instance

SHARED = Path(__file__).parents[2] / "../shared/data"
PC6 = SHARED / "pc6_5provincies_2026.csv.gz"
PC4 = SHARED / "pc4_nl.csv"
UNKNOWN = ("5999", "7999", "8999")


def precision(instance: Instance, postcode: str) -> tuple[str, float]:
    """How precisely a search knows a postcode, and the latitude it takes."""
    response = instance.post_search(postcode=postcode)
    assert response.status_code == 200, response.text
    place = json.loads(response.data)["query"]["place"]
    return place["precision"], place["latitude"]


def test_show_tells_where_a_postcode_lies_and_its_codes(starter: Instance) -> None:
    said = starter.command("geo", "show", "3511 ab").output
    assert said.splitlines() == [
        "3511AB  Utrecht  52.08860, 5.11740  (pc4)",
        "Utrecht, Utrecht",
        "3511 GM0344 NIK-UTRECHT PV26 NL",
    ]


@pytest.mark.parametrize(
    ("postcode", "advice"),
    [
        ("3500", "is voor postbussen in Utrecht"),
        ("1999", "De postcode 1999 bestaat niet. In de buurt liggen:"),
        ("Utrecht", "'Utrecht' is geen postcode."),
        ("3511SS", "Geen postcode eindigt op SS."),
        ("9" * 500, "is geen postcode"),
    ],
)
def test_show_says_what_is_wrong_with_a_postcode(starter: Instance, postcode: str, advice: str) -> None:
    assert advice in starter.command("geo", "show", postcode, expect=1).output


@pytest.mark.skipif(not PC6.exists(), reason=f"{PC6.name} is not here")
def test_full_postcodes_sharpen_a_search(own_starter: Instance) -> None:
    with gzip.open(PC6, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    one = rows[1000]
    assert precision(own_starter, one["pc6"])[0] == "pc4"
    assert f"{len(rows)} postcodes ingelezen; 0 fouten." in own_starter.command("geo", "import", PC6).output
    own_starter.catch_up()
    assert precision(own_starter, one["pc6"]) == ("pc6", float(one["lat"]))
    assert precision(own_starter, one["pc6"][:4])[0] == "pc4"
    said = own_starter.command("geo", "show", one["pc6"]).output
    assert "(pc6)" in said


@pytest.mark.skipif(not PC4.exists(), reason=f"{PC4.name} is not here")
def test_imported_postcodes_go_before_the_embedded_ones(own_starter: Instance) -> None:
    with PC4.open(encoding="utf-8", newline="") as file:
        rows = {item["pc4"]: item for item in csv.DictReader(file)}
    assert f"{len(rows)} postcodes ingelezen; 0 fouten." in own_starter.command("geo", "import", PC4).output
    for code in ("3511", "5767", "7181", "8436"):
        place = own_starter.read(f"/postcodes/{code}")
        assert (place["latitude"], place["longitude"]) == (float(rows[code]["lat"]), float(rows[code]["lon"]))
        assert place["municipality"]["code"] == rows[code]["gemeentecode"]
        assert place["province"]["code"] == rows[code]["provinciecode"]
        assert [item["kind"] for item in place["regions"]] == ["nik"]


POINTS = {
    "5999 AA": (51.32, 5.87, "Meijel", "Peel en Maas"),
    "5999 AB": (51.33, 5.88, "Meijel", "Peel en Maas"),
    "5999 AC": (51.40, 5.80, "", ""),
    "7999 AA": (52.12, 6.74, "", ""),
    "8999 AA": (52.81, 6.11, "De Bult", "Steenwijkerland"),
    "3511 ZZ": (52.00, 5.00, "Nergens", "Utrecht"),
}


def test_a_postcode_that_only_full_ones_know_exists_after_importing_them(own_starter: Instance, tmp_path: Path) -> None:
    for code in UNKNOWN:
        assert own_starter.get(f"/postcodes/{code}").status_code == 404
    before = own_starter.read("/postcodes/3511")
    lines = [f"{code},{lat},{lon},{place},{town}" for code, (lat, lon, place, town) in POINTS.items()]
    (tmp_path / "pc6.csv").write_text("\n".join(["pc6,lat,lon,place,gemeente", *lines]), encoding="utf-8")
    own_starter.command("geo", "import", tmp_path / "pc6.csv")
    own_starter.catch_up()
    meijel = own_starter.read("/postcodes/5999")
    assert meijel["latitude"] == median([51.32, 51.33, 51.40])
    assert meijel["longitude"] == median([5.87, 5.88, 5.80])
    assert (meijel["name"], meijel["municipality"]["code"]) == ("Meijel", "GM1894")
    assert (meijel["province"]["code"], meijel["precision"]) == ("PV31", "pc4")
    assert own_starter.read("/postcodes/8999")["name"] == "De Bult"
    unnamed = own_starter.read("/postcodes/7999")
    assert unnamed["name"]
    assert unnamed["municipality"] is None
    assert own_starter.read("/postcodes/3511") == before
    assert (
        own_starter.search(postcode="5999", q="kinderthuiszorg", kind="service")["results"][0]["servesPostcode"] is True
    )
    assert precision(own_starter, "5999AB") == ("pc6", 51.33)
    own_starter.command("import", "services", write(tmp_path / "f.csv", [row(service_area="5999", postcode="5999 AA")]))


def test_what_a_running_instance_knows_follows_an_import(own_starter: Instance, tmp_path: Path) -> None:
    etag = own_starter.get("/postcodes/3511").headers["ETag"]
    (tmp_path / "pc4.csv").write_text("postcode;breedtegraad;lengtegraad\n3511;52.1;5.1\n")
    own_starter.command("geo", "import", tmp_path / "pc4.csv")
    response = own_starter.get("/postcodes/3511", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert json.loads(response.data)["latitude"] == 52.1
    own_starter.catch_up()
    assert own_starter.search(postcode="3511")["query"]["place"]["latitude"] == 52.1


BROKEN = {
    "empty": (b"", "Het bestand is leeg."),
    "another table": (b"naam,leeftijd\nJo,4\n", "De eerste regel noemt deze kolommen niet: code, latitude, longitude."),
    "a damaged gzip": (gzip.compress(b"pc4,lat,lon\n3511,52,5\n" * 1000)[:60], "Het bestand is beschadigd."),
    "a damaged zip": (b"PK\x03\x04 and no more", "Het bestand is beschadigd."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_and_changes_nothing(own_starter: Instance, tmp_path: Path, case: str) -> None:
    content, advice = BROKEN[case]
    (tmp_path / "f").write_bytes(content)
    before = own_starter.read("/changes", limit=1)["complete"], own_starter.read("/postcodes/3511")
    assert advice in own_starter.command("geo", "import", tmp_path / "f", expect=1).output
    assert (own_starter.read("/changes", limit=1)["complete"], own_starter.read("/postcodes/3511")) == before


def test_bad_lines_are_told_and_good_ones_kept(own_starter: Instance, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "pc4,lat,lon,gemeente\n3511,52.1,5.1,Utrecht\nabc,52,5,Utrecht\n3512,5.1,52.1,Utrecht\n3513,52.1,5.1,Atlantis\n"
        "3514,x,5\n"
    )
    said = own_starter.command("geo", "import", tmp_path / "f.csv").output
    assert "regel 3, code 'abc': Geef vier cijfers" in said
    assert "regel 4, latitude, longitude '5.1, 52.1': Dit punt ligt niet in Nederland." in said
    assert "regel 5, municipality 'Atlantis': Deze gemeente kennen we niet." in said
    assert "regel 6, - '3514,x,5': Geef deze regel evenveel velden als de kop." in said
    assert "2 postcodes ingelezen; 4 fouten." in said
    assert own_starter.read("/postcodes/3513")["municipality"]["code"] == "GM0344"


def test_a_file_without_one_good_line_fails(own_starter: Instance, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("pc4,lat,lon\nabc,52,5\n")
    assert (
        "0 postcodes ingelezen; 1 fouten." in own_starter.command("geo", "import", tmp_path / "f.csv", expect=1).output
    )
