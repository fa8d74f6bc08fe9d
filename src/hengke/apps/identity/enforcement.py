"""Every request passes here: the view's rule is asked before the view runs, and none means no; and
amounts are shown as the policy says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.core import checks
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from hengke.apps.identity import rights
from hengke.web import amounts
from hengke.web.access import may_open, rule_of

log = logging.getLogger("hengke.access")


class Enforcement:
    """Middleware behind the log-in's; a view without a rule is closed, and the log names it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with amounts.shown_as(rights.view_of(request.user, "financial")):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        self._check(request, view)

    def _check(self, request: HttpRequest, view: Callable[..., Any]) -> None:
        rule = rule_of(view)
        if rule is None:
            named = request.resolver_match and request.resolver_match.view_name
            log.error("no access rule for %s", named)
        if not may_open(request.user, rule, request.method or "GET"):
            raise PermissionDenied


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Every route of the house: name with namespace, pattern, view."""
    yield from _under(get_resolver(), "", "")


def _under(
    resolver: URLResolver, space: str, prefix: str
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        pattern = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _under(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or ''}", pattern, entry.callback


@checks.register("hengke")
def every_route_has_a_rule(**_: Any) -> list[checks.CheckMessage]:
    """`manage check` and the start of the server: routes without a rule, rules without a right."""
    found: list[checks.CheckMessage] = []
    known = rights.policy().actions()
    for name, pattern, view in routes():
        rule = rule_of(view)
        if rule is None:
            found.append(
                checks.Error(f"{name} ({pattern}) declares no access rule", id="hengke.E001")
            )
            continue
        found += [
            checks.Error(f"{name}: nobody has the right {action!r}", id="hengke.E002")
            for action in rule.actions
            if action not in known
        ]
    return found
