"""Derive the small word lists of `search/dutch/data` from Debian's `wdutch` (OpenTaal, BSD or CC BY 3.0).

    python scripts/build_wordlist.py [--source /usr/share/dict/dutch]

The rule, in the order in which it is applied:

1. Take the words in lower case, folded, of 3 to 16 letters.
2. Count for every stem in how many other words it stands first (also with a linking s, e, en or n) and last, when
   what remains is a word too. That is how productive it is.
3. A word is simple when it cannot itself be cut into two such words of at least four letters that are each productive
   in PRODUCTIVE compounds.
4. `compound_parts.txt`: simple words of 4 to 12 letters that are productive both ways together in at least PRODUCTIVE
   compounds; one word, the shortest, per stem. Affixes and prepositions are left out: "onderzoek" is no kind of
   "zoek". The words of `domain_words.txt` always belong to it when a word is cut, and are not repeated.
5. `known_words.txt`: the stems of other simple words, so that typo correction leaves an ordinary word alone and
   decompounding does not cut it. There are 80,000; kept are those that form at least one compound, and the short
   ones (LONGEST_KNOWN letters) with at least FORMS forms in the list, which are the verbs and adjectives in daily use.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from search.dutch.compounds import LINKS, NEVER_PARTS  # noqa: E402  (the project is found through the line above)
from search.dutch.folding import fold_words  # noqa: E402
from search.dutch.stemming import Stemmer, read_words  # noqa: E402

DATA = ROOT / "search" / "dutch" / "data"
PRODUCTIVE = 12
LONGEST_KNOWN = 7
FORMS = 3
HEADER = "# Derived from Debian's wdutch by scripts/build_wordlist.py; see README.md for source and licence.\n"


def source_words(path: Path) -> set[str]:
    """The folded lower-case words of 3 to 16 letters in a word list with one word per line."""
    words = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        written = line.strip()
        if not written.isalpha() or written != written.lower():
            continue
        folded = fold_words(written)
        if len(folded) == 1 and folded[0].isascii() and 3 <= len(folded[0]) <= 16:
            words.add(folded[0])
    return words


def cuts(word: str, words: set[str]) -> Iterator[tuple[str, str]]:
    """The ways to see a word as a first part and a last part, both at least four letters and both words."""
    for place in range(4, len(word) - 3):
        last = word[place:]
        if last not in words or last in NEVER_PARTS:
            continue
        for link in LINKS:
            first = word[: place - len(link)] if word[:place].endswith(link) else ""
            if len(first) >= 4 and first in words and first not in NEVER_PARTS:
                yield first, last


def productivity(words: Iterable[str], known: set[str], stem: Stemmer) -> Counter[str]:
    """For each stem the number of words in which it is the first or the last part."""
    counts: Counter[str] = Counter()
    for word in words:
        counts.update({stem(part) for cut in cuts(word, known) for part in cut})
    return counts


def shortest_per_stem(words: Iterable[str], stem: Stemmer) -> dict[str, str]:
    """Stem → its shortest word (the first in the alphabet among equals)."""
    best: dict[str, str] = {}
    for word in sorted(words, key=lambda item: (len(item), item)):
        best.setdefault(stem(word), word)
    return best


def derive(source: Path) -> tuple[list[str], list[str]]:
    """The compound parts, and the stems of other known words."""
    stem = Stemmer.from_data()
    words = source_words(source)
    counts = productivity(words, words, stem)

    def is_simple(word: str) -> bool:
        return not any(
            counts[stem(first)] >= PRODUCTIVE and counts[stem(last)] >= PRODUCTIVE for first, last in cuts(word, words)
        )

    simple = {word for word in words if is_simple(word)}
    domain = set(read_words(DATA / "domain_words.txt"))
    parts = {
        word
        for code, word in shortest_per_stem(simple, stem).items()
        if 4 <= len(word) <= 12 and counts[code] >= PRODUCTIVE and word not in NEVER_PARTS and word not in domain
    }
    covered = {stem(word) for word in parts | domain}
    forms = Counter(stem(word) for word in simple)
    known = {code for code, number in forms.items() if counts[code] or (number >= FORMS and len(code) <= LONGEST_KNOWN)}
    return sorted(parts), sorted(known - covered)


def main() -> None:
    """Write both lists and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=Path("/usr/share/dict/dutch"))
    source = parser.parse_args().source
    if not source.exists():
        sys.exit(f"{source} is not there; install the Debian package wdutch or name another list with --source.")
    for name, words in zip(("compound_parts.txt", "known_words.txt"), derive(source), strict=True):
        target = DATA / name
        target.write_text(HEADER + "\n".join(words) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name}: {len(words)} words, {target.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
