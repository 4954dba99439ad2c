"""Mail leaves through a real server or lands in a folder; what cannot leave is told; no password goes in the clear."""

from __future__ import annotations

import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from smtp_servers import certificate, closed_port, smtp_server

from core import mailing
from core.config import Settings, SettingsError, read_settings
from core.mailing import MailNotSent, send_mail
from tests.instances import settings_for

TEXT = "Beste Noor,\n\nKijk 3 gegevens na: één kliniek.\n.\nhttps://zorg.example/beheer/organisaties?staat=oud\n"


def settings(folder: Path, url: str = "", **changes: Any) -> Settings:
    return settings_for(folder, mail_url=url, **changes)


def only_file(folder: Path) -> tuple[Path, EmailMessage]:
    [file] = folder.iterdir()
    return file, message_from_bytes(file.read_bytes(), policy=default)


def words_of(message: EmailMessage) -> str:
    """The text of a message with the line ends it was written with."""
    text: str = message.get_content()
    return text.replace("\r\n", "\n")


def test_without_a_server_mail_lands_in_the_data_folder(tmp_path: Path) -> None:
    send_mail(settings(tmp_path), "noor@loket.example", "Nakijken: één kliniek", TEXT)
    file, message = only_file(tmp_path / "mail")
    assert file.suffix == ".eml"
    assert (message["To"], message["Subject"]) == ("noor@loket.example", "Nakijken: één kliniek")
    assert message["From"] == "Zorg in uw Buurt <beheer@zorginuwbuurt.example>"
    assert words_of(message) == TEXT


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    send_mail(settings(tmp_path, f"folder:{tmp_path}/post"), "noor@loket.example", "Uw uitnodiging", "geheime link")
    file, _ = only_file(tmp_path / "post")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_server_gets_the_message_as_it_was_written(tmp_path: Path) -> None:
    with smtp_server() as server:
        mail = settings(tmp_path, f"smtp://127.0.0.1:{server.port}", mail_from="loket@zorg.example")
        send_mail(mail, "noor@loket.example", "Nakijken", TEXT)
    [got] = server.received
    assert words_of(got.message) == TEXT
    assert got.recipients == ["noor@loket.example"]
    assert got.message["From"].addresses[0].addr_spec == "loket@zorg.example"
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert got.message["Message-ID"].endswith("@zorg.example>")
    assert got.hello == "zorg.example"
    assert not (tmp_path / "mail").exists()


def test_a_password_goes_only_to_a_server_that_proves_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, shown = certificate(tmp_path)
    with smtp_server(tls=shown) as server:
        mail = settings(tmp_path, f"smtp+starttls://zorg:geheim@127.0.0.1:{server.port}")
        with pytest.raises(MailNotSent):
            send_mail(mail, "noor@loket.example", "Nakijken", TEXT)
        assert server.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(paper))
        send_mail(mail, "noor@loket.example", "Nakijken", TEXT)
    [got] = server.received
    assert got.encrypted
    assert got.login == ("zorg", "geheim")


def test_a_server_without_encryption_gets_no_password(tmp_path: Path) -> None:
    with smtp_server() as server, pytest.raises(MailNotSent):
        send_mail(settings(tmp_path, f"smtp+starttls://zorg:geheim@127.0.0.1:{server.port}"), "a@b.example", "x", "y")
    assert server.received == []


def test_a_refused_password_is_told_without_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, shown = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))
    with smtp_server(tls=shown) as server, pytest.raises(MailNotSent, match="SMTPAuthenticationError") as caught:
        send_mail(settings(tmp_path, f"smtp+starttls://z:mis@127.0.0.1:{server.port}"), "a@b.example", "x", "y")
    assert "mis@" not in str(caught.value)


def test_a_recipient_that_the_server_refuses_is_told(tmp_path: Path) -> None:
    with smtp_server() as server:
        server.refuses.add("weg@loket.example")
        with pytest.raises(MailNotSent, match="refused"):
            send_mail(settings(tmp_path, f"smtp://127.0.0.1:{server.port}"), "weg@loket.example", "x", "y")
    assert server.received == []


def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(MailNotSent, match="cannot leave"):
        send_mail(settings(tmp_path, f"smtp://127.0.0.1:{closed_port()}"), "noor@loket.example", "x", "y")


def test_a_server_that_says_nothing_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "TIMEOUT", 0.2)
    with smtp_server(dumb=True) as server, pytest.raises(MailNotSent):
        send_mail(settings(tmp_path, f"smtp://127.0.0.1:{server.port}"), "noor@loket.example", "x", "y")


@pytest.mark.parametrize(
    "to", ["", "noor", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "<a@b.example>"]
)
def test_what_is_no_address_gets_no_mail(tmp_path: Path, to: str) -> None:
    with pytest.raises(MailNotSent, match="no e-mail address"):
        send_mail(settings(tmp_path), to, "x", "y")
    assert not (tmp_path / "mail").exists()


def test_a_subject_cannot_add_a_header(tmp_path: Path) -> None:
    send_mail(settings(tmp_path), "noor@loket.example", "Nakijken\r\nBcc: iedereen@elders.example", "x")
    _, message = only_file(tmp_path / "mail")
    assert message["Bcc"] is None
    assert message["Subject"] == "Nakijken Bcc: iedereen@elders.example"


BAD_URLS = [
    "mail.example",
    "http://mail.example",
    "folder:post",
    "smtp://",
    "smtp://host:zeven",
    "smtp://user:secret@host",
    "smtps://host/inbox",
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_mail_settings_that_cannot_work_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MAIL_URL", url)
    monkeypatch.setenv("MAIL_FROM", "niemand")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert set(caught.value.faults) == {"MAIL_URL", "MAIL_FROM"}
    assert "secret" not in str(caught.value)
