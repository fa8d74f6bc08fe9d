"""Stages of a handful of customers, as a night leaves them. Amounts in fen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF, STAMP, customer

from hengke.policies.lifecycle import load

POLICY = load(on=AS_OF).version
BEFORE = date(2026, 9, 30)
FALL = json.dumps(
    {"aum_3m_mean": 10_000_000, "aum": 4_000_000, "own_bookings_before": None,
     "activity_change": None}
)  # fmt: skip
ASLEEP = json.dumps({"tenure_days": 900, "aum": 5_000, "days_since_own_booking": 400})


@pytest.fixture(autouse=True)
def _own_home(home: Any) -> None:
    """Every test here has one."""


@pytest.fixture
def stands(users: Any) -> Callable[..., Any]:
    """`stands("A1", "stable")`: a record, and where the customer stands; None is unknown."""

    def make(
        customer_id: str, stage: str | None, *, manager_id: str = "S0001",
        branch_id: str = "B001", **columns: Any,
    ) -> Any:  # fmt: skip
        from hengke.apps.lifecycle.models import Place

        place = {"branch_id": branch_id, "manager_id": manager_id}
        customer(customer_id, kind="person", name=f"张{customer_id}", **place)
        known = {
            "rule": stage, "why": "{}", "stage_before": stage, "before_on": BEFORE, "dormant": 0,
            "losing": 0, "idle_days": 3, "aum_minor": 100, "peak_minor": 200, "fall_minor": 0,
            "policy_version": POLICY,
        }  # fmt: skip
        return Place.objects.create(
            customer_id=customer_id, stage=stage, **place, **{**known, **columns}, **STAMP
        )

    return make


@pytest.fixture
def book(stands: Callable[..., Any]) -> None:
    """Alice's book, Bo's, and Chen's in the other branch; counts as a night leaves them."""
    from hengke.apps.lifecycle.models import Book, Move

    falling = {"losing": 1, "losing_rules": "assets_fall", "losing_why": FALL}
    stands("A1", "stable")
    stands("A2", "at_risk", rule="assets_fall", why=FALL, since=AS_OF, stage_before="stable",
           fall_minor=6_000_000, **falling)  # fmt: skip
    stands("A3", "dormant", rule="one_year", why=ASLEEP, dormant=1, dormant_rule="one_year",
           dormant_why=ASLEEP, idle_days=400)  # fmt: skip
    stands("A4", None, rule="new", why='{"tenure_days": null}', losing=None, dormant=None)
    stands("B1", "at_risk", manager_id="S0002", fall_minor=7_000_000, **falling)
    stands("C1", "lost", manager_id="S0003", branch_id="B002")
    Move.objects.create(
        customer_id="A2", moved_on=AS_OF, before_on=BEFORE, stage_before="stable", stage="at_risk",
        **STAMP,
    )  # fmt: skip
    Move.objects.create(customer_id="A2", moved_on=BEFORE, stage="stable", **STAMP)
    ways = (("B001", "S0001", "stable", "stable", 1, 0, 0),
            ("B001", "S0001", "stable", "at_risk", 1, 0, 1),
            ("B001", "S0001", "dormant", "dormant", 1, 1, 0), ("B001", "S0001", "", "", 1, 0, 0),
            ("B001", "S0002", "at_risk", "at_risk", 1, 0, 1),
            ("B002", "S0003", "arrived", "lost", 1, 0, 0))  # fmt: skip
    for branch, manager, before, stage, customers, dormant, losing in ways:
        Book.objects.create(
            branch_id=branch, manager_id=manager, stage_before=before, stage=stage,
            before_on=None if before == "arrived" else BEFORE, customers=customers,
            dormant=dormant, losing=losing, **STAMP,
        )  # fmt: skip
