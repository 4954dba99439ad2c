"""What the widgets of a form show beside what was typed, and what their buttons do. Nothing is saved by them.

A button's value is an act and a place, as those of rows (admin.forms.buttons): `area:areas` adds what was typed in the
box of areas, `area:areas=PV26` one that was suggested; `point:locations.0` looks for a point; `grid:…` takes over the
table of hours, `hours:…=…` the hours that were meant; `preview:…` and `rules:…` show what a text comes to; `check:…`
only draws the form again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.forms.buttons import Pressed, find_group
from admin.forms.description import Field, Group
from admin.forms.typed import MOST_ROWS, Typed, content_of, typed_of
from admin.widgets import rules
from admin.widgets.areas import (
    LONGEST_SEARCH,
    Picked,
    ShownAreas,
    codes_in,
    pick,
    show_areas,
    suggestions,
)
from admin.widgets.hours import CODES, GridRead, ShownHours, grid_of, read_grid, show_hours
from admin.widgets.points import Located, find_point
from admin.widgets.prose import Preview, preview
from core.i18n import gettext
from core.publishing.snapshots import Content
from core.tiles import Tiles
from socialmap.geocoding.locating import AddressGeocoder
from socialmap.geography.areas import RegionIndex
from socialmap.models import Region
from socialmap.vocabulary import area_region

AREA, GRID = "area", "grid"
BEFORE = "was"
Result = Picked | Located | GridRead | Preview | rules.CheckedRules


class Posted(Protocol):
    """The fields of a form as they were posted."""

    def __iter__(self) -> Iterator[str]: ...
    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Form:
    """A form with what was typed in it, and what was posted beside. record: the content of the whole record."""

    group: Group
    typed: Typed
    posted: Posted
    record: Content

    def beside(self, kind: str, place: str, part: str = "") -> list[str]:
        """What was typed in a box of a widget that is no question of the form."""
        return self.posted.getlist(":".join((kind, place, part)).rstrip(":"))


@dataclass(slots=True)
class Aids:
    """What the widgets of one form show; the templates know it as `aids`. geocoder: None when none is asked.
    tiles: what the map is drawn with; None for our own dots.

    results: what came of a button, by the place of its widget.
    """

    session: Session
    geocoder: AddressGeocoder | None = None
    tiles: Tiles | None = None
    results: dict[str, Result] = field(default_factory=dict)
    regions_read: RegionIndex | None = None

    @property
    def regions(self) -> RegionIndex:
        """The regions as staff keep them now."""
        if self.regions_read is None:
            self.regions_read = RegionIndex(area_region(row) for row in self.session.scalars(select(Region)))
        return self.regions_read

    def at(self, place: str) -> Result | None:
        """What came of the button of a widget."""
        return self.results.get(place)

    def areas(self, codes: Sequence[str]) -> ShownAreas:
        """Areas in words and on the map."""
        return show_areas(codes, self.regions)

    def areas_in(self, text: str) -> ShownAreas:
        """The same of a field with an area on each line."""
        return show_areas(codes_in(text), self.regions)

    def suggestions(self) -> list[str]:
        """What the box of areas suggests."""
        return suggestions(self.regions)

    def hours(self, text: str) -> ShownHours:
        """Opening hours in words and as a table."""
        return show_hours(text)

    def press(self, form: Form, value: str) -> Pressed | None:
        """Do what a button of a widget says; None when it is no such button, or its place is not there. What it looks
        up may be kept in the database: the caller commits."""
        act, _, rest = value.partition(":")
        place, _, choice = rest.partition("=")
        does = {
            "area": self._area,
            "point": self._point,
            "grid": self._hours,
            "hours": self._hours,
            "preview": self._preview,
            "rules": self._rules,
            "check": self._check,
        }.get(act)
        return does(form, place, choice) if does is not None else None

    def take_up(self, form: Form) -> dict[str, list[str]]:
        """Take up what was typed in boxes of widgets but not added to the form yet, so that saving does not lose it.

        Gives by place what to tell about it; nothing when there was nothing.
        """
        told: dict[str, list[str]] = {}
        waiting = gettext("Dit stond nog niet in het formulier. Kijk na of het goed is en bewaar dan.")
        for name in list(form.posted):
            kind, _, rest = name.partition(":")
            place, _, part = rest.partition(":")
            if kind == AREA and not part and any(text.strip() for text in form.beside(AREA, place)):
                if self._area(form, place, "") is not None:
                    told[place] = [waiting]
            elif kind == GRID and part == BEFORE and self._grid_changed(form, place):
                self._hours(form, place, "")
                told[place] = [waiting]
        return told

    def _area(self, form: Form, place: str, choice: str) -> Pressed | None:
        found = find_group(form.group, form.typed, place.split("."))
        if found is None or found[0].widget != "areas":
            return None
        group, above = found
        rows = above.rows.setdefault(group.name, [])
        searched = ", ".join(form.beside(AREA, place))[:LONGEST_SEARCH]
        picked = pick(choice or searched, [row.text("code") for row in rows], self.regions)
        for code in picked.codes[: max(0, MOST_ROWS - len(rows))]:
            rows.append(typed_of(group, {"code": code}))
        self.results[place] = picked
        return Pressed(AREA, place)

    def _check(self, form: Form, place: str, _: str) -> Pressed | None:
        return Pressed("check", place) if _field(form, place, ("areas", "hours")) is not None else None

    def _point(self, form: Form, place: str, _: str) -> Pressed | None:
        found = row_at(form.group, form.typed, place)
        if found is None or not any(item.widget == "latitude" for item in found[0].fields):
            return None
        self.results[place] = find_point(self.session, found[1], self.geocoder)
        return Pressed("point", f"{place}.punt")

    def _hours(self, form: Form, place: str, choice: str) -> Pressed | None:
        row = _field(form, place, ("hours",))
        if row is None:
            return None
        name = place.rpartition(".")[2]
        if choice:
            row.values[name] = [choice]
            return Pressed("hours", place)
        read = read_grid({code: form.beside(GRID, place, code) for code in CODES})
        self.results[place] = read
        if not read.faults:
            row.values[name] = [read.text] if read.text else []
        return Pressed(GRID, place)

    def _grid_changed(self, form: Form, place: str) -> bool:
        """Whether somebody typed in the table of hours since it was drawn."""
        if _field(form, place, ("hours",)) is None:
            return False
        before = grid_of(next(iter(form.beside(GRID, place, BEFORE)), "")) or {}
        now = {code: [text.strip() for text in form.beside(GRID, place, code)] for code in CODES}
        drawn = {code: [text for pair in before.get(code, ()) for text in pair] for code in CODES}
        return any(list(filter(None, now[code])) != drawn[code] for code in CODES)

    def _preview(self, form: Form, place: str, _: str) -> Pressed | None:
        above = place.rpartition(".")[0]
        if _field(form, place, ("markdown",)) is None:
            return None
        found = row_at(form.group, form.typed, above) if above else (form.group, form.typed)
        if found is None:
            return None
        group, typed = found
        head = form.record if form.record.get("slug") else {"kind": form.record.get("kind")}
        self.results[place] = preview(
            self.session,
            content_of(group, typed, None),
            slug=str(head.get("slug") or ""),
            kind=str(head.get("kind") or ""),
            number=head.get("number"),
        )
        return Pressed("preview", place)

    def _rules(self, form: Form, place: str, _: str) -> Pressed | None:
        if _field(form, place, ("yaml",)) is None:
            return None
        texts = {item.name: form.typed.text(item.name) for item in form.group.fields if item.widget == "yaml"}
        if rules.CASES in texts:
            checked = rules.check_flow_text(
                self.session, texts[rules.DEFINITION], texts[rules.CASES], texts[rules.FACTS]
            )
        else:
            checked = rules.check_route_text(self.session, texts[rules.DEFINITION])
        self.results.update(dict.fromkeys(texts, checked))
        return Pressed("rules", place)


def row_at(group: Group, typed: Typed, place: str) -> tuple[Group, Typed] | None:
    """The row at a place, and the group it belongs to; None when there is no such row."""
    parts = place.split(".")
    number = parts.pop()
    found = find_group(group, typed, parts) if number.isdigit() and len(number) < 6 else None
    if found is None:
        return None
    rows = found[1].rows.get(parts[-1], [])
    return (found[0], rows[int(number)]) if int(number) < len(rows) else None


def _field(form: Form, place: str, widgets: Sequence[str]) -> Typed | None:
    """The row that has the question at a place, when it is asked with one of these widgets."""
    above, _, name = place.rpartition(".")
    found = row_at(form.group, form.typed, above) if above else (form.group, form.typed)
    if found is None:
        return None
    asked = next((item for item in found[0].fields if item.name == name), None)
    return found[1] if isinstance(asked, Field) and asked.widget in widgets else None
