"""Writes `socialmap/starter/examples.csv`: the fictional services the map starts with.

    python scripts/build_examples.py            writes the file
    python scripts/build_examples.py --check    says whether the file is what this script would write (exit 1 if not)

The texts are in `scripts/examples/*.yaml`; `areas.yaml` there groups the gemeenten. This script only adds what must be
made up: addresses, phone numbers, web and mail addresses and dates. It uses no chance and no clock, so the same texts
give the same bytes.

What is made up can harm nobody:

- names start with "Voorbeeld: " and web and mail addresses end in `.example` (RFC 2606, never issued);
- phone numbers have a real area code and a subscriber number that starts with 000. A subscriber number is also dialled
  without its area code, and there a first 0 announces an area code: so no Dutch subscriber number starts with 0 and
  these cannot be reached, while software that checks the form accepts them;
- streets are called Voorbeeldstraat and the like; a postcode has the four real digits of its town and made-up letters.

A service that names `stale` was last verified on that day, more than a year before the first release; the others were
verified in the months before it.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TEXTS = HERE / "examples"
TARGET = HERE.parent / "socialmap" / "starter" / "examples.csv"

COLUMNS = (
    "organization_id", "organization_name", "organization_description", "organization_website", "organization_email",
    "organization_kvk", "organization_agb", "organization_parent_id", "organization_legal_form", "service_id",
    "service_name", "service_name_en", "service_description", "service_description_en", "status", "alert", "care_types",
    "laws", "domains", "delivery", "desk_types", "languages", "search_words", "minimum_age", "maximum_age",
    "eligibility", "application_process", "fees", "capacity", "waiting_time_weeks", "waiting_time_date",
    "service_website", "service_email", "phone", "phone_kind", "phone_2", "phone_2_kind", "service_area",
    "area_valid_year", "location_id", "location_name", "street", "house_number", "postcode", "city", "latitude",
    "longitude", "accessibility", "transport_note", "opening_hours", "hours_note", "required_documents", "cost_options",
    "contact_name", "contact_role", "assured_date", "assured_by", "source", "review_by",
)  # fmt: skip

PREFIX = "Voorbeeld: "
NOTICE = "Dit is een voorbeeld. Deze organisatie bestaat niet."
SOURCE = "Verzonnen voorbeeld bij de eerste uitgave, november 2026"
AREA_YEAR = 2026
FIRST_RELEASE = date(2026, 11, 22)
STREETS = ("Voorbeeldstraat", "Voorbeeldlaan", "Voorbeeldplein", "Voorbeeldweg", "Voorbeeldhof", "Voorbeeldkade")
LETTERS = "ABCDEGHJKLMNPRSTVWXZ"  # the letters postcodes use; SA, SD and SS are never issued
# Area codes by town, from the Dutch numbering plan (Nummerplan telefoon- en ISDN-diensten).
AREA_CODES = {
    "Alkmaar": "072", "Almelo": "0546", "Almere": "036", "Amersfoort": "033", "Amsterdam": "020", "Apeldoorn": "055",
    "Arnhem": "026", "Assen": "0592", "Borger": "0599", "Breda": "076", "Culemborg": "0345", "Delft": "015",
    "Den Bosch": "073", "Den Haag": "070", "Den Helder": "0223", "Deventer": "0570", "Doetinchem": "0314",
    "Dordrecht": "078", "Drachten": "0512", "Dronten": "0321", "Ede": "0318", "Eindhoven": "040", "Emmeloord": "0527",
    "Emmen": "0591", "Enschede": "053", "Ermelo": "0341", "Goes": "0113", "Gouda": "0182", "Groningen": "050",
    "Haarlem": "023", "Heerenveen": "0513", "Heerlen": "045", "Helmond": "0492", "Hengelo": "074", "Hilversum": "035",
    "Hoofddorp": "023", "Hoogeveen": "0528", "Katwijk": "071", "Leeuwarden": "058", "Leiden": "071",
    "Lelystad": "0320", "Maastricht": "043", "Middelburg": "0118", "Nijmegen": "024", "Oss": "0412",
    "Purmerend": "0299", "Roermond": "0475", "Roosendaal": "0165", "Rotterdam": "010", "Schagen": "0224",
    "Sittard": "046", "Sneek": "0515", "Terneuzen": "0115", "Tiel": "0344", "Tilburg": "013", "Utrecht": "030",
    "Veenendaal": "0318", "Venlo": "077", "Venray": "0478", "Vlissingen": "0118", "Weert": "0495", "Zaandam": "075",
    "Zeist": "030", "Zoetermeer": "079", "Zutphen": "0575", "Zwolle": "038",
}  # fmt: skip


class TextError(ValueError):
    """A text names something that does not exist; the message says where and what to mend."""


@dataclass
class Ledger:
    """What has been handed out so far, so that nothing is handed out twice."""

    phones: Counter[str] = field(default_factory=Counter)

    def phone(self, town: str) -> str:
        """The next number of this town that cannot be dialled: "030-000 00 12" or "0592-00 00 12"."""
        try:
            code = AREA_CODES[town]
        except KeyError:
            raise TextError(f"No area code known for {town}: add it to AREA_CODES.") from None
        self.phones[code] += 1
        subscriber = f"{self.phones[code]:0{10 - len(code)}d}"
        return f"{code}-{subscriber[:-4]} {subscriber[-4:-2]} {subscriber[-2:]}"


def number_from(text: str, limit: int) -> int:
    """A number from 0 to `limit` - 1 that is always the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") % limit


