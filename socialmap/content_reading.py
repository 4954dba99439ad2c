"""Reading the content of a record of the map (of a form, a suggestion, a revision): every field, every fault. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Uuid
from sqlalchemy import inspect as mapped

from core.messages import N_, Message
from core.publishing.editing import MISSING, NOT_A_LIST, NOT_FIELDS, NOT_TEXT, TOO_MANY, ContentFault, Path
from core.publishing.shapes import PartShape, Shape, shape_of
from core.publishing.snapshots import Content
from socialmap.fields import Vocabulary, reader_of
from socialmap.values import BadValue, Mended

MOST_ITEMS = 400
YES_OR_NO = N_("Kies ja of nee.")
NOT_AN_ID = N_("Kies iets uit de lijst.")
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_REFUSED = object()


@dataclass(slots=True)
class ContentReader:
    """Reads contents; what is wrong is added to `faults`."""

    vocabulary: Vocabulary
    faults: list[ContentFault] = field(default_factory=list)

    def read(self, model: type[Any], content: Any) -> Content:
        """The content with every value in its one spelling. Names that the model does not know are left out.

        Where something is empty that must be filled, or cannot be kept, there is a fault and no value.
        """
        return self._read(shape_of(model), content, ())

    def fault(self, path: Path, text: str, **values: Any) -> None:
        """Note a fault."""
        self.faults.append(ContentFault(path, Message(text, values)))

    def _read(self, shape: Shape, content: Any, path: Path) -> Content:
        if not isinstance(content, Mapping):
            self.fault(path, NOT_FIELDS)
            return {}
        values: Content = {}
        for name, column in shape.columns.items():
            if name == "id":
                values.update({"id": str(content["id"])} if content.get("id") else {})
            elif content.get(name) in _EMPTY:
                values.update({name: None} if name in content and column.nullable else {})
                if _must_be_filled(name, column):
                    self.fault((*path, name), MISSING)
            elif (value := self._value(shape.model, name, column, content[name], (*path, name))) is not _REFUSED:
                values[name] = value
        for name, part in shape.parts.items():
            found = list(self._parts(part, content.get(name), (*path, name)))
            if found:
                values[name] = found
        return values

    def _parts(self, part: PartShape, given: Any, path: Path) -> Iterator[Content]:
        if given in _EMPTY:
            return
        if not isinstance(given, list):
            self.fault(path, NOT_A_LIST)
            return
        if len(given) > MOST_ITEMS:
            self.fault(path, TOO_MANY, count=len(given), most=MOST_ITEMS)
            return
        for place, item in enumerate(given):
            yield self._read(part.shape, item, (*path, place))

    def _value(self, model: type[Any], name: str, column: Column[Any], value: Any, path: Path) -> Any:
        if isinstance(column.type, JSON):
            return self._items(model, name, value, path)
        if isinstance(column.type, Boolean):
            return value if isinstance(value, bool) else self._refuse(path, YES_OR_NO)
        if isinstance(column.type, Uuid):
            return self._id(column, value, path)
        return self._one(model, name, value, path, whole=isinstance(column.type, Integer))

    def _items(self, model: type[Any], name: str, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return self._refuse(path, NOT_A_LIST)
        if len(value) > MOST_ITEMS:
            return self._refuse(path, TOO_MANY, count=len(value), most=MOST_ITEMS)
        found = [self._one(model, name, item, (*path, place)) for place, item in enumerate(value) if item not in _EMPTY]
        return list(dict.fromkeys(item for item in found if item not in (_REFUSED, "", None)))

    def _one(self, model: type[Any], name: str, value: Any, path: Path, *, whole: bool = False) -> Any:
        """One value: the text of it read into its one spelling."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = repr(value)
        if not isinstance(value, str):
            return self._refuse(path, NOT_TEXT)
        try:
            found = reader_of(getattr(model, name))(value, self.vocabulary)
        except (BadValue, Mended) as bad:
            return self._refuse(path, bad.message.text, **bad.message.values)
        if found == "":
            if _must_be_filled(name, mapped(model).columns[name]):
                return self._refuse(path, MISSING)
            return None
        if hasattr(found, "isoformat"):
            return found.isoformat()
        return int(found) if whole else found

    def _id(self, column: Column[Any], value: Any, path: Path) -> Any:
        """The id of another record; of another part it may be a name that a form made up."""
        if not isinstance(value, str):
            return self._refuse(path, NOT_AN_ID)
        try:
            return str(uuid.UUID(value))
        except ValueError:
            return value if not column.nullable else self._refuse(path, NOT_AN_ID)

    def _refuse(self, path: Path, text: str, **values: Any) -> Any:
        self.fault(path, text, **values)
        return _REFUSED


def _must_be_filled(name: str, column: Column[Any]) -> bool:
    """Whether a column is nothing without a value. An address name that is left empty is made."""
    return not column.nullable and column.default is None and name != "slug"
