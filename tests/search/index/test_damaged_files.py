"""A byte that changed on disk is noticed; it never gives a wrong answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from search_examples import ANALYZER, UTRECHT, ask, build, document, place_north, words

from search.engine.index import Index, open_index
from search.index.errors import IndexDamaged
from search.index.manifest import CURRENT, read_manifest
from search.index.writer import IndexWriter
from search.query import Answer

QUESTIONS = ("zorg", "logeren weekend", "zeester", None)


def everything_shown(index: Index) -> list[Answer]:
    """Answers that together read every part of every file that serves questions."""
    answers = []
    for text in QUESTIONS:
        for language in ("nl", "en"):
            for members in ({}, {"origin": UTRECHT}):
                answers.append(ask(index, text, language=language, explain=True, limit=100, **members))
    answers.append(ask(index, words("zorg", phrases=(("aan", "huis"),)), limit=100))
    return answers


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, with deletions, and everything that an entry can have."""
    directory = tmp_path_factory.mktemp("sound")
    documents = [
        document(
            f"d{number}",
            ("Zorg", "Logeren", "Zeester")[number % 3],
            text="Zorg aan huis en logeren in het weekend. " * (number % 4 + 1),
            locations=(place_north(number),),
            area_codes=("GM0344",) if number % 2 else (),
            facets={"law": ("zvw",)},
        )
        for number in range(30)
    ]
    build(directory, documents)
    IndexWriter(directory, ANALYZER).apply([document("d3", "Zorg voor later", text="Zorg aan huis"), *documents[:1]], 2)
    return directory


def files_of(directory: Path) -> list[str]:
    """Every file of the index, without the random part of a segment's name."""
    manifest = read_manifest(directory)
    return sorted({record.name.partition(".")[2] for record in manifest.files()})


SERVING = ("arrays", "records", "counts", "impacts.1", "impacts.2", "deleted.2")


def damaged(sound: Path, directory: Path, name: str, place: float) -> Path:
    """A copy of the index with one bit of one file turned over, at a share of its length."""
    shutil.copytree(sound, directory)
    path = directory / name
    content = bytearray(path.read_bytes())
    content[min(int(len(content) * place), len(content) - 1)] ^= 0x10
    path.write_bytes(content)
    return directory


def test_every_kind_of_file_is_tried(sound: Path) -> None:
    kinds = set(files_of(sound))
    assert {"arrays", "records", "counts", "deleted.2", "trm", "pst", "_stored.col", "toc"} <= kinds
    assert any(kind.startswith("impacts") for kind in kinds)


@pytest.mark.parametrize("place", [0.0, 0.003, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_a_turned_bit_is_noticed_before_it_is_answered_with(sound: Path, tmp_path: Path, place: float) -> None:
    expected = everything_shown(open_index(sound))
    manifest = read_manifest(sound)
    generation = sound / manifest.generation
    serving = [
        record.name for segment in manifest.segments for record in segment.files() if record not in segment.whoosh
    ]
    assert len(serving) == 9
    noticed = 0
    for number, name in enumerate(serving):
        directory = damaged(sound, tmp_path / str(number), f"{generation.name}/{name}", place)
        try:
            answers = everything_shown(open_index(directory))
        except IndexDamaged:
            noticed += 1
        else:
            assert answers == expected
    assert noticed >= len(serving) - 2


@pytest.mark.parametrize("place", [0.0, 0.4, 1.0])
def test_damage_to_what_whoosh_wrote_is_noticed_by_the_writer(sound: Path, tmp_path: Path, place: float) -> None:
    manifest = read_manifest(sound)
    names = [record.name for segment in manifest.segments for record in segment.whoosh if record.size]
    for number, name in enumerate([*names, manifest.toc.name]):
        directory = damaged(sound, tmp_path / str(number), f"{manifest.generation}/{name}", place)
        with pytest.raises(IndexDamaged):
            IndexWriter(directory, ANALYZER).merge()


@pytest.mark.parametrize("place", [0.0, 0.05, 0.5, 1.0])
def test_a_damaged_pointer_is_noticed(sound: Path, tmp_path: Path, place: float) -> None:
    directory = damaged(sound, tmp_path / "copy", CURRENT, place)
    with pytest.raises(IndexDamaged):
        open_index(directory)
    with pytest.raises(IndexDamaged):
        IndexWriter(directory, ANALYZER).apply([], 3)


def test_a_file_that_is_gone_or_cut_short_is_noticed(sound: Path, tmp_path: Path) -> None:
    manifest = read_manifest(sound)
    segment = manifest.segments[0]
    for number, record in enumerate((segment.arrays, segment.records, segment.impacts)):
        gone = tmp_path / f"gone{number}"
        shutil.copytree(sound, gone)
        (gone / manifest.generation / record.name).unlink()
        with pytest.raises(IndexDamaged):
            open_index(gone)
        cut = tmp_path / f"cut{number}"
        shutil.copytree(sound, cut)
        path = cut / manifest.generation / record.name
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(IndexDamaged):
            open_index(cut)


def test_a_damaged_index_is_rebuilt_in_place(sound: Path, tmp_path: Path) -> None:
    directory = damaged(sound, tmp_path / "copy", CURRENT, 0.5)
    IndexWriter(directory, ANALYZER).rebuild([document("new", "Zeester")], 5)
    index = open_index(directory)
    assert [hit.id for hit in ask(index, "zeester").hits] == ["new"]
    assert index.seq == 5


def test_a_reader_that_meets_damage_keeps_serving_what_it_had(sound: Path, tmp_path: Path) -> None:
    directory = tmp_path / "copy"
    shutil.copytree(sound, directory)
    index = open_index(directory)
    expected = everything_shown(index)
    IndexWriter(directory, ANALYZER).apply([document("new", "Zeester")], 3)
    content = bytearray((directory / CURRENT).read_bytes())
    content[-5] ^= 1
    (directory / CURRENT).write_bytes(content)
    with pytest.raises(IndexDamaged):
        index.refresh()
    assert everything_shown(index) == expected
