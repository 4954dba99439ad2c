"""A backup taken while people work makes an instance that answers the same; a damaged one changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.backup.archive import read_backup
from core.orm import begin_write
from core.publishing.auditing import verify
from core.publishing.models import AuditLine
from core.publishing.numbering import head_seq
from core.publishing.publishing import publish, save_revisions
from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.functional.instances import SERVER_VARIABLE, EditedInstance, empty_database
from tests.instances import Instance, copied, starter_template

__all__ = ["empty_database"]
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/search", {"q": "beademing", "postcode": "3511", "age": "4"}),
    ("/search", {"q": "logeren", "postcode": "9712"}),
    ("/services", {"limit": "100"}),
    ("/organizations", {"limit": "100"}),
    ("/regions", {}),
    ("/taxonomies/care-types/terms", {}),
    ("/factsheets", {}),
    ("/changes", {"limit": "200"}),
    ("/postcodes/3511", {}),
    ("/suggestions", {"q": "bea"}),
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content, an attachment and an imported file."""
    folder = tmp_path_factory.mktemp("source") / "data"
    with copied(starter_template(), folder) as made:
        for place, content in (("attachments/ab/abc.pdf", b"%PDF-1.7 bijlage"), ("imports/0123", b"naam\nBeer\n")):
            file = folder / place
            file.parent.mkdir(parents=True)
            file.write_bytes(content)
        (folder / "imports" / "half.part").write_bytes(b"half")
        yield made


@pytest.fixture(scope="module")
def kept(source: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("kept") / "zorgbuurt.tar.gz"
    source.command("backup", file)
    return file


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Instance]:
    """An instance in which nothing stands."""
    made = Instance(tmp_path / "empty")
    yield made
    made.close()


def answers(instance: Instance) -> list[Any]:
    """What an instance says to a set of questions."""
    instance.catch_up()
    return [instance.read(path, **query) for path, query in QUESTIONS]


def test_a_restored_instance_answers_the_same(source: Instance, kept: Path, empty: Instance) -> None:
    said = empty.command("restore", kept).output
    assert "database: in place and up to date" in said
    assert answers(empty) == answers(source)
    for place in ("attachments/ab/abc.pdf", "imports/0123"):
        assert (empty.folder / place).read_bytes() == (source.folder / place).read_bytes()
    assert not (empty.folder / "imports" / "half.part").exists()
    with empty.session() as session:
        assert verify(session).broken is None
        assert session.scalars(select(AuditLine.action).order_by(AuditLine.number.desc()).limit(1)).one() == "restore"


def test_a_restored_instance_can_be_worked_in(kept: Path, empty: Instance) -> None:
    empty.command("restore", kept)
    with empty.session() as session:
        begin_write(session)
        record = session.scalars(select(Organization).limit(1)).one()
        record.name = "Nieuwe naam"
        save_revisions(session, [record], by="Noor")
        publish(session, record, "Noor")
        key = record.slug
        session.commit()
    assert empty.read(f"/organizations/{key}")["name"] == "Nieuwe naam"


def test_a_backup_holds_neither_the_index_nor_the_key(kept: Path) -> None:
    manifest = read_backup(kept)
    assert {file.path for file in manifest.files} == {"database.sqlite3", "attachments/ab/abc.pdf", "imports/0123"}
    with tarfile.open(kept) as package:
        assert package.getnames()[0] == "manifest.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_backup_while_others_publish_is_of_one_moment(tmp_path: Path, empty: Instance) -> None:
    with copied(starter_template(), tmp_path / "busy") as busy:
        stop, published = threading.Event(), threading.Event()

        def work() -> None:
            number = 0
            while not stop.is_set():
                with busy.session() as session:
                    begin_write(session)
                    record = OrganizationFactory(name=f"Druk {number}")
                    session.add(record)
                    save_revisions(session, [record], by="Noor")
                    publish(session, record, "Noor")
                    session.commit()
                number += 1
                published.set()

        worker = threading.Thread(target=work)
        worker.start()
        try:
            assert published.wait(20)
            published.clear()
            busy.command("backup", tmp_path / "b.tar.gz")
            assert published.wait(20)
        finally:
            stop.set()
            worker.join()
        manifest = read_backup(tmp_path / "b.tar.gz")
        with busy.session() as session:
            assert head_seq(session) > manifest.seq
    empty.command("restore", tmp_path / "b.tar.gz")
    with empty.session() as session:
        assert head_seq(session) == manifest.seq
        assert verify(session).broken is None
    assert empty.read("/changes", limit=1000, since=manifest.seq - 1)["changes"][0]["seq"] == manifest.seq


def test_a_backup_never_takes_the_place_of_a_file(source: Instance, kept: Path) -> None:
    before = kept.read_bytes()
    assert "is there already" in source.command("backup", kept, expect=1).output
    assert kept.read_bytes() == before


def test_in_a_folder_a_backup_is_named_after_its_moment(source: Instance, tmp_path: Path) -> None:
    source.command("backup", tmp_path)
    [file] = tmp_path.iterdir()
    assert file.name.startswith("zorgbuurt-2")
    assert file.suffixes == [".tar", ".gz"]


