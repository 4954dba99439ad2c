"""The postcodes as a database has them: the embedded table with the imported ones over it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from core.publishing.reading import newest_seq
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import PostcodeRow
from socialmap.models import ImportedPostcode

PC4_LENGTH = 4

# The table of each database as last read, with the number of the import that is in it.
_read: WeakKeyDictionary[Engine, tuple[int, PostcodeTable]] = WeakKeyDictionary()


def places_of(session: Session) -> PostcodeTable:
    """The postcodes of the database of this session. Read again only after an import."""
    engine = session.get_bind(ImportedPostcode).engine
    seq = newest_geography(session)
    known = _read.get(engine)
    if known is None or known[0] != seq:
        known = _read[engine] = seq, read_postcodes(session, lambda: Session(engine))
    return known[1]


def newest_geography(session: Session) -> int:
    """The number of the newest import of postcodes; 0 when there was none."""
    return newest_seq(session, ("geography",))


def read_postcodes(session: Session, sessions: Callable[[], Session]) -> PostcodeTable:
    """The same, read now. sessions: makes a session for looking up full postcodes later on."""
    table = PostcodeTable.embedded()
    digits = func.substr(ImportedPostcode.code, 1, PC4_LENGTH)
    is_pc6 = func.length(ImportedPostcode.code) > PC4_LENGTH
    rows = session.scalars(select(ImportedPostcode).where(~is_pc6)).all()
    if rows:
        table = table.with_rows(_row(row) for row in rows)
    with_pc6 = session.scalars(select(digits).where(is_pc6).distinct()).all()
    lacking = [code for code in with_pc6 if code not in table]
    if lacking:
        full = session.scalars(select(ImportedPostcode).where(is_pc6, digits.in_(lacking))).all()
        table = table.with_rows(_middles(full, table))
    return table.with_pc6(_pc6_lookup(sessions)) if with_pc6 else table


def _row(row: ImportedPostcode) -> PostcodeRow:
    return PostcodeRow(
        code=row.code,
        latitude=row.latitude,
        longitude=row.longitude,
        place=row.place or "",
        municipality_code=row.municipality_code,
        province_code=row.province_code,
    )


def _middles(rows: Iterable[ImportedPostcode], table: PostcodeTable) -> Iterator[PostcodeRow]:
    """A PC4 for each four digits that only full postcodes have: their median point, and the areas most of them name.

    Without a place name among them, that of the nearest PC4 that is known.
    """
    by_digits: defaultdict[str, list[ImportedPostcode]] = defaultdict(list)
    for row in rows:
        by_digits[row.code[:PC4_LENGTH]].append(row)
    for digits, members in by_digits.items():
        latitude, longitude = median(row.latitude for row in members), median(row.longitude for row in members)
        yield PostcodeRow(
            code=digits,
            latitude=latitude,
            longitude=longitude,
            place=_most_named(row.place for row in members) or table.nearest(latitude, longitude).name,
            municipality_code=_most_named(row.municipality_code for row in members),
            province_code=_most_named(row.province_code for row in members),
        )


def _most_named(names: Iterable[str | None]) -> str | None:
    counted = Counter(name for name in names if name)
    return min(counted, key=lambda name: (-counted[name], name)) if counted else None


def _pc6_lookup(sessions: Callable[[], Session]) -> Callable[[str], tuple[float, float] | None]:
    def point(code: str) -> tuple[float, float] | None:
        with sessions() as session:
            row = session.execute(
                select(ImportedPostcode.latitude, ImportedPostcode.longitude).where(ImportedPostcode.code == code)
            ).first()
        return (row.latitude, row.longitude) if row is not None else None

    return point
