"""The API described as OpenAPI 3.1: what ninja knows of types, and what every call has in common.

The same for everybody and on every machine: no home, no database and no clock enters it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from ninja.operation import Operation

from hengke.apps.api import idempotency, language, problems, routes, samples, wrapping
from hengke.apps.api.operations import JSON

PREFIX = "/api/v1"
ALWAYS = (400, 401, 403, 404, 413, 422, 429, 500)
ABOUT = (
    _("What pages show and do, for programs of the bank, under the same rights and masks."),
    _(
        "Call with `Authorization: Bearer TOKEN`; a token is made under *Account* and does at most "
        "what its owner may. Lists are paged by `limit` and `cursor`. Reads carry an `ETag`. A "
        "POST with an `Idempotency-Key` is done once. Every error is a problem (RFC 9457) with "
        "its next step. Amounts are decimal text; null is unknown or hidden, and `reason` says "
        "which."
    ),
)
"""Paragraphs; in the document in English, on the page in the reader's language."""
TAGS = {
    "Me": (pgettext_lazy("api", "Me"), _("Who calls.")),
    "Customers": (pgettext_lazy("api", "Customers"), _("The customer record.")),
    "Tiers": (
        pgettext_lazy("api", "Tiers"), _("Ladders, positions, assessments, tiers by hand."),
    ),
    "Radar and migration": (_("Radar and migration"), _("Who may fall, and who moved.")),
    "Tasks and contacts": (_("Tasks and contacts"), _("The day's work.")),
    "Runs": (pgettext_lazy("api", "Runs"), _("What was computed.")),
    "Imports": (pgettext_lazy("api", "Imports"), _("Deliveries of files.")),
    "Webhooks": (pgettext_lazy("api", "Webhooks"), _("Being told of what happens.")),
}  # fmt: skip


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = dict(routes.api.get_openapi_schema(path_prefix=PREFIX + "/"))
    with translation.override(language.ENGLISH):
        about = "\n\n".join(map(str, ABOUT)) + "\n"
        tags = [{"name": name, "description": str(text)} for name, (_name, text) in TAGS.items()]
    found["info"] = {**found["info"], "description": about, "license": {
        "name": "Apache-2.0", "identifier": "Apache-2.0"}}  # fmt: skip
    found["servers"] = [{"url": "/"}]
    found["tags"] = tags
    parts = found["components"]
    parts["schemas"]["Problem"], parts["schemas"]["Wrong"] = _problem()
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of a person."},
        "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME,
                    "description": "Whoever is logged in; writes need X-CSRFToken, too."},
    }  # fmt: skip
    found["security"] = [{"token": []}, {"session": []}]
    for method, told, operation in operations(found):
        _completed(method, told, operation, parts["schemas"])
    return found


def document() -> dict[str, Any]:
    """A copy, to be changed at will."""
    return deepcopy(_document())


def operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Operation]]:
    """Method, description and operation of each."""
    known = {one.operation_id: one for path in routes.paths().values() for one in path.operations}
    for path in found["paths"].values():
        for method, told in path.items():
            yield method, told, known[told["operationId"]]


def _completed(
    method: str, told: dict[str, Any], operation: Operation, schemas: dict[str, Any]
) -> None:
    asks = wrapping.asks_of(operation)
    right = f"Right: `{asks.right}`." if asks.right else "Needs a log-in alone."
    told["description"] = f"{told['description']} {right}"
    told["x-right"] = asks.right
    told.setdefault("parameters", []).extend(_headers(method, may_match=asks.may_match))
    told["responses"] = {str(code): answer for code, answer in told["responses"].items()}
    for code, answer in told["responses"].items():
        _answer(method, code, answer, schemas)
    if method == "get":
        told["responses"]["304"] = {"description": "Unchanged since the tag of If-None-Match."}
    for code in _errors(method, body=bool(asks.body), may_match=asks.may_match):
        told["responses"][str(code)] = _refusal(code)
    if asks.body == JSON:
        told["requestBody"]["content"][JSON]["example"] = asks.example
    elif asks.body:
        for content in told["requestBody"]["content"].values():
            content["example"] = samples.sample(content["schema"], schemas)


def _headers(method: str, *, may_match: bool) -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string"}
    found = []
    if method == "get":
        found.append(("If-None-Match", text, "The tag of an earlier read.", '"5f0c"'))
    if method == "post":
        key = {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST_KEY,
               "pattern": idempotency.KEY}  # fmt: skip
        found.append((idempotency.HEADER, key, "Done once under this key.", "6f1e2a77"))
    if may_match:
        found.append(("If-Match", text, "The tag of what the decision is about.", '"5f0c"'))
    return [
        {"in": "header", "name": name, "required": False, "schema": schema, "description": what,
         "example": example}
        for name, schema, what, example in found
    ]  # fmt: skip


def _answer(method: str, code: str, answer: dict[str, Any], schemas: dict[str, Any]) -> None:
    answer["description"] = {"201": "Made.", "202": "Begun."}.get(code, "Done.")
    answer["headers"] = {
        "RateLimit-Limit": _header("Calls of a minute.", "integer"),
        "RateLimit-Remaining": _header("Those left.", "integer"),
        "RateLimit-Reset": _header("Seconds to the next minute.", "integer"),
    }
    if method == "get":
        answer["headers"]["ETag"] = _header("The tag of this answer.", "string")
    for content in answer.get("content", {}).values():
        content["example"] = samples.sample(content["schema"], schemas)
        if "items" in str(schemas.get(content["schema"].get("$ref", "").rsplit("/", 1)[-1])):
            answer["headers"]["Link"] = _header("The next page.", "string")


def _header(what: str, kind: str) -> dict[str, Any]:
    return {"description": what, "schema": {"type": kind}}


def _errors(method: str, *, body: bool, may_match: bool) -> list[int]:
    found = list(ALWAYS)
    if method != "get":
        found.append(409)
    if may_match:
        found.append(412)
    if body:
        found.append(415)
    return sorted(found)


def _refusal(code: int) -> dict[str, Any]:
    kind, words = problems.KINDS[code]
    with translation.override(language.ENGLISH):
        title, way_out = str(words), str(problems.NEXT[code])
    example = {"type": f"/api/#{kind}", "title": title, "status": code, "detail": "",
               "next_step": way_out, "errors": []}  # fmt: skip
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": title,
        "content": {problems.CONTENT_TYPE: {"schema": schema, "example": example}},
    }


def _problem() -> tuple[dict[str, Any], dict[str, Any]]:
    template = "#/components/schemas/{model}"
    whole = problems.Problem.model_json_schema(ref_template=template, mode="serialization")
    return {name: part for name, part in whole.items() if name != "$defs"}, whole["$defs"]["Wrong"]
