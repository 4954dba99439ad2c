"""Reads one Excel workbook in a process of its own, so that a hostile file takes only so much memory and time.

`python -m socialmap.exchange.workbook_process FILE` writes one JSON value a line: first `{"notes": [...]}`, then
`{"row": [line, cells, faults]}` for each row that is not empty, and last `{"end": true}`; or, at any moment,
`{"refused": ...}`.
A fault is the place of a cell and what is wrong with it. What people read is `[text, values]` of a Message.

openpyxl knows the format. What it would spend on a workbook made to hurt (a shared string table of gigabytes, a row of
a million cells) is bounded here by the limits that the kernel holds over this process.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from core.messages import N_, Message

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 50_000
MOST_COLUMNS = 300
MOST_CELL = 20_000
MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 60
_ZEROS = re.compile(r"0+")
_NOT_XLSX = Message(N_("Dit is geen Excel-bestand dat we kunnen lezen. Bewaar het als .xlsx of als CSV UTF-8."))
_DAMAGED = Message(N_("Het Excel-bestand is beschadigd. Open het in Excel en bewaar het opnieuw als .xlsx."))
TOO_LARGE = Message(N_("Het Excel-bestand is te groot om te lezen. Knip het in delen, of bewaar het als CSV UTF-8."))
_FORMULA = Message(N_("Hier staat een formule. Plak de uitkomst als waarde in deze cel."))
_ERROR = Message(N_("Hier staat een foutmelding van Excel. Verbeter de cel of maak hem leeg."))
_UNFIT = {"f": _FORMULA, "e": _ERROR}
_LONG = Message(N_("Deze cel heeft meer dan %(most)s tekens."), {"most": MOST_CELL})


class Refused(Exception):
    """The workbook cannot be read, and why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def main(path: Path, out: TextIO) -> None:
    """Write what the first visible sheet of the workbook at `path` holds, or why it is refused."""
    _live_within_limits()
    try:
        for line in _lines(path):
            print(json.dumps(line, ensure_ascii=False), file=out)
        print(json.dumps({"end": True}), file=out)
    except Refused as refused:
        print(json.dumps({"refused": _as_json(refused.message)}), file=out)
    except MemoryError:
        print(json.dumps({"refused": _as_json(TOO_LARGE)}), file=out)
    except Exception:  # a damaged workbook fails anywhere in openpyxl, with any error there is
        print(json.dumps({"refused": _as_json(_DAMAGED)}), file=out)


def _live_within_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    # openpyxl loads numpy when it is there, only to know its number types; that takes memory and a tenth of a second.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")  # what openpyxl leaves out (drawings, extensions) is not ours to tell


def _lines(path: Path) -> Iterator[Any]:
    _check_package(path)
    from openpyxl import load_workbook  # noqa: PLC0415 - only now that the limits hold

    # As a stream: a file that was kept has no name that openpyxl would know it by.
    workbook = load_workbook(path.open("rb"), read_only=True, keep_links=False)
    sheets = [sheet for sheet in workbook.worksheets if hasattr(sheet, "iter_rows")]
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Refused(Message(N_("Het Excel-bestand heeft geen zichtbaar werkblad.")))
    yield {"notes": [_as_json(note) for note in _notes(visible, len(sheets) - len(visible))]}
    sheet = visible[0]
    sheet.reset_dimensions()  # what a file says of its own size need not be so
    for count, row in enumerate(_filled(sheet)):
        if count > MOST_ROWS:
            raise Refused(Message(N_("Het werkblad heeft meer dan %(most)s rijen."), {"most": MOST_ROWS}))
        yield {"row": row}


def _check_package(path: Path) -> None:
    """Look at the list of parts before anything is unpacked. zipfile unpacks no more of a part than the list says."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refused(_NOT_XLSX) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused(_NOT_XLSX)
    plain = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(part.flag_bits & 1 or part.compress_type not in plain for part in parts):
        raise Refused(_NOT_XLSX)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(TOO_LARGE)


def _notes(visible: Sequence[Any], hidden: int) -> Iterator[Message]:
    if hidden:
        yield Message(N_("Verborgen werkbladen zijn overgeslagen: %(count)s."), {"count": hidden})
    if len(visible) > 1:
        yield Message(
            N_("Alleen het eerste werkblad ('%(name)s') is gelezen; er zijn er %(count)s."),
            {"name": visible[0].title[:60], "count": len(visible)},
        )


def _filled(sheet: Any) -> Iterator[tuple[int, list[str], dict[int, Any]]]:
    """Each row that is not empty: its line, its cells as text, and what is wrong with cells by their place."""
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        texts: list[str] = []
        faults: dict[int, Any] = {}
        for place, cell in enumerate(cells):
            if cell.value is None:
                continue
            text, fault = _text(cell)
            if fault is not None:
                faults[place] = _as_json(fault)
            if text or fault:
                if place >= MOST_COLUMNS:
                    raise Refused(Message(N_("Het werkblad heeft meer dan %(most)s kolommen."), {"most": MOST_COLUMNS}))
                texts.extend("" for _ in range(place - len(texts)))
                texts.append(text)
        if texts:
            yield line, texts, faults


def _text(cell: Any) -> tuple[str, Message | None]:
    """A cell as a person would type it, and what is wrong with it."""
    value = cell.value
    if cell.data_type in _UNFIT:
        return "", _UNFIT[cell.data_type]
    if isinstance(value, str):
        return ("", _LONG) if len(value) > MOST_CELL else (value.strip(), None)
    if isinstance(value, bool):
        return ("ja" if value else "nee"), None
    if isinstance(value, int | float):
        return _number(value, cell.number_format), None
    return _moment(value), None


def _moment(value: date | time | timedelta) -> str:
    """A day, a moment, a time of day or a duration. Excel keeps a day as the midnight with which it begins."""
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(timespec="minutes") if isinstance(value, datetime | time) else value.isoformat()


def _number(value: float, number_format: str) -> str:
    """A number as Excel shows it: at most 15 digits, and the zeros in front that its format asks for ("00000000")."""
    if value == int(value):
        text = str(int(value))
        return text.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else text
    return f"{value:.15g}"


def _as_json(message: Message) -> list[Any]:
    return [message.text, dict(message.values)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdout)
