"""One real thing of everything that the desk has a page for, and the address of each of its routes.

`make_things` puts them there by hand, as people would: a change for many records, a planned step, a question with an
entry, an import with a fault, a suggestion, an invitation. `addresses` is generated over the routes of the app: a new
route whose address needs a word that is not known here fails every test that walks over the desk.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from core.accounts.models import Account
from core.database import db
from core.orm import begin_write
from core.publishing.models import Document
from core.suggestions.sending import SuggestionInput, send_suggestion
from tests.admin.imports.import_pages import ROW, as_csv, token, upload
from tests.admin.pages import UUID, form_to, said, stepped
from tests.instances import Instance

PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n"
    b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
SUBJECTS = (
    "organisaties",
    "factsheets",
    "praktijken",
    "begrippen",
    "uitleg",
    "werkagenda",
    "routes",
    "beslishulp",
    "regios",
    "lijsten",
)


@dataclass(frozen=True, slots=True)
class Things:
    """What stands where in the addresses of the desk.

    records: the id of a record by subject. values: what every other word of an address can be. in_subject: the same
    within the address of a record, where a word means something else.
    """

    records: Mapping[str, str]
    values: Mapping[str, str]
    in_subject: Mapping[str, str]

    def word(self, name: str, subject: str | None) -> str:
        """What stands at a place of an address. Raises KeyError for a place that nobody told us about."""
        if name == "subject" and subject is not None:
            return subject
        if name == "record_id" and subject is not None:
            return self.records[subject]
        if subject is not None and name in self.in_subject:
            return self.in_subject[name]
        return self.values[name]


def addresses(rule: Rule, things: Things) -> Iterator[tuple[str, str | None]]:
    """Each address of a route with its subject: one for every subject when the route is about records."""
    places = rule._converters
    subject = places.get("subject")
    for chosen in sorted(subject.items) if isinstance(subject, AnyConverter) else [None]:
        # Built from text, as a browser gives it: no converter turns it into something else.
        path = rule.rule
        for name in places:
            path = re.sub(rf"<(?:[^<>]*:)?{name}>", things.word(name, chosen), path)
        yield path, chosen


def make_things(instance: Instance, client: FlaskClient) -> Things:
    """Make one of everything in an instance with the starter content. client: of an administrator."""
    records = {subject: _some_record(client, subject) for subject in SUBJECTS}
    question_id, link_id = _question(instance, client)
    signal_id, practice_id = _practice(client)
    with instance.session() as session:
        account_id = str(session.scalars(select(Account.id).order_by(Account.name)).first())
    return Things(
        records,
        values={
            "code": _suggestion(instance),
            "account_id": account_id,
            "question_id": question_id,
            "link_id": link_id,
            "signal_id": signal_id,
            "practice_id": practice_id,
            "number": _import(client),
            "change_id": _bulk_change(client),
            "plan_id": _plan(client, f"/beheer/organisaties/{records['organisaties']}"),
            "token": _invitation(instance),
            "attachment_id": _attachment(client, f"/beheer/factsheets/{records['factsheets']}"),
            "year": "2026",
            "form": "csv",
        },
        in_subject={"place": "gegevens", "step": "archiveren", "version": "1", "number": "1"},
    )


def _some_record(client: FlaskClient, subject: str) -> str:
    page = client.get(f"/beheer/{subject}").text
    found = re.search(rf'href="/beheer/{subject}/({UUID})"', page)
    assert found, f"{subject}: {said(page)}"
    return found[1]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, (pattern, said(text))
    return found[1]


def _question(instance: Instance, client: FlaskClient) -> tuple[str, str]:
    with instance.session() as session:
        service = session.scalars(select(Document.id).where(Document.kind == "service", Document.current)).first()
    typed = {"csrf_token": token(client), "onderwerp": "Nachtzorg", "wet": "zvw", "datum": "2026-03-04"}
    page = client.post("/beheer/vragen/nieuw", data=typed, follow_redirects=True)
    question_id = _first(rf"/beheer/vragen/({UUID})", page.text)
    fields = {"csrf_token": typed["csrf_token"], "invoer": f"service/{service}"}
    linked = client.post(f"/beheer/vragen/{question_id}/koppelen", data=fields, follow_redirects=True).text
    return question_id, _first(rf"/ontkoppelen/({UUID})", linked)


def _practice(client: FlaskClient) -> tuple[str, str]:
    """A signal, and the practice that was made of it."""
    typed = {"csrf_token": token(client), "activity": "De wijkverpleegkundige belde elke ochtend.", "domain": "medical"}
    page = client.post("/beheer/signalen/nieuw", data=typed, follow_redirects=True)
    signal = page.request.path.rpartition("/")[2]
    together = {
        "csrf_token": typed["csrf_token"],
        "gekozen": signal,
        "title": "Elke ochtend bellen",
        "domain": "medical",
    }
    made = client.post("/beheer/signalen/nieuwe-praktijk", data=together, follow_redirects=True)
    return signal, _first(rf"/({UUID})", made.request.path)


def _import(client: FlaskClient) -> str:
    page = upload(client, as_csv([ROW, {**ROW, "service_id": "nacht", "phone": "bel maar"}]))
    assert page.status_code == 200, said(page.text)
    return _first(r"/beheer/import/(\d+)", page.text)


def _bulk_change(client: FlaskClient) -> str:
    page = client.get("/beheer/organisaties").text
    action = "/beheer/organisaties/samen"
    fields = form_to(page, action)
    fields.setlist("gekozen", re.findall(r'name="gekozen" value="([^"]+)"', page)[-2:])
    fields["stap"] = "nakijken"
    asked = form_to(client.post(action, data=fields).text, action)
    asked["waarde"] = "2099-01-02"
    looked = client.post(action, data=asked).text
    done = client.post(f"{action}/uitvoeren", data=form_to(looked, f"{action}/uitvoeren"), follow_redirects=True)
    return _first(rf"/samen/({UUID})/terugdraaien", done.text)


def _plan(client: FlaskClient, record: str) -> str:
    page = stepped(client, record, "plannen", dag="2099-01-02", tijd="09:30", wat="intrekken").text
    return _first(rf"/plan/({UUID})/afzeggen", page)


def _attachment(client: FlaskClient, record: str) -> str:
    typed = {"csrf_token": token(client), "titel": "Voorbeeldbrief", "bestand": (io.BytesIO(PDF), "brief.pdf")}
    page = client.post(f"{record}/bijlagen/nieuw", data=typed, follow_redirects=True)
    return _first(rf"{record}/bijlagen/({UUID})", page.text)


def _invitation(instance: Instance) -> str:
    words = ("--role", "reader", "--name", "Nog Niet Binnen", "--email", "nog.niet@example.org")
    return _first(r"/beheer/link/(\S+)", instance.command("user", "create", *words).output)


def _suggestion(instance: Instance) -> str:
    with instance.app.app_context():
        begin_write(db.session)
        service = db.session.scalars(select(Document.id).where(Document.kind == "service", Document.current)).first()
        given = SuggestionInput(
            kind="service", key=str(service), fields={"alert": "Wachtlijst."}, text="We belden net."
        )
        code = send_suggestion(db.session, given).follow_up_code
        db.session.commit()
    return code
