import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import PostcodeRow
from socialmap.geography.reading import FaultKind, FileFormat, PostcodeReading, UnreadableFileError, WhyUnreadable

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
PC4_LINE = "NL\t3511\tUtrecht\tProvincie Utrecht\t09\tGemeente Utrecht\t0344\t\t\t52.0886\t5.1174\t6\n"
PC6_LINE = "NL\t3511 AB\tUtrecht\tUtrecht\t09\tUtrecht\t0344\t\t\t52.0937\t5.1196\t6\n"


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> tuple[list[PostcodeRow], PostcodeReading]:
    with PostcodeReading(path) as reading:
        return list(reading), reading


def test_geonames_four_digit_postcodes_are_read(tmp_path: Path) -> None:
    rows, reading = read(write(tmp_path, "NL.txt", PC4_LINE.replace("Provincie Utrecht", "Utrecht")))
    assert reading.format is FileFormat.GEONAMES
    assert rows == [PostcodeRow("3511", 52.0886, 5.1174, "Utrecht", "GM0344", "PV26", 6)]
    assert reading.faults == []


def test_geonames_full_postcodes_are_read_and_other_countries_left_out(tmp_path: Path) -> None:
    belgian = "BE\t2000\tAntwerpen\tVlaanderen\tVLG\t\t\t\t\t51.2\t4.4\t6\n"
    rows, reading = read(write(tmp_path, "NL_full.txt", PC6_LINE + belgian))
    assert [row.code for row in rows] == ["3511AB"]
    assert reading.fault_count == 0


def test_a_csv_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    header = "\ufeffWoonplaats;Postcode;Breedtegraad;Lengtegraad;Gemeente;Provincie\n"
    text = header + "Utrecht;3511 ab;52,0937;5,1196;Utrecht;Utrecht\n"
    rows, reading = read(write(tmp_path, "eigen.csv", text))
    assert reading.format is FileFormat.CSV
    assert rows == [PostcodeRow("3511AB", 52.0937, 5.1196, "Utrecht", "GM0344", "PV26")]


@pytest.mark.parametrize(
    ("municipality", "province", "code"),
    [
        ("Utrecht", "", "GM0344"),
        ("Bergen", "Limburg", "GM0893"),
        ("Bergen (NH.)", "", "GM0373"),
        ("'s-Gravenhage", "Zuid-Holland", "GM0518"),
        ("Zederik", "Utrecht", "GM1961"),
        ("Leerdam", "Zuid-Holland", "GM1961"),
        ("GEMEENTE_CODE", "", "GM0344"),
    ],
)
def test_names_of_municipalities_become_codes(tmp_path: Path, municipality: str, province: str, code: str) -> None:
    header, value = ("gemeentecode", "344") if municipality == "GEMEENTE_CODE" else ("gemeente", municipality)
    rows, reading = read(write(tmp_path, "a.csv", f"pc4,lat,lon,{header},provincie\n3511,52,5,{value},{province}\n"))
    assert rows[0].municipality_code == code
    assert rows[0].province_code is not None
    assert reading.faults == []


@pytest.mark.parametrize("municipality", ["Bergen", "Atlantis", "Haaren"])
def test_a_municipality_that_is_not_certain_stays_blank_and_is_reported(tmp_path: Path, municipality: str) -> None:
    rows, reading = read(write(tmp_path, "a.csv", f"pc4,lat,lon,gemeente\n3511,52,5,{municipality}\n"))
    assert rows == [PostcodeRow("3511", 52.0, 5.0)]
    assert [(fault.line, fault.value, fault.kind, fault.kept) for fault in reading.faults] == [
        (2, municipality, FaultKind.MUNICIPALITY, True)
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("351,52,5", FaultKind.POSTCODE),
        ("3511SS,52,5", FaultKind.POSTCODE),
        ("3511,ergens,5", FaultKind.POINT),
        ("3511,nan,5", FaultKind.POINT),
        ("3511,5.1,52.1", FaultKind.OUTSIDE),
        ("3511,52", FaultKind.COLUMNS),
        ("3511,52,5,6", FaultKind.COLUMNS),
        ('"3511,52,5', FaultKind.COLUMNS),
        ("3511,52," + "5" * 5_000, FaultKind.TOO_LONG),
    ],
)
def test_a_bad_line_is_a_fault_with_its_number_and_the_rest_is_read(tmp_path: Path, line: str, kind: FaultKind) -> None:
    rows, reading = read(write(tmp_path, "a.csv", f"pc4,lat,lon\n3511,52,5\n{line}\n\n3512,52,5\n"))
    assert [row.code for row in rows] == ["3511", "3512"]
    assert [(fault.line, fault.kind, fault.kept) for fault in reading.faults] == [(3, kind, False)]
    assert reading.faults[0].advice
    assert len(reading.faults[0].value) <= 80


