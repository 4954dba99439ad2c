"""Exporting: a file that imports to the same records, and that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from exchange_files import counts, row, snapshots, write
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from socialmap.exchange.tables import FORMULA_STARTS
from socialmap.models import CostOption, Organization, Phone
from tests.instances import Instance, copied, words_template

HOSTILE = ["=1+1", "+31 30", "-1", "@SUM(A1)", "'=1+1", "'s-Gravenhage", "''", "'", "=", "\t=1", " -2"]


def content(instance: Instance) -> dict[str, Any]:
    """Every organization without what the moment of making it decides: ids of parts that have no key, and slugs."""
    return {key: _lasting(value) for key, value in snapshots(instance).items()}


def _lasting(value: Any) -> Any:
    if isinstance(value, list):
        return [_lasting(item) for item in value]
    if not isinstance(value, dict):
        return value
    keyed = "external_id" in value or "location_id" in value
    dropped = {"slug"} if keyed else {"slug", "id"}
    return {name: _lasting(item) for name, item in value.items() if name not in dropped}


def brought_over(source: Instance, target: Instance, folder: Path) -> None:
    """Export from one instance and import into another."""
    source.command("export", "services", folder / "export.csv")
    target.command("import", "services", folder / "export.csv", "--by", "zorgbuurt starter")


def test_the_whole_starter_content_comes_over(starter: Instance, bare: Instance, tmp_path: Path) -> None:
    brought_over(starter, bare, tmp_path)
    assert content(bare) == content(starter)


def test_an_export_imports_to_nothing_new(own_starter: Instance, tmp_path: Path) -> None:
    before = counts(own_starter)
    own_starter.command("export", "services", tmp_path / "e.csv")
    said = own_starter.command("import", "services", tmp_path / "e.csv", "--publish").output
    assert f"0 nieuw, 0 gewijzigd, {before[0]} gelijk, 0 gepubliceerd" in said
    assert counts(own_starter) == before


def test_what_a_file_cannot_hold_survives_importing_it(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(phone="0301234567")]))
    with bare.session() as session:
        organization = session.query(Organization).one()
        organization.alternate_names = ["Beertje"]
        service = organization.services[0]
        for position, number in enumerate(("030 765 4321", "112"), start=1):
            service.phones.append(Phone(position=position, number=number, hours="24/7"))
        service.cost_options.append(CostOption(position=0, option="Eerst A|dan B"))
        session.commit()
    before = snapshots(bare)
    bare.command("export", "services", tmp_path / "e.csv")
    assert "1 gelijk" in bare.command("import", "services", tmp_path / "e.csv").output
    assert snapshots(bare) == before


def test_what_was_made_here_comes_over_too(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(location_id="a", city="Utrecht")]))
    with bare.session() as session:
        organization = session.query(Organization).one()
        organization.external_id = organization.services[0].external_id = organization.locations[0].external_id = None
        session.commit()
    before = snapshots(bare)
    bare.command("export", "services", tmp_path / "e.csv")
    assert "1 gelijk" in bare.command("import", "services", tmp_path / "e.csv").output
    assert snapshots(bare) == before


def test_what_was_withdrawn_is_not_exported(own_starter: Instance, tmp_path: Path) -> None:
    own_starter.command("starter", "remove", "--yes")
    own_starter.command("export", "services", tmp_path / "e.csv")
    assert "Voorbeeld: " not in (tmp_path / "e.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(bare: Instance, tmp_path: Path, text: str) -> None:
    cells = row(fees=text, search_words=f"{text}|gewoon", longitude="-4.5", latitude="52")
    bare.command("import", "services", write(tmp_path / "f.csv", [cells]))
    before = snapshots(bare)
    bare.command("export", "services", tmp_path / "e.csv")
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        exported = list(csv.reader(file))
    assert not [cell for line in exported for cell in line if cell.startswith(FORMULA_STARTS)]
    with bare.session() as session:
        session.execute(delete(Organization))
        session.commit()
    bare.command("import", "services", tmp_path / "e.csv")
    assert _lasting(snapshots(bare)["beer"]) == _lasting(before["beer"])


def _texts(longest: int) -> st.SearchStrategy[str]:
    awkward = st.sampled_from(
        [*HOSTILE, "a|b", "a\\|b", '"', "a;b,c\td", "é\u00ad\u200b", "één\ntwee", "\\", "🧸", "ﬀ"]
    )
    plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
    return st.one_of(awkward, plain).map(lambda text: text[:longest])


NUMBERS = st.floats(0, 18, allow_nan=False).map(repr)
KEYS = st.sampled_from(["", "a", "b", "=c", "'d", "-e"])
NAMES = st.sampled_from(["Beer", "Vos", "=Das", "x" * 200, "Ś" * 150])
AREAS = st.lists(st.sampled_from(["NL", "PV26", "GM0344", "3511", "3500-3599", "NIK-UTRECHT"]), max_size=4)
SERVICES = st.fixed_dictionaries(
    {"service_id": KEYS, "service_name": NAMES},
    optional={
        "service_description": _texts(500),
        "alert": _texts(500),
        "search_words": st.lists(_texts(50), max_size=3).map("|".join),
        "care_types": st.sampled_from(["", "nachtzorg", "nachtzorg|kinderthuiszorg"]),
        "status": st.sampled_from(["", "active", "inactive", "defunct", "temporarily closed"]),
        "minimum_age": NUMBERS,
        "waiting_time_weeks": NUMBERS,
        "fees": _texts(500),
        "required_documents": st.lists(_texts(50), max_size=3).map("|".join),
        "phone": st.sampled_from(["0307897878", "+32 2 555 12 12", "113"]),
        "contact_name": _texts(50),
        "assured_date": st.dates().map(str),
        "service_area": AREAS.map("|".join),
        "opening_hours": st.sampled_from(["", "24/7", "Mo-Fr 09:00-17:00"]),
        "location_id": KEYS,
        "location_name": _texts(50),
        "street": _texts(50),
        "postcode": st.sampled_from(["", "3511", "3511AB"]),
        "city": _texts(50),
        "latitude": st.floats(50.7, 53.6).map(repr),
    },
)
ORGANIZATIONS = st.fixed_dictionaries(
    {"organization_id": KEYS, "organization_name": NAMES},
    optional={
        "organization_description": _texts(300),
        "organization_parent_id": KEYS,
        "organization_kvk": st.just("12345678"),
    },
)


@given(st.lists(st.tuples(ORGANIZATIONS, SERVICES), min_size=1, max_size=6))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
def test_whatever_was_imported_comes_over_unchanged(
    two: tuple[Instance, Instance], parts: list[tuple[dict[str, str], dict[str, str]]]
) -> None:
    first, second = two
    rows = [{**organization, **service} for organization, service in parts]
    for item in rows:
        if "latitude" in item:
            item["longitude"] = "5.1234567890123"
    for instance in two:
        with instance.session() as session:
            session.execute(delete(Organization))
            session.commit()
    folder = Path(mkdtemp())
    first.command("import", "services", write(folder / "f.csv", rows), "--skip-bad", "--by", "zorgbuurt starter")
    brought_over(first, second, folder)
    shutil.rmtree(folder)
    assert content(second) == content(first)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two instances with nothing on the map."""
    folder = tmp_path_factory.mktemp("two")
    with copied(words_template(), folder / "a") as first, copied(words_template(), folder / "b") as second:
        yield first, second
