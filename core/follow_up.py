"""Codes by which the sender of something asks after it, without an account and without telling who she is."""

from __future__ import annotations

import secrets
from collections.abc import Callable

# Without letters and digits that are easily taken for each other.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 9


def fresh_code(is_taken: Callable[[str], bool]) -> str:
    """A code as "7K2M-QX9F" that was not given before. It cannot be guessed: there are 10^12 of them."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH - 1))
        code = f"{letters[:4]}-{letters[4:]}"
        if not is_taken(code):
            return code
