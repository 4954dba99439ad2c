"""Whether a file is a PDF that does nothing but show pages. Pure.

A PDF can run scripts, start programs and carry other files. Such things are named in its objects, plainly or with
escapes (`/J#61vaScript`), and the objects may lie compressed in object streams. So names are read after undoing
the escapes, in the file as it is and in every compressed stream. An encrypted file cannot be read, so it is refused.
When in doubt the answer is no: the editor can print the document to a plain PDF.

Source for the names: ISO 32000-2, 7.3.5 (names), 7.5.7 (object streams), 7.6 (encryption), 12.6.4 (actions).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from core.messages import N_, Message

LARGEST_PDF = 10_000_000
# What all compressed streams may unpack to, together: a file of kilobytes can unpack to gigabytes.
LARGEST_UNPACKED = 100_000_000
_HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)(?=[\r\n ])")
_END = b"%%EOF"
_END_WITHIN = 1024
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)(.*?)endstream", re.DOTALL)
_NAME = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%])+)")
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
# Long enough never to occur by chance in compressed bytes, so they count wherever they stand.
_ACTIVE = frozenset(
    {
        b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"SubmitForm", b"ImportData",
        b"Rendition", b"GoToR", b"GoToE", b"Encrypt",
    }
)  # fmt: skip
# Short ones count only outside streams and in object streams.
_SHORT_ACTIVE = frozenset({b"JS", b"AA", b"XFA", b"Movie", b"Sound", b"EF"})

TOO_LARGE = N_("Dit bestand is te groot. Een PDF mag hoogstens %(megabytes)s MB zijn.")
NO_PDF = N_("Dit bestand is geen PDF. De inhoud begint of eindigt niet zoals een PDF.")
ENCRYPTED = N_("Deze PDF is versleuteld. Sla hem op zonder wachtwoord.")
ACTIVE = N_("Deze PDF kan iets uitvoeren of bevat een ander bestand (%(names)s). Druk hem af naar een gewone PDF.")
UNREADABLE = N_("Deze PDF is niet helemaal te lezen. Druk hem af naar een gewone PDF.")


class PdfRefused(ValueError):
    """The file is not a PDF that may be shown. `faults` say what is wrong and what to do."""

    def __init__(self, faults: Sequence[Message]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


def check_pdf(data: bytes) -> None:
    """Raise PdfRefused, with every fault, unless `data` is a PDF without active content."""
    faults = list(_faults(data))
    if faults:
        raise PdfRefused(faults)


def _faults(data: bytes) -> Iterator[Message]:
    if len(data) > LARGEST_PDF:
        yield Message(TOO_LARGE, {"megabytes": LARGEST_PDF // 1_000_000})
        return
    if not _HEADER.match(data) or _END not in data[-_END_WITHIN:]:
        yield Message(NO_PDF)
        return
    found: set[bytes] = _names(data) & _ACTIVE
    plain = _STREAM.sub(b" ", data)
    found |= _names(plain) & _SHORT_ACTIVE
    try:
        for unpacked in _unpacked(data):
            found |= _names(unpacked) & (_ACTIVE | _SHORT_ACTIVE)
    except _Unreadable:
        yield Message(UNREADABLE)
    if b"Encrypt" in found:
        yield Message(ENCRYPTED)
    active = sorted(name.decode() for name in found - {b"Encrypt"})
    if active:
        yield Message(ACTIVE, {"names": ", ".join(active)})


class _Unreadable(Exception):
    """A stream unpacks to too much, or an object stream does not unpack to its end."""


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What the streams hold that unpack as Flate; the others hold pictures, fonts and page drawings.

    Raises _Unreadable when they unpack to more than LARGEST_UNPACKED, and for an object stream that does not unpack.
    """
    left = LARGEST_UNPACKED
    behind = 0
    for stream in _STREAM.finditer(data):
        # Everything since the stream before: who hides a name further away from its stream is still seen.
        holds_objects = b"ObjStm" in _names(data[behind : stream.start()])
        behind = stream.end()
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(stream[1], left)
        except zlib.error:
            content = b""
        if unpacker.unconsumed_tail or (holds_objects and not unpacker.eof):
            raise _Unreadable
        left -= len(content)
        if left <= 0:
            raise _Unreadable
        # Page drawings name fonts and pictures, and texts may hold anything: there only the long names count.
        yield content if holds_objects else b"".join(b"/" + name for name in _names(content) & _ACTIVE)


def _names(data: bytes) -> set[bytes]:
    """The names in a piece of a PDF, without their escapes."""
    return {_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name) for name in set(_NAME.findall(data))}
