"""The one table from exceptions to HTTP. Every error leaves as `application/problem+json` (RFC 9457).

A room keeps its own exceptions free of HTTP and adds a line to the table in its face:

    register_problem(UnknownPostcode, 404, code="unknown-postcode", title=lazy_gettext("Deze postcode bestaat niet"),
                     detail=lambda error: gettext("Er is geen postcode %(code)s.", code=error.code))

A face that only has something to say about the request itself raises one of the classes below. What nobody foresaw
is logged with a request id and becomes a 500 that tells nothing about the inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from core.i18n import Text, gettext, lazy_gettext
from core.logging import log_unhandled, request_id

PROBLEM_TYPE = "application/problem+json"
UNDER_API = ("/api/", "/hsds/")
_PAGES = "zorgbuurt-error-pages"
Place = Literal["query", "body", "path", "header"]
ErrorT = TypeVar("ErrorT", bound=Exception)
LONGEST_ECHO = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request.

    place: where it stands. name: the member, nested ones with dots ("contact.email", "law.0"). detail: what to do, in
    the reader's language. value: what was sent, None when not worth repeating. allowed: what may be sent: a list of
    values, or bounds as {"minimum": 1, "maximum": 100}.
    """

    place: Place
    name: str
    detail: Text
    value: Any = None
    allowed: Any = None

    def as_json(self) -> dict[str, Any]:
        """The fault as in the `errors` list of a problem."""
        shown: dict[str, Any] = {"in": self.place, "name": self.name, "detail": str(self.detail)}
        if self.value is not None:
            shown["value"] = _short(self.value)
        if self.allowed is not None:
            shown["allowed"] = self.allowed
        return shown


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**18):
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A line of the documentation of errors: HTTP status, code in the type URI, title, and what a client can do."""

    status: int
    code: str
    title: Text
    advice: Text


BAD_REQUEST = ProblemKind(
    400,
    "bad-request",
    lazy_gettext("De vraag klopt niet"),
    lazy_gettext("Verbeter wat in `errors` staat. Daar staat elke fout, met wat wel mag."),
)
NOT_FOUND = ProblemKind(
    404,
    "not-found",
    lazy_gettext("Niet gevonden"),
    lazy_gettext("Op dit adres staat niets. Let op: een adres eindigt nooit op een schuine streep."),
)
METHOD_NOT_ALLOWED = ProblemKind(
    405,
    "method-not-allowed",
    lazy_gettext("Deze methode kan hier niet"),
    lazy_gettext("Gebruik een methode die in de header `Allow` staat."),
)
NOT_ACCEPTABLE = ProblemKind(
    406,
    "not-acceptable",
    lazy_gettext("Deze vorm hebben we niet"),
    lazy_gettext("Vraag in de header `Accept` om een vorm die in `errors` staat."),
)
STALE_EDIT = ProblemKind(
    412,
    "stale-edit",
    lazy_gettext("Iemand anders was u voor"),
    lazy_gettext("Haal de nieuwste versie op en doe uw wijziging opnieuw."),
)
TOO_LARGE = ProblemKind(
    413,
    "content-too-large",
    lazy_gettext("Dit is te groot"),
    lazy_gettext("Stuur minder gegevens in één keer."),
)
UNSUPPORTED_MEDIA_TYPE = ProblemKind(
    415,
    "unsupported-media-type",
    lazy_gettext("Deze vorm kunnen we niet lezen"),
    lazy_gettext("Stuur JSON, met de header `Content-Type: application/json`."),
)
TOO_MANY_REQUESTS = ProblemKind(
    429,
    "too-many-requests",
    lazy_gettext("Te veel vragen achter elkaar"),
    lazy_gettext("Wacht het aantal seconden dat in de header `Retry-After` staat."),
)
SERVER_ERROR = ProblemKind(
    500,
    "internal-error",
    lazy_gettext("Er ging bij ons iets mis"),
    lazy_gettext("Probeer het later nog eens. Blijft het misgaan? Stuur ons dan het `requestId`."),
)
UNAVAILABLE = ProblemKind(
    503,
    "unavailable",
    lazy_gettext("Even niet beschikbaar"),
    lazy_gettext("Probeer het opnieuw na het aantal seconden dat in de header `Retry-After` staat."),
)

KINDS: dict[str, ProblemKind] = {
    kind.code: kind
    for kind in (
        BAD_REQUEST,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        STALE_EDIT,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        TOO_MANY_REQUESTS,
        SERVER_ERROR,
        UNAVAILABLE,
    )
}
_PLAIN = {kind.status: kind for kind in KINDS.values() if kind is not STALE_EDIT}


class Problem(Exception):
    """An error that a face words itself. detail: what happened here and what to do, in the reader's language."""

    kind: ProblemKind = SERVER_ERROR

    def __init__(
        self,
        detail: Text | None = None,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(self.kind.code)
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.members = dict(members or {})


class BadInput(Problem):
    """400: the request holds one or more faults; all of them are named at once."""

    kind = BAD_REQUEST

    def __init__(self, *faults: Fault, detail: Text | None = None) -> None:
        super().__init__(detail, faults=faults)


class NotFound(Problem):
    """404: there is nothing at this address."""

    kind = NOT_FOUND


class NotAcceptable(Problem):
    """406: no representation that we have fits the Accept header. available: the media types we do have."""

    kind = NOT_ACCEPTABLE

    def __init__(self, available: Sequence[str]) -> None:
        fault = Fault("header", "Accept", gettext("Kies een van deze vormen."), allowed=list(available))
        super().__init__(gettext("Dit antwoord is er als %(types)s.", types=", ".join(available)), faults=[fault])


class StaleEdit(Problem):
    """412: the record changed since the client read it. Both versions are named."""

    kind = STALE_EDIT

    def __init__(self, yours: int | str, current: int | str) -> None:
        detail = gettext(
            "U wijzigde versie %(yours)s, maar het is nu versie %(current)s.", yours=yours, current=current
        )
        super().__init__(detail, members={"yourVersion": yours, "currentVersion": current})


class UnsupportedMediaType(Problem):
    """415: the body is not in a form we can read. accepted: the media types that we can."""

    kind = UNSUPPORTED_MEDIA_TYPE

    def __init__(self, accepted: str = "application/json", detail: Text | None = None) -> None:
        fault = Fault("header", "Content-Type", gettext("Stuur %(type)s.", type=accepted), allowed=[accepted])
        super().__init__(detail, faults=[fault], headers={"Accept": accepted})


class TooManyRequests(Problem):
    """429: this client asks too much in too short a time. retry_after: seconds to wait."""

    kind = TOO_MANY_REQUESTS

    def __init__(self, retry_after: int, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))})


