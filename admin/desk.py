"""The curation desk at /beheer: its blueprints, its navigation, and what every page of it gets.

A subject of the desk is a package `admin/<subject>/` whose views stand on a `DeskBlueprint`. That brings the guard
(who may come here: admin.access), CSRF on everything that changes something, the templates, and a place in the
navigation. `BLUEPRINTS` in admin.rooms lists them. The API stays without any of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Request, Response, current_app, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from admin import access
from admin.days import day_in_words, moment
from admin.forms import keeping
from core.accounts.models import Account
from core.accounts.roles import Role
from core.api.problems import page_errors
from core.config import Settings
from core.i18n import LANGUAGES, Text, add_language_rule, language, lazy_gettext, worded

PREFIX = "/beheer"
TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_KEY = "desk-language"
csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A heading in the navigation. label None: its items stand by themselves. order: groups stand by it."""

    order: int
    label: Text | None = None


WORK = NavGroup(10)
CARE = NavGroup(20)
KNOWLEDGE = NavGroup(30, lazy_gettext("Kennis"))
MAP = NavGroup(40, lazy_gettext("Gebieden en lijsten"))
VOICES = NavGroup(50, lazy_gettext("Van buiten"))
KEEPING = NavGroup(60, lazy_gettext("Beheer"))


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the navigation.

    endpoint, values: as for `url_for`. role: the least role that sees it. order: within its group.
    """

    label: Text
    endpoint: str
    group: NavGroup
    order: int = 50
    role: Role = Role.READER
    values: tuple[tuple[str, str], ...] = ()


class DeskBlueprint(Blueprint):
    """A blueprint of the desk. url_prefix: /beheer or below. nav: its pages in the navigation."""

    def __init__(self, name: str, import_name: str, *, url_prefix: str = PREFIX, nav: Iterable[NavItem] = ()) -> None:
        if url_prefix != PREFIX and not url_prefix.startswith(f"{PREFIX}/"):
            raise ValueError(f"the desk lives under {PREFIX}, not under {url_prefix}")
        super().__init__(name, import_name, url_prefix=url_prefix, template_folder=str(TEMPLATES))
        self.nav = tuple(nav)
        self.before_request(_guard)
        self.before_request(_protect)
        self.after_request(access.keep_private)


@dataclass(frozen=True, slots=True)
class Link:
    """An item of the navigation as it is drawn. current: "page", "true" (a page below it), or None."""

    label: Text
    href: str
    current: str | None


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A group of the navigation as it is drawn."""

    label: Text | None
    items: Sequence[Link]


class DeskFrame:
    """What the frame of a page needs; the templates know it as `desk`. Worked out when a template asks."""

    @property
    def language(self) -> str:
        """The language of this page."""
        return language()

    @property
    def here(self) -> str:
        """The address of this page, to come back to after choosing a language. That of its list after a POST."""
        return request.full_path.rstrip("?") if request.method == "GET" else request.path

    @property
    def home(self) -> str:
        """Where the desk begins."""
        return PREFIX

    @property
    def account(self) -> Account | None:
        """Who is signed in; None when nobody is."""
        return access.somebody()

    @property
    def me(self) -> str | None:
        """The name of who is signed in; None when nobody is."""
        account = self.account
        return account.name if account is not None else None

    def may(self, role: str) -> bool:
        """Whether who is signed in may do what asks for this role."""
        account = self.account
        return account is not None and account.role.covers(Role(role))

    @property
    def navigation(self) -> list[LinkGroup]:
        """The pages this person may see, by group."""
        account = self.account
        if account is None:
            return []
        items = sorted(_items(current_app), key=lambda item: (item.group.order, item.order))
        groups: dict[NavGroup, list[Link]] = {}
        for item in items:
            if account.role.covers(item.role):
                groups.setdefault(item.group, []).append(_link(item))
        return [LinkGroup(group.label, links) for group, links in groups.items()]

    def address_of(self, endpoint: str) -> str | None:
        """The address of a view that may be there; None when it is not."""
        return url_for(endpoint) if endpoint in current_app.view_functions else None


def init_desk(app: Flask, settings: Settings) -> None:
    """Put the desk on the app."""
    from admin.frame import error_page  # noqa: PLC0415 - they need DeskBlueprint of this module
    from admin.rooms import BLUEPRINTS  # noqa: PLC0415 - as above

    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # A form may stay open as long as its session lives; the session is what ends.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    _init_csrf(app)
    add_language_rule(app, _language_of_desk)
    app.jinja_env.globals["desk"] = DeskFrame()
    app.jinja_env.filters.update(moment=moment, day_in_words=day_in_words, worded=worded)
    page_errors(app, PREFIX, error_page)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.check_declarations(app)


def _init_csrf(app: Flask) -> None:
    """Have CSRF tokens, without the look at every request that the extension adds: the desk's blueprints ask for it."""
    before = list(app.before_request_funcs[None])
    csrf.init_app(app)
    app.before_request_funcs[None] = before


def _guard() -> AnyResponse | None:
    """Let in who may come. What somebody posts whose session ended is kept for her until she has signed in again."""
    answer = access.guard()
    if answer is None or access.somebody() is not None or keeping.FIELD not in request.form:
        return answer
    place = keeping.keep_posted()
    if place is None:
        return answer
    return redirect(url_for(access.SIGN_IN, next=request.full_path.rstrip("?")))


def _protect() -> Response | None:
    csrf.protect()
    return None


def _language_of_desk(of: Request) -> str | None:
    """Dutch, unless this person chose otherwise. Other faces choose for themselves."""
    if of.path != PREFIX and not of.path.startswith(f"{PREFIX}/"):
        return None
    chosen = session.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _items(app: Flask) -> Iterator[NavItem]:
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, DeskBlueprint):
            yield from blueprint.nav


def _link(item: NavItem) -> Link:
    values: dict[str, Any] = dict(item.values)
    href = url_for(item.endpoint, **values)
    if request.path == href:
        return Link(item.label, href, "page")
    below = href != PREFIX and request.path.startswith(f"{href}/")
    return Link(item.label, href, "true" if below else None)
