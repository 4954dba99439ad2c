"""Answers that are made once: what they hold changes only when something is published, or a day begins."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app

from core.api.responses import client_has, etag_for, json_answer, not_modified
from core.database import db
from core.publishing.numbering import head_seq

_KEY = "zorgbuurt-knowledge-answers"
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as JSON, with the Link header of a list."""

    body: bytes
    links: str | None = None


class KeptAnswers:
    """The newest answers of this process, by ETag: an ETag stands for exactly one answer."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Made] = OrderedDict()
        self._lock = Lock()

    def get(self, etag: str, make: Callable[[], Made]) -> Made:
        """The answer of this ETag; made when it is not there."""
        with self._lock:
            kept = self._answers.get(etag)
            if kept is not None:
                self._answers.move_to_end(etag)
                return kept
        made = make()
        with self._lock:
            self._answers[etag] = made
            if len(self._answers) > MOST_KEPT:
                self._answers.popitem(last=False)
        return made


def init_answers(app: Flask) -> None:
    """Give the app its kept answers."""
    app.extensions[_KEY] = KeptAnswers()


def kept_answer(make: Callable[[], Made], *key: Any) -> Response:
    """The answer for these arguments as long as nothing is published. key: all that decides it beside that."""
    etag = etag_for(head_seq(db.session), *key)
    if client_has(etag):
        return not_modified(etag)
    answers: KeptAnswers = current_app.extensions[_KEY]
    made = answers.get(etag, make)
    return json_answer(made.body, etag=etag, links=made.links)
