"""Logs that can be kept: one JSON object a line, and nothing in it that a visitor typed.

A request is logged as its route template (`/api/v1/postcodes/<pc4>`), method, status, duration and request id; never
its path, query string, headers or body. An unforeseen exception is logged as its type and the places in the code it
came through. Its message is left out: messages repeat the values they complain about, and a value may be somebody's
postcode. In text format (for developers, on their own machine) the message does show.

The access logs of werkzeug and gunicorn hold full URLs, so they are silenced; ours takes their place. For gunicorn:
`--logger-class core.logging.GunicornLogger`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from gunicorn import glogging  # type: ignore[import-untyped]  # ships no types

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

# How records of Flask, gunicorn and werkzeug begin that repeat a path, a query string, a header or an IP address, and
# what is kept of them.
_REPEATING = {
    "Exception on ": "Exception while answering a request",
    "Error handling request": "Exception while answering a request",
    "Error on request:": "Exception while answering a request",
    "Invalid request from ip=": "A client sent something that is not HTTP",
    "Invalid SSL request from ip=": "A client sent something that is not TLS",
}
# Loggers that say a client's own words back (request lines, header lines) at any level below error.
_TALKATIVE = ("werkzeug", "gunicorn.access")

_settings = {"withhold_messages": True, "tells_requests": True}


def configure_logging(log_format: str = "json", level: str = "info") -> None:
    """Send all logs of this process, ours and those of libraries, to standard error.

    log_format: "json" (one object a line, exception messages withheld) or "text" (for people, on their own machine).
    level: "debug", "info", "warning" or "error".
    """
    number = LEVELS[level]
    _settings["withhold_messages"] = log_format == "json"
    _settings["tells_requests"] = number <= logging.INFO
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if log_format == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain_traceback)
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _show_exception,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_names: _StandardError(),
        cache_logger_on_first_use=False,
    )
    handler = _StandardErrorHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_name_logger, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[*shared],
            pass_foreign_args=False,
        )
    )
    handler.addFilter(_without_client_words)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)


class _StandardError:
    """Writes a line to whatever standard error is at that moment, in one write."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")

    debug = info = warning = warn = error = critical = exception = fatal = failure = log = msg


class _StandardErrorHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # the contract of logging: a record that cannot be written never breaks the work
            self.handleError(record)


def _without_client_words(record: logging.LogRecord) -> bool:
    """Take what a client sent out of records that are known to repeat it."""
    message = record.getMessage()
    for start, plain in _REPEATING.items():
        if message.startswith(start):
            record.msg, record.args = plain, ()
    return True


def _name_logger(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["logger"] = record.name
    return event


def _show_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by what may be kept of it."""
    info = event.get("exc_info")
    if not info:
        event.pop("exc_info", None)
        return event
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else sys.exc_info()[1])
    if not _settings["withhold_messages"]:
        event["exc_info"] = (type(error), error, error.__traceback__) if error is not None else None
        return event
    event.pop("exc_info")
    if error is not None:
        event["exception"] = describe_exception(error)
    return event


def _plain_traceback(stream: Any, info: Any) -> None:
    stream.write("".join(traceback.format_exception(*info)))


def describe_exception(error: BaseException) -> list[dict[str, Any]]:
    """The chain of an exception, outermost first: type and places in the code; no messages, no values."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        kind = type(current)
        chain.append(
            {
                "type": f"{kind.__module__}.{kind.__qualname__}",
                "at": [f"{os.path.relpath(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
            }
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def request_id() -> str:
    """The id of the present request: 16 hexadecimal digits, ours alone (one from a client could hold anything)."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        g.request_id = os.urandom(8).hex()
    return str(g.request_id)


def route_template() -> str:
    """The present request's route as declared, so without any value; "(none)" when no route fits."""
    return request.url_rule.rule if has_request_context() and request.url_rule is not None else "(none)"


def log_unhandled(error: Exception) -> None:
    """Log an exception that nobody foresaw, under the id the client gets to see."""
    structlog.get_logger().error(
        "unhandled exception",
        request_id=request_id(),
        route=route_template(),
        method=request.method,
        exc_info=error,
    )


def init_request_log(app: Flask) -> None:
    """Log one line per request. Call it before other `after_request` functions are added, so that it runs last."""

    @app.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        if not _settings["tells_requests"]:
            return response
        started = g.get("started")
        fields: Mapping[str, Any] = {
            "request_id": request_id(),
            "method": request.method if request.method in _METHODS else "(other)",
            "route": route_template(),
            "status": response.status_code,
            "duration_ms": round((time.perf_counter() - started) * 1000, 2) if started is not None else None,
        }
        structlog.get_logger().info("request", **fields)
        return response


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class GunicornLogger(glogging.Logger):  # type: ignore[misc]  # an untyped base
    """Gunicorn's own messages in our form, and no access log: its lines hold URLs with query strings."""

    def setup(self, cfg: Any) -> None:
        """Hand gunicorn's error logger to the root logger that `configure_logging` set up."""
        # Below INFO gunicorn logs the URI of each request.
        self.loglevel = max(logging.INFO, self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO))
        self.error_log.handlers[:] = []
        self.error_log.propagate = True
        self.error_log.setLevel(self.loglevel)
        self.access_log.handlers[:] = []
        self.access_log.propagate = False
        if not any(isinstance(handler, _StandardErrorHandler) for handler in logging.getLogger().handlers):
            configure_logging(os.environ.get("LOG_FORMAT", "json"), os.environ.get("LOG_LEVEL", "info"))

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Nothing: the application logs each request itself, without its query string."""
