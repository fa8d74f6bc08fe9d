"""Behaviour of a handful of customers. Amounts in fen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.conftest import STAMP, customer

SAID = {
    "currency": "CNY", "months": 12, "recent_months": 3, "first_on": date(2025, 10, 1),
    "until_on": date(2026, 9, 30), "deposit_count": 3, "deposit_total_minor": 96_000_00,
    "deposit_largest_minor": 51_000_00, "deposit_mean_minor": 32_000_00,
    "deposit_season_ppm": 1_750_000, "deposit_peak_month": 3, "deposit_term_ppm": 631_000,
    "deposit_term_days": 242, "deposits_matured": 2, "rollover_ppm": 500_000,
    "channel_counter_ppm": 333_333, "channel_self_service_ppm": 0, "channel_online_ppm": 666_667,
    "channel_untold": 1, "channel_dominant": "online", "channel_dominant_recent": "online",
    "flow_in_recent_minor": 60_000_00, "flow_out_recent_minor": 240_000_00,
    "flow_net_recent_minor": -180_000_00, "flow_net_usual_minor": 112_500_00,
    "flow_direction": "out", "flow_direction_usual": "in",
    "flow_parties": json.dumps({"cash": [0, 0, 1000, 0], "person": [600, 220_000_00, 0, 41_000]}),
    "product_preferred": "fund", "products_bought": json.dumps({"fund": [900_00, 1, 0, 0]}),
    "services_recent": 7, "services_usual": 3, "services_change_ppm": 1_333_333,
    "spending_total_minor": 78_120_00, "spending_monthly_minor": 6_510_00, "spending_count": 30,
    "spending_ticket_minor": 2_604_00, "spending_top": "housing",
    "spending_categories": json.dumps(
        {"housing": [75_600_00, 12, 1], "own word": [2_520_00, 18, 1]}
    ),
    "recurring_payments": 1, "recurring_monthly_minor": 6_300_00,
    "recurring_kinds": json.dumps({"rent": [1, 6_300_00]}), "income_monthly_minor": 20_000_00,
    "income_level": "middle", "income_source": "bookings", "habit_class": "home_bound",
    "by_month": json.dumps({"2026-02": [1, 0, 0, 0, 0, 3, 5, 7, 1, 9],
                            "2026-01": [2, 0, 0, 0, 0, 4, 6, 8, 1, 10]}),
    "policy_version": "standard@2020-01-01:test",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_home(home: Any) -> None:
    """Every test here has one."""


@pytest.fixture
def behaves(users: Any) -> Callable[..., Any]:
    """`behaves("A1")`: a record in Alice's book, and its behaviour."""

    def make(customer_id: str, **columns: Any) -> Any:
        from hengke.apps.behaviour.models import Profile

        customer(
            customer_id, kind="person", name=f"张{customer_id}", branch_id="B001",
            manager_id="S0001",
        )  # fmt: skip
        return Profile.objects.create(customer_id=customer_id, **{**SAID, **columns}, **STAMP)

    return make
