"""Where the choices of a form come from: taxonomies, fixed words, the locations of the organization itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.forms.description import Field, Group
from admin.forms.typed import Typed
from admin.forms.words import choice_word
from core.i18n import gettext, language
from core.publishing.localized import localize
from core.publishing.snapshots import Content
from socialmap.models import Organization
from socialmap.terms import Labels, labels_of

Option = tuple[str, str]
"""A value and its label."""


class Options:
    """The choices for the form of one record. content: the whole record."""

    def __init__(self, session: Session, content: Content) -> None:
        self._session = session
        self._content = content

    @cached_property
    def _labels(self) -> Labels:
        return labels_of(self._session)

    def of(self, asked: Field, chosen: Sequence[str]) -> list[Option]:
        """What can be chosen. What is chosen already but no longer in the list stays, so that nothing goes unseen."""
        options = self._known(asked)
        known = {value for value, _ in options}
        gone = [value for value in chosen if value and value not in known]
        return options + [(value, gettext("%(value)s (niet in de lijst)", value=value)) for value in gone]

    def _known(self, asked: Field) -> list[Option]:
        if asked.taxonomy:
            return self.terms(asked.taxonomy)
        if asked.widget == "location":
            return [(str(row.get("id")), location_name(row)) for row in self._content.get("locations") or ()]
        return [(value, gettext(choice_word(asked.name, value))) for value in asked.choices]

    def terms(self, taxonomy: str) -> list[Option]:
        """The terms of a taxonomy, in its own order."""
        known = self._labels.by_taxonomy.get(taxonomy, {})
        return [(code, str(localize(label, language()))) for code, label in known.items()]

    def show_organizations(self, group: Group, typed: Typed) -> None:
        """Show a chosen organization by the name in its address: nobody types an id."""
        for asked in _of_organizations(group):
            found = _uuid(typed.text(asked.name))
            if found is not None:
                slug = self._session.scalars(select(Organization.slug).where(Organization.id == found)).first()
                typed.values[asked.name] = [slug or str(found)]

    def find_organizations(self, group: Group, typed: Typed) -> Mapping[str, str]:
        """What was typed for an organization, by field, with the id of the one meant; "" when there is none such."""
        found: dict[str, str] = {}
        for asked in _of_organizations(group):
            text = typed.text(asked.name).strip()
            if text and _uuid(text) is None:
                query = select(Organization.id)
                meant = (
                    self._session.scalars(query.where(Organization.slug == text)).first()
                    or self._session.scalars(query.where(Organization.name == text)).first()
                )
                found[asked.name] = str(meant or "")
        return found


def location_name(row: Mapping[str, Any]) -> str:
    """A location as people tell it apart: its name, street and town."""
    street = " ".join(str(row[name]) for name in ("street", "house_number") if row.get(name))
    parts = (row.get("name"), street, row.get("city"))
    return ", ".join(str(part) for part in parts if part) or gettext("locatie zonder adres")


def _of_organizations(group: Group) -> list[Field]:
    return [asked for asked in group.fields if asked.widget == "organization"]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