def load_areas() -> tuple[dict[str, list[str]], dict[str, str]]:
    """The groups of gemeenten by name, and the code of each gemeente by its name."""
    groups: dict[str, dict[str, str]] = yaml.safe_load((TEXTS / "areas.yaml").read_text("utf-8"))["areas"]
    codes = {name: code for members in groups.values() for code, name in members.items()}
    return {group: list(members) for group, members in groups.items()}, codes


def load_organizations() -> list[dict[str, Any]]:
    """Every organisation of the text files, files in order of name."""
    found: list[dict[str, Any]] = []
    for path in sorted(TEXTS.glob("*.yaml")):
        if path.name != "areas.yaml":
            found += yaml.safe_load(path.read_text("utf-8"))["organizations"]
    return found


def area_codes(names: list[str]) -> list[str]:
    """The codes for the names of an `area` line: a group, a gemeente, a province code or a range of postcodes."""
    groups, gemeenten = load_areas()
    codes: list[str] = []
    for name in names:
        if name in groups:
            codes += groups[name]
        elif name in gemeenten:
            codes.append(gemeenten[name])
        elif name.startswith("PV") or name.replace("-", "").isdigit():
            codes.append(name)
        else:
            raise TextError(f"Unknown area {name}: not a group, gemeente, province code or postcode range.")
    return list(dict.fromkeys(codes))


