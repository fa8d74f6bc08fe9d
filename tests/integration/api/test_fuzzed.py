"""Every operation called with what its own description allows, and with what it does not.

schemathesis makes the calls; half of them are about things that are there, own and foreign.
`FUZZ_EXAMPLES=200 pytest tests/integration/api/test_fuzzed.py` looks longer than CI does.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from tests.integration.web import addressed

from hengke.apps.api import description, limits, routes
from hengke.apps.webhooks.api import limits as policy

pytestmark = [pytest.mark.django_db, pytest.mark.long_test]
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
SECRET = "褚卫红"
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
)
URL_NAMES = {
    one.operation_id: path.url_name for path in routes.paths().values() for one in path.operations
}
NAMED = {"alice": "rm", "olga": "business"}


@pytest.fixture
def bank(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limits", lambda: replace(policy(), per_minute=10_000))
    addressed.fill(SECRET)


@pytest.mark.parametrize("name", NAMED)
def test_no_call_breaks_and_every_answer_is_as_described(
    name: str, bank: None, call: Callable[..., Any]
) -> None:
    headers = {"Authorization": f"Bearer {call(name).token}", "Accept-Encoding": "identity"}
    loaded = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers=headers
    )
    found = [one.ok() for one in loaded.get_all_operations()]
    assert len(found) == len(URL_NAMES)
    failed = [
        told
        for operation in found
        if (told := _failure(operation, headers, narrow=name == "alice"))
    ]
    assert failed == [], "\n\n".join(failed)


def _failure(operation: Any, headers: dict[str, str], *, narrow: bool) -> str:
    """Every operation is called, so that one run names all that are wrong."""
    try:
        _fuzz(operation, headers, narrow=narrow)
    except (FailureGroup, AssertionError) as error:
        return f"{operation.label}: {error}"
    return ""


def _fuzz(operation: Any, headers: dict[str, str], *, narrow: bool) -> None:
    told = operation.definition.raw["operationId"]
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    cases = modes.flatmap(lambda mode: operation.as_strategy(generation_mode=mode))

    @seed(20_261_126)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, which=st.sampled_from(["drawn", "own", "foreign"]))
    def once(case: Any, which: str) -> None:
        if which != "drawn":
            _name(case, URL_NAMES[told], foreign=which == "foreign")
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        assert not narrow or SECRET not in answer.text

    once()


def _name(case: Any, url_name: str, *, foreign: bool) -> None:
    """Things that are there in the parts of the address."""
    for part in case.path_parameters or {}:
        own, theirs = addressed.OBJECTS.get(f"api:{url_name}") or addressed.OBJECTS[part]
        case.path_parameters[part] = theirs if foreign and theirs is not None else own


def test_the_description_says_everything_that_a_reader_needs() -> None:
    found = description.document()
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            where = f"{method} {path}"
            assert len(told["summary"]) > 5, where
            assert "Right: `" in told["description"] or told["x-right"] == "", where
            assert {"401", "403", "429", "500"} <= set(told["responses"]), where
            for code, answer in told["responses"].items():
                kinds = list(answer.get("content", {}))
                assert answer["description"], where
                if int(code) >= 400:
                    assert kinds == ["application/problem+json"], where
                for content in answer.get("content", {}).values():
                    assert content["example"] is not None, where
            if "requestBody" in told:
                for content in told["requestBody"]["content"].values():
                    assert content["example"], where
            for parameter in told["parameters"]:
                assert parameter["schema"], where


def test_every_right_of_an_operation_is_a_right_of_the_policy() -> None:
    from hengke.apps.identity import api as identity

    known = identity.policy().actions()
    asked = {
        told["x-right"]
        for methods in description.document()["paths"].values()
        for told in methods.values()
    }
    assert asked - {""} <= known
    assert "customers.read" in asked
