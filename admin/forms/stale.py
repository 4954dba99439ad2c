"""What an editor gets when somebody else saved the record while she was typing: both versions, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template

from admin.forms.description import Field, Group
from admin.forms.keeping import typed_now
from admin.forms.typed import typed_of
from core.i18n import gettext
from core.publishing.snapshots import Content


@dataclass(frozen=True, slots=True)
class StaleForm:
    """A form that came too late.

    subject, record: what is edited. form: what the form asked. base: what stood there when she began; mine: what she
    made of it; theirs: what stands there now, with its version. action: where the form is posted.
    """

    subject: Any
    record: Any
    form: Group
    base: Content
    mine: Content
    theirs: Content
    newest: int
    action: str


@dataclass(frozen=True, slots=True)
class TwoValues:
    """A field that differs: her text, and the text that stands there now."""

    label: str
    mine: str
    theirs: str
    only_mine: bool


def stale_answer(stale: StaleForm) -> Response:
    """The page with both versions side by side, from which she goes on with what she typed."""
    page = make_response(
        render_template(
            "forms/stale.html",
            stale=stale,
            rows=_differing(stale.form, stale.base, stale.mine, stale.theirs),
            typed=typed_now(),
        )
    )
    page.status_code = 409
    return page


def _differing(form: Group, base: Content, mine: Content, theirs: Content, above: str = "") -> list[TwoValues]:
    rows: list[TwoValues] = []
    for item in form.items:
        values = [content.get(item.name) for content in (base, mine, theirs)]
        if values[1] == values[2]:
            continue
        label = f"{above}{gettext(item.label)}"
        if isinstance(item, Field):
            shown = [_text(item, value) for value in values]
            rows.append(TwoValues(label, shown[1], shown[2], only_mine=shown[0] == shown[2]))
        else:
            rows.append(_rows_differing(item, label, values))
    return rows


def _rows_differing(group: Group, label: str, values: Sequence[Any]) -> TwoValues:
    texts = ["\n".join(_row(group, row) for row in _listed(value)) for value in values]
    return TwoValues(label, texts[1], texts[2], only_mine=texts[0] == texts[2])


def _listed(value: Any) -> list[Content]:
    return value if isinstance(value, list) else [value] if value else []


def _row(group: Group, row: Content) -> str:
    texts = [_text(item, row.get(item.name)) for item in group.fields]
    return "; ".join(text for text in texts if text)


def _text(asked: Field, value: Any) -> str:
    typed = typed_of(Group("", "", "", (asked,), many=False, keyed=False), {asked.name: value})
    return ", ".join(typed.values[asked.name])
