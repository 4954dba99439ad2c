"""Forms that send something in are taken from our own pages only, without a session."""

from __future__ import annotations

import pytest
from flask import Flask, request
from itsdangerous import TimestampSigner

from core.i18n import init_i18n, worded
from web.forms import FIELD, OLDEST, FormRefusedError, check_form, form_token

SAME = {"Sec-Fetch-Site": "same-origin"}


class Sender:
    """Sends the form of a small app, as a browser or somebody else would."""

    def __init__(self) -> None:
        self.app = Flask("example", static_folder=None)
        self.app.secret_key = "only-for-tests"
        self.app.config["PUBLIC_URL"] = "https://zorg.example"
        init_i18n(self.app)
        self.app.add_url_rule("/send", "send", self._view, methods=["POST"])

    def token(self, form: str = "register", age: int = 60) -> str:
        with self.app.test_request_context():
            made = form_token(form)
        signer = _AtAge("only-for-tests", salt=f"public form {form}")
        signer.age = age
        return signer.sign(made.split(".", 1)[0]).decode()

    def send(self, headers: dict[str, str], **fields: str) -> str:
        return self.app.test_client().post("/send", data=fields, headers=headers).text

    def _view(self) -> str:
        try:
            check_form("register")
        except FormRefusedError as error:
            return worded(error.message)
        return "taken: " + request.form["text"]


class _AtAge(TimestampSigner):
    """Signs as it would have some seconds ago."""

    age = 0

    def get_timestamp(self) -> int:
        return super().get_timestamp() - self.age


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.mark.parametrize(
    "headers",
    [
        SAME,
        {"Origin": "https://zorg.example"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_a_form_of_ours_is_taken(sender: Sender, headers: dict[str, str]) -> None:
    assert sender.send(headers, text="dag", **{FIELD: sender.token()}) == "taken: dag"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://zorg.example"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://zorg.example.elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_on_another_site_is_not(sender: Sender, headers: dict[str, str]) -> None:
    assert "niet van onze site" in sender.send(headers, text="dag", **{FIELD: sender.token()})


def test_a_token_is_for_one_form(sender: Sender) -> None:
    assert "niet herkennen" in sender.send(SAME, text="dag", **{FIELD: sender.token("suggest")})


@pytest.mark.parametrize("token", ["", "register", "register.x.y", "é", "register." * 1000])
def test_a_made_up_token_is_refused(sender: Sender, token: str) -> None:
    assert "niet herkennen" in sender.send(SAME, text="dag", **{FIELD: token})


def test_a_form_that_was_open_too_long_says_so(sender: Sender) -> None:
    assert "te lang open" in sender.send(SAME, text="dag", **{FIELD: sender.token(age=OLDEST + 10)})


def test_nobody_fills_in_a_form_in_a_second(sender: Sender) -> None:
    assert "erg snel" in sender.send(SAME, text="dag", **{FIELD: sender.token(age=0)})


def test_no_cookie_is_needed_or_set(sender: Sender) -> None:
    client = sender.app.test_client()
    answer = client.post("/send", data={"text": "dag", FIELD: sender.token()}, headers=SAME)
    assert "Set-Cookie" not in answer.headers
