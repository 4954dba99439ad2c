"""Names as people sort them: without difference between capitals and small letters, and accents left out.

Databases differ in how they sort: SQLite puts every capital before every small letter, and `É` behind `z`. So names are
folded by plain SQL that each database knows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

# The accents that Dutch names have, the frequent ones: the parser of SQLite takes some two dozen calls in each other.
# Also capitals, because SQLite knows the small letters of a to z only.
_PAIRS = tuple(zip("éèëêáàäçïíöóüñÉÈÖÏ", "eeeeaaaciioounEEOI", strict=True))


def folded(column: Any) -> ColumnElement[str]:
    """A column, folded, for a query."""
    expression = column
    for accented, plain in _PAIRS:
        expression = func.replace(expression, accented, plain)
    return func.lower(expression)


def folded_sql(column: str) -> str:
    """The same as SQL, for a column of a table that the database works out itself."""
    expression = column
    for accented, plain in _PAIRS:
        expression = f"replace({expression}, '{accented}', '{plain}')"
    return f"lower({expression})"
