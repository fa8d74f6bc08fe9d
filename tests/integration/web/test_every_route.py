"""Every route x every role x a foreign object: what the access policy says is what happens.

Generated from the addresses of the house. A route without a rule fails, and so does one with a
part in its address of which nobody has said what an own and a foreign one are (addressed.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.integration.web import addressed

from hengke.apps.identity import rights
from hengke.apps.identity.enforcement import Enforcement, every_route_has_a_rule, routes
from hengke.apps.identity.models import Role, User
from hengke.policies.access import Scope
from hengke.web.access import Rule, rule_of

pytestmark = pytest.mark.django_db
ROUTES = {name: (pattern, view) for name, pattern, view in routes()}
SECRET = "褚卫红"
"""The name of the foreign customer; nobody outside her book may ever read it."""


@pytest.fixture(scope="module")
def bank(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Filled once; each request below is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        addressed.fill(SECRET)
        yield
        transaction.set_rollback(True)


def test_no_route_is_without_a_rule() -> None:
    assert every_route_has_a_rule() == []


def test_a_view_that_says_nothing_is_closed_and_the_log_names_it(
    rf: RequestFactory, caplog: Any
) -> None:
    request = rf.get("/")
    request.user = User(username="root", role="business", is_active=True)
    request.resolver_match = type("Match", (), {"view_name": "x:forgotten"})()
    with pytest.raises(PermissionDenied):
        Enforcement(Client)._check(request, lambda _: None)  # type: ignore[arg-type]
    assert "x:forgotten" in caplog.text


@pytest.mark.long_test
@pytest.mark.requirement("R246")
@pytest.mark.parametrize("role", Role.values)
def test_the_right_decides_on_every_route(bank: None, role: str) -> None:
    """The policy is read here by name, beside the middleware: 403 exactly where it says nothing."""
    held = rights.policy().roles[role].rights
    wrong = []
    for name, method, answer, rule in _asked(role):
        action = rule.asked(method)
        allowed = rule.open_to_all or not action or action in held
        refused = answer.status_code == 403
        if answer.status_code >= 500 or (refused and allowed) or (not refused and not allowed):
            wrong.append((name, method, answer.status_code, action))
        if not allowed and SECRET in _text(answer):
            wrong.append((name, method, "shows the foreign customer"))
    assert wrong == []


@pytest.mark.long_test
@pytest.mark.requirement("R246")
@pytest.mark.parametrize("role", Role.values)
def test_what_belongs_to_others_does_not_exist(bank: None, role: str) -> None:
    """Whoever reaches a part of the bank is told "not found" of the rest, and changes nothing."""
    wrong, before = [], addressed.state()
    for name, method, answer, rule in _asked(role, foreign=True):
        reach = rights.policy().scope(role, rule.asked(method)) if rule.asked(method) else None
        if rule.open_to_all or reach is Scope.ALL or not _is_foreign(name):
            continue
        if answer.status_code not in (403, 404, 405) or SECRET in _text(answer):
            wrong.append((name, method, answer.status_code))
    assert wrong == []
    assert addressed.state() == before


@pytest.mark.long_test
@pytest.mark.parametrize("role", Role.values)
def test_no_list_search_or_file_holds_a_foreign_customer(bank: None, role: str) -> None:
    if rights.policy().scope(role, "customers.read") is Scope.ALL:
        pytest.skip("reads the whole bank")
    client, wrong = addressed.client(role), []
    foreign = addressed.OBJECTS["customer_id"][1]
    narrowed = ({}, {"q": foreign}, {"customer": foreign}, {"show": "all"}, {"state": "all"})
    for name, (pattern, _view) in ROUTES.items():
        if re.search(r"[<(]", pattern) or name in addressed.LEAVES:
            continue
        asked = [(client.get, query) for query in narrowed]
        for send, query in [*asked, (client.post, {"customer": foreign, "q": foreign})]:
            text = _text(_taken_back(lambda: send(reverse(name), query)))  # noqa: B023
            if SECRET in text:
                wrong.append((name, query))
    assert wrong == []


def test_without_a_log_in_every_page_leads_to_the_log_in(bank: None) -> None:
    for name, (pattern, view) in ROUTES.items():
        rule = rule_of(view)
        if rule and rule.open_to_all:
            continue
        for method in ("get", "post"):
            answer = getattr(Client(), method)(addressed.address(name, pattern))
            assert answer.status_code in (302, 401, 403), name
            if answer.status_code == 302:
                assert answer["Location"].startswith(reverse("identity:login")), name


def _asked(role: str, *, foreign: bool = False) -> Iterator[tuple[str, str, Any, Rule]]:
    """Every route once for reading and once for writing, in a transaction that is taken back."""
    client = addressed.client(role)
    for name, (pattern, view) in ROUTES.items():
        if name in addressed.LEAVES:
            continue
        rule = rule_of(view)
        assert rule is not None, name
        url = addressed.address(name, pattern, foreign=foreign)
        sent = addressed.sent(name)
        yield name, "GET", _taken_back(lambda: client.get(url)), rule  # noqa: B023
        yield name, "POST", _taken_back(lambda: client.post(url, **sent)), rule  # noqa: B023


def _taken_back(send: Callable[[], Any]) -> Any:
    with transaction.atomic():
        cache.clear()
        answer = send()
        transaction.set_rollback(True)
    return answer


def _is_foreign(name: str) -> bool:
    pattern, _view = ROUTES[name]
    return any(theirs is not None for _own, theirs in addressed.parts(name, pattern).values())


def _text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))
