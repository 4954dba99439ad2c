"""A Dutch postcode: four digits, with or without its two letters, as people type it.

Whether a well-formed postcode exists is a question for the table in `places`; the errors for the answer are here, so
that a face needs to know one family of exceptions.

The form: four digits of which the first is not 0, then two letters. The letters SA, SD and SS were never handed out.
"""

import re
import unicodedata
from dataclasses import dataclass

NEVER_USED_LETTERS = frozenset({"SA", "SD", "SS"})
LONGEST_TEXT = 40

_POSTCODE = re.compile(r"(?:NL-?)?([1-9][0-9]{3})[-.]?([A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Postcode:
    """A well-formed postcode. `letters` is None for a bare PC4; `str()` gives "3511 AB" or "3511", `compact` the same
    without the space.
    """

    digits: str
    letters: str | None = None

    def __str__(self) -> str:
        return f"{self.digits} {self.letters}" if self.letters else self.digits

    @property
    def compact(self) -> str:
        """The spelling for keys and URLs: "3511AB" or "3511"."""
        return self.digits + (self.letters or "")


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """One postcode with its point, from any source. `code` is a PC4 ("3511") or a PC6 ("3511AB").

    Degrees are WGS 84. `accuracy` is GeoNames' own mark (1 estimated to 6 centre of the addresses), None where a source
    has none.
    """

    code: str
    latitude: float
    longitude: float
    place: str = ""
    municipality_code: str | None = None
    province_code: str | None = None
    accuracy: int | None = None


class PostcodeError(ValueError):
    """What was given leads to no place. The subclasses say why; `text` holds what was given."""

    def __init__(self, text: str, message: str) -> None:
        super().__init__(message)
        self.text = text


class NotAPostcodeError(PostcodeError):
    """The text has not the form of a postcode: ask for four digits, with or without two letters."""

    def __init__(self, text: str, message: str | None = None) -> None:
        super().__init__(text, message or "A postcode is four digits, if you like with two letters: 3511 or 3511 AB")


class NeverUsedLettersError(NotAPostcodeError):
    """The letters SA, SD and SS occur in no postcode: probably a slip of the finger."""

    def __init__(self, text: str, letters: str) -> None:
        super().__init__(text, f"No postcode ends in {letters}; the four digits alone are enough")
        self.letters = letters


class AbsentPostcodeError(PostcodeError):
    """The form is right, but no address has this postcode. `nearby` names existing PC4, to offer instead."""

    def __init__(self, postcode: Postcode, message: str, nearby: tuple[str, ...]) -> None:
        super().__init__(str(postcode), message)
        self.postcode = postcode
        self.nearby = nearby


class UnknownPostcodeError(AbsentPostcodeError):
    """No such postcode exists. `nearby` names the PC4 with the nearest numbers."""

    def __init__(self, postcode: Postcode, nearby: tuple[str, ...]) -> None:
        super().__init__(postcode, f"Postcode {postcode.digits} does not exist", nearby)


class PostOfficeBoxError(AbsentPostcodeError):
    """A postcode of post office boxes: nobody lives there. `nearby` are street postcodes beside it, in `place`."""

    def __init__(self, postcode: Postcode, place: str, nearby: tuple[str, ...]) -> None:
        message = f"Postcode {postcode.digits} is for post office boxes in {place}; give the postcode of an address"
        super().__init__(postcode, message, nearby)
        self.place = place


def parse_postcode(text: str) -> Postcode:
    """The postcode in `text`: `3511`, `3511AB`, `3511 ab`, `NL-3511 AB`, with spaces anywhere.

    Raises NotAPostcodeError for another form and NeverUsedLettersError for letters that no postcode has.
    """
    if len(text) > LONGEST_TEXT:
        raise NotAPostcodeError(text[:LONGEST_TEXT])
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    found = _POSTCODE.fullmatch(squeezed.upper()) if squeezed.isascii() else None
    if found is None:
        raise NotAPostcodeError(text)
    digits, letters = found.groups()
    if letters in NEVER_USED_LETTERS:
        raise NeverUsedLettersError(text, letters)
    return Postcode(digits, letters)
