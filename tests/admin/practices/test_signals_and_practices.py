"""The kernset at the desk: from signals of what worked, in four steps, to the article that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.admin.pages import UUID, form_of, form_to, said
from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template

LIST = "/beheer/signalen"
SEEN = "Wij belden elke week met de afdeling, voordat de kinderen naar huis gingen"
WHOLE = {
    "activity": "Elke week bellen voor het ontslag.",
    "outcome_measures": "heropnames\r\n\r\nspanning van ouders",
    "regions": "regio A\r\nregio B",
    "coherence": "ja",
    "coherence_reason": "Waar men belt, komen minder kinderen terug.",
}


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content."""
    with copied(starter_template(), tmp_path_factory.mktemp("kernset") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def editor(instance: Instance) -> FlaskClient:
    """Somebody who works on practices."""
    return signed_in(instance, "editor", "Eva Editor")


def entered(client: FlaskClient, **fields: str) -> TestResponse:
    """Fill in the form of a signal and press the button."""
    address = f"{LIST}/nieuw"
    form = form_of(client.get(address).text, "panel")
    for name, value in fields.items():
        form[name] = value
    return client.post(address, data=form)


def signal(client: FlaskClient, text: str = SEEN, **fields: str) -> str:
    """Enter a signal; gives the address of its page."""
    answer = entered(client, activity=text, **fields)
    assert answer.status_code == 302, said(answer.text)
    return answer.location


def sent(client: FlaskClient, page: str, address: str, **fields: str | list[str]) -> TestResponse:
    """Fill in the form on a page that goes to an address, and press its button."""
    form = form_to(client.get(page).text, address)
    for name, value in fields.items():
        form.setlist(name, value if isinstance(value, list) else [value])
    return client.post(address, data=form)


def practice(client: FlaskClient, *signals: str, title: str = "Elke week bellen") -> str:
    """Take signals together as a new practice; gives the address of its page."""
    ids = [place.rsplit("/", 1)[1] for place in signals]
    asked = sent(client, signals[0], f"{LIST}/samen", gekozen=ids)
    form = form_to(asked.text, f"{LIST}/nieuwe-praktijk")
    form["title"], form["domain"] = title, "medical"
    answer = client.post(f"{LIST}/nieuwe-praktijk", data=form)
    assert answer.status_code == 302, said(answer.text)
    return answer.location


def analysed(client: FlaskClient, place: str, do: str = "afronden", **fields: str) -> TestResponse:
    """Fill in the analysis and press a button."""
    return sent(client, place, f"{place}/analyse", do=do, **fields)


def test_signals_become_a_practice_an_analysis_and_an_article_that_the_public_can_see(
    instance: Instance, editor: FlaskClient
) -> None:
    public = instance.client.post(
        "/api/v1/practice-signals", json={"activity": f"{SEEN}. Zo gaf *iedereen* <b>rust</b>.", "domain": "medical"}
    ).get_json()
    first = signal(editor, f"{SEEN}, en dat gaf rust", role="professional", region="PV26")
    listed = editor.get(LIST, query_string={"q": public["followUpCode"]}).text
    second = re.findall(rf'href="({LIST}/{UUID})"', listed)[0]
    place = practice(editor, first, second)
    page = said(editor.get(place).text)
    assert "verzameld" in page
    assert "Signalen (2)" in page
    assert instance.client.get(public["url"]).get_json()["state"] == "collected"

    assert analysed(editor, place, **WHOLE).status_code == 302
    assert "geanalyseerd" in said(editor.get(place).text)
    editing = sent(editor, place, f"{place}/afronden", do="nieuw")
    assert re.fullmatch(rf"/beheer/praktijken/{UUID}/bewerken/teksten/{UUID}", editing.location), said(editing.text)
    form = editor.get(editing.location)
    assert form.status_code == 200
    assert "Waar men belt, komen minder kinderen terug." in form.text

    article = editing.location.split("/bewerken")[0]
    assert place in editor.get(article).text
    assert article in editor.get(place).text
    told = said(editor.get(place).text)
    assert "afgerond Eva Editor" in told
    assert "gesignaleerd het open formulier" in told
    assert "Analyse" not in re.findall(r"houdt publicatie tegen[^.]*", said(editor.get(article).text))
    assert instance.client.get(public["url"]).get_json()["state"] == "concluded"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"activity": "Te kort."}, "minstens 20 tekens"),
        ({"activity": f"{SEEN}. BSN 123456782"}, "burgerservicenummer"),
        ({"activity": f"{SEEN}. Bel 06-12345678."}, "telefoonnummer"),
        ({"activity": f"{SEEN}. Haar dochter Emma is blij."}, "over een kind"),
        ({"activity": SEEN, "outcome": "Mail ouder@voorbeeld.nl"}, "e-mailadres"),
        ({"activity": "x" * 2001}, "hoogstens 2000 tekens"),
        ({"activity": SEEN, "domain": "geld"}, "kennen we niet"),
        ({"activity": SEEN, "region": "NIK-NERGENS"}, "Kies iets uit de lijst"),
    ],
)
def test_what_may_not_be_kept_is_told_at_its_field_and_stays_typed(
    editor: FlaskClient, fields: dict[str, str], told: str
) -> None:
    before = said(editor.get(LIST, query_string={"stand": "alles"}).text)
    answer = entered(editor, **fields)
    assert answer.status_code == 400
    assert told in said(answer.text)
    assert fields["activity"] in answer.text
    assert said(editor.get(LIST, query_string={"stand": "alles"}).text) == before


