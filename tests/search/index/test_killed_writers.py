"""Killing the writer at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from search_examples import ANALYZER, ask, build, document, ids

from search.engine.index import open_index
from search.index.writer import IndexWriter

HERE = Path(__file__).parent
KILLS = 20


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  # no secret: the moments of the kills
    build(tmp_path, [document("d1", "Zorg nummer 1")], seq=1)
    done, interrupted = 1, 0
    paths = os.pathsep.join([str(HERE), str(HERE.parent), str(HERE.parents[2])])
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, str(HERE / "applying_until_killed.py"), str(tmp_path), str(done + 1), "50"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert process.stdout is not None
        acknowledged = [process.stdout.readline()]
        time.sleep(chance.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.readlines()
        process.stdout.close()
        interrupted += process.wait() == -signal.SIGKILL
        assert acknowledged[0].startswith("done")
        last = max(int(line.split()[1]) for line in acknowledged if line.endswith("\n"))
        index = open_index(tmp_path)
        # The commit under way may have been made and not yet acknowledged.
        assert last <= index.seq <= last + 1
        answer = ask(index, "zorg nummer", limit=1000)
        assert set(ids(answer)) == {f"d{number}" for number in range(1, index.seq + 1)}
        done = index.seq
    assert interrupted == KILLS
    manifest = IndexWriter(tmp_path, ANALYZER).apply([], done + 1)
    named = {record.name for record in manifest.files()}
    present = {path.name for path in (tmp_path / manifest.generation).iterdir()}
    assert {name for name in present if not name.endswith("LOCK")} == named
