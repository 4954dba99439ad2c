"""PDF files of an article at the desk: let in by their content, a part of the draft, public after publication only."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from knowledge.pdf import LARGEST_PDF
from tests.admin.pages import first_of, form_of, form_to, said, stepped
from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template

PLAIN = (
    b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n"
    b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
ACTIVE = PLAIN.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction <</S /JavaScript /JS (app.alert(1))>>")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content."""
    with copied(starter_template(), tmp_path_factory.mktemp("files") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def editor(instance: Instance) -> FlaskClient:
    """Somebody who adds files."""
    return signed_in(instance, "editor", "Eva Editor")


def sent(client: FlaskClient, record: str, data: bytes | None, name: str = "brief.pdf", **fields: str) -> TestResponse:
    """Fill in the form and press the button."""
    address = f"{record}/bijlagen/nieuw"
    form = form_to(client.get(address).text, address)
    values: dict[str, object] = {"csrf_token": form["csrf_token"], "titel": "Voorbeeldbrief", **fields}
    if data is not None:
        values["bestand"] = FileStorage(io.BytesIO(data), filename=name)
    answer = client.post(address, data=values, content_type="multipart/form-data")
    # A large message lies in a file of the test client.
    answer.request.environ["wsgi.input"].close()
    return answer


def links(client: FlaskClient, record: str) -> list[str]:
    """The addresses of the files on the page of an article."""
    return re.findall(rf'href="({record}/bijlagen/[0-9a-f-]{{36}})"', client.get(record).text)


def public_files(instance: Instance, slug: str) -> list[str]:
    """The titles of the files that the public sees with a factsheet."""
    return [item["title"] for item in json.loads(instance.get(f"/factsheets/{slug}").data)["attachments"]]


def test_a_pdf_becomes_public_with_the_next_publication_and_not_before(instance: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "factsheets")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    answer = sent(editor, record, PLAIN, **{"titel-en": "Sample letter"})
    assert answer.status_code == 302, said(answer.text)
    page = editor.get(record).text
    assert "Voorbeeldbrief" in said(page)
    assert "gewijzigd" in said(page)
    assert public_files(instance, slug) == []
    [link] = links(editor, record)
    [public] = [f"/attachments/{link.rsplit('/', 1)[1]}"]
    assert instance.get(public).status_code == 404
    checked = signed_in(instance, "reader").get(link)
    assert checked.data == PLAIN
    assert checked.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in checked.headers["Content-Security-Policy"]

    stepped(editor, record, "aanbieden")
    stepped(signed_in(instance, "publisher"), record, "publiceren")
    assert public_files(instance, slug) == ["Voorbeeldbrief"]
    assert instance.get(public).data == PLAIN


def test_a_file_is_renamed_and_removed_in_the_form(instance: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "uitleg")
    sent(editor, record, PLAIN)
    address = f"{record}/bewerken/bijlagen"
    form = form_of(editor.get(address).text)
    [title] = [name for name, value in form.items() if value == "Voorbeeldbrief"]
    form[title], form["do"] = "Brief aan de gemeente", "save"
    assert editor.post(address, data=form).status_code == 302
    assert "Brief aan de gemeente" in said(editor.get(record).text)
    page = editor.get(address).text
    [button] = re.findall(r'value="(remove:[^"]+)"', page)
    form = form_of(page)
    form["do"] = button
    without = form_of(editor.post(address, data=form).text)
    without["do"] = "save"
    assert editor.post(address, data=without).status_code == 302
    assert links(editor, record) == []


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"GIF89a, en verder niets", "plaatje.pdf", "geen PDF"),
        (b"PK\x03\x04" + bytes(200), "archief.pdf", "geen PDF"),
        (ACTIVE, "brief.pdf", "JavaScript"),
        (b"", "leeg.pdf", "Kies een PDF"),
        (None, "", "Kies een PDF"),
    ],
)
def test_what_is_no_plain_pdf_is_refused_and_what_was_typed_stays(
    editor: FlaskClient, data: bytes | None, name: str, told: str
) -> None:
    record = first_of(editor, "praktijken")
    answer = sent(editor, record, data, name, titel="Mijn lange titel")
    assert answer.status_code == 400
    assert told in said(answer.text)
    assert 'value="Mijn lange titel"' in answer.text
    assert links(editor, record) == []


def test_a_title_is_asked_for_and_bounded(editor: FlaskClient) -> None:
    record = first_of(editor, "praktijken")
    assert "Schrijf in een paar woorden" in said(sent(editor, record, PLAIN, titel=" ").text)
    assert "hoogstens 200 tekens" in said(sent(editor, record, PLAIN, titel="a" * 201).text)
    assert links(editor, record) == []


def test_a_file_that_is_too_large_is_refused_with_how_large_it_may_be(editor: FlaskClient) -> None:
    record = first_of(editor, "praktijken")
    answer = sent(editor, record, PLAIN + bytes(LARGEST_PDF + 200_000))
    assert answer.status_code == 413
    assert "hoogstens 10 MB" in said(answer.text)
    almost = sent(editor, record, PLAIN + bytes(LARGEST_PDF))
    assert almost.status_code == 400
    assert "hoogstens 10 MB" in said(almost.text)


def test_a_file_of_another_article_is_not_found_here(editor: FlaskClient) -> None:
    mine, other = first_of(editor, "factsheets"), first_of(editor, "praktijken")
    sent(editor, mine, PLAIN)
    place = links(editor, mine)[0].rsplit("/", 1)[1]
    assert editor.get(f"{other}/bijlagen/{place}").status_code == 404


def test_an_article_in_the_archive_takes_no_file(instance: Instance) -> None:
    publisher = signed_in(instance, "publisher")
    record = first_of(publisher, "praktijken")
    stepped(publisher, record, "archiveren")
    assert "/bijlagen/nieuw" not in publisher.get(record).text
    assert "staat in het archief" in said(sent(publisher, record, PLAIN).text)
