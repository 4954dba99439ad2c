"""Adding, replacing and withdrawing; segments; the pointer; who may write."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_examples import ANALYZER, UTRECHT, alternatives, ask, build, document, ids, place_north, withdrawn

from core.publishing.entries import IndexDocument, LexiconRelation
from search.engine.index import Index, open_index
from search.index.errors import IndexBusy, IndexMissing, IndexOutdated
from search.index.manifest import CURRENT, read_manifest
from search.index.merging import SegmentSize, segments_to_merge
from search.index.whoosh_commit import stored_seq
from search.index.writer import LOCK, IndexWriter


def test_a_published_document_is_found_after_a_refresh(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester")], seq=3)
    IndexWriter(tmp_path, ANALYZER).apply([document("b", "Zeester", seq=4)], 4)
    assert (ids(ask(index, "zeester")), index.seq) == (["a"], 3)
    assert index.refresh()
    assert (set(ids(ask(index, "zeester"))), index.seq) == ({"a", "b"}, 4)
    assert not index.refresh()


def test_a_replaced_document_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester"), document("b", "Anker")])
    IndexWriter(tmp_path, ANALYZER).apply([document("a", "Vlinder")], 2)
    index.refresh()
    assert ids(ask(index, "vlinder")) == ["a"]
    assert ids(ask(index, "zeester")) == []
    assert ask(index).total == 2


def test_a_withdrawn_document_is_found_nowhere(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester", area_codes=("NL",)), document("b", "Anker")])
    IndexWriter(tmp_path, ANALYZER).apply([withdrawn("a"), withdrawn("never-was")], 2)
    index.refresh()
    assert ids(ask(index)) == ["b"]
    assert ids(ask(index, "zeester")) == []
    assert ids(ask(index, origin=UTRECHT)) == ["b"]
    assert index.snapshot.find("a") == -1
    assert index.snapshot.document_id(index.snapshot.find("b")) == "b"


def test_of_several_versions_in_one_batch_the_last_counts(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Eerste")])
    batch = [document("a", "Tweede"), withdrawn("b"), document("a", "Derde"), document("b", "Anker"), withdrawn("b")]
    IndexWriter(tmp_path, ANALYZER).apply(batch, 2)
    index.refresh()
    assert ids(ask(index)) == ["a"]
    assert ids(ask(index, "derde")) == ["a"]


def test_the_words_that_entries_relate_are_read_from_the_live_ones(tmp_path: Path) -> None:
    relation = LexiconRelation(("oppas", "op adem komen"), ("respijtzorg",), 0.8, both_ways=True)
    other = LexiconRelation(("sonde",), ("sondevoeding",), 0.9)
    index = build(tmp_path, [document("a", "Respijtzorg", lexicon=(relation, other)), document("b", "Anker")])
    assert index.snapshot.lexicon() == [relation, other]
    IndexWriter(tmp_path, ANALYZER).apply([document("a", "Respijtzorg", lexicon=(other,))], 2)
    index.refresh()
    assert index.snapshot.lexicon() == [other]
    IndexWriter(tmp_path, ANALYZER).apply([withdrawn("a")], 3)
    index.refresh()
    assert index.snapshot.lexicon() == []


def test_the_index_knows_its_words_and_terms(tmp_path: Path) -> None:
    index = build(
        tmp_path, [document("a", "Logeerhuizen", text="Café"), document("b", "Logeerhuis", search_words=("oppas",))]
    )
    IndexWriter(tmp_path, ANALYZER).apply([document("c", "Café")], 2)
    index.refresh()
    assert index.snapshot.words() == {"logeerhuizen": 1, "logeerhuis": 1, "cafe": 2, "oppas": 1}
    assert index.snapshot.document_frequency(ANALYZER.term("logeerhuis")) == 2
    assert index.snapshot.document_frequency("nergens") == 0
    assert index.snapshot.slug(index.snapshot.find("c")) == "slug-c"


def test_a_batch_without_documents_still_raises_seq(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester")], seq=1)
    IndexWriter(tmp_path, ANALYZER).apply([], 9)
    index.refresh()
    assert (index.seq, ids(ask(index))) == (9, ["a"])


def test_whoosh_itself_carries_the_seq_of_the_commit(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path, ANALYZER)
    rebuilt = writer.rebuild([], 5)
    assert stored_seq(tmp_path / rebuilt.generation) == 5
    applied = writer.apply([document("a", "Zeester")], 6)
    assert stored_seq(tmp_path / applied.generation) == 6


def test_many_small_updates_leave_few_segments(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path, ANALYZER)
    writer.rebuild([document(f"d{number}", "Zorg") for number in range(100)], 1)
    for number in range(40):
        manifest = writer.apply([document(f"n{number}", "Zorg")], number + 2)
    assert len(manifest.segments) <= 8
    assert ask(open_index(tmp_path), "zorg").total == 140
    merged = writer.merge()
    assert (len(merged.segments), merged.seq) == (1, 41)
    assert ask(open_index(tmp_path), "zorg").total == 140


def test_an_update_of_one_document_leaves_a_large_segment_alone(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path, ANALYZER)
    before = writer.rebuild([document(f"d{number}", "Zorg aan huis") for number in range(500)], 1)
    after = writer.apply([document("d7", "Zorg aan huis")], 2)
    assert after.segments[0].arrays == before.segments[0].arrays
    assert after.segments[1].documents == 1


@given(st.lists(st.integers(1, 400), max_size=40))
def test_merging_is_bounded_and_keeps_few_segments(batches: list[int]) -> None:
    live: list[int] = []
    for new in batches:
        sizes = [SegmentSize(place, size, size) for place, size in enumerate(live)]
        chosen = segments_to_merge(sizes, new)
        copied = sum(live[place] for place in chosen)
        assert new + copied <= max(2_000, new, sum(live) // 8)
        live = [size for place, size in enumerate(live) if place not in chosen] + [new + copied]
    assert len(live) <= 12 + sum(batches) // 1_000


def test_a_mostly_deleted_segment_is_merged_away() -> None:
    sizes = [SegmentSize(0, 100_000, 40_000), SegmentSize(1, 50_000, 50_000)]
    assert segments_to_merge(sizes, 1) == [0]


def test_an_index_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_index(tmp_path)
    with pytest.raises(IndexMissing):
        IndexWriter(tmp_path, ANALYZER).apply([], 1)


def test_a_second_writer_waits_and_then_says_who_is_busy(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path, ANALYZER, lock_timeout_seconds=0.05)
    writer.rebuild([], 1)
    with filelock.FileLock(tmp_path / LOCK, is_singleton=False), pytest.raises(IndexBusy):
        writer.apply([], 2)
    writer.apply([], 2)


def test_writers_take_turns_and_lose_nothing(tmp_path: Path) -> None:
    build(tmp_path, [])
    faults: list[Exception] = []

    def applying(name: str) -> None:
        writer = IndexWriter(tmp_path, ANALYZER, lock_timeout_seconds=30)
        try:
            for number in range(6):
                writer.apply([document(f"{name}{number}", "Zorg")], number)
        except Exception as fault:  # whatever goes wrong in the thread must reach the test
            faults.append(fault)

    threads = [threading.Thread(target=applying, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert ask(open_index(tmp_path), "zorg").total == 18


def test_an_index_of_other_weights_is_outdated(tmp_path: Path) -> None:
    build(tmp_path, [document("a", "Zeester")])
    data = json.loads((tmp_path / CURRENT).read_bytes().partition(b"\n")[2])
    data["weights"] = "0" * 16
    body = json.dumps(data).encode()
    (tmp_path / CURRENT).write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    with pytest.raises(IndexOutdated):
        open_index(tmp_path)
    IndexWriter(tmp_path, ANALYZER).rebuild([document("a", "Zeester")], 1)
    assert ids(ask(open_index(tmp_path))) == ["a"]


def test_a_rebuild_swaps_and_the_old_index_serves_until_the_refresh(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester"), withdrawn("b")])
    IndexWriter(tmp_path, ANALYZER).rebuild([document("c", "Zeester")], 7)
    assert ids(ask(index, "zeester", explain=False)) == ["a"]
    index.refresh()
    assert (ids(ask(index, "zeester")), index.seq) == (["c"], 7)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["g000002"]


def test_what_a_crash_left_is_removed_by_the_next_writer(tmp_path: Path) -> None:
    build(tmp_path, [document("a", "Zeester")])
    generation = tmp_path / read_manifest(tmp_path).generation
    for leftover in (tmp_path / "g000009", generation / "MAIN.tmp"):
        leftover.mkdir()
        (leftover / "x").write_text("x")
    for name in ("MAIN_leftover.arrays", "_MAIN_99.toc", "MAIN_leftover.trm"):
        (generation / name).write_text("x")
    (tmp_path / "current.new").write_text("x")
    manifest = IndexWriter(tmp_path, ANALYZER).apply([document("b", "Anker")], 2)
    assert {path.name for path in tmp_path.iterdir()} == {CURRENT, LOCK, manifest.generation}
    named = {record.name for record in manifest.files()}
    assert {path.name for path in generation.iterdir() if not path.name.endswith("LOCK")} == named
    assert set(ids(ask(open_index(tmp_path)))) == {"a", "b"}


TITLES = ("Zorg", "Logeren", "Zorg en logeren", "Beademing thuis", "Zeester", "Thuis met sonde en beademing")
CHANGES = st.lists(
    st.lists(
        st.tuples(st.integers(0, 9), st.one_of(st.none(), st.sampled_from(TITLES)), st.integers(0, 40)),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=6,
)


def changed(number: int, title: str | None, kilometres: int) -> IndexDocument:
    if title is None:
        return withdrawn(f"d{number}")
    members: dict[str, Any] = {"area_codes": ("GM0344",)} if kilometres % 3 == 0 else {}
    text = "Wij helpen thuis. " * (kilometres % 7)
    facets = {"law": ("zvw",) if kilometres % 2 else ("wlz", "jeugdwet")}
    return document(f"d{number}", title, text=text, facets=facets, locations=(place_north(kilometres),), **members)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_segments_rank_as_one_index(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, str | None, int]]]
) -> None:
    directory = tmp_path_factory.mktemp("segments")
    writer = IndexWriter(directory / "many", ANALYZER)
    writer.rebuild([], 0)
    present: dict[str, IndexDocument] = {}
    for seq, batch in enumerate(batches, 1):
        documents = [changed(*change) for change in batch]
        writer.apply(documents, seq)
        present |= {item.id: item for item in documents}
    many = open_index(directory / "many")
    one = build(directory / "one", present.values())
    assert many.snapshot.documents == one.snapshot.documents
    for text in ("zorg", "thuis beademing", alternatives("logeren", ("beademing thuis", 0.7)), None):
        for members in ({}, {"origin": UTRECHT}, {"filters": {"law": ("zvw",)}, "origin": UTRECHT}):
            expected, found = ask(one, text, explain=True, **members), ask(many, text, explain=True, **members)
            assert expected == found


@pytest.mark.parametrize("count", [0, 6, 7, 15, 21])
def test_a_large_rebuild_is_written_in_segments_that_rank_as_one(tmp_path: Path, count: int) -> None:
    documents = [changed(number, TITLES[number % len(TITLES)], number) for number in range(count)]
    writer = IndexWriter(tmp_path / "many", ANALYZER, most_in_a_segment=7)
    assert len(writer.rebuild(documents, 1).segments) == max(-(-count // 7), 1)
    many, one = open_index(tmp_path / "many"), build(tmp_path / "one", documents)
    assert ask(many, "zorg", origin=UTRECHT, limit=100) == ask(one, "zorg", origin=UTRECHT, limit=100)


def test_a_rebuild_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester")])
    writer = IndexWriter(tmp_path, ANALYZER)

    def failing() -> Iterator[IndexDocument]:
        yield document("b", "Zeester")
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        writer.rebuild(failing(), 2)
    with pytest.raises(OSError, match="went away"):
        writer.apply(failing(), 2)
    assert not index.refresh()
    assert ids(ask(open_index(tmp_path), "zeester")) == ["a"]
    writer.apply([document("b", "Zeester")], 2)
    assert index.refresh()
    assert set(ids(ask(index, "zeester"))) == {"a", "b"}


def test_updates_of_an_index_in_use_reuse_what_is_open(tmp_path: Path) -> None:
    index: Index = build(tmp_path, [document(f"d{number}", "Zorg") for number in range(50)])
    before = set(index.snapshot.segments.values())
    IndexWriter(tmp_path, ANALYZER).apply([document("n", "Zorg")], 2)
    index.refresh()
    assert before < set(index.snapshot.segments.values())
