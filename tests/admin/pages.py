"""Reading pages of the desk as a person does: what a form would send, what the page says, where its links go."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class _Forms(HTMLParser):
    """Collects what each form of a page would send, without its buttons."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[dict[str, str], MultiDict[str, str]]] = []
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None
        self._chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given, MultiDict()))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in given:
                return
            if kind not in {"submit", "button"}:
                fields.add(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and self._select is not None and ("selected" in given or self._chosen is None):
            self._chosen = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.forms[-1][1].add(self._area, self._text.removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select is not None:
            self.forms[-1][1].add(self._select, self._chosen or "")
            self._select = None


def form_of(html: str, marked: str = "record-form") -> MultiDict[str, str]:
    """What the form with this class would send."""
    reader = _Forms()
    reader.feed(html)
    return next(fields for given, fields in reader.forms if marked in given.get("class", ""))


def form_to(html: str, action: str) -> MultiDict[str, str]:
    """What the form that is posted to this address would send."""
    reader = _Forms()
    reader.feed(html)
    return next(fields for given, fields in reader.forms if given.get("action", "").endswith(action))


def said(html: str) -> str:
    """The words of the main part of a page, on one line."""
    main = re.search(r"(?s)<main.*</main>", html)
    text = re.sub(r"(?s)<(script|style).*?</\1>", " ", main[0] if main else html)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def first_of(client: FlaskClient, subject: str, **filters: str) -> str:
    """The address of the first record in a list of the desk."""
    page = client.get(f"/beheer/{subject}", query_string=filters).text
    found = re.search(rf'href="(/beheer/{subject}/{UUID})"', page)
    assert found, said(page)
    return found[1]


def submitted(client: FlaskClient, address: str, do: str = "save", **changes: Any) -> TestResponse:
    """Open a form of a record, change some fields, and press a button."""
    opened = client.get(address)
    assert opened.status_code == 200, said(opened.text)
    return resubmitted(client, address, opened.text, do, **changes)


def resubmitted(client: FlaskClient, address: str, html: str, do: str = "save", **changes: Any) -> TestResponse:
    """Change some fields of a form that is open, and press a button. A list stands for several values."""
    fields = form_of(html)
    for name, value in changes.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    fields["do"] = do
    return client.post(address, data=fields)


def stepped(client: FlaskClient, record: str, step: str, **changes: Any) -> TestResponse:
    """Press a button on the page of a record, by the name of its step, and give the page that follows."""
    address = f"{record}/stap/{step}"
    page = client.get(record).text
    if f'action="{address}"' not in page:
        page = client.get(address).text
    fields = form_to(page, address)
    for name, value in changes.items():
        fields[name] = value
    return client.post(address, data=fields, follow_redirects=True)
