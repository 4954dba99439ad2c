"""Logs say what happened, and never what a visitor typed."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask, Response, request
from werkzeug.serving import make_server

from core.api.conventions import init_conventions
from core.i18n import init_i18n
from core.logging import configure_logging, describe_exception, init_request_log

SECRET = "3511AB"
PROJECT = Path(__file__).resolve().parents[2]
EVERYWHERE = f"/broken/{SECRET}?postcode={SECRET}"

APP = """
from flask import Flask, request
from core.api.conventions import init_conventions
from core.i18n import init_i18n
from core.logging import configure_logging, init_request_log

def make():
    configure_logging("json", "info")
    app = Flask("example", static_folder=None)
    init_request_log(app)
    init_i18n(app)
    init_conventions(app)

    @app.route("/broken/<name>", methods=["GET", "POST"])
    def broken(name):
        raise ValueError(f"{name} {request.args} {request.get_data()}")

    return app
"""


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def make_app() -> Flask:
    app = Flask("example", static_folder=None)
    init_request_log(app)
    init_i18n(app)
    init_conventions(app)

    @app.route("/broken/<name>", methods=["GET", "POST"])
    def broken(name: str) -> str:
        raise ValueError(f"{name} {request.args} {request.get_data()!r}")

    @app.get("/fine/<name>")
    def fine(name: str) -> str:
        return name

    return app


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line]


def test_a_request_is_one_line_with_its_route_and_not_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    make_app().test_client().get(f"/fine/{SECRET}?q={SECRET}", headers={"User-Agent": SECRET, "X-Request-Id": SECRET})
    [line] = lines(capsys.readouterr().err)
    assert line["event"] == "request"
    assert (line["route"], line["method"], line["status"]) == ("/fine/<name>", "GET", 200)
    assert isinstance(line["duration_ms"], float)
    assert re.fullmatch(r"[0-9a-f]{16}", str(line["request_id"]))
    assert str(line["timestamp"]).endswith("Z")
    assert SECRET not in json.dumps(line)


def test_an_unknown_exception_is_logged_under_the_id_the_client_sees(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    response = make_app().test_client().post(EVERYWHERE, data=SECRET)
    error, line = lines(capsys.readouterr().err)
    assert response.status_code == 500
    assert error["request_id"] == line["request_id"] == response.get_json()["requestId"]
    assert error["exception"][0]["type"] == "builtins.ValueError"  # type: ignore[index]  # JSON of our own
    assert "test_logging.py" in json.dumps(error["exception"])
    assert SECRET not in json.dumps([error, line])


def test_an_error_outside_the_view_keeps_silent_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    app = make_app()

    @app.after_request
    def stumble(response: Response) -> Response:
        raise ValueError(f"{request.url} {SECRET}")

    assert app.test_client().get(f"/fine/{SECRET}?q={SECRET}").status_code == 500
    text = capsys.readouterr().err
    assert "Exception while answering a request" in text
    assert SECRET not in text


def test_a_strange_method_or_path_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    make_app().test_client().open(f"/{SECRET}", method=SECRET)
    [line] = lines(capsys.readouterr().err)
    assert (line["route"], line["method"]) == ("(none)", "(other)")


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    logging.getLogger("some.library").warning("disk %s is full", "a")
    try:
        raise ValueError(SECRET) from KeyError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("it broke")
    first, second = lines(capsys.readouterr().err)
    assert (first["event"], first["level"], first["logger"]) == ("disk a is full", "warning", "some.library")
    assert [link["type"] for link in second["exception"]] == ["builtins.ValueError", "builtins.KeyError"]  # type: ignore[attr-defined,index]  # JSON of our own
    assert SECRET not in json.dumps(second)


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert [link["type"] for link in describe_exception(first)] == ["builtins.ValueError", "builtins.KeyError"]


def test_text_format_shows_a_developer_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("text", "info")
    make_app().test_client().get("/broken/hello")
    text = capsys.readouterr().err
    assert "ValueError: hello" in text
    assert "/broken/<name>" in text


def test_a_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "warning")
    make_app().test_client().get("/fine/a")
    assert capsys.readouterr().err == ""


def fetch(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_development_server_logs_no_url(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    server = make_server("127.0.0.1", 0, make_app())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert fetch(f"http://127.0.0.1:{server.port}/fine/{SECRET}?q={SECRET}") == 200
        assert fetch(f"http://127.0.0.1:{server.port}{EVERYWHERE}") == 500
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    text = capsys.readouterr().err
    assert text.count('"event": "request"') == 2
    assert SECRET not in text


def test_gunicorn_logs_no_url(tmp_path: Path) -> None:
    (tmp_path / "example_wsgi.py").write_text(APP, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers=1",
        f"--bind=127.0.0.1:{port}",
        "--access-logfile=-",
        "--log-level=debug",
    ]
    command += ["--logger-class=core.logging.GunicornLogger", "example_wsgi:make()"]
    paths = os.pathsep.join((str(PROJECT), str(tmp_path)))
    log = tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "PYTHONPATH": paths})
        try:
            _wait_for(port)
            assert fetch(f"http://127.0.0.1:{port}{EVERYWHERE}") == 500
            for broken in (
                f"GET {EVERYWHERE} HTTP/9.9\r\n\r\n",
                f"{SECRET} \x01\r\n\r\n",
                f"GET / HTTP/1.1\r\n{SECRET}\r\n\r\n",
            ):
                with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                    connection.sendall(broken.encode())
                    connection.recv(1000)
        finally:
            server.terminate()
            server.wait(20)
    text = log.read_text(encoding="utf-8")
    assert "Listening at" in text
    assert '"route": "/broken/<name>"' in text
    assert SECRET not in text
    assert all(isinstance(line, dict) for line in lines(text))


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
