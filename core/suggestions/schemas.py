"""What the API takes and gives about suggestions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from core.i18n import lazy_gettext
from core.suggestions.models import SenderRole, SuggestionState
from core.suggestions.sending import LONGEST_SOURCE, LONGEST_WORDS

LONGEST_KEY = 200


class SuggestionArguments(Schema):
    """A correction of one public thing, or a whole new organization. No name and no address of the sender."""

    kind = fields.String(
        validate=validate.Length(1, 40),
        metadata={
            "description": lazy_gettext("Soort van wat er niet klopt, zoals in `kind` van een zoekresultaat."),
            "example": "service",
        },
    )
    id = fields.String(
        validate=validate.Length(1, LONGEST_KEY),
        metadata={"description": lazy_gettext("Het `id` of de `slug` ervan."), "example": "kinderthuiszorg-utrecht"},
    )
    fields_ = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 100)),
        values=fields.Raw(allow_none=True),
        data_key="fields",
        metadata={
            "description": lazy_gettext(
                "Per veld wat het moet worden, met de naam die het in het antwoord heeft. Een onderdeel van een lijst "
                "heet `phones.0.number`; het nummer na het laatste voegt iets toe. `null` maakt een veld leeg."
            ),
            "example": {"phones.0.number": "030 789 78 78", "minimumAge": 4},
        },
    )
    organization = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 100)),
        values=fields.Raw(allow_none=True),
        metadata={
            "description": lazy_gettext(
                "Een hele nieuwe organisatie, met `services`, `locations` en `phones` erin. Dan zonder `kind` en `id`."
            ),
            "example": {"name": "Thuiszorg De Brug", "services": [{"name": "Verpleging thuis"}]},
        },
    )
    text = fields.String(
        validate=validate.Length(max=LONGEST_WORDS),
        metadata={"description": lazy_gettext("Wat er niet klopt, in uw eigen woorden. Zonder gegevens van een kind.")},
    )
    source = fields.String(
        validate=validate.Length(max=LONGEST_SOURCE),
        metadata={"description": lazy_gettext("Hoe u dit weet, bijvoorbeeld een webadres.")},
    )
    role = fields.String(
        validate=validate.OneOf([role.value for role in SenderRole]),
        metadata={"description": lazy_gettext("Of u ouder, professional of de organisatie zelf bent.")},
    )
    checked = fields.Boolean(
        load_default=False,
        metadata={
            "description": lazy_gettext(
                "Dat u hebt nagekeken dat er niets over een kind in staat. Na een waarschuwing."
            )
        },
    )
    extra = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_WORDS),
        metadata={"description": lazy_gettext("Laat dit leeg: alleen robots vullen het in.")},
    )


class SuggestionReceiptSchema(Schema):
    """How far a suggestion is. What was suggested is not shown: the code may have been seen by others."""

    follow_up_code = fields.String(
        data_key="followUpCode",
        required=True,
        metadata={"description": lazy_gettext("Hiermee vraagt u hoe het staat."), "example": "7K2M-QX9F"},
    )
    state = fields.String(
        required=True,
        validate=validate.OneOf([state.value for state in SuggestionState]),
        metadata={"description": lazy_gettext("Wat er met uw melding is gedaan.")},
    )
    reason = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": lazy_gettext("Waarom iets niet is overgenomen.")},
    )
    url = fields.String(required=True, metadata={"description": lazy_gettext("Waar u dit opnieuw kunt vragen.")})