def test_a_file_in_another_encoding_names_its_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("pc4,lat,lon,plaats\n6109,51.1,5.8,Ohé en Laak\n3511,52,5,Utrecht\n".encode("latin-1"))
    rows, reading = read(path)
    assert [row.code for row in rows] == ["3511"]
    assert [(fault.line, fault.kind) for fault in reading.faults] == [(2, FaultKind.ENCODING)]


def test_a_million_faults_are_counted_but_not_all_kept(tmp_path: Path) -> None:
    rows, reading = read(write(tmp_path, "a.csv", "pc4,lat,lon\n" + "x,y,z\n" * 1_500))
    assert rows == []
    assert reading.fault_count == 1_500
    assert len(reading.faults) == 1_000


def test_gzip_and_zip_are_unpacked_and_the_readme_beside_the_data_is_left_alone(tmp_path: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"pc6,lat,lon\n3511AB,52,5\n"))
    archive = tmp_path / "NL_full.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as inside:
        inside.writestr("readme.txt", "about")
        inside.writestr("NL_full.txt", PC6_LINE)
    assert [row.code for row in read(packed)[0]] == ["3511AB"]
    assert [row.code for row in read(archive)[0]] == ["3511AB"]


def test_a_file_that_is_none_of_these_is_refused_with_the_reason(tmp_path: Path) -> None:
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as inside:
        inside.writestr("a.csv", "")
        inside.writestr("b.csv", "")
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"pc4,lat,lon\n" + b"3511,52,5\n" * 50_000)[:200])
    torn = tmp_path / "torn.zip"
    torn.write_bytes(b"PK\x03\x04 and nothing")
    reasons = {}
    for path in (
        write(tmp_path, "empty.csv", "\n\n"),
        write(tmp_path, "story.txt", "Once upon a time"),
        two,
        broken,
        torn,
    ):
        with pytest.raises(UnreadableFileError) as refused:
            read(path)
        reasons[path.name] = refused.value.why
        assert path.name in str(refused.value)
    assert reasons == {
        "empty.csv": WhyUnreadable.EMPTY,
        "story.txt": WhyUnreadable.NO_HEADER,
        "two.zip": WhyUnreadable.NOT_ONE_FILE,
        "broken.gz": WhyUnreadable.DAMAGED,
        "torn.zip": WhyUnreadable.DAMAGED,
    }


def test_a_header_without_a_point_says_which_columns_are_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        PostcodeReading(write(tmp_path, "a.csv", "postcode,plaats\n3511,Utrecht\n"))
    assert refused.value.missing == ("latitude", "longitude")


def test_the_position_runs_to_the_size_for_a_progress_bar(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "pc4,lat,lon\n" + "3511,52,5\n" * 20_000)
    with PostcodeReading(path) as reading:
        positions = [reading.position for _ in reading]
    assert positions == sorted(positions)
    assert positions[0] < reading.size == positions[-1]
    assert reading.row_count == 20_000


def test_the_reference_table_is_read_without_a_fault() -> None:
    rows, reading = read(shared("pc4_nl.csv"))
    assert len(rows) == reading.row_count == 4_075
    assert reading.faults == []
    assert all(row.municipality_code and row.province_code for row in rows)
    table = PostcodeTable.embedded().with_rows(rows)
    assert len(table) == 4_075
    assert table.place_of("8436").municipality_code == "GM1708"


def test_eighty_thousand_full_postcodes_stream_from_one_gzip() -> None:
    count = 0
    with PostcodeReading(shared("pc6_5provincies_2026.csv.gz")) as reading:
        for row in reading:
            count += 1
            assert len(row.code) == 6
        assert reading.faults == []
    assert count == 82_197


@given(content=st.binary(max_size=400), headed=st.booleans())
def test_no_bytes_give_anything_but_rows_faults_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, headed: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"pc4,lat,lon\n" + content if headed else content)
    try:
        rows, reading = read(path)
    except UnreadableFileError:
        if headed:
            raise
        return
    assert reading.row_count == len(rows)
    assert len(reading.faults) == reading.fault_count
