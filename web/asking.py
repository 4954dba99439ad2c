"""What a visitor asks: read from the address or from the form, and written as an address again.

The members have the names they have in the API, so that an address of a page and one of the API say the same. An
address holds four digits of a postcode at most. A page is more forgiving than the API: empty fields are no members,
and what it does not know (an old filter, a number of a page that is no number) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from core.api.pagination import DEFAULT_LIMIT
from core.i18n import gettext
from search.arguments import FACETS, LONGEST_TEXT, OLDEST, SEARCH_KINDS
from web.chosen import read_chosen, toggled
from web.site import page_url

Labels = Mapping[str, Mapping[str, str]]
FULL_POSTCODE = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{3})[\s.+_-]*[A-Za-z]{2}(?![A-Za-z0-9])")
_NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
_REGION = re.compile(r"[A-Z0-9-]{2,40}")
SORTS = ("relevance", "distance", "name")
RADII = (5, 10, 25, 50, 100)
FARTHEST_PAGE = 500
# In the form as in the address; "kind" is the one facet whose member has the name of its own.
FACET_MEMBERS = {"kind": "kind", **{facet: facet for facet in FACETS.values()}}
_ARGUMENTS = {facet: argument for argument, facet in FACETS.items()}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of the form."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as a visitor put it. Texts are as typed; facets hold only values that exist.

    chosen: the short ids of what is on her list, which goes with her from page to page. literal: words stand for
    themselves, not for a place, an age or a law.
    """

    q: str = ""
    postcode: str = ""
    age: str = ""
    radius: int | None = None
    region: str | None = None
    facets: Mapping[str, tuple[str, ...]] | None = None
    sort: str = "relevance"
    literal: bool = False
    page: int = 1
    chosen: tuple[str, ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return (self.facets or {}).get(name, ())

    @property
    def filters(self) -> int:
        """How many filters are on, beside the question itself."""
        return sum(len(values) for values in (self.facets or {}).values()) + bool(self.radius) + bool(self.region)

    def members(self) -> dict[str, Any]:
        """The members of the address, without those that say nothing."""
        said: dict[str, Any] = {
            "q": self.q,
            "postcode": self.postcode,
            "age": self.age,
            "radiusKm": self.radius,
            "region": self.region,
            **{name: self.values(name) for name in FACET_MEMBERS},
            "sort": self.sort if self.sort != SORTS[0] else None,
            "interpret": "false" if self.literal else None,
            "page": self.page if self.page > 1 else None,
            "i": self.chosen,
        }
        return {name: value for name, value in said.items() if value}

    def address(self, **changes: Any) -> str:
        """The address of this question with other members: None takes one away. It starts at the first page again."""
        return page_url("results", **{**self.members(), "page": None, **changes})

    def page_address(self, page: int) -> str:
        """The address of another page of the same results."""
        return self.address(page=page if page > 1 else None)

    def list_links(self) -> Callable[[str], str]:
        """A function from a short id to the address of this page with that entry put on the list, or taken off it."""
        here = self.address(page=self.page if self.page > 1 else None, i=None)
        here += "&" if "?" in here else "?"

        def link(short_id: str) -> str:
            return here + "&".join([f"i={item}" for item in toggled(self.chosen, short_id)]) + f"#r-{short_id}"

        return link

    def without(self, facet: str, value: str) -> str:
        """The address without one value of a facet."""
        return self.address(**{facet: tuple(item for item in self.values(facet) if item != value)})

    def without_words(self, words: str) -> str:
        """The address without some words of the question."""
        text = self.q
        for part in words.split(", "):
            text = text.replace(part, " ", 1)
        return self.address(q=" ".join(text.split()) or None)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the search. Call it only when there are no faults."""
        found: dict[str, Any] = {"q": self.q, "kind": self.values("kind"), "sort": self.sort}
        found.update({argument: self.values(facet) for facet, argument in _ARGUMENTS.items()})
        if self.postcode:
            found["postcode"] = self.postcode
        if self.age:
            found["age"] = float(self.age)
        if self.radius and self.postcode:
            found["radius_km"] = float(self.radius)
        if self.region:
            found["region"] = self.region
        return {**found, "interpret": not self.literal, "page": self.page, "limit": DEFAULT_LIMIT}


def read_asking(sent: MultiDict[str, str], labels: Labels) -> tuple[Asking, list[Fault]]:
    """The question in an address or a form, and what is wrong with it. labels: of the facets, by value."""
    postcode = sent.get("postcode", "").strip()
    age = sent.get("age", "").strip().replace(",", ".")
    sort = sent.get("sort", "")
    asking = Asking(
        q=" ".join(sent.get("q", "").split()),
        postcode=postcode,
        age=age,
        radius=_radius(sent.get("radiusKm", "")) if postcode else None,
        region=_region(sent.get("region", "")),
        facets={name: _known(sent.getlist(member), labels, name) for name, member in FACET_MEMBERS.items()},
        sort=sort if sort in SORTS and (sort != "distance" or postcode) else SORTS[0],
        literal=sent.get("interpret") == "false",
        page=_page(sent.get("page", "")),
        chosen=read_chosen(sent),
    )
    return asking, _faults(asking)


def holds_full_postcode(asking: Asking) -> bool:
    """Whether it holds six characters of a postcode, which belong in no address."""
    return bool(FULL_POSTCODE.search(asking.postcode) or FULL_POSTCODE.search(asking.q))


def four_digits(text: str) -> str:
    """The text with each full postcode in it as its four digits."""
    return FULL_POSTCODE.sub(r"\1", text)


def _faults(asking: Asking) -> list[Fault]:
    faults = []
    if len(asking.q) > LONGEST_TEXT:
        faults.append(Fault("q", gettext("Uw vraag is te lang. Gebruik hoogstens %(most)s tekens.", most=LONGEST_TEXT)))
    if asking.age and not (_NUMBER.fullmatch(asking.age) and float(asking.age) <= OLDEST):
        text = gettext("Vul de leeftijd in jaren in, als getal van 0 tot %(most)s. Voor een baby: 0.", most=OLDEST)
        faults.append(Fault("age", text))
    return faults


def _known(values: Sequence[str], labels: Labels, facet: str) -> tuple[str, ...]:
    allowed: Mapping[str, str] | tuple[str, ...] = SEARCH_KINDS if facet == "kind" else labels.get(facet, {})
    return tuple(dict.fromkeys(value for value in values if value in allowed))[:20]


def _radius(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text[:6]) in RADII else None


def _region(text: str) -> str | None:
    return text if _REGION.fullmatch(text) else None


def _page(text: str) -> int:
    return min(int(text), FARTHEST_PAGE) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1
