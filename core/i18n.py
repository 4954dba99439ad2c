"""Two languages: Dutch is the source of every sentence and the default, English stands beside it.

A sentence is written in Dutch in the code (`gettext`, `lazy_gettext` of this module) or in a template (`_()`), so
Dutch needs no catalog. English lives in `core/translations/en/<room>.po`, one file per room, so that two people who
write sentences in two rooms do not meet in one file.

There are no compiled .mo files, neither in the repository nor at install time: a file that can be stale will be.
The .po files are read and compiled in memory when a process first answers in English (some tens of milliseconds,
once). `python -m core.i18n` brings every .po up to date with the source; a test holds that nothing is missing or fuzzy.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import flask_babel  # type: ignore[import-untyped]  # ships no types; the typed functions below stand for it
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations
from flask import Flask, Request, current_app, g, has_request_context, request
from markupsafe import Markup

from core.messages import Message

DEFAULT_LANGUAGE = "nl"
LANGUAGES = ("nl", "en")
CATALOGS = Path(__file__).parent / "translations"
PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "socialmap", "knowledge", "search", "web", "admin")
LONGEST_ACCEPT_LANGUAGE = 200

LanguageRule = Callable[[Request], str | None]


class LazyText(Protocol):
    """A sentence that is worded at the moment it is shown, in the language of that moment: take `str()` of it."""

    def __str__(self) -> str: ...

    def __html__(self) -> str: ...


Text = str | LazyText
LAZY: type = flask_babel.LazyString
"""The class of lazy sentences, for those who must tell them from other values."""

_LOCALES = {language: Locale.parse(language) for language in LANGUAGES}
_RULES = "zorgbuurt-language-rules"
_READY: dict[tuple[str, str], Markup] = {}
"""Sentences of templates in each language: as many as there are in the templates."""
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}


def gettext(sentence: str, /, **values: object) -> str:
    """A Dutch sentence in the reader's language, with `%(name)s` filled in from the values."""
    words = translations_in(language()).gettext(sentence)
    return words % values if values else words


