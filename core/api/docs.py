"""The documentation page, /api/v1/docs: the OpenAPI document as one page to read, made on the server.

No script, no third party, one small stylesheet of our own. The page follows the language of the reader; `?lang=en`
chooses it by hand.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Request, Response, current_app, render_template
from markupsafe import Markup, escape

from core.api.api import Api, ApiBlueprint
from core.api.conventions import API_PREFIX
from core.api.problems import KINDS
from core.api.responses import json_answer, json_bytes
from core.i18n import add_language_rule, gettext, language, lazy_gettext

DOCS_PATH = f"{API_PREFIX}/docs"
_CODE = re.compile(r"`([^`]+)`")
_LIMITS = (
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "maxItems",
    "pattern",
)


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter of an operation, or a property of a schema, as a row of a table."""

    name: str
    place: str
    required: bool
    type: Markup
    limits: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response of an operation. shape: what is in it, empty for none."""

    status: str
    description: str
    shape: Markup


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API, ready to be shown."""

    id: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Member]
    body: Markup
    curl: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema, ready to be shown."""

    name: str
    description: str
    members: list[Member]


def init_docs(app: Flask, api: Api) -> None:
    """Add /api/v1/openapi.json and /api/v1/docs to the app."""
    document = ApiBlueprint("documentation", __name__, description=lazy_gettext("Deze API beschreven."))

    @document.route("/openapi.json")
    @document.response(200, {"type": "object"})
    @document.doc(
        summary=lazy_gettext("De beschrijving van deze API"),
        description=lazy_gettext("Een OpenAPI-document, versie 3.1. Elke website mag het ophalen."),
    )
    def get_openapi() -> Response:
        return json_answer(api.document_bytes())

    api.register_blueprint(document)
    pages = Blueprint("docs", __name__, template_folder="templates", static_folder="static")
    pages.add_url_rule(DOCS_PATH, "page", _docs_page)
    pages.add_url_rule(f"{DOCS_PATH}/assets/<path:filename>", "assets", pages.send_static_file)
    app.register_blueprint(pages)
    app.extensions["zorgbuurt-docs"] = {}
    add_language_rule(app, _language_by_hand)


def _language_by_hand(request: Request) -> str | None:
    return request.args.get("lang") if request.path == DOCS_PATH else None


def _docs_page() -> str:
    made: dict[str, str] = current_app.extensions["zorgbuurt-docs"]
    code = language()
    if code not in made:
        api: Api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
        document = api.document()
        operations = list(read_operations(document))
        made[code] = render_template(
            "api/docs.html",
            language=code,
            info=document["info"],
            server=document["servers"][0]["url"],
            tags=[
                (tag, [operation for operation in operations if operation.tag == tag["name"]])
                for tag in document["tags"]
            ],
            shapes=list(read_shapes(document)),
            kinds=sorted(KINDS.values(), key=lambda kind: (kind.status, kind.code)),
            prose=prose,
        )
    return made[code]


def prose(text: str) -> Markup:
    """Plain text with blank lines between paragraphs and `code`, as HTML."""
    paragraphs = (_CODE.sub(r"<code>\1</code>", str(escape(part.strip()))) for part in str(text).split("\n\n"))
    return Markup("").join(Markup(f"<p>{part}</p>") for part in paragraphs if part)  # noqa: S704  # escaped above


def read_operations(document: Mapping[str, Any]) -> Iterable[Operation]:
    """Every operation in an OpenAPI document, in its order."""
    server = document["servers"][0]["url"]
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in ("get", "post", "put", "patch", "delete"):
            if method not in item:
                continue
            operation = item[method]
            parameters = [_resolve(document, raw) for raw in [*shared, *operation.get("parameters", [])]]
            yield Operation(
                id=operation["operationId"],
                tag=operation["tags"][0],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=operation.get("description", ""),
                parameters=[_parameter(document, parameter) for parameter in parameters],
                body=_type(_content_schema(operation.get("requestBody", {}))),
                curl=_curl(document, server + path, method, parameters, operation),
                answers=[
                    _answer(status, _resolve(document, answer)) for status, answer in operation["responses"].items()
                ],
            )


def read_shapes(document: Mapping[str, Any]) -> Iterable[Shape]:
    """Every schema in an OpenAPI document, by name."""
    for name, schema in sorted(document["components"].get("schemas", {}).items()):
        required = schema.get("required", [])
        members = [
            _member(document, key, "", key in required, below, below.get("description", ""))
            for key, below in schema.get("properties", {}).items()
        ]
        yield Shape(name, schema.get("description", ""), members)


def _resolve(document: Mapping[str, Any], node: Any) -> Any:
    if not isinstance(node, Mapping) or "$ref" not in node:
        return node
    found: Any = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def _parameter(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Member:
    schema = parameter.get("schema", {})
    description = parameter.get("description") or schema.get("description", "")
    place = {"path": gettext("pad"), "query": gettext("vraag"), "header": gettext("header")}[parameter["in"]]
    return _member(document, parameter["name"], place, parameter.get("required", False), schema, description)


def _member(
    document: Mapping[str, Any], name: str, place: str, required: bool, schema: Any, description: str
) -> Member:
    limits = _limits(_resolve(document, schema))
    return Member(name, place, required, _type(schema), limits, description)


def _type(schema: Any) -> Markup:
    """The type of a schema in words, with a link where it has a name."""
    if not schema:
        return Markup("")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    for combination in ("allOf", "anyOf", "oneOf"):
        if combination in schema:
            return Markup(" / ").join(_type(part) for part in schema[combination])
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return escape(" / ".join(kind))
    if kind == "array":
        return escape(gettext("lijst van")) + " " + (_type(schema.get("items", {})) or "…")
    return escape(f"{kind} ({schema['format']})" if schema.get("format") else kind)


def _limits(schema: Any) -> str:
    inner = schema.get("items", {}) if schema.get("type") == "array" else {}
    values = schema.get("enum") or inner.get("enum")
    parts = [", ".join(str(value) for value in values)] if values else []
    parts += [f"{_limit_name(name)} {schema[name]}" for name in _LIMITS if schema.get(name) is not None]
    if schema.get("default") is not None:
        parts.append(gettext("standaard %(value)s", value=schema["default"]))
    return "; ".join(parts)


def _limit_name(name: str) -> str:
    return {
        "minimum": gettext("vanaf"),
        "exclusiveMinimum": gettext("meer dan"),
        "maximum": gettext("tot en met"),
        "exclusiveMaximum": gettext("minder dan"),
        "minLength": gettext("minste tekens:"),
        "maxLength": gettext("meeste tekens:"),
        "maxItems": gettext("meeste waarden:"),
        "pattern": gettext("vorm:"),
    }[name]


def _answer(status: str, answer: Mapping[str, Any]) -> Answer:
    return Answer(str(status), answer.get("description", ""), _type(_content_schema(answer)))


def _content_schema(node: Mapping[str, Any]) -> Any:
    for content in node.get("content", {}).values():
        return content.get("schema")
    return None


def _curl(
    document: Mapping[str, Any], url: str, method: str, parameters: list[Any], operation: Mapping[str, Any]
) -> str:
    """A request that a reader can paste: every path member, and each query member with an example."""
    query: list[tuple[str, Any]] = []
    for parameter in parameters:
        example = parameter.get("example", parameter.get("schema", {}).get("example"))
        if parameter["in"] == "path" and example is not None:
            url = url.replace("{" + parameter["name"] + "}", quote(str(example)))
        if parameter["in"] == "query" and example is not None:
            query += [(parameter["name"], part) for part in (example if isinstance(example, list) else [example])]
    words = ["curl"]
    if method != "get":
        words += ["-X", method.upper()]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        example = content.get("example") or _example(document, content.get("schema", {}))
        words += ["-H", f"Content-Type: {media_type}", "-d", json_bytes(example).decode("utf-8")]
    return shlex.join([*words, f"{url}?{urlencode(query)}" if query else url])


def _example(document: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    properties = _resolve(document, schema).get("properties", {})
    return {name: below["example"] for name, below in properties.items() if "example" in below}
