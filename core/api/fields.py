"""Fields for arguments that take what they say and nothing else.

Python is generous: `int("1_000")`, `int(" ٣ ")` and `int(1.5)` all succeed, and marshmallow's boolean takes "on" and
"t". An API that guesses answers a question nobody asked, so these fields do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")


class WholeNumber(fields.Integer):
    """A whole number of at most 18 digits: 3 or "3"; not 3.5, "3.0", "1_000" or true."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str) or not _WHOLE.fullmatch(str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


class DecimalNumber(fields.Float):
    """A number as JSON writes it: 3, 3.5, "3.5" or "35e-1"; not "3,5", ".5", "nan" or true."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self.make_error("invalid", input=value)
        if isinstance(value, str) and not _DECIMAL.fullmatch(value):
            raise self.make_error("invalid", input=value)
        if isinstance(value, int) and abs(value) >= 10**18:
            raise self.make_error("too_large", input=value)
        return float(super()._deserialize(value, attr, data, **kwargs))


class TrueOrFalse(fields.Boolean):
    """true or false, also as text in a query; not 1, "on" or "yes"."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value is True or value == "true":
            return True
        if value is False or value == "false":
            return False
        raise self.make_error("invalid", input=value)
