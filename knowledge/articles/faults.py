"""What can be wrong with an article, as data. The face that shows a fault chooses the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """Kinds of faults. Each comes with the line, the field where there is one, and a detail."""

    NO_FRONT_MATTER = "no-front-matter"
    YAML = "yaml"
    TOO_LARGE = "too-large"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    WRONG_VALUE = "wrong-value"
    DUPLICATE = "duplicate"
    EMPTY_BODY = "empty-body"
    SCRIPT = "script"
    RAW_HTML = "raw-html"
    UNSAFE_LINK = "unsafe-link"
    IMAGE = "image"
    TOP_HEADING = "top-heading"
    UNKNOWN_CITATION = "unknown-citation"
    UNKNOWN_LAW_TEXT = "unknown-law-text"
    UNKNOWN_REFERENCE = "unknown-reference"
    MISSING_DATA = "missing-data"
    LANGUAGES_DIFFER = "languages-differ"


_EXPLANATIONS: dict[FaultCode, str] = {
    FaultCode.NO_FRONT_MATTER: "the file must start with a line of three dashes, fields, and three dashes",
    FaultCode.YAML: "the fields at the top are not valid YAML",
    FaultCode.TOO_LARGE: "the article is larger than allowed",
    FaultCode.UNKNOWN_FIELD: "this field is not known here; check the spelling or remove it",
    FaultCode.MISSING_FIELD: "this field is needed",
    FaultCode.WRONG_VALUE: "this value does not fit the field",
    FaultCode.DUPLICATE: "this occurs twice",
    FaultCode.EMPTY_BODY: "the article has no text",
    FaultCode.SCRIPT: "scripts are not allowed in an article; remove it",
    FaultCode.RAW_HTML: "HTML is not allowed in an article; use Markdown",
    FaultCode.UNSAFE_LINK: "a link may only go to http, https, mailto, tel, ref, or a place on this site",
    FaultCode.IMAGE: "images are not allowed in an article; describe it or attach a PDF",
    FaultCode.TOP_HEADING: "start headings at level two (##); the title is level one",
    FaultCode.UNKNOWN_CITATION: "no source or law article of this name is listed at the top",
    FaultCode.UNKNOWN_LAW_TEXT: "no law text has this code",
    FaultCode.UNKNOWN_REFERENCE: "this points at something that does not exist",
    FaultCode.MISSING_DATA: "the text asks for data that the fields at the top do not hold",
    FaultCode.LANGUAGES_DIFFER: "the language versions of one article must agree here",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` counts from 1 in the whole file; `field` is the path of a field (`sources.2.url`)."""

    code: FaultCode
    line: int | None = None
    field: str | None = None
    detail: str = ""
    path: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        subject = f"{self.field}: " if self.field else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{place + ': ' if place else ''}{subject}{_EXPLANATIONS[self.code]}{detail}"


class ArticleRefusedError(ValueError):
    """An article cannot be saved; `faults` names everything that is wrong with it, in the order of the text."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
