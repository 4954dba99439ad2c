import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialmap.geography.postcodes import (
    NEVER_USED_LETTERS,
    NeverUsedLettersError,
    NotAPostcodeError,
    Postcode,
    PostcodeError,
    parse_postcode,
)

DIGITS = st.integers(1000, 9999).map(str)
LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2).filter(
    lambda pair: pair not in NEVER_USED_LETTERS
)
BLANKS = st.text(" \t\u00a0\u2009", max_size=3)


def test_a_postcode_without_letters_is_understood() -> None:
    assert parse_postcode("3511") == Postcode("3511", None)


@pytest.mark.parametrize(
    "text", ["3511AB", "3511 AB", "3511 ab", " 35 11 a b ", "3511\u00a0AB", "NL-3511 AB", "3511-AB", "３５１１ＡＢ"]
)
def test_a_full_postcode_is_understood_however_it_is_typed(text: str) -> None:
    assert parse_postcode(text) == Postcode("3511", "AB")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0511",
        "351",
        "35111",
        "3511A",
        "3511ABC",
        "AB3511",
        "3511 A1",
        "utrecht",
        "3511ß",
        "٣٥١١",
        "3511;",
        "9" * 500,
    ],
)
def test_anything_else_is_refused_with_what_was_given(text: str) -> None:
    with pytest.raises(NotAPostcodeError) as refused:
        parse_postcode(text)
    assert refused.value.text == text[:40]


@pytest.mark.parametrize("letters", sorted(NEVER_USED_LETTERS))
def test_letters_that_no_postcode_has_are_named(letters: str) -> None:
    with pytest.raises(NeverUsedLettersError) as refused:
        parse_postcode(f"3511 {letters.lower()}")
    assert refused.value.letters == letters


@given(digits=DIGITS, letters=LETTERS, blanks=st.lists(BLANKS, min_size=7, max_size=7), lower=st.booleans())
def test_spaces_and_case_never_matter(digits: str, letters: str, blanks: list[str], lower: bool) -> None:
    signs = digits + (letters.lower() if lower else letters)
    typed = "".join(blank + sign for blank, sign in zip(blanks, [*signs, ""], strict=True))
    assert parse_postcode(typed) == Postcode(digits, letters)


@given(digits=DIGITS, letters=st.none() | LETTERS)
def test_what_is_shown_can_be_typed_again(digits: str, letters: str | None) -> None:
    postcode = Postcode(digits, letters)
    assert parse_postcode(str(postcode)) == parse_postcode(postcode.compact) == postcode


@given(st.text(max_size=60))
def test_no_text_gives_anything_but_a_postcode_or_a_postcode_error(text: str) -> None:
    try:
        postcode = parse_postcode(text)
    except PostcodeError:
        return
    assert 1000 <= int(postcode.digits) <= 9999
    assert postcode.digits.isascii()
