"""A person in front of a browser: opens pages, fills in forms, and sends them with the token that the page holds."""

from __future__ import annotations

import html
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.accounts.accounts import find_account
from core.accounts.models import Account
from core.publishing.models import AuditLine
from tests.admin.people import Person
from tests.instances import Instance

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NEW_PASSWORD = "kruk vlag negen sleutelbos"


class Visitor:
    """One browser. address: the network address it comes from."""

    def __init__(self, instance: Instance, address: str = "192.0.2.10", client: FlaskClient | None = None) -> None:
        self.instance = instance
        self.client = client or instance.app.test_client()
        self.environ = {"REMOTE_ADDR": address}

    def open(self, path: str, **options: Any) -> TestResponse:
        """GET a page."""
        return self.client.get(path, environ_overrides=self.environ, **options)

    def send(self, path: str, /, *, page: str | None = None, **fields: str) -> TestResponse:
        """Open a page (by default the one that is sent to), and send its form filled in like this."""
        token = TOKEN.search(self.open(page or path).text)
        assert token is not None, f"{page or path} holds no form"
        return self.client.post(path, data={"csrf_token": token[1], **fields}, environ_overrides=self.environ)

    def give_password(self, person: Person, password: str | None = None, where: str = "") -> TestResponse:
        """The first step of signing in."""
        return self.send(f"/beheer/aanmelden{where}", email=person.email, password=password or person.password)

    def sign_in(self, person: Person, code: str | None = None) -> TestResponse:
        """Both steps."""
        self.give_password(person)
        return self.send("/beheer/aanmelden/code", code=code or person.code())

    def is_in(self) -> bool:
        """Whether the desk knows who this is."""
        return self.open("/beheer/account").status_code == 200


def faults(answer: TestResponse) -> list[str]:
    """The sentences that a page lists as wrong."""
    summary = re.search(r'id="fouten".*?</ul>', answer.text, re.DOTALL)
    if summary is None:
        return []
    items = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]


def audit(instance: Instance, about: str | None = None) -> list[tuple[str, str]]:
    """Actor and action of each audit line about an account, in order; of all lines without one."""
    with instance.session() as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
        return [(line.actor, line.action) for line in lines if about is None or line.detail.get("account") == about]


def account_of(instance: Instance, person: Person) -> Account:
    """The row of an account, as it stands."""
    with instance.session() as session:
        account = find_account(session, person.email)
        assert account is not None
        session.expunge(account)
        return account
