"""The description as JSON, and as a page for people: rendered here, without any script."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from hengke.apps.api import description, problems
from hengke.apps.webhooks import api as webhooks
from hengke.web.access import signed_in


def text() -> str:
    """Readable and stable: sorted keys, so that two releases can be compared line by line."""
    return json.dumps(description.document(), ensure_ascii=False, indent=1, sort_keys=True)


@signed_in
@require_GET
def described(request: HttpRequest) -> HttpResponse:
    return HttpResponse(text(), content_type="application/json")


@signed_in
@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    found = description.document()
    context = {
        "about": description.ABOUT,
        "groups": _groups(found),
        "problems": [(code, *told) for code, told in problems.KINDS.items()],
        "events": webhooks.KINDS.items(),
    }
    return render(request, "api/reference.html", context)


def _groups(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Operations by tag, in the order of the tags."""
    rows: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in found["tags"]}
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            rows[told["tags"][0]].append(_row(path, method, told))
    return [
        {"id": slugify(tag), "name": name, "about": about, "rows": rows[tag]}
        for tag, (name, about) in description.TAGS.items()
    ]


def _row(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    good = next(one for code, one in told["responses"].items() if code.startswith("2"))
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told["summary"],
        "about": told["description"],
        "parameters": [{**one, "kind": _kind(one["schema"])} for one in told.get("parameters", [])],
        "sent": _example(told.get("requestBody", {})),
        "answer": _example(good),
        "errors": [code for code in told["responses"] if int(code) >= 400],
    }


def _example(part: dict[str, Any]) -> str:
    for content in part.get("content", {}).values():
        return json.dumps(content.get("example"), ensure_ascii=False, indent=1)
    return ""


def _kind(schema: dict[str, Any]) -> str:
    several = schema.get("anyOf") or [schema]
    kinds = [one.get("format") or one.get("type") or "" for one in several]
    values = [str(value) for one in several for value in one.get("enum", [])]
    return ", ".join(values or [kind for kind in kinds if kind and kind != "null"])