def postcode_letters(key: str) -> str:
    """Two letters such as a Dutch postcode can have."""
    drawn = number_from(key, len(LETTERS) ** 2)
    letters = LETTERS[drawn // len(LETTERS)] + LETTERS[drawn % len(LETTERS)]
    return "SB" if letters in {"SA", "SD", "SS"} else letters


def organization_cells(organization: Mapping[str, Any]) -> dict[str, str]:
    """The cells that are the same for every service of an organisation."""
    slug = organization["slug"]
    return {
        "organization_id": f"voorbeeld-{slug}",
        "organization_name": PREFIX + organization["name"],
        "organization_description": f"{organization['about']} {NOTICE}",
        "organization_website": f"https://www.{slug}.example/",
        "organization_email": f"info@{slug}.example",
        "organization_legal_form": organization["legal_form"],
    }


def date_cells(service: Mapping[str, Any], service_id: str) -> dict[str, str]:
    """When the service was verified, when it must be looked at again, and the date of its waiting time."""
    days_ago = 12 + number_from(service_id + " assured", 140)
    assured = service.get("stale") or FIRST_RELEASE - timedelta(days=days_ago)
    cells = {"assured_date": assured.isoformat(), "review_by": (assured + timedelta(days=365)).isoformat()}
    if waiting := service.get("wait"):
        weeks, as_of = waiting
        cells |= {"waiting_time_weeks": str(weeks), "waiting_time_date": as_of.isoformat()}
    return cells


def phone_cells(service: Mapping[str, Any], ledger: Ledger) -> dict[str, str]:
    """One phone number, and a second one where the text names its kind."""
    town = service.get("phone") or service["at"][0]["city"]
    cells = {"phone": ledger.phone(town), "phone_kind": "general"}
    if second := service.get("phone_2"):
        cells |= {"phone_2": ledger.phone(town), "phone_2_kind": second}
    return cells


def service_cells(service: Mapping[str, Any], slug: str, ledger: Ledger) -> dict[str, str]:
    """The cells of one service, without its locations."""
    service_id = f"voorbeeld-{slug}-{service['id']}"
    youngest, oldest = service["ages"]
    closed = service.get("closed", "")
    return {
        "service_id": service_id,
        "service_name": PREFIX + service["name"],
        "service_name_en": "Example: " + service["name_en"],
        "service_description": service["text"],
        "service_description_en": service["text_en"],
        "status": "temporarily closed" if closed else "active",
        "alert": closed,
        "care_types": "|".join(service["care"]),
        "laws": "|".join(service["laws"]),
        "domains": "|".join(service["domains"]),
        "delivery": "|".join(service["delivery"]),
        "languages": "|".join(service["langs"]),
        "search_words": "|".join(service["words"]),
        "minimum_age": str(youngest),
        "maximum_age": str(oldest + 1),  # the column holds the birthday up to which; the texts name whole years
        "eligibility": service.get("eligibility", ""),
        "application_process": service.get("apply", ""),
        "fees": service.get("fees", ""),
        "capacity": service.get("capacity", ""),
        "service_website": f"https://www.{slug}.example/{service['id']}",
        "service_email": f"aanmelden@{slug}.example",
        "service_area": "|".join(area_codes(service["area"])),
        "area_valid_year": str(AREA_YEAR),
        "opening_hours": service["hours"],
        "hours_note": service.get("hours_note", ""),
        "required_documents": "|".join(service.get("docs", [])),
        "cost_options": "|".join(service.get("costs", [])),
        "contact_name": "Team Aanmelding",
        "contact_role": "Aanmelden en vragen",
        "assured_by": "Redactie (voorbeeld)",
        "source": SOURCE,
        **phone_cells(service, ledger),
        **date_cells(service, service_id),
    }


def location_cells(place: Mapping[str, str], slug: str) -> dict[str, str]:
    """The cells of one location. Two services of an organisation in one town share it."""
    key = f"{slug} {place['city']}"
    return {
        "location_id": f"voorbeeld-{slug}-{place['city'].lower().replace(' ', '-')}",
        "location_name": f"{PREFIX}locatie {place['city']}",
        "street": STREETS[number_from(key + " street", len(STREETS))],
        "house_number": str(1 + number_from(key + " number", 98)),
        "postcode": f"{place['pc4']} {postcode_letters(key)}",
        "city": place["city"],
        "accessibility": place.get("access", ""),
        "transport_note": place.get("transport", ""),
    }


def rows(organizations: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """One row per service at a location; one row for a service without a location."""
    ledger = Ledger()
    for organization in organizations:
        slug = organization["slug"]
        shared = organization_cells(organization)
        known: dict[str, dict[str, str]] = {}
        for service in organization["services"]:
            cells = shared | service_cells(service, slug, ledger)
            places = [location_cells(place, slug) for place in service.get("at", [])]
            for place in places:
                first = known.setdefault(place["location_id"], place)
                filled = {name: text for name, text in first.items() if text}
                yield dict.fromkeys(COLUMNS, "") | cells | place | filled
            if not places:
                yield dict.fromkeys(COLUMNS, "") | cells


def build() -> str:
    """The whole CSV file as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(load_organizations()))
    return out.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Writes the file, or compares it with `--check`; gives the exit code."""
    parser = argparse.ArgumentParser(description="Write the fictional example services.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when the file is out of date")
    text = build()
    if parser.parse_args(arguments).check:
        same = TARGET.exists() and TARGET.read_text("utf-8") == text
        sys.stdout.write("Up to date.\n" if same else f"{TARGET.name} is out of date: run this script.\n")
        return 0 if same else 1
    TARGET.write_text(text, "utf-8")
    sys.stdout.write(f"{TARGET.name}: {text.count(chr(10)) - 1} lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
