"""Answers that are made once: what they hold changes only when something is published, or a day begins."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import Flask, Response, current_app

from core.api.responses import client_has, etag_for, json_answer, not_modified
from core.database import db
from core.publishing.numbering import head_seq
from knowledge.articles.marking import Marked

_KEY = "zorgbuurt-knowledge-answers"
_TEXTS = "zorgbuurt-knowledge-texts"
MOST_KEPT = 256
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as JSON, with the Link header of a list."""

    body: bytes
    links: str | None = None


class Kept(Generic[T]):
    """The newest things this process made, by key: a key stands for exactly one of them."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What belongs to this key; made when it is not there."""
        with self._lock:
            kept = self._made.get(key)
            if kept is not None:
                self._made.move_to_end(key)
                return kept
        made = make()
        with self._lock:
            self._made[key] = made
            if len(self._made) > MOST_KEPT:
                self._made.popitem(last=False)
        return made


def init_answers(app: Flask) -> None:
    """Give the app its kept answers."""
    app.extensions[_KEY] = Kept[Made]()
    app.extensions[_TEXTS] = Kept[Marked]()


def kept_answer(make: Callable[[], Made], *key: Any) -> Response:
    """The answer for these arguments as long as nothing is published. key: all that decides it beside that."""
    etag = etag_for(head_seq(db.session), *key)
    if client_has(etag):
        return not_modified(etag)
    answers: Kept[Made] = current_app.extensions[_KEY]
    made = answers.get(etag, make)
    return json_answer(made.body, etag=etag, links=made.links)


def kept_text(make: Callable[[], Marked], *key: Hashable) -> Marked:
    """A text with its terms marked, as long as nothing is published. key: which text, and in which language."""
    texts: Kept[Marked] = current_app.extensions[_TEXTS]
    return texts.get((head_seq(db.session), *key), make)
