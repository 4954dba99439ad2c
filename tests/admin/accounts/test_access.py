"""Every route and method of the app, for nobody and for each role: who comes in where the view says so, and who not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Blueprint
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, FloatConverter, IntegerConverter, Rule, UUIDConverter

from admin.access import Access, UndeclaredView, check_declarations, declared, me, needs, open_to_all, somebody
from admin.desk import PREFIX, DeskBlueprint
from core.accounts.roles import Role
from tests.admin.people import signed_in
from tests.instances import Instance, copied, words_template

NOBODY = "nobody"
WHO = (NOBODY, *(role.value for role in Role))
# Everything that is open to the world, by blueprint. A new one is added here by who decides that it is.
PUBLIC = frozenset(
    {
        "agenda",
        "articles",
        "attachments",
        "changes",
        "decisions",
        "docs",
        "documentation",
        "en",
        "escalation",
        "glossary",
        "health",
        "machine",
        "map",
        "nl",
        "practices",
        "search",
        "suggestions",
    }
)
PUBLIC_VIEWS = frozenset({"assets"})
SAFE = ("GET", "HEAD", "OPTIONS")
# What stands in an address for something that does not exist, by the kind of its place.
VALUES = {UUIDConverter: uuid.UUID(int=7), IntegerConverter: 987, FloatConverter: 1.5}


@dataclass(frozen=True, slots=True)
class Case:
    """A route with a method. path: an address of the route, for something that does not exist."""

    rule: Rule
    method: str
    path: str

    @property
    def on_desk(self) -> bool:
        """Whether the route belongs to the desk."""
        return self.rule.rule == PREFIX or self.rule.rule.startswith(f"{PREFIX}/")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance of its own: what is asked of it here is a bit of everything."""
    with copied(words_template(), tmp_path_factory.mktemp("matrix") / "data") as instance:
        yield instance


def cases(desk: Instance) -> list[Case]:
    """Every route with every method; where a place takes certain words only, with each of them."""
    return [
        Case(rule, method, path)
        for rule in desk.app.url_map.iter_rules()
        for path in addresses(rule)
        for method in sorted(rule.methods or ())
    ]


def addresses(rule: Rule) -> Iterator[str]:
    """Addresses of a route."""
    places = rule._converters
    choices = [
        sorted(place.items) if isinstance(place, AnyConverter) else [VALUES.get(type(place), "bestaat-niet")]
        for place in places.values()
    ]
    for chosen in product(*choices):
        built = rule.build(dict(zip(places, chosen, strict=True)))
        assert built is not None, rule.rule
        yield built[1]


def asked(client: FlaskClient, case: Case) -> tuple[int, str]:
    """The status of a request without any field, and where it leads."""
    response = client.open(case.path, method=case.method)
    response.close()
    return response.status_code, response.headers.get("Location", "")


def test_every_route_says_who_may_come_there(desk: Instance) -> None:
    undecided = [
        f"{case.rule.rule} ({case.rule.endpoint})"
        for case in cases(desk)
        if not case.on_desk
        and case.rule.endpoint not in PUBLIC_VIEWS
        and case.rule.endpoint.rpartition(".")[0] not in PUBLIC
    ]
    assert undecided == [], "not of the desk, and not in the list of what is public"
    check_declarations(desk.app)


@pytest.mark.parametrize("who", WHO)
def test_who_comes_where(desk: Instance, who: str, record_property: pytest.RecordProperty) -> None:
    """The matrix: for one kind of visitor, every route with every method."""
    all_cases = cases(desk)
    wrong = []
    client = desk.app.test_client() if who == NOBODY else signed_in(desk, who)
    for case in all_cases:
        if fault := _fault(desk, client, case, who):
            wrong.append(f"{case.method} {case.rule.rule}: {fault}")
    record_property("matrix_cells", len(all_cases))
    assert wrong == []
    assert len(all_cases) > 150


def _fault(desk: Instance, client: FlaskClient, case: Case, who: str) -> str | None:
    """What is wrong with how one request is answered; None when it is as it should be."""
    status, location = asked(client, case)
    if status >= 500 and not (case.rule.endpoint == "health.readyz" and status == 503):
        return f"fails with {status}"
    if not case.on_desk:
        return f"sends to the desk: {location}" if PREFIX in location or status in (401, 403) else None
    access = declared(desk.app, case.rule.endpoint)
    assert access is not None
    role = None if who == NOBODY else Role(who)
    if access.allows(role):
        turned_away = status in (401, 403) or (who != NOBODY and location.startswith(f"{PREFIX}/aanmelden?"))
        return f"turned away with {status}" if turned_away else None
    if role is not None:
        return None if status == 403 else f"{status} instead of 403"
    if case.method in SAFE:
        asked_to_sign_in = status == 302 and location.startswith(f"{PREFIX}/aanmelden?next=")
        return None if asked_to_sign_in else f"{status} {location}"
    return None if status == 401 else f"{status} instead of 401"


def test_the_size_of_the_matrix_is_told(desk: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    everything = cases(desk)
    mine = [case for case in everything if case.on_desk]
    with capsys.disabled():
        print(
            f"\nmatrix: {len({case.rule.rule for case in everything})} routes, {len(everything)} with their methods,"
            f" {len(everything) * len(WHO)} cells of which {len(mine) * len(WHO)} of the desk"
        )
    assert mine


def test_a_view_that_says_nothing_stops_the_start(desk: Instance, tmp_path_factory: pytest.TempPathFactory) -> None:
    with copied(words_template(), tmp_path_factory.mktemp("silent") / "data") as instance:
        silent = Blueprint("silent", __name__, url_prefix=f"{PREFIX}/stil")
        silent.get("")(lambda: "secret")
        instance.app.register_blueprint(silent)
        with pytest.raises(UndeclaredView, match=r"silent\."):
            check_declarations(instance.app)


def test_a_view_that_says_nothing_lets_nobody_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    with copied(words_template(), tmp_path_factory.mktemp("silent") / "data") as instance:
        silent = DeskBlueprint("silent", __name__, url_prefix=f"{PREFIX}/stil")
        silent.get("")(lambda: "secret")
        instance.app.register_blueprint(silent)
        for role in Role:
            assert signed_in(instance, role).get(f"{PREFIX}/stil").status_code == 403
        assert instance.app.test_client().get(f"{PREFIX}/stil").status_code == 403


def test_me_is_who_is_signed_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    with copied(words_template(), tmp_path_factory.mktemp("me") / "data") as instance:
        here = DeskBlueprint("here", __name__, url_prefix=f"{PREFIX}/hier")

        @here.get("/ik")
        @needs(Role.READER)
        def mine() -> str:
            return me().name

        @here.get("/iemand")
        @open_to_all
        def anybody() -> str:
            account = somebody()
            return account.name if account else "niemand"

        instance.app.register_blueprint(here)
        client = signed_in(instance, "reader", "Ria Reader")
        assert client.get(f"{PREFIX}/hier/ik").text == "Ria Reader"
        assert client.get(f"{PREFIX}/hier/iemand").text == "Ria Reader"
        assert instance.app.test_client().get(f"{PREFIX}/hier/iemand").text == "niemand"
        with instance.app.test_request_context(PREFIX), pytest.raises(RuntimeError):
            me()


def test_each_role_may_do_what_the_one_below_it_may() -> None:
    roles = list(Role)
    for higher, role in enumerate(roles):
        for lower, other in enumerate(roles):
            assert role.covers(other) is (higher >= lower)
            assert Access(other).allows(role) is (higher >= lower)
        assert not Access(role).allows(None)
        assert Access(None).allows(role)
    assert Access(None).allows(None)
