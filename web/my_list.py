"""My list: what a visitor chose, in the address of the page and nowhere else. To print, to send on, to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import segno
from flask import Response, request
from markupsafe import Markup

from core.database import db
from core.i18n import gettext, language
from core.publishing.localized import localize
from core.publishing.models import Document
from core.suggestions.wording import kind_label
from search.keepers import writer
from socialmap.exchange.tables import guarded
from web.articles import PAGE_OF_KIND
from web.cards import CLOSED, waiting_in_words
from web.chosen import MOST, Chosen, find_chosen, read_chosen
from web.desk import world_now
from web.site import Pages, page_url, public_url, render_page
from web.wording import one_of

pages = Pages()
Json = dict[str, Any]
_PAGES = {**PAGE_OF_KIND, "service": "service", "organization": "organization"}


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the list. Texts are in the reader's language; an empty one is not known.

    up, down, remove: addresses of this list with the item elsewhere, or without it; None where it cannot go.
    """

    short_id: str
    kind: str
    kind_label: str
    title: str
    href: str
    organization: str
    summary: str
    phone: str
    email: str
    website: str
    address: str
    payers: str
    waiting: str
    closed: bool
    assured: str | None
    namesakes: int
    up: str | None
    down: str | None
    remove: str

    @property
    def is_care(self) -> bool:
        """Whether one can call or visit it."""
        return self.kind in ("service", "organization")


@pages.page("/mijn-lijst", name="my_list", listed=False)
def my_list() -> str:
    """The list as a page to print."""
    found = find_chosen(db.session, read_chosen(request.args))
    shown = [one for one in found if one.document is not None]
    ids = tuple(one.short_id for one in shown)
    items = _items(shown, ids)
    link = public_url() + page_url("my_list", i=ids)
    return render_page(
        "my_list/list.html",
        items=items,
        ids=ids,
        gone=[(one.name, _replacement(one)) for one in found if one.document is None],
        namesakes=any(item.namesakes for item in items),
        link=link,
        code=_qr_code(link) if items else None,
        mail=_mail(items, link),
        most=MOST,
    )


@pages.page("/mijn-lijst/csv", name="my_list_csv", listed=False)
def my_list_csv() -> Response:
    """The list as a file for a spreadsheet."""
    shown = [one for one in find_chosen(db.session, read_chosen(request.args)) if one.document is not None]
    rows = _items(shown, tuple(one.short_id for one in shown))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            gettext("Naam"),
            gettext("Soort"),
            gettext("Organisatie"),
            gettext("Telefoonnummer"),
            gettext("E-mail"),
            gettext("Website"),
            gettext("Adres"),
            gettext("Wie betaalt?"),
            gettext("Nagekeken op"),
            gettext("Meer lezen"),
        ]
    )
    for item in rows:
        cells = (item.title, item.kind_label, item.organization, item.phone, item.email, item.website, item.address)
        line = (*cells, item.payers, item.assured or "", public_url() + item.href)
        table.writerow([guarded(cell) for cell in line])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=mijn-lijst.csv"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _items(chosen: Sequence[Chosen], ids: tuple[str, ...]) -> list[Item]:
    labels = writer(world_now(), language()).labels
    return [
        _item(one.document, one, _moves(ids, place), labels)
        for place, one in enumerate(chosen)
        if one.document is not None
    ]


def _moves(ids: tuple[str, ...], place: int) -> Json:
    """The addresses of the list with an item one place up, one down, or gone."""

    def swapped(other: int) -> str | None:
        if not 0 <= other < len(ids):
            return None
        moved = list(ids)
        moved[place], moved[other] = moved[other], moved[place]
        return page_url("my_list", i=moved)

    rest = (*ids[:place], *ids[place + 1 :])
    return {"up": swapped(place - 1), "down": swapped(place + 1), "remove": page_url("my_list", i=rest)}


def _item(document: Document, chosen: Chosen, moves: Json, labels: Mapping[str, Mapping[str, str]]) -> Item:
    body: Json = localize(document.body, language())
    card: Json = localize((document.entry or {}).get("card", {}), language())
    phones = body.get("phones") or ()
    waiting = body.get("waitingTime")
    slug = document.slug.partition("@")[0]
    laws = [labels["law"].get(law, law) for law in card.get("laws") or ()]
    return Item(
        short_id=chosen.short_id,
        kind=document.kind,
        kind_label=gettext(kind_label(document.kind)),
        title=card.get("title") or body.get("name") or slug,
        href=page_url(_PAGES[document.kind], slug=slug),
        organization=(body.get("organization") or {}).get("name", ""),
        summary=card.get("summary") or "",
        phone=phones[0]["number"] if phones else "",
        email=body.get("email") or "",
        website=body.get("website") or "",
        address=_address(body, document.kind),
        payers=one_of(laws) if document.kind == "service" else "",
        waiting=waiting_in_words(waiting) if waiting else "",
        closed=body.get("status") == CLOSED,
        assured=body.get("assuredDate"),
        namesakes=chosen.namesakes,
        **moves,
    )


def _address(body: Json, kind: str) -> str:
    """The first place in one line; of an organization its documents tell postcode and town only."""
    if kind not in ("service", "organization") or not body["locations"]:
        return ""
    place = body["locations"][0]
    street = " ".join(part for part in (place.get("street"), place.get("houseNumber")) if part)
    town = " ".join(part for part in (place.get("postcode"), place.get("city")) if part)
    return ", ".join(part for part in (street, town) if part)


def _replacement(one: Chosen) -> tuple[str, str] | None:
    """The name and the address of what took the place of something that is gone."""
    found = one.replaced
    if found is None or found.kind not in _PAGES:
        return None
    name = localize(found.body, language()).get("name") or found.slug
    return name, page_url(_PAGES[found.kind], slug=found.slug)


def _qr_code(link: str) -> Markup:
    """The link as a drawing that a telephone reads: dark on light, whatever the colours of the page."""
    code = segno.make_qr(link, error="l")
    drawing = code.svg_inline(border=3, scale=4, light="#ffffff", svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawing)  # noqa: S704 - drawn here from a link of our own


def _mail(items: Sequence[Item], link: str) -> str:
    """A mail with the names and the link, to be sent by the visitor herself."""
    lines = [gettext("Mijn lijst van Zorg in uw Buurt:"), ""]
    lines += [f"- {item.title}{f' ({item.phone})' if item.phone else ''}" for item in items]
    text = "\r\n".join([*lines, "", link])
    return f"mailto:?subject={quote(gettext('Mijn lijst'))}&body={quote(text)}"
