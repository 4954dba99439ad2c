"""What the OpenAPI document says about the API as a whole, and about every operation alike."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow.common import resolve_schema_cls

from core.api.problems import KINDS, PROBLEM_TYPE
from core.api.schemas import ProblemSchema
from core.i18n import lazy_gettext

TITLE = "Zorg in uw Buurt"
EXAMPLE_HOST = "https://zorginuwbuurt.example"
LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
_VERSION_HEADER = {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}
_FINDING_HEADERS = {
    "ETag": {"$ref": "#/components/headers/ETag"},
    "Content-Language": {"$ref": "#/components/headers/ContentLanguage"},
}
_DESCRIPTION = lazy_gettext(
    "Zoek zorg voor ernstig zieke kinderen, in de buurt van het gezin. Ook staan hier de regels, de escalatieroute en "
    "goede voorbeelden. Alles is open: u hebt geen sleutel nodig.\n\n"
    "De namen in de API zijn Engels. Dat is zo afgesproken in Open Referral (HSDS), de standaard voor sociale kaarten. "
    "Teksten komen in het Nederlands of Engels. Vraag daarom met de header `Accept-Language`.\n\n"
    "Een postcode met zes tekens is een persoonsgegeven. Zet die nooit in een adres. Gebruik daar vier cijfers, of "
    "stuur de postcode mee met `POST /_search`.\n\n"
    "Elk antwoord op een GET heeft een `ETag`. Stuur die terug in `If-None-Match`; dan krijgt u een 304 als er niets "
    "veranderd is. Caches mogen antwoorden bewaren, maar moeten ze elke keer navragen.\n\n"
    "Lijsten komen in pagina's, met `page` en `limit`. In de header `Link` staan de pagina's ernaast. Tijden zijn in "
    "UTC, afstanden in kilometers, coördinaten in WGS 84.\n\n"
    "Fouten zijn `application/problem+json` (RFC 9457). In `errors` staat elke fout in uw vraag, met wat wel mag.\n\n"
    "Versie 1 blijft zeker een jaar bestaan nadat versie 2 er is. Er zijn nooit meer dan twee versies tegelijk."
)


def info(contact_email: str, public_url: str) -> dict[str, Any]:
    """The `info` object, with whom to ask."""
    return {
        "description": _DESCRIPTION,
        "contact": {"name": TITLE, "url": public_url, "email": contact_email},
        "license": LICENCE,
    }


def schema_name(schema: Any) -> str:
    """The name of a schema in the document: its class without "Schema"; "Partial" or "Without…" when modified."""
    given = resolve_schema_cls(schema)
    name = given.__name__ if isinstance(given, type) else str(schema)
    name = name.removesuffix("Schema") or name
    if isinstance(schema, ma.Schema):
        if schema.only:
            name += "With" + "".join(_pascal(part) for part in sorted(schema.only))
        if schema.exclude:
            name += "Without" + "".join(_pascal(part) for part in sorted(schema.exclude))
        if schema.partial:
            name += "Partial"
    return name


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace(".", "_").split("_") if part)


def add_components(spec: APISpec) -> None:
    """The headers, the parameter and the error that operations refer to."""
    spec.components.schema("Problem", schema=ProblemSchema)
    spec.components.header(
        "ApiVersion",
        {
            "description": lazy_gettext("De versie van de API."),
            "schema": {"type": "string", "example": "1.0.0"},
            "required": True,
        },
    )
    spec.components.header(
        "ETag",
        {"description": lazy_gettext("Kenmerk van dit antwoord, voor `If-None-Match`."), "schema": {"type": "string"}},
    )
    spec.components.header(
        "ContentLanguage",
        {
            "description": lazy_gettext("De taal van het antwoord."),
            "schema": {"type": "string", "enum": ["nl", "en"]},
        },
    )
    spec.components.header(
        "Link",
        {
            "description": lazy_gettext("De eerste, vorige, volgende en laatste pagina (RFC 8288)."),
            "schema": {"type": "string"},
        },
    )
    spec.components.parameter(
        "AcceptLanguage",
        "header",
        {
            "name": "Accept-Language",
            "description": lazy_gettext("De taal van de teksten: nl (gewoon) of en."),
            "schema": {"type": "string", "example": "nl"},
        },
    )


def problem_reference(status: HTTPStatus) -> dict[str, Any]:
    """The documented answer for an error status."""
    known = next((kind for kind in KINDS.values() if kind.status == status), None)
    response: dict[str, Any] = {
        "description": known.title if known else status.phrase,
        "headers": dict(_VERSION_HEADER),
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["headers"]["Allow"] = {
            "description": lazy_gettext("De methoden die hier wel kunnen."),
            "schema": {"type": "string"},
        }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response["headers"]["Retry-After"] = {
            "description": lazy_gettext("Hoeveel seconden u moet wachten."),
            "schema": {"type": "integer"},
        }
    return response


def complete_operation(operation: dict[str, Any], method: str, has_path_parameters: bool) -> None:
    """Give one operation the headers of its good answers, the errors it can give, and the language it listens to."""
    responses = operation.setdefault("responses", {})
    for status, response in responses.items():
        if isinstance(response, dict) and str(status)[0] in "23":
            headers = {**_VERSION_HEADER, **(_FINDING_HEADERS if str(status) == "200" else {})}
            response["headers"] = {**headers, **response.get("headers", {})}
    statuses = {400, 405, 500, *operation.pop("x-problems", ())}
    if has_path_parameters:
        statuses.add(404)
    if "requestBody" in operation:
        statuses |= {413, 415}
    for status in sorted(statuses):
        responses[status] = HTTPStatus(status).name
    operation.setdefault("parameters", []).append("AcceptLanguage")
    if method == "get" and _takes_pages(operation):
        success = responses.get(200) or responses.get("200")
        if isinstance(success, dict):
            success["headers"]["Link"] = {"$ref": "#/components/headers/Link"}


def _takes_pages(operation: dict[str, Any]) -> bool:
    schemas = (parameter.get("schema") for parameter in operation["parameters"] if isinstance(parameter, dict))
    return any(isinstance(schema, ma.Schema) and "page" in schema.fields for schema in schemas)


def without_private(document: dict[str, Any]) -> dict[str, Any]:
    """The document with sorted tags; what follows from registration order alone is no news to a client."""
    return {**document, "tags": sorted(document.get("tags", []), key=lambda tag: str(tag["name"]))}
