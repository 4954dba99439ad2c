"""The API of this house: flask-smorest with our conventions, and the OpenAPI document that comes of it.

    blp = ApiBlueprint("services", __name__, description=lazy_gettext("Zorg in de buurt."))

    @blp.route("/services")
    @blp.arguments(ServiceArguments(), location="query")
    @blp.response(200, ServiceList)
    @blp.doc(summary=lazy_gettext("Zoek zorg"), description=lazy_gettext("…"))
    def list_services(arguments): ...

    @blp.route("/services/<uuid:service_id>")
    @blp.response(200, ServiceSchema)
    @blp.problems(404)
    @blp.doc(summary=lazy_gettext("Eén zorgaanbod"))
    def get_service(service_id): ...

Each operation gets by itself: an operationId (the view's name in camelCase), API-Version on its good answers, and the
problems that any operation can give. A summary is obligatory; docstrings stay out of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast

import flask
import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, request
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint
from flask_smorest.spec.plugins import FlaskPlugin

from core.api import openapi
from core.api.arguments import ArgumentParser
from core.api.conventions import API_PREFIX, init_conventions
from core.api.fields import DecimalNumber, TrueOrFalse, WholeNumber
from core.api.problems import BadInput, Fault
from core.api.schemas import ProblemSchema
from core.i18n import language, lazy_gettext

OPENAPI_VERSION = "3.1.0"
View = Callable[..., Any]
AnyView = TypeVar("AnyView", bound=View)


class Decorator(Protocol):
    """A decorator that leaves the type of a view as it is."""

    def __call__(self, view: AnyView, /) -> AnyView: ...


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """The endpoints of one subject. Its paths come under /api/v1 and never end in a slash.

    A view without query arguments refuses any query member, as one with arguments refuses those it does not know.
    """

    ARGUMENTS_PARSER = ArgumentParser()

    def __init__(self, name: str, import_name: str, *, description: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("url_prefix", API_PREFIX)
        super().__init__(name, import_name, description=description, **kwargs)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: View | None = None, *args: Any, **options: Any
    ) -> None:
        """Add an endpoint, always a function.

        Raises ValueError for a path with a trailing slash or a view without a summary, TypeError for a class.
        """
        if isinstance(view_func, type):
            raise TypeError(f"{rule}: a view is a function here, so that its decorators tell all there is to tell")
        if rule.endswith("/"):
            raise ValueError(f"{rule}: a path never ends in a slash")
        if view_func is not None:
            if not getattr(view_func, "_apidoc", {}).get("manual_doc", {}).get("summary"):
                raise ValueError(f"{rule}: give {view_func.__name__} a summary with blp.doc(summary=…)")
            if not _reads_query(view_func):
                view_func = _refusing_query(view_func)
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Decorator:
        """Decorator: the view gets what this schema instance reads from `query`, `json` or `headers`, in order."""
        return cast(Decorator, super().arguments(schema, location=location, **options))

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Decorator:
        """Decorator: what a good answer looks like. A view may return a ready Response; the schema then documents."""
        return cast(Decorator, super().response(status_code, schema, **options))

    def route(self, rule: str, **options: Any) -> Decorator:
        """Decorator: the path of a view under /api/v1, with its `methods`."""
        return cast(Decorator, super().route(rule, **options))

    @staticmethod
    def doc(**members: Any) -> Decorator:
        """Decorator: members of the operation in the document; `summary` is obligatory."""
        return cast(Decorator, Blueprint.doc(**members))

    @staticmethod
    def problems(*statuses: int) -> Decorator:
        """Decorator: beside what any operation can answer, this one can give these statuses (404, 406, 429, 503)."""

        def decorator(view: AnyView) -> AnyView:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                return view(*args, **kwargs)

            wrapper._apidoc = {  # type: ignore[attr-defined]  # flask-smorest keeps its notes there
                **getattr(view, "_apidoc", {}),
                "problems": tuple(statuses),
            }
            return cast(AnyView, wrapper)

        return decorator

    def _prepare_response_doc(self, doc: Any, doc_info: Any, **kwargs: Any) -> Any:
        doc_info["docstring"] = {}
        doc = Blueprint._prepare_response_doc(doc, doc_info, **kwargs)
        doc["x-problems"] = doc_info.get("problems", ())
        return doc


def _reads_query(view: View) -> bool:
    parameters = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return any(parameter["in"] == "query" for parameter in parameters)


def _refusing_query(view: View) -> View:
    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if request.query_string and request.args:
            detail = lazy_gettext("Hier kan geen vraagteken met iets erachter staan.")
            raise BadInput(*(Fault("query", name[:80], detail, allowed=[]) for name in request.args))
        return view(*args, **kwargs)

    return wrapper


class _Paths(FlaskPlugin):  # type: ignore[misc]  # flask-smorest ships no types
    """Paths relative to the server URL, and what every operation has in common."""

    def __init__(self) -> None:
        super().__init__()
        self.operation_ids: set[str] = set()

    def path_helper(self, rule: Any, operations: Any, parameters: Any, **kwargs: Any) -> str:
        path: str = super().path_helper(rule=rule, operations=operations, parameters=parameters, **kwargs)
        name = rule.endpoint.rpartition(".")[2]
        for method, operation in operations.items():
            operation_id = operation.setdefault(
                "operationId", _camel(name if len(operations) == 1 else f"{method}_{name}")
            )
            if operation_id in self.operation_ids:
                raise ValueError(f"Two operations are called {operation_id}: rename one of the views")
            self.operation_ids.add(operation_id)
            openapi.complete_operation(operation, method, bool(parameters))
        return path.removeprefix(API_PREFIX) or "/"


def _camel(name: str) -> str:
    first, *others = [part for part in re.split(r"[_\W]+", name) if part]
    return first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in others)


class Api(SmorestApi):  # type: ignore[misc]  # flask-smorest ships no types
    """The API and its OpenAPI document. `Api(app)` sets up the conventions too; then register blueprints.

    Call `init_request_log`, `init_security_headers` and `init_i18n` first, `init_docs` after.

    contact_email and public_url go into the document. public_url is where clients reach this instance, with https
    (ADR); without one the document names an example host that each client replaces by its own.
    """

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, *, contact_email: str, public_url: str = openapi.EXAMPLE_HOST) -> None:
        init_conventions(app)
        app.config.setdefault("API_TITLE", openapi.TITLE)
        app.config.setdefault("OPENAPI_VERSION", OPENAPI_VERSION)
        app.config["OPENAPI_URL_PREFIX"] = None
        self._documents: dict[str, bytes] = {}
        super().__init__(
            app,
            spec_kwargs={
                "flask_plugin": _Paths(),
                "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=openapi.schema_name),
                "info": openapi.info(contact_email, public_url),
                "servers": [{"url": f"{public_url.rstrip('/')}{API_PREFIX}"}],
            },
        )
        self.register_field(WholeNumber, ma.fields.Integer)
        self.register_field(DecimalNumber, ma.fields.Float)
        self.register_field(TrueOrFalse, ma.fields.Boolean)

    def _register_error_handlers(self) -> None:
        """Nothing: core.api.problems has the one table."""

    def _register_responses(self) -> None:
        openapi.add_components(self.spec)
        for status in HTTPStatus:
            if status >= 400:
                self.spec.components.response(status.name, openapi.problem_reference(status), lazy=True)
            else:
                self.spec.components.response(status.name, {"description": status.phrase}, lazy=True)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document in the language of the present request."""
        plain: dict[str, Any] = flask.json.loads(self.document_bytes())
        return plain

    def document_bytes(self) -> bytes:
        """The same as JSON, made once per language."""
        code = language()
        if code not in self._documents:
            whole = openapi.without_private(self.spec.to_dict())
            self._documents[code] = self._app.json.dumps(whole).encode("utf-8")
        return self._documents[code]


def the_api() -> Api:
    """The API of the present app."""
    api: Api = flask.current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return api
