"""The fields of the public forms: what can be corrected by filling it in, and what a new organization is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from core.i18n import gettext
from core.messages import N_
from core.suggestions.fields import FieldShape, SuggestableField

FIELDS = "fields."
ORGANIZATION = "organization."
# A family corrects these by filling them in; the rest (codes of words, areas, opening hours) it tells in words.
_FILLED_IN = frozenset(
    (
        *("name", "status", "alert", "description", "website", "email", "number", "role", "phone"),
        *("eligibility", "applicationProcess", "fees", "capacity", "minimumAge", "maximumAge"),
        *("waitingTimeWeeks", "waitingTimeDate", "document", "option"),
        *("street", "houseNumber", "postcode", "city", "accessibility", "transportNote"),
    )
)
_INPUTS = {FieldShape.LONG_TEXT: "textarea", FieldShape.DAY: "date", FieldShape.CHOICE: "choice"}
_CHOICES = {
    "active": N_("U kunt er nu terecht"),
    "temporarily closed": N_("Tijdelijk gesloten"),
    "inactive": N_("Nu niet beschikbaar"),
    "defunct": N_("Gestopt"),
}
_GROUPS = {
    "phones": N_("Telefoonnummer"),
    "contacts": N_("Contactpersoon"),
    "requiredDocuments": N_("Wat u nodig hebt"),
    "costOptions": N_("Prijs"),
}
_REGISTERED = {
    "phones": ("number",),
    "locations": ("street", "houseNumber", "postcode", "city"),
    "services": ("name", "description", "minimumAge", "maximumAge", "applicationProcess"),
}
_LISTS = ("careTypes", "laws")
_REGISTER_LABELS = {
    "name": N_("Naam van de organisatie"),
    "description": N_("Wat doet de organisatie?"),
    "website": N_("Website"),
    "email": N_("E-mail"),
    "phones.0.number": N_("Telefoonnummer"),
    "locations.0.street": N_("Straat"),
    "locations.0.houseNumber": N_("Huisnummer"),
    "locations.0.postcode": N_("Postcode"),
    "locations.0.city": N_("Plaats"),
    "services.0.name": N_("Naam van het aanbod"),
    "services.0.description": N_("Wat houdt het in?"),
    "services.0.careTypes": N_("Soort zorg"),
    "services.0.laws": N_("Wie betaalt?"),
    "services.0.minimumAge": N_("Vanaf welke leeftijd?"),
    "services.0.maximumAge": N_("Tot welke leeftijd?"),
    "services.0.applicationProcess": N_("Hoe meldt een gezin zich aan?"),
}


@dataclass(frozen=True, slots=True)
class Correctable:
    """A field with what stands there now, or what the sender typed over it. kind: of input.

    choices: (value, label). changed: the sender typed something else.
    """

    name: str
    label: str
    value: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    changed: bool


Groups = list[tuple[str, list[Correctable]]]


def groups_of(fields: Sequence[SuggestableField], typed: MultiDict[str, str]) -> Groups:
    """The fields of a form by the part they are of, each group with its heading; the thing itself has none."""
    groups: dict[tuple[tuple[str, int], ...], list[Correctable]] = {}
    for field in fields:
        if field.column.name in _FILLED_IN and not field.adds and (not field.place or field.place[0][0] in _GROUPS):
            groups.setdefault(field.place, []).append(_correctable(field, typed))
    return [(_heading(place), found) for place, found in groups.items()]


def _heading(place: tuple[tuple[str, int], ...]) -> str:
    if not place:
        return ""
    name, number = place[0]
    return f"{gettext(_GROUPS[name])} {number + 1}"


def _correctable(field: SuggestableField, typed: MultiDict[str, str]) -> Correctable:
    name, present = f"{FIELDS}{field.name}", _as_text(field.value)
    choices = tuple((code, gettext(_CHOICES[code]) if code in _CHOICES else code) for code in field.column.choices)
    value = typed.get(name, present)
    kind = _INPUTS.get(field.column.shape, "text")
    return Correctable(name, gettext(field.label), value, kind, choices, value != present)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def corrections_sent(form: MultiDict[str, str]) -> dict[str, str]:
    """What each field should be, by the name that the suggestions know it by."""
    return {name.removeprefix(FIELDS): value for name, value in form.items() if name.startswith(FIELDS)}


def organization_sent(form: MultiDict[str, str]) -> dict[str, Any]:
    """The organization that a form proposes, nested as the public sees one; what was left empty is left out."""
    proposed: dict[str, Any] = {"name": form.get(f"{ORGANIZATION}name", "")}
    for name in ("description", "website", "email"):
        if value := form.get(f"{ORGANIZATION}{name}", "").strip():
            proposed[name] = value
    for part, names in _REGISTERED.items():
        start = f"{ORGANIZATION}{part}.0."
        told: dict[str, Any] = {name: value for name in names if (value := form.get(start + name, "").strip())}
        told.update(
            {name: found for name in _LISTS if (found := [item for item in form.getlist(start + name) if item])}
        )
        if told:
            proposed[part] = [told]
    return proposed


def register_labels() -> dict[str, str]:
    """The labels of the form for a new organization, by the names of its fields."""
    return {f"{ORGANIZATION}{name}": gettext(label) for name, label in _REGISTER_LABELS.items()}
