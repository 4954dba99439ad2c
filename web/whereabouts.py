"""Where a visitor says she lives: typed as a postcode or the name of a place, kept in an address as four digits or as
the code of a gemeente. Nothing finer than that is ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.messages import N_, Message
from socialmap.geography.administrative import municipalities
from socialmap.geography.areas import AreaError, AreaKind, parse_area
from socialmap.geography.gazetteer import UnknownPlaceError
from socialmap.geography.places import Place
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from socialmap.wording import postcode_message
from socialmap.world import World

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place one can be advised for. codes: its area codes. query: how it stands in an address."""

    place: Place
    codes: tuple[str, ...]
    query: Mapping[str, str]

    @property
    def typed(self) -> str:
        """What one types to get here again: four digits, or the name of the gemeente."""
        return self.place.pc4 or self.place.municipality_name or self.place.name

    @property
    def name(self) -> str:
        """The place for a sentence: "6525 (Nijmegen)" or "Nijmegen"."""
        return f"{self.place.pc4} ({self.place.name})" if self.place.pc4 else self.typed


class PlaceRefusedError(ValueError):
    """There is no one place of this name or number. choices: the places that may be meant, for her to choose from."""

    def __init__(self, message: Message, choices: tuple[Whereabouts, ...] = ()) -> None:
        self.message, self.choices = message, choices
        super().__init__(str(message))


def whereabouts_typed(world: World, text: str) -> Whereabouts:
    """The place of what a visitor typed: a postcode with or without letters, a town or a gemeente.

    Raises PlaceRefusedError, also when several gemeenten have a place of this name.
    """
    text = " ".join(text.split())
    if not text:
        raise PlaceRefusedError(Message(N_("Vul een postcode of een gemeente in, zoals 3511 of Utrecht.")))
    if not any(sign.isdigit() for sign in text):
        return _by_name(world, text)
    try:
        postcode = parse_postcode(text)
        return _of_postcode(world, postcode.digits)
    except PostcodeError as error:
        raise PlaceRefusedError(postcode_message(error)) from None


def whereabouts_asked(world: World, query: Mapping[str, str]) -> Whereabouts | None:
    """The place in an address: `postcode` with four digits, or `region` with the code of a gemeente; None for neither.

    Raises PlaceRefusedError. A full postcode is refused: it is personal data, and belongs in no address.
    """
    if text := query.get("postcode"):
        try:
            postcode = parse_postcode(text)
            if postcode.letters is None:
                return _of_postcode(world, postcode.digits)
        except PostcodeError as error:
            raise PlaceRefusedError(postcode_message(error)) from None
        raise PlaceRefusedError(
            Message(N_("Een hele postcode is een persoonsgegeven. Hier zijn de vier cijfers genoeg."))
        )
    if text := query.get("region"):
        return _of_code(world, text)
    return None


def _of_postcode(world: World, digits: str) -> Whereabouts:
    place = world.places.place_of(digits)
    return Whereabouts(place, world.codes(place), {"postcode": digits})


def _of_code(world: World, text: str) -> Whereabouts:
    try:
        area = parse_area(text[:LONGEST], world.regions, world.places)
    except AreaError:
        area = None
    if area is None or area.kind is not AreaKind.MUNICIPALITY:
        raise PlaceRefusedError(Message(N_("Deze gemeente kennen we niet. Vul een postcode of een gemeente in.")))
    return of_municipality(world, area.code)


def of_municipality(world: World, code: str) -> Whereabouts:
    """The whereabouts of a whole gemeente, by the code of one that exists."""
    place = world.places.find_place(f"gemeente {municipalities()[code].name}").place
    return Whereabouts(place, world.codes(place), {"region": code})


def _by_name(world: World, text: str) -> Whereabouts:
    try:
        found = world.places.find_place(text)
    except UnknownPlaceError as error:
        if not error.suggestions:
            message = N_("Deze plaats kennen we niet. Vul een postcode of een gemeente in, zoals 3511 of Utrecht.")
            raise PlaceRefusedError(Message(message)) from None
        message = N_("Deze plaats kennen we niet. Bedoelt u een van deze?")
        raise PlaceRefusedError(Message(message), _alike(world, error.suggestions)) from None
    # A place that bears the name of its province or lies in several gemeenten says too little.
    codes = dict.fromkeys(place.municipality_code for place in (found.place, *found.alternatives))
    choices = tuple(of_municipality(world, code) for code in codes if code and code in municipalities())
    if not choices:
        message = N_("%(name)s is te groot om een loket te noemen. Vul een postcode of een gemeente in.")
        raise PlaceRefusedError(Message(message, {"name": found.place.name}))
    if len(choices) > 1:
        raise PlaceRefusedError(Message(N_("Er zijn meer plaatsen met deze naam. In welke gemeente is het?")), choices)
    return choices[0]


def _alike(world: World, names: tuple[str, ...]) -> tuple[Whereabouts, ...]:
    """The gemeenten of places whose names look like what was typed."""
    codes = dict.fromkeys(world.places.find_place(name).place.municipality_code for name in names)
    return tuple(of_municipality(world, code) for code in codes if code and code in municipalities())
