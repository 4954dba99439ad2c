"""What belongs to every page of the desk: choosing a language, and the pages that tell what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from admin.access import open_to_all
from admin.desk import LANGUAGE_KEY, PREFIX, DeskBlueprint
from core.api.problems import BAD_REQUEST, ShownProblem
from core.i18n import LANGUAGES, Text, lazy_gettext
from core.logging import request_id

blueprint = DeskBlueprint("desk", __name__)

_ADVICE: dict[int, tuple[Text, Text]] = {
    400: (
        lazy_gettext("Dit kunnen we niet lezen"),
        lazy_gettext("Er is niets bewaard. Ga terug en probeer het nog eens."),
    ),
    403: (
        lazy_gettext("Dit mag u niet"),
        lazy_gettext("Uw rol geeft geen toegang tot deze bladzijde. Vraag een beheerder als u dit wel nodig hebt."),
    ),
    404: (
        lazy_gettext("Deze bladzijde is er niet"),
        lazy_gettext("Misschien is de invoer weggehaald of klopt het adres niet. Zoek haar op in een lijst."),
    ),
    405: (lazy_gettext("Dat kan hier niet"), lazy_gettext("Open de bladzijde opnieuw en gebruik de knoppen.")),
    410: (lazy_gettext("Dit is weggehaald"), lazy_gettext("In de geschiedenis staat wat er stond.")),
    413: (
        lazy_gettext("Dit is te groot"),
        lazy_gettext("Er is niets bewaard. Maak de tekst of het bestand kleiner en probeer het nog eens."),
    ),
    429: (
        lazy_gettext("Even wachten"),
        lazy_gettext("Dit ging te vaak achter elkaar. Wacht een minuut en probeer het nog eens."),
    ),
    500: (
        lazy_gettext("Er ging iets mis bij ons"),
        lazy_gettext("Er is niets half bewaard. Probeer het nog eens. Lukt het weer niet, meld het dan."),
    ),
    503: (lazy_gettext("Nu even niet"), lazy_gettext("We zijn zo terug. Probeer het over een minuut nog eens.")),
}


@blueprint.post("/taal")
@open_to_all
def choose_language() -> AnyResponse:
    """Speak Dutch or English from now on, and go back to where the reader was."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session[LANGUAGE_KEY] = chosen
    return redirect(safe_next(request.form.get("next")))


def safe_next(address: str | None, otherwise: str = PREFIX) -> str:
    """The address when it is a page of the desk, else `otherwise`: nobody is sent to another site."""
    if not address or "\\" in address or any(ord(sign) < 33 for sign in address):
        return otherwise
    parts = urlsplit(address)
    on_desk = parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/")
    return address if not parts.scheme and not parts.netloc and on_desk else otherwise


def error_page(problem: ShownProblem) -> Response:
    """The page of the desk for a problem."""
    status = problem.kind.status
    title, advice = _ADVICE.get(status) or _ADVICE[400 if status < 500 else 500]
    page = render_template("desk/error.html", title=title, advice=advice, number=problem.number, faults=problem.faults)
    return make_response(page)


@blueprint.app_errorhandler(CSRFError)
def answer_expired(error: CSRFError) -> Response:
    """What was typed, ready to be sent again. Only for who sent it from a page of ours: not for another site's form."""
    status = 400
    if not _from_our_own_page():
        page = error_page(ShownProblem(BAD_REQUEST, request_id(), None, ()))
    else:
        page = make_response(render_template("desk/expired.html", action=request.full_path.rstrip("?"), typed=_typed()))
    page.status_code = status
    page.headers["Cache-Control"] = "no-store"
    return page


def _from_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(origin) and urlsplit(str(origin)).netloc == request.host


def _typed() -> list[tuple[str, str]]:
    fields: Iterable[tuple[str, str]] = request.form.items(multi=True)
    token = current_app.config["WTF_CSRF_FIELD_NAME"]
    return [(name, value) for name, value in fields if name != token and "password" not in name and name != "code"]