def test_what_stands_there_is_replaced_only_when_asked(source: Instance, kept: Path, tmp_path: Path) -> None:
    with copied(starter_template(), tmp_path / "other") as other:
        with other.session() as session:
            begin_write(session)
            record = session.scalars(select(Organization).limit(1)).one()
            record.name = "Alleen hier"
            save_revisions(session, [record], by="Noor")
            publish(session, record, "Noor")
            session.commit()
        before = answers(other)
        assert "there is data in this instance already" in other.command("restore", kept, expect=1).output
        assert answers(other) == before
        other.command("restore", kept, "--replace")
        other.close()
        again = Instance(other.folder)
        assert answers(again) == answers(source)
        again.close()
        aside = other.folder / "zorgbuurt.sqlite3.before-restore"
        with closing(sqlite3.connect(aside)) as old:
            assert old.execute("SELECT count(*) FROM organization WHERE name = 'Alleen hier'").fetchone() == (1,)


def rewritten(kept: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The backup with files changed; None takes one out."""
    with tarfile.open(kept) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            data = change(member.name, content.read())
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def told(data: bytes, **changes: Any) -> bytes:
    """A manifest with other members."""
    return json.dumps({**json.loads(data), **changes}).encode()


def cut(kept: Path, target: Path) -> Path:
    target.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    return target


def flipped(kept: Path, target: Path) -> Path:
    def flip(name: str, data: bytes) -> bytes:
        if name != "database.sqlite3":
            return data
        return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]

    return rewritten(kept, target, flip)


def flipped_on_disk(kept: Path, target: Path) -> Path:
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)
    return target


def without_a_file(kept: Path, target: Path) -> Path:
    return rewritten(kept, target, lambda name, data: None if name == "imports/0123" else data)


def without_the_list(kept: Path, target: Path) -> Path:
    return rewritten(kept, target, lambda name, data: None if name == "manifest.json" else data)


def with_a_path_outside(kept: Path, target: Path) -> Path:
    def point_outside(name: str, data: bytes) -> bytes:
        return data.replace(b"imports/0123", b"imports/../../evil") if name == "manifest.json" else data

    return rewritten(kept, target, point_outside)


def of_newer_software(kept: Path, target: Path) -> Path:
    return rewritten(
        kept, target, lambda name, data: told(data, migrations=["9999"]) if name == "manifest.json" else data
    )


def of_another_engine(kept: Path, target: Path) -> Path:
    def other(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        return told(data, database="postgresql").replace(b"database.sqlite3", b"database.dump")

    return rewritten(kept, target, other)


def of_a_later_format(kept: Path, target: Path) -> Path:
    return rewritten(kept, target, lambda name, data: told(data, format=2) if name == "manifest.json" else data)


def no_backup(kept: Path, target: Path) -> Path:
    target.write_bytes(gzip.compress(b"geen tar"))
    return target


def plain_text(kept: Path, target: Path) -> Path:
    target.write_text("dit is tekst")
    return target


REFUSED = {
    cut: "damaged",
    flipped: "database.sqlite3 is not what it was",
    flipped_on_disk: "damaged",
    without_a_file: "imports/0123 is missing",
    without_the_list: "is no backup, or it is damaged",
    with_a_path_outside: "it names a file that cannot be",
    of_newer_software: "update this software first",
    of_another_engine: "this backup is of postgresql; this instance has sqlite",
    of_a_later_format: "this software reads format 1",
    no_backup: "is no backup, or it is damaged",
    plain_text: "is no backup, or it is damaged",
}


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_a_backup_that_is_not_in_order_is_refused_and_changes_nothing(
    kept: Path, tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    with copied(starter_template(), tmp_path / "other") as other:
        before = answers(other)
        files = {file for file in other.folder.rglob("*") if "index" not in file.parts}
        said = other.command("restore", make(kept, tmp_path / "b.tar.gz"), "--replace", expect=1).output
        assert REFUSED[make] in said
        assert answers(other) == before
        left = {file for file in other.folder.rglob("*") if "index" not in file.parts}
        assert {file for file in left - files if not file.name.endswith(("-wal", "-shm"))} == set()


def test_no_database_is_told(empty: Instance, tmp_path: Path) -> None:
    assert "there is no database" in empty.command("backup", tmp_path / "b.tar.gz", expect=1).output
    assert not (tmp_path / "b.tar.gz").exists()


@pytest.mark.skipif(SERVER_VARIABLE not in os.environ, reason=f"{SERVER_VARIABLE} names no PostgreSQL server")
@pytest.mark.postgresql
@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
def test_a_postgresql_database_is_backed_up_and_restored(empty_database: EditedInstance, tmp_path: Path) -> None:
    instance = empty_database
    instance.migrate()
    record = OrganizationFactory()
    record_id = record.id
    instance.publish_new(record)
    instance.command("backup", tmp_path / "b.tar.gz")
    instance.publish_new(OrganizationFactory())
    assert "there is data" in instance.command("restore", tmp_path / "b.tar.gz", expect=1).output
    instance.command("restore", tmp_path / "b.tar.gz", "--replace")
    with instance.session() as session:
        assert head_seq(session) == read_backup(tmp_path / "b.tar.gz").seq == 1
    assert instance.read(f"/organizations/{record_id}")["id"] == str(record_id)
