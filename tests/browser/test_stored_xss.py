"""Hundreds of texts that want to run a script, stored wherever somebody can store a text, and then looked at.

The content policy of the site is switched off in this browser: it must not be what saves us. Every page that shows
such a text, of the desk and of the public, is opened; nothing runs, nothing is asked of another site, and no element
stands there that only a text could have made.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request
from sqlalchemy import select

from core.publishing.models import Document
from tests.admin.imports.import_pages import ROW, as_csv, step, token, upload
from tests.admin.pages import UUID, said, stepped, submitted
from tests.admin.people import signed_in
from tests.browser.conftest import PATIENCE, Site, served
from tests.browser.payloads import ADDRESSES, ATTRIBUTES, HTML, PAYLOADS, packs
from tests.instances import copied, starter_template

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CANARY = "window.ran = []; window.canary = what => window.ran.push(what); window.alert = window.canary;"
# What only a text of ours could have put in a page: none of our own pages has any of it.
PLANTED = """() => {
    const safe = new Set(["http:", "https:", "mailto:", "tel:"]);
    const found = [];
    for (const element of document.querySelectorAll("*")) {
        for (const {name, value} of element.attributes) {
            if (/^on/i.test(name) || name === "srcdoc") found.push(element.outerHTML.slice(0, 200));
            if (["href", "src", "action", "formaction", "data", "poster"].includes(name)) {
                let address;
                try { address = new URL(value, location.href); } catch { continue; }
                const image = element.matches("img, link[rel~=icon]") && /^data:image\\/(png|svg)/.test(value);
                if (!safe.has(address.protocol) && !image) found.push(element.outerHTML.slice(0, 200));
                if (/elsewhere\\.example/.test(address.host)) found.push(element.outerHTML.slice(0, 200));
            }
        }
    }
    const odd = "iframe, object, embed, base, marquee, math, meta[http-equiv=refresh], image, body video, body audio";
    for (const element of document.querySelectorAll(odd)) found.push(element.outerHTML.slice(0, 200));
    for (const script of document.scripts) {
        if (script.type === "application/ld+json") JSON.parse(script.textContent);
        else if (script.src === "" && !script.nonce) found.push(script.outerHTML.slice(0, 200));
    }
    return [...found, ...window.ran];
}"""


@dataclass
class Poisoned:
    """A site full of them. desk, public: the addresses of pages that show them. refused: what was sent in vain."""

    site: Site
    client: FlaskClient
    desk: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    """The texts, stored by the ways that people and programs have."""
    folder = tmp_path_factory.mktemp("poisoned") / "data"
    with copied(starter_template(), folder) as instance, served(instance) as site:
        editor = signed_in(instance, "editor", "Ed <img src=x onerror=canary(1)>")
        found = Poisoned(site, signed_in(instance, "administrator", "Bo </script><script>canary(1)</script>"))
        _import(found, editor)
        _glossary(found, editor)
        _articles(found, editor)
        _comments(found, editor)
        _questions(found, editor)
        _suggestions(found)
        instance.catch_up()
        found.public += [*_searches(), "/begrippen", "/uitleg", "/api/v1/docs", "/api/v1/search?q=canary"]
        yield found


def cell(column: list[str], number: int) -> str:
    """The text for a row, around and around."""
    return column[number % len(column)]


def rows() -> Iterator[dict[str, Any]]:
    """Organizations with a service each: every text in a name of both, and in every longer field somewhere."""
    names, longer, long = packs(195, of=tuple(map(flat, PAYLOADS))), packs(480), packs(990)
    for number, name in enumerate(names):
        yield {
            **ROW,
            "organization_id": f"o{number}",
            "organization_name": name,
            "organization_description": "\n".join(long),
            "organization_website": f"https://voorbeeld.nl/{number}/'onmouseover=canary(1)//",
            "organization_legal_form": "<b onclick=canary(1)>stichting",
            "service_id": f"s{number}",
            "service_name": cell(names, number + 1),
            "service_name_en": cell(names, number + 2),
            "service_description": "\n\n".join(long),
            "service_description_en": "\n\n".join(long),
            "alert": cell(longer, number),
            "eligibility": cell(long, number),
            "application_process": cell(long, number + 1),
            "fees": cell(long, number + 2),
            "capacity": cell(names, number + 3),
            "search_words": cell(ATTRIBUTES_AS_WORDS, number),
            "service_area": "GM0344",
            "location_id": f"l{number}",
            "location_name": cell(names, number + 4),
            "street": cell(names, number + 5),
            "house_number": "1",
            "postcode": "3511 AB",
            "city": cell(SHORT, number),
            "accessibility": cell(long, number + 3),
            "transport_note": cell(long, number + 4),
            "opening_hours": "Mo-Fr 09:00-17:00",
            "hours_note": cell(longer, number + 1),
            "contact_name": cell(names, number + 6),
            "contact_role": cell(names, number + 7),
            "source": cell(longer, number + 2),
        }


def flat(payload: str) -> str:
    """On one line, as a name is."""
    return " ".join(payload.split())


ATTRIBUTES_AS_WORDS = [flat(text).replace(";", "").replace("|", "") for text in ATTRIBUTES]
SHORT = [text for text in packs(90) if "\n" not in text]


def _import(found: Poisoned, editor: FlaskClient) -> None:
    """A file of them, brought in and published; and one with what no address or number can be."""
    instance = found.site.instance
    page = upload(editor, as_csv(list(rows())), "<img src=x onerror=canary(1)>.csv")
    assert page.status_code == 200, said(page.text)
    page = step(editor, 1, "invoeren", doel="review", overslaan="1")
    page = step(found.client, 1, "publiceren")
    with instance.session() as session:
        documents = session.scalars(select(Document).where(Document.current, Document.slug.contains("canary"))).all()
        found.public += [f"/{_PAGE[item.kind]}/{item.slug}" for item in documents if item.kind in _PAGE]
    assert len(found.public) > 60, said(page.text)
    links = [
        {**ROW, "organization_id": f"w{number}", "organization_name": f"Adres {number}", column: address}
        for number, address in enumerate(ADDRESSES)
        for column in ("organization_website", "service_website", "phone", "organization_email", "care_types")
    ]
    upload(editor, as_csv(links), "adressen.csv")
    found.desk += ["/beheer/import", "/beheer/import/1", "/beheer/import/1/kolommen", "/beheer/import/1/terugdraaien"]
    found.desk += [f"/beheer/import/2{more}" for more in ("", "?blad=2", "?blad=3", "?blad=4", "/kolommen")]
    found.desk += ["/beheer/organisaties", "/beheer/organisaties?blad=2", "/beheer/organisaties?q=canary"]
    listed = "".join(editor.get(f"/beheer/organisaties?q=canary&blad={blad}").text for blad in (1, 2, 3))
    records = sorted(set(re.findall(rf'"(/beheer/organisaties/{UUID})"', listed)))
    assert len(records) > 30
    found.desk += records
    for record in records[::6]:
        found.desk += [f"{record}/bewerken/gegevens"]
        found.desk += [f"{record}/geschiedenis", f"{record}/stap/archiveren", f"{record}/bewerken/locaties"]
        service = re.search(r'"(/beheer/[^"]+/bewerken/diensten/[0-9a-f-]{36})"', editor.get(record).text)
        assert service is not None
        found.desk.append(service[1])


_PAGE = {"organization": "organisatie", "service": "zorg", "glossary-term": "begrippen", "page": "uitleg"}


def _published(found: Poisoned, editor: FlaskClient, address: str, **changes: Any) -> str:
    """Fill in a form for something new, have it published by a colleague; gives the address of its record."""
    answer = submitted(editor, address, **changes)
    assert answer.status_code == 302, said(answer.text)
    record = answer.location
    stepped(editor, record, "aanbieden", comment="<script>canary(1)</script>")
    page = stepped(found.client, record, "publiceren")
    assert "Gepubliceerd" in said(page.text), said(page.text)
    found.desk += [record, f"{record}/bewerken/gegevens", f"{record}/geschiedenis"]
    return str(record)


# What the knowledge base takes: it refuses anything that looks like HTML.
PLAIN = tuple(text for text in map(flat, PAYLOADS) if not re.search(r"<\s*/?\s*[a-z!]|javascript\s*:", text, re.I))


SHORT_PLAIN = [text for text in PLAIN if len(text) <= 30]


def _glossary(found: Poisoned, editor: FlaskClient) -> None:
    for refused in packs(990, of=tuple(set(PAYLOADS) - set(PLAIN))):
        answer = submitted(editor, "/beheer/begrippen/nieuw", term="Begrip", meaning=refused)
        assert answer.status_code == 400, refused
    terms, meanings = packs(190, of=PLAIN), packs(990, of=PLAIN)
    for number, meaning in enumerate(meanings):
        slug = f"vreemd-begrip-{number}"
        _published(
            found,
            editor,
            "/beheer/begrippen/nieuw",
            term=cell(terms, number * 4),
            term_en=cell(terms, number * 4 + 1),
            abbreviation=cell(list(SHORT_PLAIN), number),
            meaning=meaning,
            meaning_en=meaning,
            synonyms="\n".join(terms[number * 4 + 2 : number * 4 + 4]),
            slug=slug,
            comment=cell(terms, number),
        )
        found.public += [f"/begrippen/{slug}", f"/en/begrippen/{slug}"]
    found.desk += ["/beheer/begrippen", "/beheer/begrippen?q=canary", "/beheer/geschiedenis"]


def _articles(found: Poisoned, editor: FlaskClient) -> None:
    """Markdown: all of it as code; and as text as far as an article takes it."""
    for slug, body in (("vreemde-code", _as_code()), ("vreemde-tekst", _as_text(editor))):
        record = _published(found, editor, "/beheer/uitleg/nieuw", **_article(slug, body))
        found.public.append(f"/uitleg/{slug}")
        text = re.search(r'"(/beheer/[^"]+/bewerken/teksten/[0-9a-f-]{36})"', editor.get(record).text)
        assert text is not None
        found.desk += [f"{record}/bewerken/teksten", text[1]]
    found.desk.append("/beheer/uitleg")


def _article(slug: str, body: str) -> dict[str, Any]:
    return {
        "texts.0.title": f"{SHORT_PLAIN[0]} {slug}",
        "texts.0.summary": packs(490, of=PLAIN)[0],
        "texts.0.domains": ["medical"],
        "texts.0.laws": ["zvw"],
        "texts.0.audience": ["parent"],
        "texts.0.review_by": "2099-01-01",
        "texts.0.sources.0.id": "bron",
        "texts.0.sources.0.title": packs(140, of=PLAIN)[1],
        "texts.0.sources.0.publisher": packs(90, of=PLAIN)[2],
        "texts.0.sources.0.url": "https://voorbeeld.nl/'onclick=canary(1)",
        "texts.0.sources.0.accessed": "2026-11",
        "texts.0.body": body,
        "slug": slug,
    }


BEGIN = "## Kop &lt;img src=x onerror=canary(1)&gt;\n\nTekst. [@bron]\n\n"


def _as_code() -> str:
    return BEGIN + "\n".join(f"    {line}" for payload in PAYLOADS for line in payload.splitlines())


def _as_text(editor: FlaskClient) -> str:
    """What is left when every line that is refused is taken out; no tag and no image is among it."""
    lines = [*BEGIN.splitlines(), *(line for payload in PAYLOADS for line in (flat(payload), ""))]
    for _ in range(5):
        answer = submitted(editor, "/beheer/uitleg/nieuw", **_article("zonder-titel", "\n".join(lines)))
        refused = {int(number) for number in re.findall(r"Regel (\d+):", answer.text)}
        if not refused:
            break
        lines = ["" if number in refused else line for number, line in enumerate(lines, 1)]
    assert answer.status_code == 302, said(answer.text)
    left = set(lines)
    assert not left & {flat(text) for text in HTML if text.startswith(("<img ", "<svg ", "<script>"))}
    assert 20 < len(left) < len(PAYLOADS)
    return "\n".join(lines)


def _comments(found: Poisoned, editor: FlaskClient) -> None:
    """In a review, and on a working copy that differs from what the public sees."""
    record = next(page for page in found.desk if re.fullmatch(rf"/beheer/organisaties/{UUID}", page))
    for text in packs(1900):
        answer = editor.post(f"{record}/opmerking", data={"csrf_token": token(editor), "comment": text})
        assert answer.status_code == 302
    changed = submitted(
        editor, f"{record}/bewerken/gegevens", description="\n".join(packs(2000)[1:]), comment=packs(490)[1]
    )
    assert changed.status_code == 302, said(changed.text)
    found.desk += [
        f"{record}/geschiedenis",
        f"{record}/geschiedenis/verschil?van=1&naar=2",
        f"{record}/geschiedenis/terugzetten/1",
    ]
    found.desk += [f"{record}/geschiedenis/publiek?op=2026-11-22", f"{record}/stap/weggooien"]


def _questions(found: Poisoned, editor: FlaskClient) -> None:
    texts, topics = packs(1900), packs(95, of=tuple(map(flat, PAYLOADS)))
    for number, text in enumerate(texts):
        typed = {"csrf_token": token(editor), "onderwerp": cell(topics, number), "tekst": text, "wet": "zvw"}
        answer = editor.post("/beheer/vragen/nieuw", data={**typed, "datum": "2026-03-04", "knelpunt": "1"})
        assert answer.status_code == 302, said(answer.text)
        found.desk += [answer.location, f"{answer.location}/bewerken", f"{answer.location}/weghalen"]
    found.desk += ["/beheer/vragen", "/beheer/vragen/nieuw", "/beheer/vragen/tellingen", "/beheer/vragen/jaar/2026"]


def _suggestions(found: Poisoned) -> None:
    """From the public: words, corrections of fields, and whole organizations."""
    with found.site.instance.session() as session:
        query = select(Document.slug).where(Document.kind == "service", Document.current).order_by(Document.slug)
        service = session.scalars(query).first()
    about = {"kind": "service", "id": service}
    names = packs(190, of=tuple(map(flat, PAYLOADS)))
    sent: list[dict[str, Any]] = [{**about, "text": text} for text in packs(3900)]
    sent += [
        {**about, "fields": {"name": cell(names, number), "description": text, "alert": cell(names, number + 1)}}
        for number, text in enumerate(packs(3900))
    ]
    sent += [
        {
            "organization": {
                "name": names[n],
                "description": names[n],
                "services": [{"name": x} for x in names[n : n + 8]],
            }
        }
        for n in range(0, len(names), 8)
    ]
    for number, given in enumerate(sent):
        sender = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answer = found.site.instance.client.post(
            "/api/v1/change-suggestions",
            json={**given, "source": cell(names, number), "role": "parent", "checked": True},
            environ_overrides=sender,
        )
        assert answer.status_code < 300, answer.text
        code = answer.json["followUpCode"] if answer.json else ""
        found.desk.append(f"/beheer/suggesties/{code}")
        found.public.append(f"/melding/{code}")
    found.desk += ["/beheer/suggesties", "/beheer/suggesties?blad=2", "/beheer/suggesties?q=canary"]


def _searches() -> list[str]:
    """Searches that show many, and searches for them."""
    asked = [
        "/zoeken?q=canary",
        "/zoeken?q=canary&page=2",
        "/zoeken?q=img+onerror",
        "/zoeken?postcode=3511&kind=service",
    ]
    return [*asked, *(f"/zoeken?{urlencode({'q': text})}" for text in packs(190)[::8]), "/en/zoeken?q=canary"]


@pytest.fixture
def open_to_harm(chromium: Browser, poisoned: Poisoned) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser without a content policy, with what went wrong in it: dialogs, and requests for another site."""
    context = chromium.new_context(base_url=poisoned.site.url, bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    harm: list[str] = []
    context.add_init_script(CANARY)

    def dismiss(dialog: Dialog) -> None:
        harm.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note(asked: Request) -> None:
        if urlsplit(asked.url).hostname not in HERE:
            harm.append(asked.url)

    context.on("dialog", dismiss)
    context.on("request", note)
    context.route(lambda address: urlsplit(address).hostname not in HERE, lambda route: route.abort())
    yield context, harm
    context.close()


HERE = ("127.0.0.1", None)


def looked_at(page: Page, paths: Iterable[str]) -> list[str]:
    """Open pages one after another; gives what was planted in them."""
    found = []
    for path in dict.fromkeys(paths):
        answer = page.goto(path)
        assert answer is not None
        if answer.status >= 400:
            found.append(f"{path}: {answer.status}")
        found += [f"{path}: {planted}" for planted in page.evaluate(PLANTED)]
    return found


def test_the_list_is_alive() -> None:
    assert len(PAYLOADS) > 200
    assert len(set(PAYLOADS)) == len(PAYLOADS)


def test_they_do_harm_where_nothing_stops_them(open_to_harm: tuple[BrowserContext, list[str]]) -> None:
    """Without this the tests below would prove nothing."""
    context, harm = open_to_harm
    page = context.new_page()
    page.goto("/healthz")
    # One leads away from the page that is looked at.
    harmless = [text for text in HTML if "http-equiv" not in text and not _harms(page, text, harm)]
    assert len(harmless) < len(HTML) / 4, harmless


def _harms(page: Page, text: str, harm: list[str]) -> bool:
    """Whether a page that shows this as it is would run it, or ask another site."""
    harm.clear()
    page.evaluate("window.ran = []")
    page.set_content(f"<!doctype html><p>{text}", wait_until="load")
    return bool(page.evaluate(PLANTED) or harm)


def test_no_public_page_runs_what_was_stored(
    poisoned: Poisoned, open_to_harm: tuple[BrowserContext, list[str]]
) -> None:
    context, harm = open_to_harm
    page = context.new_page()
    assert looked_at(page, poisoned.public) == []
    page.goto("/zoeken?q=canary&postcode=3511")
    page.get_by_role("button", name="Toon op de kaart").click()
    page.locator(".map-pin-care").first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup-content a").wait_for()
    assert page.evaluate(PLANTED) == []
    assert harm == []


def test_no_page_of_the_desk_runs_what_was_stored(
    poisoned: Poisoned, open_to_harm: tuple[BrowserContext, list[str]]
) -> None:
    context, harm = open_to_harm
    page = context.new_page()
    cookie = poisoned.client.get_cookie("desk", path="/beheer")
    assert cookie is not None
    context.add_cookies([{"name": "desk", "value": cookie.value, "domain": "127.0.0.1", "path": "/beheer"}])
    assert looked_at(page, poisoned.desk) == []
    page.goto("/beheer/uitleg/nieuw")
    page.locator("[name='texts.0.body']").fill("\n\n".join(PAYLOADS))
    page.get_by_role("button", name="Toon voorbeeld").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PLANTED) == []
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate(PLANTED) == []
    assert harm == []


def test_no_cell_of_a_download_is_a_formula(poisoned: Poisoned) -> None:
    client = poisoned.client
    for path in (
        "/beheer/export/organisaties.csv",
        "/beheer/export/begrippen.csv",
        "/beheer/vragen/vragen.csv",
        "/beheer/import/2/verslag.csv",
        "/beheer/geschiedenis/logboek.csv",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
        assert len(table) > 3, path
        assert [
            cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and len(cell) > 1
        ] == []
