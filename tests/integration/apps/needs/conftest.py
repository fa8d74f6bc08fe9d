"""Two customers of Alice, one of Bo in the same branch, one of Chen elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SCOPES = {
    "A1": ("B001", "S0001"), "A2": ("B001", "S0001"), "B1": ("B001", "S0002"),
    "C1": ("B002", "S0003"),
}  # fmt: skip


@pytest.fixture
def book(users: Any, organisation: None, make_customer: Any) -> dict[str, Any]:
    return {
        number: make_customer(
            number, name=f"客户{number}", branch_id=branch, manager_id=manager,
            birth_date=date(1985, 3, 1), aum_minor=1_000_000_00,
        )
        for number, (branch, manager) in SCOPES.items()
    }  # fmt: skip


@pytest.fixture
def client_of(client_of: Callable[..., Client]) -> Callable[..., Client]:
    """A page that fails answers 500, as people get it."""
    return partial(client_of, raise_request_exception=False)


@pytest.fixture
def need(users: Any, book: Any) -> Any:
    """`need("A1", "saving", status="met")`; what a test does not name is of no matter to it."""
    from hengke.apps.needs.models import Need

    def make(customer_id: str, need_class: str, **columns: Any) -> Need:
        known = {
            "nature": "explicit", "source": "talk", "evidence": "said so at the counter",
            "noticed_on": date(2026, 11, 1), "owner": users["alice"],
            "recorded_by": users["alice"], "recorded_at": NOW, "changed_at": NOW,
        }  # fmt: skip
        return Need.objects.create(
            customer_id=customer_id, need_class=need_class, **{**known, **columns}
        )

    return make
