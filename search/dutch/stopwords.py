"""Stop words: words that say nothing about what is looked for, question words among them."""

from __future__ import annotations

from search.dutch.stemming import data_file, read_words


def stop_words() -> frozenset[str]:
    """The folded stop words of Dutch, and of English as far as they are no Dutch words with a meaning of their own."""
    return frozenset(read_words(data_file("stopwords.txt")))


def weak_words() -> frozenset[str]:
    """Words that say something, but little about what is looked for: "geven", "moeilijk"."""
    return frozenset(read_words(data_file("weak_words.txt")))