class Sentence(Protocol):
    """A sentence from code that knows no Flask, with its values: `core.messages.Message` is one."""

    @property
    def text(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


def worded(sentence: Sentence) -> str:
    """Such a sentence in the reader's language. Its text is marked for the catalogs where it is written (`N_`).

    A value that is itself such a sentence is worded too.
    """
    values = {name: worded(item) if isinstance(item, Message) else item for name, item in sentence.values.items()}
    return gettext(sentence.text, **values)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """A sentence that depends on a number; `%(num)s` is that number."""
    words = translations_in(language()).ngettext(singular, plural, number)
    return words % {"num": number, **values}


def lazy_gettext(sentence: str, /, **values: object) -> LazyText:
    """As `gettext`, but worded when shown. For sentences at module level."""
    return cast(LazyText, flask_babel.lazy_gettext(sentence, **values))


def force_language(code: str) -> AbstractContextManager[None]:
    """For the length of a `with` block, speak "nl" or "en": for mail, exports and documents made once per language."""
    return cast("AbstractContextManager[None]", flask_babel.force_locale(code))


def init_i18n(app: Flask) -> None:
    """Give the app its two languages: templates, `gettext` and dates follow `language()`."""
    _CatalogBabel(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone="Europe/Amsterdam",
        locale_selector=_select_locale,
    )
    app.extensions[_RULES] = []
    app.jinja_env.globals.update({"_": _in_template, "gettext": _in_template})


def _in_template(sentence: str, /, **values: object) -> Markup:
    """`_()` of templates: as the one Flask-Babel brings, at a third of its cost. A page has dozens of them.

    The sentence may hold HTML, as in every template; the values are escaped. A percent sign is written twice.
    """
    code = language()
    if values:
        return Markup(translations_in(code).gettext(sentence)) % values  # noqa: S704 - our own words
    known = _READY.get((code, sentence))
    if known is None:
        words = translations_in(code).gettext(sentence) % {}
        known = _READY[code, sentence] = Markup(words)  # noqa: S704 - our own words
    return known


def add_language_rule(app: Flask, rule: LanguageRule) -> None:
    """Let a face choose the language of a request before Accept-Language does, say by its path.

    rule: gives "nl" or "en", or None where it has no opinion. The first rule with an opinion decides.
    """
    app.extensions[_RULES].append(rule)


def language() -> str:
    """The language of the present answer, "nl" or "en"; "nl" outside a request. Respects `force_locale`."""
    try:
        # Where Flask-Babel keeps what it found; a page asks a hundred times, and its own way costs four times as much.
        locale = getattr(g.get("_flask_babel"), "babel_locale", None) or flask_babel.get_locale()
    except RuntimeError:  # no application at work
        return DEFAULT_LANGUAGE
    return locale.language if locale is not None and locale.language in LANGUAGES else DEFAULT_LANGUAGE


@lru_cache(maxsize=512)
def best_language(accept_language: str) -> str:
    """The language an Accept-Language header asks for: the highest q-value of nl and en; else "nl".

    "en-GB,en;q=0.8,nl;q=0.5" gives "en"; "de,*;q=0.5" gives "nl". At equal weight the first one named wins. A header
    that cannot be read, or is longer than 200 signs, asks for nothing.
    """
    best, best_weight = DEFAULT_LANGUAGE, 0.0
    for part in accept_language[:LONGEST_ACCEPT_LANGUAGE].split(","):
        tag, _, parameters = part.partition(";")
        name = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if name in LANGUAGES and weight > best_weight:
            best, best_weight = name, weight
    return best


def _weight(parameters: str) -> float:
    """The q-value in "q=0.5": 0-1; 1 when none is given, 0 when it cannot be read."""
    key, _, number = parameters.strip().partition("=")
    if not key:
        return 1.0
    try:
        weight = float(number) if key.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


def _select_locale() -> Locale:
    if not has_request_context():
        return _LOCALES[DEFAULT_LANGUAGE]
    for rule in current_app.extensions[_RULES]:
        chosen = rule(request)
        if chosen in LANGUAGES:
            return _LOCALES[chosen]
    header = request.headers.get("Accept-Language")
    return _LOCALES[best_language(header) if header else DEFAULT_LANGUAGE]


class _CatalogDomain(flask_babel.Domain):  # type: ignore[misc]  # an untyped base
    """Messages straight from the .po files, compiled in memory once per process and language."""

    def get_translations(self) -> NullTranslations:
        return translations_in(language())


class _CatalogBabel(flask_babel.Babel):  # type: ignore[misc]  # an untyped base
    domain_instance = _CatalogDomain()


@lru_cache(maxsize=len(LANGUAGES))
def translations_in(code: str) -> NullTranslations:
    """All sentences in one language ("nl" or "en"), from every room's catalog. Dutch gives each sentence back."""
    if code == DEFAULT_LANGUAGE:
        return NullTranslations()
    together = Catalog(locale=code)
    for path in sorted((CATALOGS / code).glob("*.po")):
        for message in read_catalog(path, code):
            # What waits for its English in one room may have it in another.
            if message.id and is_translated(message.string):
                together[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return Translations(compiled)


def read_catalog(path: Path, code: str) -> Catalog:
    """The catalog in one .po file. Raises babel's PoFileError when a line of it cannot be read."""
    with path.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def source_messages(room: str) -> Catalog:
    """Every sentence in the source of one room (a folder of the project), with the files it stands in."""
    catalog = Catalog(locale=DEFAULT_LANGUAGE, project="Zorg in uw Buurt")
    for origin, message, comments, context in _extract(room):
        catalog.add(message, locations=[(origin, 0)], auto_comments=comments, context=context)
    return catalog


def _extract(room: str) -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # babel types it not
    found = extract_from_dir(PROJECT / room, methods, options, keywords=_KEYWORDS, comment_tags=("Vertaler:",))
    for path, _line, message, comments, context in found:
        yield f"{room}/{path}", message, comments, context


def update_catalogs() -> dict[str, int]:
    """Bring every room's English catalog in line with its source.

    New sentences come in without a translation, sentences that are gone go out; nothing is guessed (no fuzzy entries).
    Gives per room how many sentences still want a translation.
    """
    waiting: dict[str, int] = {}
    for room in ROOMS:
        source = source_messages(room) if (PROJECT / room).is_dir() else Catalog()
        if not len(source):
            continue
        path = CATALOGS / "en" / f"{room}.po"
        catalog = read_catalog(path, "en") if path.exists() else Catalog(locale="en", project=source.project)
        catalog.update(source, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=120, omit_header=True, include_lineno=False, sort_output=True)
        waiting[room] = sum(1 for message in catalog if message.id and not is_translated(message.string))
    return waiting


def is_translated(string: Any) -> bool:
    """True when the translation, or each of its plural forms, is there."""
    return bool(string) and all(string)


def _main() -> int:
    waiting = update_catalogs()
    for room, number in waiting.items():
        sys.stdout.write(f"{room}: {number} sentences without English\n")
    return 1 if any(waiting.values()) else 0


if __name__ == "__main__":
    raise SystemExit(_main())
