"""The OpenAPI document, and what every answer of every route has in common."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.instances import Instance, copied, words_template

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
# What an operation cannot do without, where its examples together would make another question.
FITTING = {"/suggestions": {"q": "utr"}, "/escalation-advice": {"law": "zvw", "postcode": "3511"}}
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document(starter: Instance) -> dict[str, Any]:
    """The document as a client gets it."""
    found: dict[str, Any] = starter.read("/openapi.json")
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def resolved(document: dict[str, Any], value: Any) -> Any:
    """A part of the document behind its reference, if it is one."""
    while isinstance(value, dict) and "$ref" in value:
        target: Any = document
        for name in value["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        value = target
    return value


def parameters(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation."""
    return [resolved(document, item) for item in operation.get("parameters", [])]


@pytest.fixture(scope="module")
def real_ids(starter: Instance) -> dict[str, str]:
    """For every path with a parameter, a value that exists."""
    service = starter.read("/services", limit=1, careType="logeeropvang")["services"][0]
    changes = starter.read("/changes", limit=1000)["changes"]
    slugs = {item["kind"]: item["slug"] for item in changes if not item["withdrawn"]}
    return {
        "/services/{key}": service["id"],
        "/organizations/{key}": service["organization"]["id"],
        "/locations/{key}": next(item["id"] for item in changes if item["kind"] == "location"),
        "/taxonomies/{taxonomy_id}/terms": "laws",
        "/postcodes/{pc4}": "3511",
        "/regions/{code}": "NIK-UTRECHT",
        **{f"/{kind}s/{{slug}}": slug for kind, slug in slugs.items()},
    }


def filled(path: str, real_ids: dict[str, str]) -> str | None:
    """The path with what exists in its place; None when this test knows nothing that does."""
    if "{" not in path:
        return path
    value = real_ids.get(path)
    return re.sub(r"\{[^}]+\}", value, path) if value is not None else None


def test_it_is_open_to_everyone_in_both_languages(starter: Instance, document: dict[str, Any]) -> None:
    response = starter.get("/openapi.json", headers={"Accept-Language": "en"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert document["openapi"].startswith("3.1")
    assert {"name", "url", "email"} <= set(document["info"]["contact"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    english = json.loads(response.data)
    assert english["info"]["description"] != document["info"]["description"]
    assert set(english["paths"]) == set(document["paths"])


def test_its_page_is_complete_without_scripts_from_elsewhere(starter: Instance) -> None:
    response = starter.get("/docs")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!zorginuwbuurt\.example)[^"]+\.(?:js|css)', response.text)
    assert "/_search" in response.text


def test_names_follow_the_design_rules(document: dict[str, Any]) -> None:
    identifiers = []
    for path, method, operation in operations(document):
        assert re.fullmatch(r"(?:/(?:_?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.json)?|\{[a-z0-9_]+\}))+", path), path
        assert not path.endswith("/")
        identifiers.append(operation["operationId"])
        assert operation["summary"], (path, method)
        for parameter in parameters(document, operation):
            if parameter["in"] == "query":
                assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", parameter["name"])
                assert parameter["description"], (path, parameter["name"])
    assert len(identifiers) == len(set(identifiers))


def test_every_route_of_the_app_is_documented(starter: Instance, document: dict[str, Any]) -> None:
    undocumented = {"/openapi.json", "/docs"}
    for rule in starter.app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            known = {method.upper() for method in METHODS if method in document["paths"].get(path, {})}
            assert (
                path in undocumented
                or path.startswith("/docs/")
                or set(rule.methods or ()) - {"HEAD", "OPTIONS"} <= known
            ), rule.rule


def test_every_answer_has_what_clients_count_on(
    starter: Instance, document: dict[str, Any], real_ids: dict[str, str]
) -> None:
    seen = 0
    for path, method, operation in operations(document):
        address = filled(path, real_ids)
        if address is None or method != "get":
            continue
        query = FITTING.get(path, {})
        response = starter.get(address, **query)
        assert response.status_code == 200, (address, response.text)
        headers = response.headers
        assert headers["API-Version"] == document["info"]["version"]
        assert headers["ETag"].startswith('"')
        assert headers["Content-Language"] == "nl"
        assert "Accept-Language" in headers["Vary"]
        assert headers["Cache-Control"] == "public, no-cache"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert {name: headers[name] for name in SECURITY} == SECURITY
        assert "Set-Cookie" not in headers
        head = starter.client.head(f"/api/v1{address}", query_string=query)
        assert (head.status_code, head.data) == (200, b"")
        schema = resolved(document, operation["responses"]["200"]["content"]["application/json"]["schema"])
        validator = Draft202012Validator({**schema, "components": document["components"]})
        assert not list(validator.iter_errors(json.loads(response.data))), address
        seen += 1
    assert seen >= 12


def test_every_error_is_a_problem(starter: Instance, document: dict[str, Any], real_ids: dict[str, str]) -> None:
    problem = Draft202012Validator(
        {**document["components"]["schemas"]["Problem"], "components": document["components"]}
    )
    for path, method, _ in operations(document):
        address = filled(path, real_ids) or re.sub(r"\{[^}]+\}", str(uuid.UUID(int=1)), path)
        wrong = {
            "query": getattr(starter.client, method)(f"/api/v1{address}?onbekend=1", json={}),
            "method": starter.client.delete(f"/api/v1{address}"),
            "slash": starter.client.get(f"/api/v1{address}/"),
            "missing": starter.client.get(f"/api/v1{re.sub(r'{[^}]+}', 'nergens', path)}x"),
        }
        for name, response in wrong.items():
            if name == "query" and method == "post":
                continue
            assert response.status_code in {400, 404, 405}, (path, name, response.status_code)
            assert response.mimetype == "application/problem+json", (path, name)
            body = json.loads(response.data)
            assert not list(problem.iter_errors(body)), (path, name, body)
            assert response.headers["API-Version"] == document["info"]["version"]
            assert response.headers["Cache-Control"] == "no-store"
            assert {header: response.headers[header] for header in SECURITY} == SECURITY
            if name == "method":
                assert response.status_code == 405, (path, body)
                assert response.headers["Allow"]


def test_the_documented_examples_work(starter: Instance, document: dict[str, Any], real_ids: dict[str, str]) -> None:
    tried = 0
    for path, method, operation in operations(document):
        address = filled(path, real_ids)
        if address is None or method != "get":
            continue
        examples = {}
        for parameter in parameters(document, operation):
            example = parameter.get("example", parameter.get("schema", {}).get("example"))
            if parameter["in"] == "query" and example is not None:
                examples[parameter["name"]] = example
        for name, example in examples.items():
            response = starter.get(address, **{name: example})
            assert response.status_code in {200, 400}, f"{address}?{name}={example}"
            if response.status_code == 400:  # only because it needs company
                assert starter.get(address, **examples).status_code == 200, (address, examples)
            tried += 1
        if examples:
            assert starter.get(address, **examples).status_code == 200, (address, examples)
    assert tried > 15


def test_real_visitors_get_told_to_use_https(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("production")
    with copied(words_template(), folder / "data", environment="production") as instance:
        assert "max-age=" in instance.get("/taxonomies").headers["Strict-Transport-Security"]
