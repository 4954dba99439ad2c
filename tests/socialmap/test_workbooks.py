"""Importing Excel workbooks: the same as CSV, cells come out right, and no file can take the machine down."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from exchange_files import counts, only, only_service, row, snapshots, write
from openpyxl import Workbook
from workbook_files import CLOSING, HEADER, OPENING, SHEET, STRINGS, package, sheets, strings_opening, workbook

from core.config import PROJECT
from tests.instances import Instance

MEGABYTE = 2**20
CELLS = row(phone="0307897878", fees="Tien euro", minimum_age="0,5", assured_date="2026-11-01", service_area="GM0344")


def refused(instance: Instance, file: Path, *options: str) -> str:
    """What an import says that writes nothing."""
    before = counts(instance)
    result = instance.command("import", "services", file, *options, expect=1)
    assert counts(instance) == before
    return result.output


def test_a_workbook_says_what_the_same_csv_says(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [CELLS]), "--publish")
    before, content = counts(bare), snapshots(bare)
    said = bare.command("import", "services", workbook(tmp_path / "f.xlsx", [CELLS]), "--publish").output
    assert "0 nieuw, 0 gewijzigd, 1 gelijk, 0 gepubliceerd" in said
    assert (counts(bare), snapshots(bare)) == (before, content)


def test_numbers_and_dates_come_out_as_people_mean_them(bare: Instance, tmp_path: Path) -> None:
    cells = row(
        phone=307897878,
        organization_kvk=1234567,
        organization_agb=6290001,
        minimum_age=0.5,
        maximum_age=18,
        postcode=3511,
        house_number=12,
        waiting_time_date=date(2026, 10, 1),
        assured_date=datetime(2026, 11, 1),  # noqa: DTZ001 - a workbook knows no time zones
        area_valid_year=2026,
        latitude=52.0907,
        longitude=5.1214000000000001,
        service_area=3511,
    )
    said = bare.command("import", "services", workbook(tmp_path / "f.xlsx", [cells])).output
    organization, service = only(bare), only_service(bare)
    assert service["phones"][0]["number"] == "030 789 7878"
    assert (organization["kvk"], organization["agb"]) == ("01234567", "06290001")
    assert "Verbeterd: regel 2, organization_kvk: De nul vooraan ontbrak; we lezen 01234567." in said
    assert (service["minimum_age"], service["maximum_age"]) == (0.5, 18.0)
    assert (service["waiting_time_date"], service["assured_date"]) == ("2026-10-01", "2026-11-01")
    [location] = organization["locations"]
    assert (location["postcode"], location["house_number"]) == ("3511", "12")
    assert (location["latitude"], location["longitude"]) == (52.0907, 5.1214)
    assert [(area["code"], area["valid_year"]) for area in service["areas"]] == [("3511", 2026)]


def test_zeros_that_the_format_of_a_cell_shows_are_read(bare: Instance, tmp_path: Path) -> None:
    def as_eight_digits(made: Workbook) -> None:
        made.worksheets[0]["C2"].number_format = "00000000"

    table = [["organization_name", "service_name", "organization_kvk"], ["De Beer", "Thuis", 12345]]
    said = bare.command("import", "services", sheets(tmp_path / "f.xlsx", table, change=as_eight_digits)).output
    assert only(bare)["kvk"] == "00012345"
    assert "Verbeterd" not in said


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("=1+1", "Hier staat een formule."),
        ("#N/A", "een foutmelding van Excel"),
        ("x" * 20_001, "meer dan 20000 tekens"),
    ],
)
def test_a_cell_that_is_no_value_is_a_fault_of_its_row(bare: Instance, tmp_path: Path, value: str, advice: str) -> None:
    rows = [CELLS, row(service_id="b", service_name="Goed", fees=value)]
    said = refused(bare, workbook(tmp_path / "f.xlsx", rows))
    assert "regel 3, fees: " in said
    assert advice in said
    assert "1 fouten" in said


def test_a_formula_in_a_column_that_nobody_reads_hinders_nobody(bare: Instance, tmp_path: Path) -> None:
    table = [["naam", "dienst", "som"], ["De Beer", "Thuis", "=1+1"]]
    mapping = tmp_path / "m.yaml"
    mapping.write_text('columns: {organization_name: "{naam}", service_name: "{dienst}"}')
    bare.command("import", "services", sheets(tmp_path / "f.xlsx", table), "--mapping", mapping)
    assert only(bare)["name"] == "De Beer"
    mapping.write_text('columns: {organization_name: "{naam}", service_name: "{dienst}", fees: "{som}"}')
    assert "regel 2, fees: Hier staat een formule." in refused(bare, tmp_path / "f.xlsx", "--mapping", str(mapping))


def test_hidden_sheets_are_left_out_and_told(bare: Instance, tmp_path: Path) -> None:
    table = [list(CELLS), list(CELLS.values())]

    def hide(made: Workbook) -> None:
        made.worksheets[0].sheet_state = "hidden"
        made.worksheets[3].sheet_state = "veryHidden"

    file = sheets(tmp_path / "f.xlsx", [["geheim"]], table, [["x"]], [["y"]], change=hide)
    said = bare.command("import", "services", file).output
    assert "Verborgen werkbladen zijn overgeslagen: 2." in said
    assert "Alleen het eerste werkblad ('Blad2') is gelezen; er zijn er 2." in said
    assert only(bare)["name"] == CELLS["organization_name"]


def test_empty_rows_and_odd_widths_do_not_move_a_cell(bare: Instance, tmp_path: Path) -> None:
    table = [
        ["organization_name", None, "service_name"],
        [],
        ["Beer", None, "Thuis"],
        [None] * 50,
        ["Vos", "", " Op school "],
    ]
    bare.command("import", "services", sheets(tmp_path / "f.xlsx", table))
    assert {item["name"]: item["services"][0]["name"] for item in snapshots(bare).values()} == {
        "Beer": "Thuis",
        "Vos": "Op school",
    }
    table.append(["Das", None, None, "te ver"])
    said = refused(bare, sheets(tmp_path / "g.xlsx", table))
    assert "regel 6, -: Er staan 1 cellen meer dan er kolommen zijn." in said


def html(path: Path) -> Path:
    path.write_text("<html><table><tr><td>organization_name</td></tr></table></html>")
    return path


def pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n")
    return path


def old_excel(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return path


def letter(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", "<document/>")
    return path


def half(path: Path) -> Path:
    whole = workbook(path, [CELLS]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def flipped(path: Path) -> Path:
    data = bytearray(workbook(path, [CELLS]).read_bytes())
    with zipfile.ZipFile(path) as file:
        info = file.getinfo(SHEET)
    place = info.header_offset + 30 + len(SHEET) + info.compress_size // 2
    data[place] ^= 0xFF
    path.write_bytes(data)
    return path


def no_sheet(path: Path) -> Path:
    return package(path, {SHEET: b"dit is geen XML"})


WRONG: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a web page": (html, "Dit is een webpagina of XML."),
    "a PDF": (pdf, "Dit is een PDF."),
    "an old Excel file": (old_excel, "Dit is een oud Excel-bestand (.xls)"),
    "a letter": (letter, "Dit is geen Excel-bestand dat we kunnen lezen."),
    "half a file": (half, "Dit is geen Excel-bestand dat we kunnen lezen."),
    "a flipped bit": (flipped, "Het Excel-bestand is beschadigd."),
    "a sheet that is no sheet": (no_sheet, "Het Excel-bestand is beschadigd."),
    "no cell at all": (lambda path: sheets(path, []), "Het bestand is leeg."),
    "a formula as a name": (lambda path: sheets(path, [["=A2", "service_name"]]), "Hier staat een formule."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_workbook_is_refused_with_what_to_do(bare: Instance, tmp_path: Path, case: str) -> None:
    make, advice = WRONG[case]
    assert advice in refused(bare, make(tmp_path / "f.xlsx"))


def repeated(piece: bytes, times: int, per: int = 1000) -> Any:
    """A part of a workbook that says the same again and again."""
    return repeat(piece * per, times // per)


def bomb_that_says_so(path: Path) -> Path:
    return package(path, {SHEET: repeated(b" " * MEGABYTE, 300, per=1)})


def bomb_that_lies(path: Path) -> Path:
    """The list of parts says that the sheet is small."""
    bomb_that_says_so(path)
    data = path.read_bytes()
    size = (300 * MEGABYTE).to_bytes(4, "little")
    at = data.rindex(size)
    path.write_bytes(data[:at] + (1000).to_bytes(4, "little") + data[at + 4 :])
    return path


def many_rows(path: Path) -> Path:
    cells = b'<row><c t="inlineStr"><is><t>Beer</t></is></c><c t="inlineStr"><is><t>Thuis</t></is></c></row>'
    return package(path, {SHEET: [OPENING, b"<row>", HEADER, b"</row>", *repeated(cells, 200_000), CLOSING]})


def million_cells_in_a_row(path: Path) -> Path:
    return package(
        path, {SHEET: [OPENING, b"<row>", HEADER, *repeated(b"<c><v>1</v></c>", 3_000_000), b"</row>", CLOSING]}
    )


def one_endless_cell(path: Path) -> Path:
    cell = [b'<row><c t="inlineStr"><is><t>', *repeated(b"x" * 1000, 190_000), b"</t></is></c></row>"]
    return package(path, {SHEET: [OPENING, *cell, CLOSING]})


def endless_strings(path: Path) -> Path:
    return package(path, {STRINGS: [strings_opening(), *repeated(b"<si><t>" + b"x" * 400 + b"</t></si>", 400_000)]})


def sheet_in_the_place_of_styles(path: Path) -> Path:
    return package(path, {"xl/styles.xml": [OPENING, *repeated(b"<row><c/><c/></row>", 9_000_000), CLOSING]})


def far_cells(path: Path) -> Path:
    rows = repeated(b'<row><c t="inlineStr"><is><t>x</t></is></c><c r="XFD1"/></row>', 100_000)
    return package(path, {SHEET: [OPENING, b"<row>", HEADER, b"</row>", *rows, CLOSING]})


def laughs(path: Path) -> Path:
    names = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    declared = f'<!DOCTYPE x [<!ENTITY a0 "haha">{"".join(names)}]>'
    sheet = OPENING.decode().replace("?>", f"?>{declared}", 1)
    return package(path, {SHEET: f'{sheet}<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'.encode() + CLOSING})


def many_parts(path: Path) -> Path:
    return package(path, {f"xl/media/{number}.png": b"x" for number in range(3000)})


BOMBS = [
    bomb_that_says_so,
    bomb_that_lies,
    many_rows,
    million_cells_in_a_row,
    one_endless_cell,
    endless_strings,
    sheet_in_the_place_of_styles,
    far_cells,
    laughs,
    many_parts,
]
# How much larger reading a file makes the process that asks for it, and how large the one that reads becomes.
MEASURED = """
import resource, sys
from contextlib import suppress
from pathlib import Path
from socialmap.exchange.tables import UnreadableFile, read_table

def most():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

before = most()
with suppress(UnreadableFile):
    for row in read_table(Path(sys.argv[1])).rows:
        del row
print(most() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
REFUSALS = ("te groot om te lezen", "meer dan", "beschadigd", "kunnen lezen")


@pytest.mark.slow
@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_a_bomb_is_refused_and_takes_little_memory(
    bare: Instance, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    file = make(tmp_path / "f.xlsx")
    assert file.stat().st_size < 20 * MEGABYTE
    said = refused(bare, file)
    assert any(words in said for words in REFUSALS), said
    # In a process of its own: a process that tests made large hands its size on to what it starts.
    measured = subprocess.run(
        [sys.executable, "-c", MEASURED, file], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    grown, reader = map(int, measured.stdout.split())
    # Kilobytes: the importing process stays as it was, and the one that reads stays within its limit.
    assert grown < 64 * 1024
    assert reader < 600 * 1024