class Unavailable(Problem):
    """503: cannot answer now, can soon. retry_after: seconds to wait."""

    kind = UNAVAILABLE

    def __init__(self, retry_after: int = 5, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))})


@dataclass(frozen=True, slots=True)
class _Row:
    """How one class of exceptions of a room becomes a problem."""

    kind: ProblemKind
    detail: Callable[[Any], Text] | None
    faults: Callable[[Any], Sequence[Fault]] | None
    headers: Mapping[str, str]
    members: Callable[[Any], Mapping[str, Any]] | None


_TABLE: dict[type[Exception], _Row] = {}


def register_problem(
    exception_class: type[ErrorT],
    status: int,
    *,
    code: str,
    title: Text,
    advice: Text = "",
    detail: Callable[[ErrorT], Text] | None = None,
    faults: Callable[[ErrorT], Sequence[Fault]] | None = None,
    headers: Mapping[str, str] | None = None,
    members: Callable[[ErrorT], Mapping[str, Any]] | None = None,
) -> ProblemKind:
    """Say how an exception of a room, and of its subclasses, becomes a problem. Call it at import, once per class.

    code: kebab-case, the end of the problem's type URI; the same code may serve several classes with one status.
    title, advice: the same for every such problem; they are shown in the documentation. detail, faults, members: made
    from the exception at hand, in the reader's language. Raises ValueError when the class or the code is taken.
    """
    if exception_class in _TABLE:
        raise ValueError(f"{exception_class.__qualname__} already has its line in the table of problems")
    kind = KINDS.get(code) or ProblemKind(status, code, title, advice)
    if kind.status != status:
        raise ValueError(f"The problem {code!r} already stands for status {kind.status}, not {status}")
    KINDS[code] = kind
    _TABLE[exception_class] = _Row(kind, detail, faults, dict(headers or {}), members)
    return kind


