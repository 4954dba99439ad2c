"""Applies documents one commit after the other and says which are done. Started and killed by a test.

Arguments: the index directory, the first sequence number, the number of commits after which to stop.
"""

from __future__ import annotations

import sys
from pathlib import Path

from search_examples import ANALYZER, document

from search.index.errors import IndexProblem
from search.index.writer import IndexWriter


def main(directory: Path, first: int, count: int) -> None:
    writer = IndexWriter(directory, ANALYZER)
    for seq in range(first, first + count):
        # Every third commit replaces a document, every seventh rebuilds everything.
        documents = [document(f"d{number}", f"Zorg nummer {number}", seq=number) for number in range(1, seq + 1)]
        try:
            if seq % 7 == 0:
                writer.rebuild(documents, seq)
            else:
                writer.apply(documents[-3 if seq % 3 == 0 else -1 :], seq)
        except IndexProblem as problem:
            sys.stdout.write(f"problem {problem}\n")
            sys.stdout.flush()
            return
        sys.stdout.write(f"done {seq}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
