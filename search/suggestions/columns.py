"""What suggestions need, as arrays: the distinct texts, and the words in them. Written with each segment."""

from __future__ import annotations

from array import array

import numpy as np

from search.dutch.folding import fold
from search.index.container import Array, group_rows, pack_texts

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_LETTER = {letter: 1 << place % 32 for place, letter in enumerate(_ALPHABET)}

MOST_WORDS = 12
"""Words of a text that count; nobody types further into a title."""


def letters_of(word: str) -> int:
    """The letters that occur in a word, as bits: two words that differ in k letters differ in at most 2k bits."""
    bits = 0
    for letter in word:
        bits |= _LETTER.get(letter, 0)
    return bits


class SuggestionColumns:
    """Add the texts that documents can be suggested by, then take `arrays()`."""

    def __init__(self) -> None:
        self._documents: dict[tuple[bytes, str], list[int]] = {}
        self._shown: dict[tuple[bytes, str], str] = {}

    def add(self, document: int, kind: str, text: str) -> None:
        """A text by which a document of this kind can be suggested; the first spelling met is shown."""
        key = (fold(text).encode(), kind)
        if not key[0]:
            return
        self._shown.setdefault(key, text)
        documents = self._documents.setdefault(key, [])
        if not documents or documents[-1] != document:
            documents.append(document)

    def arrays(self) -> dict[str, Array]:
        """Entries in the order of their folded text; words in order, each with a line end, and their entries.

        suggest_text: folded; suggest_shown: as written; suggest_kind (bytes of the kind's name); suggest_starts,
        suggest_documents: the documents of each entry; suggest_word, suggest_letters, suggest_word_starts,
        suggest_word_entries: the words.
        """
        keys = sorted(self._documents)
        words: dict[str, int] = {}
        word_places, word_entries = array("i"), array("i")
        for entry, (folded, _) in enumerate(keys):
            for word in dict.fromkeys(folded.decode().split()[:MOST_WORDS]):
                word_places.append(words.setdefault(word, len(words)))
                word_entries.append(entry)
        # The line end keeps a search for a part of a word inside one word.
        ordered = sorted((word + "\n").encode() for word in words)
        rank = np.empty(len(words), dtype=np.int64)
        for place, line in enumerate(ordered):
            rank[words[line[:-1].decode()]] = place
        places = rank[np.array(word_places, dtype=np.int64)] if words else np.empty(0, dtype=np.int64)
        starts, entries = group_rows(places, np.array(word_entries, dtype=np.int32), len(words))
        counts = [len(self._documents[key]) for key in keys]
        documents = [document for key in keys for document in self._documents[key]]
        text, text_at = pack_texts([folded for folded, _ in keys])
        shown, shown_at = pack_texts([self._shown[key].encode() for key in keys])
        kind, kind_at = pack_texts([kind.encode() for _, kind in keys])
        lines, lines_at = pack_texts(ordered)
        return {
            "suggest_text": text, "suggest_text_at": text_at, "suggest_shown": shown, "suggest_shown_at": shown_at,
            "suggest_kind": kind, "suggest_kind_at": kind_at,
            "suggest_starts": np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
            "suggest_documents": np.array(documents, dtype=np.int32),
            "suggest_word": lines, "suggest_word_at": lines_at, "suggest_word_starts": starts,
            "suggest_word_entries": entries,
            "suggest_letters": np.array([letters_of(item[:-1].decode()) for item in ordered], dtype=np.uint32),
        }  # fmt: skip
