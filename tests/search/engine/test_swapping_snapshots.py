"""Threads search while the index is changed under them."""

from __future__ import annotations

import threading
from pathlib import Path

from search_examples import ANALYZER, UTRECHT, ask, build, document, ids, place_north, words

from search.engine.search import search
from search.index.writer import IndexWriter
from search.query import Question

ROUNDS = 12


def generation(seq: int) -> list[str]:
    return [f"s{seq}-{number}" for number in range(20)]


def test_threads_always_see_one_commit_as_a_whole(tmp_path: Path) -> None:
    index = build(tmp_path, [document(name, "Zorg", locations=(place_north(3),)) for name in generation(0)], seq=0)
    stop, faults, answered = threading.Event(), [], [0]

    def searching() -> None:
        while not stop.is_set():
            try:
                index.refresh()
                found = ids(ask(index, "zorg", origin=UTRECHT, limit=100))
            except Exception as fault:  # whatever goes wrong in the thread must reach the test
                faults.append(repr(fault))
                return
            answered[0] += 1
            seqs = {name.split("-")[0] for name in found}
            if len(found) != 20 or len(seqs) != 1:
                faults.append(f"{len(found)} hits of {sorted(seqs)}")
                return

    threads = [threading.Thread(target=searching) for _ in range(4)]
    for thread in threads:
        thread.start()
    writer = IndexWriter(tmp_path, ANALYZER)
    for seq in range(1, ROUNDS):
        documents = [document(name, "Zorg", locations=(place_north(3),)) for name in generation(seq)]
        if seq % 4 == 0:
            writer.rebuild(documents, seq)
        else:
            gone = [document(name, "x") for name in generation(seq - 1)]
            withdrawals = [type(item)(item.seq, item.id, item.kind, item.slug, 2, None) for item in gone]
            writer.apply([*documents, *withdrawals], seq)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert answered[0] > ROUNDS
    index.refresh()
    assert index.seq == ROUNDS - 1


def test_a_question_under_way_finishes_on_the_snapshot_it_began_with(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester")])
    before = index.snapshot
    IndexWriter(tmp_path, ANALYZER).rebuild([document("b", "Zeester")], 2)
    index.refresh()
    question = Question(text=words("zeester"), explain=True)
    assert ids(search(before, question)) == ["a"]
    assert ids(search(index.snapshot, question)) == ["b"]


def test_threads_that_share_a_snapshot_get_the_answers_of_one(tmp_path: Path) -> None:
    documents = [document(f"d{n}", ("Zorg", "Logeren", "Zorg en logeren")[n % 3], text="thuis " * n) for n in range(60)]
    index = build(tmp_path, documents)
    questions = ["zorg", "logeren", "zorg logeren thuis", "thuis"]
    expected = {text: ask(index, text, limit=100) for text in questions}
    wrong: list[str] = []

    def asking(offset: int) -> None:
        for turn in range(60):
            text = questions[(turn + offset) % len(questions)]
            if ask(index, text, limit=100) != expected[text]:
                wrong.append(text)

    threads = [threading.Thread(target=asking, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
