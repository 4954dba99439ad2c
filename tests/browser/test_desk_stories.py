"""What the desk is for, from beginning to end, as people do it: corrected by one, published by another."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.publishing.models import Document
from tests.admin.people import add_person
from tests.browser.conftest import OpenPage, Site, served
from tests.browser.hands import Hands, Keyboard, Mouse, at_desk, sign_in
from tests.instances import copied, starter_template
from web.forms import YOUNGEST

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the starter content; each story takes a record of its own."""
    folder = tmp_path_factory.mktemp("stories") / "data"
    with copied(starter_template(), folder) as instance, served(instance) as site:
        yield site


@dataclass(frozen=True, slots=True)
class Story:
    """A correction.

    subject, title: which record. part: the link to its form. field: what is corrected, with the sentence that is put
    there. public: its page. api: the same for programs, under /api/v1.
    """

    subject: str
    title: str
    part: str
    field: str
    sentence: str
    public: str
    api: str


def corrected_by_one_and_published_by_another(
    desk: Site, open_page: OpenPage, story: Story, hands: Hands, *, js: bool = True
) -> None:
    """The whole way, and back to the earlier version."""
    editor, publisher = add_person(desk.instance, "editor"), add_person(desk.instance, "publisher")
    hers = open_page("/beheer", site=desk, js=js)
    sign_in(hers, editor, hands)
    expect(hers.get_by_role("heading", name="Werklijst", level=1)).to_be_visible()
    before = corrected(hers, story, hands)
    assert story.sentence not in public_text(desk, open_page, story)
    assert story.sentence not in answer_text(desk, story)
    hands.write(hers.get_by_label("Waar moet uw collega op letten?"), "Klopt dit zo?")
    hands.press(hers.get_by_role("button", name="Ter controle aanbieden"))
    hers.get_by_text("Aangeboden. Een collega kijkt het na.").wait_for()
    expect(hers.get_by_role("button", name="Publiceren", exact=True)).to_have_count(0)
    assert story.sentence not in answer_text(desk, story)

    his = open_page("/beheer", site=desk, js=js)
    sign_in(his, publisher, hands)
    opened_from_the_work_list(his, story, hands)
    expect(his.locator("#opmerkingen")).to_contain_text("Klopt dit zo?")
    expect(his.locator("section", has=his.locator("#verschil")).locator("ins").first).to_be_visible()
    hands.press(his.get_by_role("button", name="Publiceren", exact=True))
    his.get_by_text("Gepubliceerd. Het publiek ziet dit nu.").wait_for()
    desk.instance.catch_up()
    assert story.sentence in public_text(desk, open_page, story)
    assert story.sentence in answer_text(desk, story)

    hands.press(his.get_by_role("link", name="Geschiedenis").last)
    versions = his.locator("form table, form [role=table]").first
    expect(versions).to_contain_text(editor.name)
    expect(versions).to_contain_text("Volgens hun website.")
    expect(his.locator("main")).to_contain_text(publisher.name)
    hands.press(his.get_by_role("link", name=re.compile("^Zet versie 1 terug")))
    hands.press(his.locator("main form button[type=submit]").last)
    his.get_by_role("button", name="Publiceren", exact=True).wait_for()
    hands.press(his.get_by_role("button", name="Publiceren", exact=True))
    expect(his.get_by_role("alert").or_(his.locator(".notice, .flash")).first).to_contain_text("collega")
    assert story.sentence in answer_text(desk, story)
    hands.press(his.get_by_role("button", name="Ter controle aanbieden"))
    hers.goto(his.url)
    hands.press(hers.get_by_role("link", name=story.part, exact=True).first)
    assert hers.locator(f"[name='{story.field}']").input_value().strip() == before.strip()


def corrected(page: Page, story: Story, hands: Hands) -> str:
    """Find the record, and put a sentence in its field; gives what stood there."""
    hands.press(page.get_by_role("link", name=story.subject, exact=True).first)
    search = page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first
    hands.write(search, story.title)
    search.press("Enter")
    hands.press(page.get_by_role("link", name=story.title).first)
    hands.press(page.get_by_role("link", name=story.part, exact=True).first)
    field = page.locator(f"[name='{story.field}']")
    before = field.input_value()
    hands.write(field, f"{before.rstrip()} {story.sentence}" if before else story.sentence)
    hands.write(page.locator("#comment"), "Volgens hun website.")
    hands.press(page.get_by_role("button", name="Bewaren", exact=True).last)
    page.get_by_text("Bewaard. Het publiek ziet dit pas na publicatie.").wait_for()
    return before


