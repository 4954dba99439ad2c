"""A file of fifty megabytes, sent to a real server: a clear answer, and memory that stays as it was."""

from __future__ import annotations

import http.client
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.admin.people import signed_in
from tests.functional.servers import Server, running
from tests.instances import Instance, settings_for, words_template

MEGABYTE = 2**20
BOUNDARY = "een-grens-in-het-bericht"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    settings = settings_for(tmp_path / "data")
    shutil.copytree(words_template(), tmp_path / "data")
    with running(settings, tmp_path) as made:
        yield made


@pytest.fixture
def cookie(tmp_path: Path, server: Server) -> str:
    """The session of an editor, for the server."""
    instance = Instance(tmp_path / "data")
    client = signed_in(instance, "editor", "Noor")
    name = instance.app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(name, path="/beheer")
    instance.close()
    assert found is not None
    return f"{name}={found.value}"


def memory(server: Server) -> int:
    """What the workers hold in memory at most until now, together, in bytes."""
    total = 0
    for worker in server.workers():
        [peak] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text())
        total += int(peak) * 1024
    return total


def send(server: Server, cookie: str, token: str, megabytes: int) -> tuple[int, str]:
    """Upload a file of this size a piece at a time; gives the status and the page."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="bestand"; filename="groot.csv"\r\n\r\n'
    ).encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", "/beheer/import/nieuw")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + megabytes * MEGABYTE + len(tail)))
    connection.putheader("Cookie", cookie)
    connection.endheaders(head)
    line = b"organization_name,service_name\n" + b"x" * 999 + b"\n"
    piece = (line * (MEGABYTE // len(line) + 1))[:MEGABYTE]
    for _ in range(megabytes):
        connection.send(piece)
    connection.send(tail)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page


def form_of(server: Server, cookie: str) -> tuple[str, str]:
    """The session and the token with which a form can be sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/beheer/import/nieuw", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page[:500]
    return (answer.headers["Set-Cookie"] or cookie).partition(";")[0], found[1]


@pytest.mark.slow
def test_fifty_megabytes_get_a_clear_answer_and_little_memory(server: Server, cookie: str, tmp_path: Path) -> None:
    cookie, token = form_of(server, cookie)
    before = memory(server)
    for _ in range(2):
        status, page = send(server, cookie, token, 50)
        assert status == 413
        assert "Het bestand is te groot. Er mag 20 MB. Knip het in delen." in page
    # Just allowed in size: it is taken in over the disk, and waits to be checked by the command.
    status, _ = send(server, cookie, token, 19)
    assert status == 303
    [kept] = (tmp_path / "data" / "imports").iterdir()
    assert kept.stat().st_size == 19 * MEGABYTE
    assert memory(server) - before < 24 * MEGABYTE


@pytest.mark.slow
def test_nobody_who_is_not_signed_in_can_send_a_file(server: Server, tmp_path: Path) -> None:
    status, _ = send(server, "desk=niemand", "x", 1)
    assert status in {302, 401}
    assert not (tmp_path / "data" / "imports").exists()
