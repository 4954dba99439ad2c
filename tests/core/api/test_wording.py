"""Nothing that marshmallow says reaches a reader in marshmallow's words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import marshmallow as ma
import pytest
from flask import Flask
from marshmallow import fields, validate

from core.api.wording import faults_of, reword


def library_messages() -> Iterator[str]:
    """Every sentence in marshmallow's own tables, with its places filled in."""
    values = {"choices": "a, b", "values": "a, b", "input": "x", "obj_type": "datetime", "awareness": "aware"}
    classes = [*vars(fields).values(), *vars(validate).values(), ma.Schema]
    for found in classes:
        if not inspect.isclass(found):
            continue
        for table in ("default_error_messages", "_default_error_messages"):
            for message in getattr(found, table, {}).values():
                yield message.format(**values)
        for name in ("default_message", "message_all", "message_min", "message_max", "message_equal"):
            message = getattr(found, name, None)
            if (isinstance(message, str) and not name.startswith("message_")) or found is validate.Length:
                yield str(message or "Length must be 3.").format(min=1, max=9, equal=3, other=5, **values)


def range_messages() -> Iterator[str]:
    """What Range really says, for every combination of bounds."""
    for low, high in ((1, None), (None, 9), (1, 9)):
        for low_counts in (True, False):
            for high_counts in (True, False):
                check = validate.Range(low, high, min_inclusive=low_counts, max_inclusive=high_counts)
                for value in (-100, 100):
                    try:
                        check(value)
                    except ma.ValidationError as error:
                        yield str(error.messages[0])


@pytest.mark.parametrize("message", sorted({*library_messages(), *range_messages()}))
def test_every_sentence_of_the_library_has_one_of_ours(app: Flask, message: str) -> None:
    with app.test_request_context():
        ours = reword(message)
        assert ours is not None
        assert ours != message
        assert "%(" not in ours


def test_there_are_sentences_to_test() -> None:
    assert len({*library_messages()}) > 30
    assert len({*range_messages()}) == 8


def test_a_sentence_of_a_room_passes_unchanged(app: Flask) -> None:
    def check(value: str) -> None:
        raise ma.ValidationError("Dit is een postbus.")

    class Schema(ma.Schema):
        postcode = fields.String(validate=check)

    schema = Schema()
    with app.test_request_context(), pytest.raises(ma.ValidationError) as caught:
        schema.load({"postcode": "1"})
    with app.test_request_context():
        fault = next(iter(faults_of(caught.value.messages, schema, "body", {"postcode": "1"})))
    assert fault.detail == "Dit is een postbus."
    assert fault.name == "postcode"


@pytest.mark.parametrize(
    ("message", "value", "said"),
    [
        ("Longer than maximum length 200.", "a", "Geef hoogstens 200 tekens."),
        ("Longer than maximum length 200.", ["a"], "Geef hoogstens 200 waarden."),
        ("Shorter than minimum length 1.", "", "Dit mag niet leeg zijn."),
        ("Must be greater than 0 and less than or equal to 9.", "", "Dit moet meer dan 0 en hoogstens 9 zijn."),
        ("Must be less than 9.", "", "Dit moet minder dan 9 zijn."),
    ],
)
def test_lengths_and_ranges_are_worded(app: Flask, message: str, value: object, said: str) -> None:
    with app.test_request_context():
        assert reword(message, value) == said