def test_filters_stand_in_the_address_and_pass_over_nonsense(editor: FlaskClient) -> None:
    place = signal(editor, "Een vast logeerweekend gaf het hele gezin lucht", domain="social", role="parent")
    asked = {"q": "logeerweekend gaf", "domein": "social", "wie": "parent", "via": "wij"}
    assert place in editor.get(LIST, query_string=asked).text
    assert place not in editor.get(LIST, query_string={**asked, "domein": "safety"}).text
    assert place not in editor.get(LIST, query_string={**asked, "via": "formulier"}).text
    odd = editor.get(LIST, query_string={"stand": "onzin", "blad": "-3", "domein": "'\"<", "q": "%_\\"})
    assert odd.status_code == 200


def test_a_signal_is_set_aside_with_a_reason_and_can_be_taken_up_again(editor: FlaskClient) -> None:
    place = signal(editor, "Dit gaat over parkeren bij het ziekenhuis")
    refused = sent(editor, place, f"{place}/opzij", reason="  ")
    assert refused.status_code == 400
    assert "verplicht" in said(refused.text)
    assert sent(editor, place, f"{place}/opzij", reason="Gaat niet over zorg.").status_code == 302
    assert place not in editor.get(LIST, query_string={"q": "parkeren"}).text
    assert place in editor.get(LIST, query_string={"q": "parkeren", "stand": "opzij"}).text
    assert "Gaat niet over zorg." in said(editor.get(place).text)
    sent(editor, place, f"{place}/terug")
    assert place in editor.get(LIST, query_string={"q": "parkeren"}).text


def test_a_signal_joins_a_practice_that_is_there_and_can_leave_it(editor: FlaskClient) -> None:
    first, second = signal(editor), signal(editor, "De transferverpleegkundige belde ons elke dag")
    place = practice(editor, first, title="Bellen na ontslag")
    chosen = sent(editor, second, f"{LIST}/samen", praktijk=place.rsplit("/", 1)[1])
    assert chosen.location == place
    assert "Signalen (2)" in said(editor.get(place).text)
    assert f"{LIST}/samen" not in editor.get(second).text
    out = f"{place}/signaal-eruit/{second.rsplit('/', 1)[1]}"
    assert "bij de nieuwe" in said(
        editor.post(out, data=form_to(editor.get(place).text, out), follow_redirects=True).text
    )
    assert "Signalen (1)" in said(editor.get(place).text)


def test_an_analysis_that_is_not_whole_names_all_that_is_missing_and_keeps_what_was_typed(editor: FlaskClient) -> None:
    place = practice(editor, signal(editor), title="Half af")
    refused = analysed(editor, place, activity="Elke week bellen.")
    assert refused.status_code == 400
    fields = set(re.findall(r'id="(\w+)-fout"', refused.text))
    assert fields == {"outcome_measures", "regions", "coherence_reason"}
    assert "Er zijn nog 4 dingen niet goed" in said(refused.text)
    assert "Elke week bellen." in refused.text
    assert analysed(editor, place, do="bewaar", activity="Elke week bellen.").status_code == 302
    page = editor.get(place).text
    assert "Elke week bellen." in page
    assert "verzameld" in said(page)


def test_steps_cannot_be_taken_out_of_turn(editor: FlaskClient) -> None:
    place = practice(editor, signal(editor), title="Te vroeg")
    token = form_to(editor.get(place).text, f"{place}/analyse")["csrf_token"]
    early = editor.post(f"{place}/afronden", data={"csrf_token": token, "do": "nieuw"}, follow_redirects=True)
    assert "niet aan de beurt" in said(early.text)
    assert "verzameld" in said(early.text)


def test_an_article_that_says_something_else_than_the_analysis_cannot_conclude_it(editor: FlaskClient) -> None:
    place = practice(editor, signal(editor), title="Ander artikel")
    analysed(editor, place, **WHOLE)
    token = form_to(editor.get(place).text, f"{place}/afronden")["csrf_token"]
    wrong = editor.post(f"{place}/afronden", data={"csrf_token": token, "do": "kies", "artikel": "onzin"})
    assert wrong.status_code == 400
    assert "Kies een artikel" in said(wrong.text)


def test_a_practice_needs_a_title_and_a_domain(editor: FlaskClient) -> None:
    place = signal(editor)
    asked = sent(editor, place, f"{LIST}/samen")
    form = form_to(asked.text, f"{LIST}/nieuwe-praktijk")
    form["title"] = ""
    form["domain"] = ""
    refused = editor.post(f"{LIST}/nieuwe-praktijk", data=form)
    assert refused.status_code == 400
    assert set(re.findall(r'id="(\w+)-fout"', refused.text)) == {"title", "domain"}


def test_a_reader_sees_everything_and_changes_nothing(instance: Instance, editor: FlaskClient) -> None:
    reader = signed_in(instance, "reader")
    place = signal(editor)
    gathered = practice(editor, place, title="Alleen lezen")
    for page in (LIST, place, f"{LIST}/praktijken", gathered):
        html = reader.get(page)
        assert html.status_code == 200
        assert 'method="post"' not in re.sub(r"(?s)<header.*?</header>", "", html.text)
    assert reader.get(f"{LIST}/nieuw").status_code == 403
    assert reader.post(f"{gathered}/analyse").status_code == 403


def test_what_is_not_there_is_not_found(editor: FlaskClient) -> None:
    nothing = "00000000-0000-0000-0000-000000000007"
    assert editor.get(f"{LIST}/{nothing}").status_code == 404
    assert editor.get(f"{LIST}/praktijken/{nothing}").status_code == 404
