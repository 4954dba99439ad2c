"""The change feed: what was published and withdrawn, in order, so that other systems can follow along."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from core.api.api import ApiBlueprint
from core.api.fields import WholeNumber
from core.api.responses import client_has, etag_for, json_answer, json_bytes, not_modified, utc_text
from core.database import db
from core.i18n import lazy_gettext
from core.publishing.models import Document
from core.publishing.numbering import head_seq
from core.publishing.reading import changes_after

blp = ApiBlueprint("changes", __name__, description=lazy_gettext("Wat er is gepubliceerd en ingetrokken, op volgorde."))
HIGHEST_SEQ = 10**15


class ChangeArguments(Schema):
    """Where a reader is, and how much it wants."""

    since = WholeNumber(
        load_default=0,
        validate=validate.Range(0, HIGHEST_SEQ),
        metadata={"description": lazy_gettext("Het nummer (`seq`) dat u het laatst hebt gezien."), "example": 0},
    )
    limit = WholeNumber(
        load_default=100,
        validate=validate.Range(1, 1000),
        metadata={"description": lazy_gettext("Hoeveel wijzigingen hoogstens."), "example": 100},
    )


class ChangeSchema(Schema):
    """One published or withdrawn document."""

    seq = fields.Integer(required=True, metadata={"description": lazy_gettext("Nummer; loopt altijd op.")})
    kind = fields.String(required=True, metadata={"description": lazy_gettext("Soort, zoals service of factsheet.")})
    id = fields.String(required=True, metadata={"description": lazy_gettext("Vaste sleutel.")})
    slug = fields.String(required=True, metadata={"description": lazy_gettext("Naam in het webadres.")})
    version = fields.Integer(required=True, metadata={"description": lazy_gettext("Versie van de inhoud.")})
    withdrawn = fields.Boolean(required=True, metadata={"description": lazy_gettext("Waar als het is ingetrokken.")})
    published_at = fields.DateTime(
        data_key="publishedAt", required=True, metadata={"description": lazy_gettext("Wanneer, in UTC.")}
    )
    body = fields.Dict(
        allow_none=True,
        metadata={"description": lazy_gettext("De hele inhoud, met alle talen; leeg als het is ingetrokken.")},
    )


class ChangeList(Schema):
    """A stretch of the feed."""

    next_since = fields.Integer(
        data_key="nextSince",
        required=True,
        metadata={"description": lazy_gettext("Geef dit nummer de volgende keer als `since`.")},
    )
    complete = fields.Boolean(
        required=True, metadata={"description": lazy_gettext("Waar als er op dit moment niets meer volgt.")}
    )
    changes = fields.List(fields.Nested(ChangeSchema), required=True)


@blp.route("/changes")
@blp.arguments(ChangeArguments(), location="query")
@blp.response(200, ChangeList)
@blp.doc(
    summary=lazy_gettext("Volg de wijzigingen"),
    description=lazy_gettext(
        "Alles wat na een nummer is gepubliceerd of ingetrokken. Van elk document komt alleen de laatste stand. "
        "Herhaal dit met `nextSince` tot `complete` waar is."
    ),
)
def list_changes(arguments: dict[str, Any]) -> Response:
    """The documents after `since`, oldest first, each only in its newest form."""
    head = head_seq(db.session)
    etag = etag_for("changes", head, arguments)
    if client_has(etag):
        return not_modified(etag)
    rows = changes_after(db.session, arguments["since"], arguments["limit"] + 1, head)
    shown = rows[: arguments["limit"]]
    body = {
        "nextSince": shown[-1].seq if len(rows) > len(shown) else max(head, arguments["since"]),
        "complete": len(rows) <= len(shown),
        "changes": [_change(row) for row in shown],
    }
    return json_answer(json_bytes(body), etag=etag)


def _change(row: Document) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": row.kind,
        "id": row.id,
        "slug": row.slug,
        "version": row.version,
        "withdrawn": row.withdrawn,
        "publishedAt": utc_text(row.published_at),
        "body": None if row.withdrawn else row.body,
    }