def init_problems(app: Flask) -> None:
    """Turn every exception of this app into a problem."""
    app.register_error_handler(HTTPException, _answer_http_exception)
    app.register_error_handler(Exception, answer_exception)


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as a page shows it. number: the request id, for who reports it."""

    kind: ProblemKind
    number: str
    detail: Text | None
    faults: tuple[Fault, ...]


RenderProblem = Callable[[ShownProblem], Response]


def page_errors(app: Flask, under: str, render: RenderProblem) -> None:
    """Let an HTML face show its own error pages for every path that begins with `under`; the longest one decides.

    The API keeps its problems. render: gives the page; its status is set here.
    """
    faces: dict[str, RenderProblem] = app.extensions.setdefault(_PAGES, {})
    faces[under] = render


def _page_for(path: str) -> RenderProblem | None:
    faces: dict[str, RenderProblem] = current_app.extensions.get(_PAGES, {})
    if path.startswith(UNDER_API):
        return None
    fitting = [under for under in faces if path.startswith(under)]
    return faces[max(fitting, key=len)] if fitting else None


def answer_exception(error: Exception) -> Response:
    """The problem for any exception: by the table, by its own class, or the 500 that tells nothing."""
    if isinstance(error, Problem):
        return problem_response(error.kind, error.detail, error.faults, error.headers, error.members)
    row = next((_TABLE[ancestor] for ancestor in type(error).__mro__ if ancestor in _TABLE), None)
    if row is None:
        log_unhandled(error)
        return problem_response(SERVER_ERROR)
    return problem_response(
        row.kind,
        row.detail(error) if row.detail else None,
        row.faults(error) if row.faults else (),
        row.headers,
        row.members(error) if row.members else {},
    )


def _answer_http_exception(error: HTTPException) -> Response | HTTPException:
    """Werkzeug's own errors: 404 and 405 of the router, 413 of the body reader, whatever `abort()` gives."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    kind = _PLAIN.get(error.code) or ProblemKind(error.code, f"http-{error.code}", error.name, "")
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    detail: Text | None = None
    members: dict[str, Any] = {}
    if error.code == 405 and "Allow" in headers:
        methods = sorted(part.strip() for part in headers["Allow"].split(","))
        headers["Allow"] = ", ".join(methods)
        members["allowed"] = methods
        detail = gettext("%(method)s kan hier niet. Wel: %(methods)s.", method=request.method, methods=headers["Allow"])
    if error.code == 400:
        detail = gettext("Deze vraag kunnen we niet lezen.")
    if error.code == 413:
        detail = gettext("Stuur hoogstens %(number)s bytes.", number=current_app.config["MAX_CONTENT_LENGTH"])
    return problem_response(kind, detail, headers=headers, members=members)


def problem_response(
    kind: ProblemKind,
    detail: Text | None = None,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    """The answer for one problem. Without a detail, the advice of its kind is the detail."""
    page = _page_for(request.path)
    if page is not None:
        response = page(ShownProblem(kind, request_id(), detail, tuple(faults)))
    else:
        if detail is None:
            detail = kind.advice if not faults else gettext("Er is iets mis met: %(names)s.", names=_names(faults))
        body: dict[str, Any] = {
            "type": f"/api/v1/docs#problem-{kind.code}",
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(detail) or str(kind.title),
            "errors": [fault.as_json() for fault in faults],
            "requestId": request_id(),
            **(members or {}),
        }
        response = current_app.response_class(
            current_app.json.dumps(body, separators=(",", ":")), mimetype=PROBLEM_TYPE
        )
    response.status_code = kind.status
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-Id"] = request_id()
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _names(faults: Sequence[Fault]) -> str:
    return ", ".join(dict.fromkeys(fault.name[:LONGEST_ECHO] for fault in faults))
