"""The API put together: its nouns in order, and one wrapped view per address."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import PathView
from ninja.renderers import JSONRenderer

from hengke.apps.api import (
    care,
    customers,
    imports,
    me,
    problems,
    radar,
    recommendations,
    runs,
    tiers,
    webhooks,
    wrapping,
)
from hengke.kernel.errors import Refused


class Readable(JSONRenderer):
    """Chinese as Chinese; None and numbers as JSON has them."""

    json_dumps_params = {"ensure_ascii": False, "allow_nan": False}  # noqa: RUF012


api = NinjaAPI(
    title="Hengke",
    version=metadata.version("hengke"),
    urls_namespace="api-inner",
    docs_url=None,
    openapi_url=None,
    renderer=Readable(),
)
ROUTERS = (
    me.router, customers.router, recommendations.router, tiers.router,
    radar.router, care.router, runs.router,
    imports.router, webhooks.router, customers.last, care.last,
)  # fmt: skip
for _router in ROUTERS:
    api.add_router("", _router)
api.add_exception_handler(Refused, problems.refused)
api.add_exception_handler(problems.Trouble, problems.trouble)
api.add_exception_handler(ValidationError, problems.invalid)


def paths() -> dict[str, PathView]:
    """Every address below /api/v1/, in the order in which they are tried; two modules may declare
    operations of one address."""
    found: dict[str, Any] = {}
    for router in api._get_bound_routers():
        for address, one in router.path_operations.items():
            if address in found:
                found[address].operations = [*found[address].operations, *one.operations]
            else:
                found[address] = one
    return found


def patterns() -> list[URLPattern]:
    return [
        path(_django(address), wrapping.wrapped(one), name=one.url_name)
        for address, one in paths().items()
    ]


def _django(address: str) -> str:
    """/customers/{path:customer_id} as Django writes it; an address has no part of two words."""
    return re.sub(r"{(\w+:)?(\w+)}", r"<\1\2>", address).lstrip("/")
