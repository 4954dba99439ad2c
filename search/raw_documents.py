"""Raw documents: content of another system, published as it is, without a record behind it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.publishing.entries import Entry
from core.publishing.kinds import PublicDocument
from core.publishing.slugs import slugify

KINDS = {
    "organisatie": "service",
    "organization": "organization",
    "service": "service",
    "dienst": "service",
    "factsheet": "factsheet",
    "praktijk": "best-practice",
    "best-practice": "best-practice",
    "route": "escalation-route",
    "escalation-route": "escalation-route",
    "begrip": "glossary-term",
    "glossary-term": "glossary-term",
    "pagina": "page",
    "page": "page",
    "decision-flow": "decision-flow",
    "agenda-item": "agenda-item",
    "region": "region",
}
DOMAINS = {
    "medisch": "medical",
    "medical": "medical",
    "ontwikkeling": "development",
    "development": "development",
    "sociaal": "social",
    "social": "social",
    "veiligheid": "safety",
    "safety": "safety",
}
LAWS = {
    "zvw": "zvw",
    "zorgverzekeringswet": "zvw",
    "jeugdwet": "jeugdwet",
    "wlz": "wlz",
    "wet langdurige zorg": "wlz",
    "wmo": "wmo",
    "wmo 2015": "wmo",
    "onderwijs": "education",
    "education": "education",
    "wet passend onderwijs": "education",
}
LONGEST_ID = 100


@dataclass(slots=True)
class RawReading:
    """The good documents of a file by their id, the lines they stand on, and all that is wrong, by line."""

    documents: dict[str, PublicDocument] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, ids: Iterable[str]) -> None:
        """Count these ids as faults: a record of the map may not be overwritten from outside it."""
        self.faults += [(self.lines[known], f"id '{known}' hoort bij een record van de kaart") for known in ids]


def read_raw_documents(path: Path) -> RawReading:
    """Every line of a file of JSON objects, one a line; empty lines are passed over."""
    reading = RawReading()
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    _read_line(reading, number, line)
    except UnicodeDecodeError:
        reading.faults.append((1, "het bestand is geen UTF-8"))
    return reading


def _read_line(reading: RawReading, number: int, line: str) -> None:
    try:
        document = read_raw_document(json.loads(line))
    except json.JSONDecodeError as error:
        reading.faults.append((number, f"geen JSON: {error.msg} (teken {error.pos})"))
    except (ValueError, RecursionError):
        reading.faults.append((number, "geen JSON dat we kunnen lezen: te diep, of met een te groot getal"))
    except BadDocument as bad:
        reading.faults += [(number, text) for text in bad.faults]
    else:
        first = reading.lines.setdefault(document.id, number)
        if first != number:
            reading.faults.append((number, f"id '{document.id}' staat ook op regel {first}"))
        reading.documents[document.id] = document


class BadDocument(Exception):
    """A line that is no document. `faults` name everything that is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def read_raw_document(data: Any) -> PublicDocument:
    """The document of one line: `id, kind, title, summary, body, tags, laws, domains`; the last five may be missing.

    Any id is kept. Dutch kinds and domains become ours; a law that we do not know stays as a tag. Raises BadDocument.
    """
    if not isinstance(data, dict):
        raise BadDocument(["geen JSON-object"])
    faults = _faults(data)
    if faults:
        raise BadDocument(faults)
    kind = KINDS[data["kind"].strip().lower()]
    identifier = str(data["id"])
    laws = [str(law).strip() for law in data.get("laws") or ()]
    known = [LAWS[law.lower()] for law in laws if law.lower() in LAWS]
    tags = [str(tag) for tag in data.get("tags") or ()] + [law for law in laws if law.lower() not in LAWS]
    domains = [DOMAINS[domain.strip().lower()] for domain in data.get("domains") or ()]
    title, summary, body = data["title"].strip(), (data.get("summary") or "").strip(), (data.get("body") or "").strip()
    slug = slugify(identifier)
    public = {
        "id": identifier,
        "slug": slug,
        "title": {"nl": title},
        "summary": {"nl": summary} if summary else None,
        "body": {"nl": body} if body else None,
        "tags": tags,
        "laws": known,
        "domains": domains,
    }
    if kind == "service":
        public |= _service(public)
    entry = Entry(
        title={"nl": title},
        summary={"nl": summary} if summary else {},
        text={"nl": body} if body else {},
        keywords=tuple(dict.fromkeys([*tags, *laws])),
        facets={"law": tuple(known), "domain": tuple(domains)},
        card={"laws": known, "domains": domains, "url": None, "pageUrl": None},
    )
    return PublicDocument(kind, identifier, slug, public, entry)


def _service(public: dict[str, Any]) -> dict[str, Any]:
    """What a service on the map has beside, so that every reader of services can read this one."""
    lists = (
        "careTypes", "delivery", "deskTypes", "languages", "costOptions", "requiredDocuments", "phones", "contacts",
        "schedules", "locations", "serviceAreas",
    )  # fmt: skip
    return {
        "name": public["title"],
        "description": public["body"] or public["summary"],
        "organization": {"id": public["id"], "slug": public["slug"], "name": public["title"]},
        "status": "active",
        **{name: [] for name in lists},
    }


def _faults(data: dict[str, Any]) -> list[str]:
    faults = []
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        faults.append("er staat een half teken in, dat in geen tekst kan")
    identifier = data.get("id")
    if not isinstance(identifier, str | int) or not 0 < len(str(identifier)) <= LONGEST_ID:
        faults.append(f"id moet tekst zijn van 1 tot {LONGEST_ID} tekens")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind.strip().lower() not in KINDS:
        faults.append(f"kind '{kind}' kennen we niet; wel: {', '.join(sorted(KINDS))}")
    if not isinstance(data.get("title"), str) or not data["title"].strip():
        faults.append("title ontbreekt")
    faults.extend(
        f"{name} moet tekst zijn" for name in ("summary", "body") if not isinstance(data.get(name) or "", str)
    )
    for name in ("tags", "laws", "domains"):
        values = data.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            faults.append(f"{name} moet een lijst van woorden zijn")
        elif name == "domains":
            faults.extend(
                f"domein '{value}' kennen we niet; wel: {', '.join(sorted(DOMAINS))}"
                for value in values
                if value.strip().lower() not in DOMAINS
            )
    return faults
