"""Who may come where at the desk. Every view says it, beneath its route; one that says nothing lets nobody in.

    @blueprint.get("/lijst")
    @needs(Role.EDITOR)
    def lijst(): ...

`open_to_all` is for what comes before signing in. `guard` runs before each view of a `DeskBlueprint`, and
`check_declarations` refuses to start an app in which a view under /beheer says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.routing import Rule
from werkzeug.wrappers import Response as AnyResponse

from core.accounts.models import Account
from core.accounts.roles import Role
from core.accounts.security import COOKIE_PATH, present_account

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "signing_in.sign_in"
_DECLARED = "desk_access"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class UndeclaredView(Exception):
    """A view under /beheer does not say who may come there."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declared. role: the least role that may come; None for everybody, signed in or not."""

    role: Role | None

    def allows(self, role: Role | None) -> bool:
        """Whether somebody with this role may come; None stands for nobody who is signed in."""
        return self.role is None or (role is not None and role.covers(self.role))


def needs(role: Role) -> Callable[[View], View]:
    """Let in who has at least this role."""
    return _declare(Access(role))


def open_to_all(view: View) -> View:
    """Let everybody in, signed in or not."""
    return _declare(Access(None))(view)


def _declare(access: Access) -> Callable[[View], View]:
    def declare(view: View) -> View:
        setattr(view, _DECLARED, access)
        return view

    return declare


def declared(app: Flask, endpoint: str) -> Access | None:
    """What the view of an endpoint declared; None when it declared nothing."""
    access: Access | None = getattr(app.view_functions[endpoint], _DECLARED, None)
    return access


def desk_rules(app: Flask) -> Iterator[Rule]:
    """Every route under /beheer, whoever made it."""
    for rule in app.url_map.iter_rules():
        if rule.rule == COOKIE_PATH or rule.rule.startswith(f"{COOKIE_PATH}/"):
            yield rule


def check_declarations(app: Flask) -> None:
    """Raises UndeclaredView with the names of all views under /beheer that do not say who may come there."""
    silent = sorted({rule.endpoint for rule in desk_rules(app) if declared(app, rule.endpoint) is None})
    if silent:
        raise UndeclaredView(f"say who may come there, with needs() or open_to_all: {', '.join(silent)}")


def me() -> Account:
    """Who is signed in. Only for views that need a role: raises RuntimeError when nobody is."""
    account = present_account()
    if account is None:
        raise RuntimeError("nobody is signed in here; the view is open to all")
    return account


def somebody() -> Account | None:
    """Who is signed in, if anybody is."""
    return present_account()


def guard() -> AnyResponse | None:
    """Before each view of the desk: let in who may come, and send others to where they can do something about it."""
    if request.endpoint is None:
        return None
    access = declared(current_app, request.endpoint)
    if access is None:
        abort(403)
    if access.role is None:
        return None
    account = present_account()
    if account is None:
        return _ask_to_sign_in()
    if not access.allows(account.role):
        abort(403)
    return None


def keep_private(response: AnyResponse) -> AnyResponse:
    """After each view of the desk: no copy of the page stays in a browser or a proxy."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _ask_to_sign_in() -> AnyResponse:
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        # A script asks; a page in its place would only confuse it.
        return Response("", status=401, content_type="text/plain; charset=utf-8")
    here = request.full_path.rstrip("?")
    if request.method in _SAFE:
        return redirect(url_for(SIGN_IN, next=here))
    # What was typed is kept in the page: she signs in in another tab, and then sends it again from here.
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = make_response(render_template("accounts/signed_out.html", action=here, typed=typed))
    page.status_code = 401
    return page
