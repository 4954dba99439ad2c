"""Flask without what every request would pay for and none here uses."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class SessionsOfVisitorsWithOne(SecureCookieSessionInterface):
    """Signed cookies as Flask has them, but nothing is done for a visitor without one unless a view writes to it.

    Most requests are of such visitors: the public pages and the API have no cookies.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the visitor's cookie; an empty one without a cookie."""
        if "HTTP_COOKIE" not in request.environ and app.secret_key:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Give the visitor the cookie of a session that was looked at or changed."""
        if session or session.accessed or session.modified:
            super().save_session(app, session, response)


class Application(Flask):
    """The application. Its views are plain functions, never coroutines."""

    session_interface = SessionsOfVisitorsWithOne()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself. Flask looks at each call whether it is a coroutine; a request makes fifteen."""
        return func

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Callable[..., Any] | None = None, *args: Any, **kw: Any
    ) -> None:
        """Add a view. Raises TypeError for a coroutine."""
        if inspect.iscoroutinefunction(view_func):
            raise TypeError(f"{rule}: a view is a plain function here")
        super().add_url_rule(rule, endpoint, view_func, *args, **kw)
