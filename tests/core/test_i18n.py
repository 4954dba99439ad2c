"""Dutch is the source, English stands beside it, and nothing is left untranslated."""

from __future__ import annotations

import re

import pytest
from flask import Flask, Request

from core.i18n import (
    CATALOGS,
    PROJECT,
    ROOMS,
    add_language_rule,
    best_language,
    force_language,
    gettext,
    init_i18n,
    is_translated,
    language,
    lazy_gettext,
    ngettext,
    read_catalog,
    source_messages,
    translations_in,
    worded,
)
from core.messages import Message

PLACES = re.compile(r"%\((\w+)\)[sd]")
PRESENT_ROOMS = [room for room in ROOMS if (PROJECT / room).is_dir()]


@pytest.fixture
def app() -> Flask:
    app = Flask("example", static_folder=None)
    init_i18n(app)
    return app


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("nl", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("nl-BE", "nl"),
        ("de, fr;q=0.9", "nl"),
        ("*", "nl"),
        ("en;q=0.3, nl;q=0.8", "nl"),
        ("de, en;q=0.2", "en"),
        ("en;q=0", "nl"),
        ("EN", "en"),
        ("en; q=0.5, nl; q=0.4", "en"),
        ("en;q=nan", "nl"),
        ("en;q=2", "nl"),
        ("en;v=1", "nl"),
        (";;;,,,=q", "nl"),
        ("", "nl"),
        ("x" * 5000 + ",en", "nl"),
    ],
)
def test_accept_language_chooses(app: Flask, header: str, expected: str) -> None:
    assert best_language(header) == expected
    with app.test_request_context(headers={"Accept-Language": header}):
        assert language() == expected


def test_a_face_can_choose_by_path_first(app: Flask) -> None:
    def by_path(request: Request) -> str | None:
        return "en" if request.path.startswith("/en/") else None

    add_language_rule(app, by_path)
    with app.test_request_context("/en/zorg", headers={"Accept-Language": "nl"}):
        assert language() == "en"
    with app.test_request_context("/zorg", headers={"Accept-Language": "nl"}):
        assert language() == "nl"


def test_a_rule_cannot_choose_a_language_we_do_not_have(app: Flask) -> None:
    add_language_rule(app, lambda _request: "de")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert language() == "en"


def test_outside_a_request_we_speak_dutch(app: Flask) -> None:
    assert language() == "nl"
    with app.app_context():
        assert language() == "nl"
        with force_language("en"):
            assert language() == "en"
            assert gettext("Niet gevonden") == "Not found"


def test_a_lazy_sentence_is_worded_when_shown(app: Flask) -> None:
    sentence = lazy_gettext("Niet gevonden")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(sentence) == "Not found"
    with app.test_request_context():
        assert str(sentence) == "Niet gevonden"


def test_a_sentence_from_pure_code_is_worded_by_the_face(app: Flask) -> None:
    sentence = Message("Geef hoogstens %(most)s tekens.", {"most": 9})
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert worded(sentence) == "Give at most 9 characters."
    with app.test_request_context():
        assert worded(sentence) == "Geef hoogstens 9 tekens."


@pytest.mark.parametrize("name", ["sentence", "singular", "number", "string", "self"])
def test_a_value_may_have_any_name(app: Flask, name: str) -> None:
    text = f"Zin: %({name})s"
    with app.test_request_context():
        assert worded(Message(text, {name: "x"})) == "Zin: x"
        assert gettext(text, **{name: "x"}) == "Zin: x"
        template = app.jinja_env.from_string("{{ _(text, **values) }}")
        assert template.render(text=text, values={name: "x"}) == "Zin: x"


def test_a_number_chooses_the_form(app: Flask) -> None:
    with app.test_request_context():
        assert ngettext("%(num)s huis", "%(num)s huizen", 1) == "1 huis"
        assert ngettext("%(num)s huis", "%(num)s huizen", 2) == "2 huizen"


def test_templates_speak_both(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert app.jinja_env.from_string("{{ _('Niet gevonden') }}").render() == "Not found"


@pytest.mark.parametrize("room", PRESENT_ROOMS)
def test_every_sentence_in_the_source_has_its_english(room: str) -> None:
    english = translations_in("en")
    missing = []
    for message in source_messages(room):
        if not message.id:
            continue
        single = message.id if isinstance(message.id, str) else message.id[0]
        found = f"{message.context}\x04{single}" if message.context else single
        # A sentence that one room says in one form and another in two is kept with both.
        if not {found, (found, 0)} & english._catalog.keys():  # type: ignore[attr-defined]  # gettext has no public way to ask
            missing.append(single)
    assert missing == [], "write the English in core/translations (`python -m core.i18n` adds the entries)"


@pytest.mark.parametrize("path", sorted((CATALOGS / "en").glob("*.po")), ids=lambda path: path.stem)
def test_a_catalog_is_sure_and_complete(path: object) -> None:
    for message in read_catalog(path, "en"):  # type: ignore[arg-type]  # glob gives paths
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        assert is_translated(message.string), message.id
        dutch = message.id if isinstance(message.id, str) else message.id[1]
        english = message.string if isinstance(message.string, str) else message.string[1]
        assert set(PLACES.findall(dutch)) == set(PLACES.findall(english)), message.id


def test_rooms_agree_on_the_english_of_a_sentence() -> None:
    seen: dict[object, object] = {}
    for path in (CATALOGS / "en").glob("*.po"):
        for message in read_catalog(path, "en"):
            if message.id:
                assert seen.setdefault((message.context, message.id), message.string) == message.string
