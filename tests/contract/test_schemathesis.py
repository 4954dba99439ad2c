"""Requests made up from the OpenAPI document, good and bad: the real app keeps to what it documents."""

from __future__ import annotations

from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.config import SchemathesisConfig

from tests.instances import Instance

ALWAYS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CHECKS = {GenerationMode.POSITIVE: ALWAYS, GenerationMode.NEGATIVE: [*ALWAYS, negative_data_rejection]}
# NUL is refused everywhere (tests/core/api); made-up requests would hold little else.
CONFIG = {"generation": {"allow-x00": False}}
EXAMPLES = 12


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_app_keeps_to_its_document(own_starter: Instance, mode: GenerationMode) -> None:
    """Every operation gets requests that its document allows, or that it does not; a copy, because some write."""
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", own_starter.app, config=config)
    tried: set[str] = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def keeps_to_it(case: schemathesis.Case) -> None:
            tried.add(case.operation.label)
            # It asks for compressed answers by itself, and cannot read every compression we have.
            case.call_and_validate(checks=CHECKS[mode], headers={"Accept-Encoding": "identity"})

        with suppress(Unsatisfiable):  # nothing can be wrong with a request that takes any text
            keeps_to_it()
    assert len(tried) > 10
