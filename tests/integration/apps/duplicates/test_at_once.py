"""Two merges decided at the same moment: the second looks again, and no chain comes about."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from tests import databases
from tests.integration.apps.conftest import customer
from tests.integration.apps.duplicates.conftest import NOW, WANG

from hengke.apps.approvals import actions, api
from hengke.apps.approvals.models import Approval, State
from hengke.apps.customers.models import Redirect
from hengke.apps.duplicates import merging
from hengke.apps.duplicates.models import Merge, Turn

PATIENCE = 60
SECOND_ONES = {"a chain": ("A2", "A4", "A4"), "a number merged twice": ("A1", "A4", "A4")}
"""Beside A1 into A2: which two, and who stays."""


@pytest.fixture
def together(db: None) -> None:
    if not databases.server():
        pytest.skip("about PostgreSQL: run with --database postgresql")


@pytest.fixture(autouse=True)
def no_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of the audit log could not be flushed after a test that really commits."""
    for place in ("approvals.actions", "customers.merged_actions", "duplicates.actions"):
        monkeypatch.setattr(f"hengke.apps.{place}.record", lambda *given, **named: None)


@contextmanager
def begun(monkeypatch: pytest.MonkeyPatch, client: Client, number: int) -> Iterator[Any]:
    """The client decides, and has stopped after its first look at the request."""
    reached, go, whole = threading.Event(), threading.Event(), actions._locked

    def held(approval: Approval) -> Approval:
        found = whole(approval)
        if not reached.is_set():
            reached.set()
            go.wait(PATIENCE)
        return found

    def answer() -> int:
        try:
            return client.post(f"/approvals/{number}/decide/", {"decision": "approve"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, monkeypatch.context() as patched:
        patched.setattr(actions, "_locked", held)
        deciding = pool.submit(answer)
        try:
            assert reached.wait(PATIENCE)
            patched.setattr(actions, "_locked", whole)
            yield lambda: (go.set(), deciding.result())[1]
        finally:
            go.set()


def ask(found: Any, left: str, right: str, stays: str, by: Any) -> Approval:
    return merging.ask(
        found(left, right), stays=stays, by_hand={}, reason="one person", by=by, now=NOW
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [False, True], ids=["never merged before", "merged before"])
@pytest.mark.parametrize("second", SECOND_ONES.values(), ids=SECOND_ONES)
def test_the_second_of_two_is_refused(
    together: None, users: Any, found: Any, decider: Any, monkeypatch: Any, second: Any,
    before: bool,
) -> None:  # fmt: skip
    customer("A4", **WANG)
    if before:
        Turn.objects.create(id=1, taken_at=NOW)
    first = ask(found, "A1", "A2", "A2", users["business"])
    other = ask(found, *second, users["business"])
    client = Client(raise_request_exception=False)
    client.force_login(decider, "hengke.apps.identity.backends.StaffBackend")
    with begun(monkeypatch, client, other.pk) as go_on:
        api.decide(first, yes=True, by=decider, now=NOW)
        assert go_on() == 422
    assert list(Redirect.objects.values_list("customer_id", "survivor_id")) == [("A1", "A2")]
    assert Merge.objects.count() == 1
    other.refresh_from_db()
    assert other.state == State.WAITING
