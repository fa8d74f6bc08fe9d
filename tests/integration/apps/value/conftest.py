"""Values of a handful of customers, whose figures can be checked by head. Amounts in fen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF, STAMP, customer

from hengke.policies.value import load

POLICY = load(on=AS_OF).version
MONTHS = {"months": 12, "days": 365, "first_on": date(2025, 10, 1), "until_on": date(2026, 9, 30)}
NOTHING = dict.fromkeys(
    ("deposit_margin_minor", "loan_margin_minor", "fees_minor", "management_minor", "other_minor",
     "tax_minor", "service_minor", "acquisition_minor", "loss_minor", "capital_minor"), 0,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_home(home: Any) -> None:
    """Every test here has one."""


@pytest.fixture
def brings(users: Any) -> Callable[..., Any]:
    """`brings("A1", 50_000)`: record, value, and one deposit behind it; None is unknown."""

    def make(
        customer_id: str, profit: int | None, *, manager_id: str = "S0001",
        branch_id: str = "B001", **columns: Any,
    ) -> Any:  # fmt: skip
        from hengke.apps.value.models import CustomerValue, ProductValue

        place = {"branch_id": branch_id, "manager_id": manager_id}
        customer(customer_id, kind="person", name=f"张{customer_id}", **place)
        stack = {**NOTHING, "deposit_margin_minor": profit,
                 "revenue_minor": profit, "profit_minor": profit, "eva_minor": profit}  # fmt: skip
        known = {
            "currency": "CNY", "volume_average_minor": 10_000_000, "overall_yield_ppm": 5_000,
            "movement": "steady", "decile": 1, "activities": 12, "trend": "[1, 2, 3]",
            "potential_points": 6_500, "potential_parts": "[8000, null, 5000]",
            "composite_points": 5_700, "composite_parts": "[5000, 0, 0, 0, 6500, 10000]",
            "policy_version": POLICY,
        }  # fmt: skip
        ProductValue.objects.create(
            customer_id=customer_id, product_id="T", product_name="一年期定期存款",
            family="term_deposit", days=365, balance_days=365 * 1_000_000_000,
            transfer_minor=20_000_000, interest_minor=15_000_000, activities=3,
            policy_version=POLICY, **stack, **STAMP,
        )  # fmt: skip
        return CustomerValue.objects.create(
            customer_id=customer_id, **place, **MONTHS, **{**known, **stack, **columns}, **STAMP
        )

    return make


@pytest.fixture
def book(brings: Callable[..., Any]) -> None:
    """Alice's book, Bo's, and Chen's in the other branch; sums as a night leaves them."""
    from hengke.apps.value.models import BookValue

    brings("A1", 700)
    brings("A2", 5_000_000, movement="falling")
    brings("A3", -900)
    brings("A4", None, unknown_reason="no_customer_rate")
    brings("B1", 300, manager_id="S0002")
    brings("C1", 100, manager_id="S0003", branch_id="B002")
    sums = (("B001", "S0001", 1, 1, 5_000_000, 0, 1), ("B001", "S0001", 9, 2, -200, 1, 0),
            ("B001", "S0001", 0, 1, 0, 0, 0), ("B001", "S0002", 5, 1, 300, 0, 0),
            ("B002", "S0003", 7, 1, 100, 0, 0))  # fmt: skip
    for branch, manager, slice_, customers, profit, negative, falling in sums:
        BookValue.objects.create(
            branch_id=branch, manager_id=manager, slice=slice_, customers=customers,
            negative=negative, falling=falling,
            **{**NOTHING, "revenue_minor": profit, "profit_minor": profit, "eva_minor": profit},
            **STAMP,
        )  # fmt: skip