def opened_from_the_work_list(page: Page, story: Story, hands: Hands) -> None:
    """What waits for a look stands on the page where the desk begins."""
    hands.press(page.locator(".work-items").get_by_role("link", name=story.title).first)
    page.get_by_role("heading", level=1).wait_for()


def public_text(desk: Site, open_page: OpenPage, story: Story) -> str:
    """What the public reads now."""
    page = open_page(story.public, site=desk)
    text = page.inner_text("main")
    page.context.close()
    return text


def answer_text(desk: Site, story: Story) -> str:
    """What programs read now."""
    answer = desk.instance.client.get(f"/api/v1{story.api}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


ORGANIZATION = Story(
    "Organisaties",
    "Per Saldo",
    "Bewerken",
    "description",
    "U kunt er nu ook op zaterdag bellen.",
    "/organisatie/per-saldo",
    "/organizations/per-saldo",
)
OTHERS = (
    Story(
        "Factsheets",
        "De Jeugdwet en de gemeente",
        "De Jeugdwet en de gemeente",
        "body",
        "Vraag de gemeente om een besluit op papier.",
        "/factsheets/jeugdwet-en-gemeente",
        "/factsheets/jeugdwet-en-gemeente",
    ),
    Story(
        "Begrippen",
        "Bezwaar",
        "Bewerken",
        "meaning",
        "U schrijft dan een brief.",
        "/begrippen/bezwaar",
        "/glossary-terms/bezwaar",
    ),
    Story(
        "Regio's",
        "Netwerk Integrale Kindzorg Leiden",
        "Bewerken",
        "description",
        "Bel het liefst in de ochtend.",
        "/regio/NIK-LEIDEN",
        "/regions/NIK-LEIDEN",
    ),
)


@pytest.mark.slow
def test_an_organization_is_corrected_and_published_by_a_colleague(desk: Site, open_page: OpenPage) -> None:
    corrected_by_one_and_published_by_another(desk, open_page, ORGANIZATION, Mouse())
    assert open_page.foreign() == []
    assert open_page.errors == []


@pytest.mark.slow
@pytest.mark.parametrize("story", OTHERS, ids=lambda story: story.subject)
def test_the_same_for_a_factsheet_a_term_and_the_desk_of_a_region(
    desk: Site, open_page: OpenPage, story: Story
) -> None:
    corrected_by_one_and_published_by_another(desk, open_page, story, Mouse())


@pytest.mark.slow
def test_the_same_with_the_keyboard_alone(desk: Site, open_page: OpenPage) -> None:
    slug = "juiste-loket"
    story = replace(ORGANIZATION, title="Juiste Loket", public=f"/organisatie/{slug}", api=f"/organizations/{slug}")
    corrected_by_one_and_published_by_another(desk, open_page, story, Keyboard())


@pytest.mark.slow
def test_the_same_without_javascript(desk: Site, open_page: OpenPage) -> None:
    story = replace(ORGANIZATION, title="CIZ", public="/organisatie/ciz", api="/organizations/ciz")
    corrected_by_one_and_published_by_another(desk, open_page, story, Mouse(), js=False)


def test_two_editors_at_once_lose_nothing(desk: Site, open_page: OpenPage) -> None:
    hers, his = at_desk(open_page, desk, "editor", "Eva Eerste"), at_desk(open_page, desk, "editor", "Tom Tweede")
    for page in (hers, his):
        page.goto("/beheer/organisaties?q=Onderwijsconsulenten")
        page.get_by_role("link", name="Onderwijsconsulenten").first.click()
        page.get_by_role("link", name="Bewerken", exact=True).first.click()
    his.locator("[name=website]").fill("https://www.voorbeeld.nl/tom")
    his.locator("[name=description]").fill("Zo schreef Tom het op.")
    his.get_by_role("button", name="Bewaren", exact=True).last.click()
    his.get_by_text("Bewaard.").wait_for()
    hers.locator("[name=email]").fill("eva@voorbeeld.nl")
    hers.locator("[name=description]").fill("Zo schreef Eva het op.")
    hers.get_by_role("button", name="Bewaren", exact=True).last.click()
    hers.get_by_role("heading", name="Iemand anders was u voor").wait_for()
    for text in (
        "Zo schreef Tom het op.",
        "Zo schreef Eva het op.",
        "voorbeeld.nl/tom",
        "eva@voorbeeld.nl",
        "Tom Tweede",
    ):
        expect(hers.locator("main")).to_contain_text(text)
    hers.get_by_label("Uw tekst").check()
    hers.get_by_role("button", name="Bewaar samen").click()
    hers.get_by_text("Bewaard: uw wijzigingen en die van uw collega samen.").wait_for()
    hers.get_by_role("link", name="Bewerken", exact=True).first.click()
    kept = {name: hers.locator(f"[name={name}]").input_value() for name in ("website", "email", "description")}
    assert kept == {
        "website": "https://www.voorbeeld.nl/tom",
        "email": "eva@voorbeeld.nl",
        "description": "Zo schreef Eva het op.",
    }
    hers.goto(his.url + "/geschiedenis/verschil?van=1&naar=2")
    expect(hers.locator("main")).to_contain_text("Tom")


FILE = {
    "Naam instelling": "Kinderthuiszorg De Beer",
    "Product": "Thuis",
    "Telefoon": "030 789 7878",
    "Oms": "Zorg thuis",
}


def file_of(path: Path, *rows: dict[str, str]) -> Path:
    """A file as another program writes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FILE))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_file_with_faults_is_mended_brought_in_and_taken_back(
    desk: Site, open_page: OpenPage, tmp_path: Path
) -> None:
    page = at_desk(open_page, desk, "editor")
    other = {**FILE, "Naam instelling": "De Vos"}
    for phone, told in (("bel maar", "is geen telefoonnummer"), ("030 111 2222", "De Vos")):
        page.goto("/beheer/import")
        page.get_by_role("link", name="Nieuw bestand").first.click()
        page.set_input_files("#bestand", file_of(tmp_path / "lijst.csv", FILE, {**other, "Telefoon": phone}))
        page.get_by_role("button", name="Verder").click()
        page.get_by_label("Product").select_option("service_name")
        page.get_by_role("button", name="Controleer het bestand").click()
        expect(page.locator("main")).to_contain_text(told)
    expect(page.locator("main")).not_to_contain_text("is geen telefoonnummer")
    page.get_by_role("button", name="Voer in").click()
    page.get_by_role("link", name="De Vos").wait_for()
    page.goto("/beheer/organisaties?q=De+Vos")
    expect(page.get_by_role("link", name="De Vos", exact=True)).to_be_visible()
    page.goto("/beheer/import/2")
    page.get_by_role("link", name="Draai de import terug").click()
    page.get_by_role("button", name="Draai terug").click()
    page.get_by_text("teruggezet").first.wait_for()


def test_what_a_parent_reports_gets_to_the_public_field_by_field(desk: Site, open_page: OpenPage) -> None:
    with desk.instance.session() as session:
        query = select(Document.slug).where(Document.kind == "service", Document.slug.startswith("kenniscentrum"))
        public = f"/zorg/{session.scalars(query).first()}"
    parent = open_page(public, site=desk)
    parent.get_by_role("link", name="Klopt er iets niet? Meld het ons").click()
    parent.get_by_label("Wat klopt er niet?").fill("Zij vragen geen verwijzing meer. Ik belde vandaag met hen.")
    parent.locator("details.corrections summary").click()
    parent.locator("[name='fields.alert']").fill("Bel eerst, er is een wachtlijst.")
    parent.locator("[name='fields.fees']").fill("Duizend euro per uur.")
    parent.wait_for_timeout(YOUNGEST * 1000 + 100)  # nobody fills in a form sooner
    parent.get_by_role("button", name="Verstuur").click()
    code = parent.locator(".code-box .code").inner_text()

    editor = at_desk(open_page, desk, "editor")
    editor.goto("/beheer/suggesties")
    editor.locator("main").get_by_role("link").and_(editor.locator(f"[href$='/{code}']")).first.click()
    expect(editor.locator("main")).to_contain_text("Ik belde vandaag met hen.")
    editor.locator("[id='veld-fees']").uncheck()
    editor.get_by_label("Uitleg aan de melder").first.fill("De prijs stond goed.")
    editor.get_by_role("button", name="Neem over wat is aangevinkt").click()
    editor.get_by_role("link", name="Naar de invoer").click()
    editor.get_by_role("button", name="Ter controle aanbieden").click()
    record = editor.url

    publisher = at_desk(open_page, desk, "publisher")
    publisher.goto(record)
    publisher.get_by_role("button", name="Publiceren", exact=True).click()
    publisher.get_by_text("Gepubliceerd.").wait_for()
    desk.instance.catch_up()
    # Another parent: a browser may show a page of a minute ago once more.
    parent = open_page(public, site=desk)
    expect(parent.locator("main")).to_contain_text("Bel eerst, er is een wachtlijst.")
    expect(parent.locator("main")).not_to_contain_text("Duizend euro")
    parent.goto(f"/melding/{code}")
    expect(parent.locator("main")).to_contain_text("De prijs stond goed.")
