"""The shape of an error, for the OpenAPI document."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields, validate

from core.i18n import lazy_gettext


class FaultSchema(Schema):
    """One fault in the `errors` of a problem."""

    in_ = fields.String(
        data_key="in",
        required=True,
        validate=validate.OneOf(["query", "body", "path", "header"]),
        metadata={"description": lazy_gettext("Waar de fout zit.")},
    )
    name = fields.String(required=True, metadata={"description": lazy_gettext("Welk onderdeel het is.")})
    detail = fields.String(required=True, metadata={"description": lazy_gettext("Wat u moet veranderen.")})
    value = fields.Raw(metadata={"description": lazy_gettext("Wat u stuurde, als dat kort is.")})
    allowed = fields.Raw(
        metadata={"description": lazy_gettext("Wat wel mag: een lijst van waarden, of grenzen zoals `minimum`.")}
    )


class ProblemSchema(Schema):
    """An error as RFC 9457 describes it, with two members of our own: `errors` and `requestId`.

    A kind of problem may have further members, such as the methods that a 405 allows.
    """

    class Meta:
        unknown = INCLUDE

    type = fields.String(
        required=True, metadata={"description": lazy_gettext("Welke soort fout; een adres in deze documentatie.")}
    )
    title = fields.String(required=True, metadata={"description": lazy_gettext("De soort fout in woorden.")})
    status = fields.Integer(required=True, metadata={"description": lazy_gettext("De HTTP-status.")})
    detail = fields.String(required=True, metadata={"description": lazy_gettext("Wat er is en wat u kunt doen.")})
    errors = fields.List(
        fields.Nested(FaultSchema),
        required=True,
        metadata={"description": lazy_gettext("Elke fout apart; leeg als er niets te verbeteren valt.")},
    )
    request_id = fields.String(
        data_key="requestId",
        required=True,
        metadata={"description": lazy_gettext("Noem dit nummer als u ons over deze fout schrijft.")},
    )
