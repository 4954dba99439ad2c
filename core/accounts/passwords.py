"""Which passwords may be used: long ones that are not among the first that somebody would guess.

12 to 128 characters and no rules about signs, as NIST SP 800-63B (2024, 3.1.1.2) advises: compare with a list of
common passwords, and with what anybody knows of this account. The list holds words, and is met in every dress that
people give a word: capitals, digits for letters, a year or an exclamation mark behind it, the word twice.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from core.messages import N_, Message

SHORTEST, LONGEST = 12, 128
_LIST = Path(__file__).parent / "data" / "common_passwords.txt"
_LEAST_LETTERS = 4
_LEAST_KINDS = 5
_MOST_WORDS = 2
# Digits and signs that stand for a letter: w4chtw00rd, P@ssw0rd. "1" can be an i or an l; both are tried.
_DRESSES = (str.maketrans("0134578@$!", "oieastbasi"), str.maketrans("0134578@$!", "oleastbasl"))
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)


def normalised(password: str) -> str:
    """The password as it is compared and hashed: NFKC, so that each keyboard gives the same letters."""
    return unicodedata.normalize("NFKC", password)


def password_faults(password: str, known: tuple[str, ...] = ()) -> list[Message]:
    """What is wrong with a new password; empty when it may be used.

    known: what others know of this account (name, e-mail address); a password made of it is refused as well.
    """
    plain = normalised(password)
    if len(plain) < SHORTEST:
        return [Message(N_("Neem minstens %(number)s tekens."), {"number": SHORTEST})]
    if len(plain) > LONGEST:
        return [Message(N_("Neem hoogstens %(number)s tekens."), {"number": LONGEST})]
    if _is_repetition(plain.casefold()):
        return [Message(N_("Dit wachtwoord herhaalt steeds hetzelfde. Neem bijvoorbeeld vier woorden na elkaar."))]
    if _is_common(plain.casefold(), _words() | _parts(known)):
        return [Message(N_("Dit wachtwoord is te makkelijk te raden. Neem bijvoorbeeld vier woorden na elkaar."))]
    return []


def _is_common(plain: str, words: frozenset[str]) -> bool:
    """Whether taking the dress off leaves nothing, a run of neighbouring keys, or one or two words of the list."""
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    dressed = {plain, *(text.translate(dress) for dress in _DRESSES for text in (plain, trimmed))}
    cores = {re.sub(r"[\W\d_]+", "", _without_accents(text)) for text in dressed}
    cores.add(re.sub(r"[\W_]+", "", plain))
    return any(len(core) < _LEAST_LETTERS or _is_run(core) or _consists_of(core, words) for core in cores)


def _is_repetition(text: str) -> bool:
    """Few different signs, or a short piece again and again: aaaaaaaaaaaa, abcabcabcabc."""
    if len(set(text)) < _LEAST_KINDS:
        return True
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1))


def _is_run(text: str) -> bool:
    """Whether the text is made of runs of four or more neighbours on a keyboard or in the alphabet."""
    at = 0
    while at < len(text):
        length = max((_run_length(text[at:], row) for row in _ROWS), default=0)
        if length < _LEAST_LETTERS:
            return False
        at += length
    return True


def _run_length(text: str, row: str) -> int:
    """How many signs at the start of the text follow each other in the row, forwards or backwards."""
    best = 0
    for line in (row, row[::-1]):
        for size in range(min(len(text), len(line)), best, -1):
            if text[:size] in line:
                best = size
                break
    return best


def _consists_of(core: str, words: frozenset[str]) -> bool:
    """Whether one or two words of the list, each perhaps repeated, make up the whole text."""
    fewest = {0: frozenset[str]()}
    for end in range(1, len(core) + 1):
        for start in range(max(0, end - 32), end):
            used = fewest.get(start)
            if used is None or core[start:end] not in words:
                continue
            together = used | {core[start:end]}
            if len(together) <= _MOST_WORDS and (end not in fewest or len(together) < len(fewest[end])):
                fewest[end] = together
    return len(core) in fewest


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _parts(known: tuple[str, ...]) -> frozenset[str]:
    """The words in what is known of an account, and all of them together."""
    found: set[str] = set()
    for text in known:
        plain = _without_accents(normalised(text).casefold())
        parts = re.findall(r"[^\W\d_]+", plain)
        found |= {part for part in parts if len(part) >= 3} | {"".join(parts)}
    return frozenset(found - {""})


@cache
def _words() -> frozenset[str]:
    """The words of the list, in small letters without accents."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(_without_accents(word.casefold()) for word in words)
